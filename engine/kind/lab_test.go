package kind

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// A lab is an endpoint with a master account of its own, and its
// administrator.
type lab struct {
	*testing.T
	cfg   aws.Config
	world *sandbox.World // nil on moto
	clock *clock         // virtual: waiting moves it

	assume string // the role assumed in leaf accounts, where it is not the access role
}

const (
	masterID = "111111111111"
	legacyID = "222222222222"
	today    = "2026-11-22"
)

// inSandbox is a lab with a stand-alone master account and a stand-alone
// legacy account.
func inSandbox(t *testing.T, o sandbox.Options) *lab {
	t.Helper()
	o.Random = rand.NewChaCha8([32]byte{1})
	if o.CreateDelay == 0 {
		o.CreateDelay = -1
	}
	c := &clock{now: time.Now()}
	o.Clock = c.Now
	w := sandbox.New(o)
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	l := &lab{T: t, world: w, clock: c, cfg: aws.Config{Region: "eu-west-1", BaseEndpoint: &server.URL}}
	l.cfg.Credentials = l.administrator(masterID, "aws+master@acme.example")
	l.administrator(legacyID, "aws@acme.example")
	return l
}

// administrator is who a stand-alone account begins with.
func (l *lab) administrator(id, email string) aws.CredentialsProvider {
	l.Helper()
	c, err := l.world.Account(id, email)
	l.must(err)
	return credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, "")
}

func (l *lab) must(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// An office is an organization opened with one document.
type office struct {
	*lab
	*Wish
	cloud *cloud.Cloud
}

// open reads a document and opens the organization, as a command does.
func (l *lab) open(document string) *office {
	l.Helper()
	org, err := schema.Parse("org.yaml", []byte(document), nil)
	l.must(err)
	return l.openOrg(org)
}

// openOrg opens the organization of a document that was read.
func (l *lab) openOrg(org *schema.Org) *office {
	l.Helper()
	c, err := cloud.Open(l.Context(), cloud.Options{
		Config: l.cfg, MasterID: org.Master.ID, Declared: Declared(org), AccessRole: org.Organization.AccessRole,
		Session: "orgwright-acme", Owner: org.Organization.Name, Path: org.Organization.OwnershipPath, Clock: l.clock.Now,
		Sleep: l.clock.sleep, Backoff: time.Millisecond, Assume: l.assume,
	})
	l.must(err)
	w := &Wish{Org: org, Today: today, Names: c.Names}
	if problems := Check(w); len(problems) > 0 {
		l.Fatal(problems)
	}
	return &office{l, w, c}
}

// draft looks at everything and compares.
func (o *office) draft() Draft {
	o.Helper()
	p, err := o.cloud.Read(o.Context(), Need(o.Wish))
	o.must(err)
	return Compare(o.Wish, o.cloud, p)
}

// findings looks at everything, as drift does, and judges.
func (o *office) findings() []engine.Finding {
	o.Helper()
	p, err := o.cloud.Read(o.Context(), NeedOfDrift(o.Wish))
	o.must(err)
	return Findings(o.Wish, o.cloud, p)
}

// apply carries out what the document asks for, and holds that a plan after
// it is empty.
func (o *office) apply() {
	o.Helper()
	d := o.draft()
	if len(d.Unreadable) > 0 || len(d.Refusals) > 0 {
		o.Fatalf("unreadable %v, refusals %v", d.Unreadable, d.Refusals)
	}
	o.must(engine.Apply(o.Context(), d.Plan, o.cloud.Parallel, Do(o.Wish, o.cloud)))
	if again := o.draft(); again.Summary.Todo() > 0 {
		o.Fatalf("the plan after apply is not empty:\n%s", lines(again.Plan))
	}
}

// lines is a plan as text, a change a line, without what waits and what is by
// hand.
func lines(p engine.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			if !s.ByHand && c.Waits == nil {
				fmt.Fprintf(&b, "%s %c %s\n", s.Movement, c.Action(), c.Address)
			}
		}
	}
	return b.String()
}

// of lists the facts of a kind, in order.
func of(s engine.State, kind string) []engine.Address {
	var all []engine.Address
	for a := range s {
		if a.Kind == kind {
			all = append(all, a)
		}
	}
	slices.SortFunc(all, engine.Address.Compare)
	return all
}
