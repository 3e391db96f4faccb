package kind

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// What the simulation says of the state after each change of a plan is what AWS
// then answers to the real calls of whoever runs it. Plans, policies, guardrails
// and trust are drawn at random; a failure names its number, and ORGWRIGHT_PLAN
// plays that one again. ORGWRIGHT_PLANS says how many are played.
func TestTheSimulationIsWhatAWSAnswers(t *testing.T) {
	l, start, first, n := drawn(t)
	sum := playAll(t, first, n, func(seed uint64) played { return playDraw(l, start, seed, (*draw).carryOut) })
	t.Logf("%d plans, %d changes, %d answers compared (%d yes, %d no), %d open, %d plans that lock out", n, sum.changes, sum.yes+sum.no, sum.yes, sum.no, sum.open, sum.locking)
	if n > 100 && (sum.yes < n || sum.no < n || sum.locking < n/10 || sum.open > (sum.yes+sum.no)/2) {
		t.Errorf("the draw is too narrow: %+v", sum.counts)
	}
}

// drawn is a reign as it is written down, and which draws are to be played.
func drawn(t *testing.T) (l *lab, start []byte, first, n int) {
	n = 150
	if testing.Short() {
		n = 50
	}
	if one, err := strconv.Atoi(os.Getenv("ORGWRIGHT_PLAN")); err == nil {
		first, n = one, 1
	} else if all, err := strconv.Atoi(os.Getenv("ORGWRIGHT_PLANS")); err == nil {
		n = all
	}
	l = reign(t, "alice", "bob")
	l.world.Log = nil
	start, err := json.Marshal(l.world)
	l.must(err)
	return l, start, first, n
}

// playAll plays draws side by side.
func playAll(t *testing.T, first, n int, play func(seed uint64) played) *tally {
	var sum tally
	next := make(chan int)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for seed := range next {
				got := play(uint64(seed))
				sum.add(got)
				if got.wrong != "" {
					t.Errorf("ORGWRIGHT_PLAN=%d: %s", seed, got.wrong)
				}
			}
		})
	}
	for i := range n {
		next <- first + i
	}
	close(next)
	workers.Wait()
	return &sum
}

// counts are what came of some plans.
type counts struct{ changes, yes, no, open, locking int }

// A played is what came of one draw; wrong says where the two differ.
type played struct {
	counts
	wrong string
}

type tally struct {
	mu sync.Mutex
	counts
}

func (s *tally) add(o played) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changes, s.yes, s.no, s.open, s.locking = s.changes+o.changes, s.yes+o.yes, s.no+o.no, s.open+o.open, s.locking+o.locking
}

// playDraw is a draw carried out: the plan by an administrator, and after each
// change the calls of who runs it.
func playDraw(l *lab, start []byte, seed uint64, carryOut func(*draw, context.Context, *rehearsal) played) (out played) {
	d := &draw{Rand: rand.New(rand.NewPCG(seed, 6)), clock: &clock{now: l.clock.Now()}}
	d.world = sandbox.New(sandbox.Options{Clock: d.clock.Now, Random: rand.NewChaCha8([32]byte{2}), CreateDelay: -1})
	fail := func(what string, err error) played {
		out.wrong = fmt.Sprintf("%s: %v", what, err)
		return out
	}
	if err := json.Unmarshal(start, d.world); err != nil {
		return fail("start", err)
	}
	d.admin = aws.Config{Region: "eu-west-1", BaseEndpoint: aws.String("http://aws.example"), HTTPClient: &http.Client{Transport: &wire{world: d.world, sends: map[string]int{}}}, Credentials: l.cfg.Credentials}
	d.run = d.admin.Copy()
	d.people()
	d.accounts()
	if err := d.strangers(l.Context()); err != nil {
		return fail("strangers", err)
	}
	text, files := d.document()
	org, err := schema.Parse("org.yaml", []byte(text), files)
	if err != nil {
		return fail(text, err)
	}
	ctx := l.Context()
	c, err := cloud.Open(ctx, cloud.Options{
		Config: d.admin, MasterID: org.Master.ID, Declared: Declared(org), AccessRole: org.Organization.AccessRole, Session: "orgwright-acme",
		Owner: org.Organization.Name, Path: org.Organization.OwnershipPath, Clock: d.clock.Now, Sleep: d.clock.sleep, Backoff: time.Millisecond,
	})
	if err != nil {
		return fail("open", err)
	}
	w := &Wish{Org: org, Today: today, Names: c.Names}
	p, err := c.Read(ctx, Need(w))
	if err != nil {
		return fail("read", err)
	}
	if _, err := c.ReadOthers(ctx, p); err != nil {
		return fail("read others'", err)
	}
	me, err := sts.NewFromConfig(d.run).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fail("who runs it", err)
	}
	keys, _ := d.run.Credentials.Retrieve(ctx)
	c.Caller, c.CallerID, c.Temporary = *me.Arn, *me.UserId, keys.SessionToken != ""
	return carryOut(d, ctx, &rehearsal{w: w, c: c, p: p, out: &out})
}

