package kind

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// become is the lab with a session of a role of CI in the master account, as
// GitHub's token would open it.
func (l *lab) become(role string) *lab {
	m := &l.world.Accounts[masterID].IAM
	key := "ASIA" + strings.ToUpper(strings.ReplaceAll(role, "-", "0")) + "000000"
	m.Sessions[key] = &sandbox.Session{
		Secret: "secret", Token: "token", Role: role, RoleID: m.Roles[role].ID, Name: "GitHubActions",
		Created: l.clock.Now(), Expires: l.clock.Now().Add(time.Hour),
	}
	as := *l
	as.cfg = l.cfg.Copy()
	as.cfg.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
		return aws.Credentials{AccessKeyID: key, SecretAccessKey: "secret", SessionToken: "token"}, nil
	})
	return &as
}

// A pull request reads everything, and everything it tries to write is denied.
func TestAPullRequestReadsAndWritesNothing(t *testing.T) {
	l := built(t)
	pull := l.become(ciPlan)
	pull.assume = OwnRole(parse(t, full), ciRead)
	for _, document := range []string{full, l.onlyAccounts(full), edited("a user", "a function", "a guardrail")} {
		want := l.open(document).draft()
		o := pull.open(document)
		d := o.draft()
		if len(d.Unreadable) > 0 || d.Sum != want.Sum {
			t.Fatalf("sees %v, unreadable %v", d.Sum, d.Unreadable)
		}
		err := engine.Apply(t.Context(), d.Plan, 1, Do(o.Wish, o.cloud))
		if partial, ok := engine.AsPartial(err); d.Summary.Todo() > 0 && (!ok || len(partial.Done) > 0 || len(partial.Failed) == 0) {
			t.Fatalf("wrote something: %v", err)
		} else if ok {
			for _, f := range partial.Failed {
				if !cloud.Denied(f.Err) {
					t.Errorf("%s: %v, want denied", f.Change.Address, f.Err)
				}
			}
		}
		if again := l.open(document).draft(); again.Sum != want.Sum {
			t.Error("something has changed")
		}
	}
	pull.assume = ""                                                     // the access role lets it in nowhere
	if d, err := pull.seen(full); err != nil || len(d.Unreadable) != 3 { // legacy is waited for
		t.Errorf("through the access role it reads: %v, unreadable %v", err, d.Unreadable)
	}
	pull.assume = OwnRole(parse(t, full), ciApply)
	if d, err := pull.seen(full); err != nil || len(d.Unreadable) != 3 { // legacy is waited for
		t.Errorf("as ci-apply it reads: %v, unreadable %v", err, d.Unreadable)
	}
}

// The run on main does all there is to do, also in an account that it makes.
func TestCIApplies(t *testing.T) {
	l := built(t)
	merged := l.become(ciApply)
	merged.open(strings.Replace(edited("a user", "a function"), "  storage:    {", "  lab:        {email: aws+lab@acme.example, classification: testing}\n  storage:    {", 1)).apply()
	if d, err := l.become(ciPlan).seen(full); err != nil || len(d.Unreadable) == 0 {
		t.Errorf("ci-plan got in by the access role: %v", err)
	}
}

// The run that would take its own role away is refused.
func TestCIKeepsItself(t *testing.T) {
	l := built(t)
	o := l.become(ciApply).open(edited("CI"))
	d := o.draft()
	self := Self(o.Wish, o.cloud.Caller)
	var kept []string
	for _, r := range d.Plan.Guard(engine.Limits{MaxDeletes: -1, Have: d.Have, Self: self}) {
		kept = append(kept, r.Address)
	}
	if want := "master/cirole/ci-apply master/identityprovider/token.actions.githubusercontent.com"; strings.Join(kept, " ") != want {
		t.Errorf("refused %v, want %s", kept, want)
	}
}

// A provider or a role that others made is left to a person.
func TestCIMeetsOthers(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	people := iam.NewFromConfig(l.cfg)
	_, err := people.CreateOpenIDConnectProvider(t.Context(), &iam.CreateOpenIDConnectProviderInput{Url: aws.String("https://" + cloud.GitHub)})
	l.must(err)
	_, err = people.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String(ciApply), AssumeRolePolicyDocument: aws.String(policy.TrustAccount(masterID).String())})
	l.must(err)
	var met []string
	for _, r := range l.open(full).draft().Refusals {
		met = append(met, r.Code+" "+r.Address)
	}
	if want := "conflict master/cirole/ci-apply, conflict master/identityprovider/token.actions.githubusercontent.com"; strings.Join(met, ", ") != want {
		t.Errorf("refused %v, want %s", met, want)
	}
}

// A role that does not let a run in is told at once, also in accounts that are
// only just made: the wait is for AWS's own role.
func TestARoleOfChoiceIsNotWaitedFor(t *testing.T) {
	l := built(t)
	l.assume = OwnRole(parse(t, full), ciRead)
	before := l.clock.Now()
	if d, err := l.seen(full); err != nil || len(d.Unreadable) != 3 { // legacy is waited for
		t.Errorf("%v, unreadable %v", err, d.Unreadable)
	}
	if waited := l.clock.Now().Sub(before); waited > time.Minute {
		t.Errorf("waited %s", waited)
	}
}
