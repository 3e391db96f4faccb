package kind

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
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

// A trial is a world of its own in which runs die, or are lied to, and others
// go on.
type trial struct {
	*testing.T
	org    *schema.Org
	world  *sandbox.World
	clock  *clock
	keys   aws.CredentialsProvider
	decoy  string // how the account that is none of our business looked at first
	runs   int
	also   func()   // holds more after every call; nil holds no more
	faulty []string // what was found wrong
}

const decoyID = "999999999999"

func newTrial(t *testing.T, org *schema.Org) *trial {
	return newTrialIn(t, org, sandbox.Options{CreateDelay: 3 * time.Second, WarmUp: 2 * time.Second})
}

// newTrialIn is a trial in a world of its own sort.
func newTrialIn(t *testing.T, org *schema.Org, o sandbox.Options) *trial {
	c := &clock{now: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
	o.Clock, o.Random = c.Now, rand.NewChaCha8([32]byte{1})
	w := sandbox.New(o)
	tr := &trial{T: t, org: org, world: w, clock: c}
	admin, err := w.Account(masterID, "aws+master@acme.example")
	tr.must(err)
	_, err = w.Account(legacyID, "aws@acme.example")
	tr.must(err)
	_, err = w.Account(decoyID, "decoy@elsewhere.example")
	tr.must(err)
	tr.keys = credentials.NewStaticCredentialsProvider(admin.AccessKeyID, admin.SecretAccessKey, "")
	tr.decoy = tr.look(decoyID)
	return tr
}

func (tr *trial) must(err error) {
	tr.Helper()
	if err != nil {
		tr.Fatal(err)
	}
}

func (tr *trial) look(account string) string {
	text, err := json.Marshal(tr.world.Accounts[account].IAM)
	tr.must(err)
	return string(text)
}

// run is one apply, from the first call to the last, with what befalls it. It
// is what the command does. It answers how many calls were made.
func (tr *trial) run(faults ...fault) (calls int, err error) {
	tr.runs++
	w := &wire{world: tr.world, faults: faults, check: tr.check, sends: map[string]int{}}
	ctx, stop := context.WithCancel(tr.Context())
	defer stop()
	err = tr.apply(ctx, w)
	for intent, n := range w.sends {
		if n > 1 {
			tr.wrong("%d times sent: %s", n, intent)
		}
	}
	return w.calls, err
}

func (tr *trial) apply(ctx context.Context, w *wire) error {
	c, err := tr.open(ctx, w)
	if err != nil {
		return err
	}
	wish := &Wish{Org: tr.org, Today: today, Names: c.Names}
	d, err := compare(ctx, c, wish)
	if err != nil || d.Summary.Todo() == 0 {
		return err
	}
	held, release, err := c.Lock(ctx, cloud.Holder{Who: "trial", Host: "here", Process: tr.runs}, func(int) bool { return false })
	if err != nil {
		return err
	}
	again, err := compare(held, c, wish)
	switch {
	case err != nil:
	case again.Sum != d.Sum:
		err = errors.New("AWS has changed")
	default:
		err = engine.Apply(held, again.Plan, 1, Do(wish, c))
	}
	return errors.Join(err, release(ctx))
}

func compare(ctx context.Context, c *cloud.Cloud, w *Wish) (Draft, error) {
	p, err := c.Read(ctx, Need(w))
	if err != nil {
		return Draft{}, err
	}
	d := Compare(w, c, p)
	if len(d.Unreadable) > 0 {
		return d, fmt.Errorf("unreadable: %v", d.Unreadable)
	}
	return d, nil
}

func (tr *trial) open(ctx context.Context, w http.RoundTripper) (*cloud.Cloud, error) {
	return cloud.Open(ctx, cloud.Options{
		Config: aws.Config{
			Region: "eu-west-1", BaseEndpoint: aws.String("http://aws.example"), Credentials: tr.keys, HTTPClient: &http.Client{Transport: w},
		},
		MasterID: masterID, Declared: Declared(tr.org), AccessRole: tr.org.Organization.AccessRole, Session: "orgwright-acme", Owner: "acme",
		Path: tr.org.Organization.OwnershipPath, Parallel: 1, Backoff: time.Microsecond, Clock: tr.clock.Now, Sleep: tr.pause,
	})
}

// pause moves the clock on. A holder's beat would move it for ever: it waits
// for its end instead.
func (tr *trial) pause(ctx context.Context, d time.Duration) error {
	if d == 30*time.Second {
		<-ctx.Done()
		return ctx.Err()
	}
	return tr.clock.sleep(ctx, d)
}

func (tr *trial) wrong(format string, args ...any) {
	tr.faulty = append(tr.faulty, fmt.Sprintf("run %d: ", tr.runs)+fmt.Sprintf(format, args...))
}

// check holds what must be so after every single call: whoever runs this can
// go on, and no role of ours lets anybody in without MFA.
func (tr *trial) check() {
	if tr.also != nil {
		tr.also()
	}
	if !slices.Contains(tr.world.Accounts[masterID].IAM.Users["administrator"].Attached, "arn:aws:iam::aws:policy/AdministratorAccess") {
		tr.wrong("the caller has lost its rights")
	}
	for id, a := range tr.world.Accounts {
		for name, r := range a.IAM.Roles {
			if r.Path == "/orgwright/" && !strings.Contains(r.Trust, trustedBy(name)) {
				tr.wrong("role %s in %s lets others in", name, id)
			}
			if name == "OrganizationAccountAccessRole" && len(r.Attached) == 0 {
				tr.wrong("the access role of %s has lost its rights", id)
			}
		}
	}
}

// trustedBy is what the trust policy of a role of ours must speak of: people
// with MFA, or CI.
func trustedBy(name string) string {
	switch name {
	case ciPlan, ciApply:
		return `"token.actions.githubusercontent.com:sub"`
	case ciRead:
		return `"aws:PrincipalArn"`
	}
	return `"aws:MultiFactorAuthPresent"`
}

// census is everything there is, by names: ids and times differ from world to
// world.
func (tr *trial) census() string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for id, a := range tr.world.Accounts {
		for name, r := range a.IAM.Roles {
			if r.Path == "/orgwright/lock/" {
				continue // a dead run may leave its lock: the next one with something to do takes it over
			}
			add("%s role %s%s %v %v", a.Email, r.Path, name, r.Attached, slices.Sorted(maps.Keys(r.Inline)))
		}
		for name, u := range a.IAM.Users {
			add("%s user %s %v", a.Email, name, u.Groups)
		}
		for name, g := range a.IAM.Groups {
			add("%s group %s %d %v", a.Email, name, len(g.Attached), slices.Sorted(maps.Keys(g.Inline)))
		}
		for arn := range a.IAM.OIDC {
			add("%s provider %s", a.Email, strings.ReplaceAll(arn, id, ""))
		}
		for arn := range a.IAM.Policies {
			add("%s policy %s", a.Email, strings.ReplaceAll(arn, id, ""))
		}
	}
	if o := tr.world.Organization; o != nil {
		add("%d units, %d members, %d guardrails, %d invitations", len(o.Units), len(o.Members), len(o.Policies), len(o.Handshakes))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// settled holds that a world has come to what a run without faults makes.
func (tr *trial) settled(want string) {
	if got := tr.census(); got != want {
		tr.wrong("ended with\n%s\nwant\n%s", got, want)
	}
	if tr.look(decoyID) != tr.decoy {
		tr.wrong("the decoy account was touched")
	}
	emails := map[string]int{}
	for _, a := range tr.world.Accounts {
		emails[strings.ToLower(a.Email)]++
	}
	for email, n := range emails {
		if n > 1 {
			tr.wrong("%d accounts of %s", n, email)
		}
	}
	c, err := tr.open(tr.Context(), &wire{world: tr.world, sends: map[string]int{}})
	tr.must(err)
	d, err := compare(tr.Context(), c, &Wish{Org: tr.org, Today: today, Names: c.Names})
	if err != nil || d.Summary.Todo() > 0 {
		tr.wrong("the plan is not empty: %v\n%s", err, lines(d.Plan))
	}
}