// rehearsal is a plan while it is carried out.
type rehearsal struct {
	w   *Wish
	c   *cloud.Cloud
	p   *cloud.Picture
	v   *watch
	out *played
}

func (d *draw) carryOut(ctx context.Context, at *rehearsal) played {
	plan := Compare(at.w, at.c, at.p).Plan
	at.v = newWatch(at.w, at.c, at.p)
	do := Do(at.w, at.c)
	locks := false
	d.compare(ctx, at, "at first")
	for _, s := range plan.Steps {
		for _, change := range made(s) {
			if at.out.wrong != "" {
				return *at.out
			}
			if err := do(ctx, change); err != nil {
				continue // it has not come about
			}
			at.out.changes++
			locks = at.v.step(change) != nil || locks
			d.compare(ctx, at, "after "+change.Action().String()+" "+change.String())
		}
	}
	if locks {
		at.out.locking++
	}
	return *at.out
}

// compare holds what the simulation says now against what AWS answers.
func (d *draw) compare(ctx context.Context, at *rehearsal, when string) {
	v := at.v
	group := "arn:aws:iam::" + masterID + ":group/orgwright/auditors"
	d.hold(at, when+": organizations:ListAccounts", v.realm.Decide(v.self, "organizations:ListAccounts", "*"), func() error {
		_, err := organizations.NewFromConfig(d.run).ListAccounts(ctx, &organizations.ListAccountsInput{})
		return err
	})
	d.hold(at, when+": iam:CreateGroup", v.realm.Decide(v.self, "iam:CreateGroup", group), func() error {
		_, err := iam.NewFromConfig(d.run).CreateGroup(ctx, &iam.CreateGroupInput{GroupName: aws.String("auditors"), Path: aws.String("/orgwright/")})
		return err
	})
	for _, account := range []string{"production", "storage"} {
		id, _ := at.c.ID(account)
		if v.realm.Accounts[account] == nil {
			continue
		}
		cfg := d.run.Copy()
		cfg.Credentials = stscreds.NewAssumeRoleProvider(sts.NewFromConfig(d.run), "arn:aws:iam::"+id+":role/OrganizationAccountAccessRole",
			func(o *stscreds.AssumeRoleOptions) { o.RoleSessionName, o.Duration = "orgwright-acme", time.Hour })
		var keys aws.Credentials
		in := d.hold(at, when+": sts:AssumeRole in "+account, v.mayEnter(account), func() (err error) {
			keys, err = cfg.Credentials.Retrieve(ctx)
			return err
		})
		if !in {
			continue
		}
		cfg.Credentials = credentials.StaticCredentialsProvider{Value: keys}
		name := "arn:aws:iam::" + id + ":role/orgwright/auditors"
		d.hold(at, when+": iam:CreateRole in "+account, v.realm.Decide(inLeaf(v.realm, at.c, account), "iam:CreateRole", name), func() error {
			_, err := iam.NewFromConfig(cfg).CreateRole(ctx, &iam.CreateRoleInput{
				RoleName: aws.String("auditors"), Path: aws.String("/orgwright/"), AssumeRolePolicyDocument: aws.String(policy.TrustAccount(masterID).String()),
			})
			return err
		})
	}
}

// hold compares one answer, and reports whether the call was let through.
func (d *draw) hold(at *rehearsal, what string, says policy.Decision, call func() error) bool {
	err := call()
	allowed := !cloud.Denied(err) && !cloud.Is(err, "InvalidClientTokenId", "UnrecognizedClientException", "UnrecognizedClient")
	switch {
	case says.Verdict == policy.Unknown:
		at.out.open++
	case says.Allowed() != allowed:
		if at.out.wrong == "" {
			at.out.wrong = fmt.Sprintf("%s: the simulation says %s; AWS says %v", what, says, err)
		}
	case allowed:
		at.out.yes++
	default:
		at.out.no++
	}
	return allowed
}
