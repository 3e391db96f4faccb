package kind

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// withCode is the lab of somebody who signed in with a one-time code, and is a
// function's role in the leaf accounts.
func (l *lab) withCode(user, function string) *lab {
	now, id := l.clock.Now(), "ASIA"+strings.ToUpper(user)+"0000000"
	l.world.Accounts[masterID].IAM.Sessions[id] = &sandbox.Session{
		Secret: "secret", Token: "token", User: user, MFA: aws.Time(now), Created: now, Expires: now.Add(3 * time.Hour),
	}
	as := *l
	as.cfg, as.assume = l.cfg.Copy(), "orgwright/"+function
	as.cfg.Credentials = credentials.NewStaticCredentialsProvider(id, "secret", "token")
	return &as
}

// A run that is a function's role in the leaf accounts does not take that from
// itself: it would stop half-way, in an account that it can change no more.
func TestARunKeepsItsOwnRoleInTheLeaves(t *testing.T) {
	l := reign(t, "alice", "bob")
	run := l.withCode("administrator", "admins")
	const grant = `admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}`
	for _, test := range []struct{ name, to, want string }{
		{"nothing", grant, ""},
		{"out of an account", `admins: {grants: [{to: [master, production], managed: [AdministratorAccess]}]}`, "own-access storage/grant/admins/AdministratorAccess after it this run could no longer iam:"},
		{"less in all", `admins: {grants: [{to: master, managed: [AdministratorAccess]}, {to: "*", managed: [SecurityAudit]}]}`, "own-access storage/grant/admins/AdministratorAccess after it this run could no longer iam:"},
		{"a denial", `admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}, {to: storage, deny: [{actions: ["iam:*"]}]}]}`, "own-access storage/grant/admins/inline after it this run could no longer iam:"},
		{"the same in other words", `admins: {grants: [{to: master, managed: [AdministratorAccess]}, {to: "*", allow: [{actions: ["*"]}]}]}`, ""},
		{"another function", `admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess, SecurityAudit]}]}`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := told(run.open(altered(grant, test.to)).refusals())
			if !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if got := told(l.open(altered(grant, test.to)).refusals()); got != "" {
				t.Errorf("by the access role: %s", got)
			}
		})
	}
}

// What the run is in a leaf account is given anew before it is taken, and kept
// when that goes wrong.
func TestTheRunsOwnRoleIsReplacedAlive(t *testing.T) {
	l := reign(t, "alice", "bob")
	run := l.withCode("administrator", "admins")
	document := altered(`admins: {grants: [{to: [master, "*"], managed: [AdministratorAccess]}]}`, `admins: {grants: [{to: master, managed: [AdministratorAccess]}, {to: "*", allow: [{actions: ["*"]}]}]}`)
	l.must(l.world.Fault("service=iam op=PutRolePolicy do=error:LimitExceeded"))
	o := run.open(document)
	d := o.draft()
	if got := lines(d.Plan); !strings.HasSuffix(got, "clear - storage/grant/admins/AdministratorAccess\nclear - production/grant/admins/AdministratorAccess\n") {
		t.Errorf("the plan is\n%s", got)
	}
	if err := engine.Apply(t.Context(), d.Plan, 1, Do(o.Wish, o.cloud)); err == nil {
		t.Error("nothing went wrong")
	}
	l.must(l.world.ClearFaults())
	run.open(document).apply()
}
