package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// regents has two people with full control by hand, one of whom performs a
// function as well.
var regents = strings.NewReplacer("alice@acme.example, functions: [admins]", "alice@acme.example, functions: []", "bob@acme.example, functions: [admins]", "bob@acme.example, functions: [auditors]").Replace(ruled)

// suspending is a document that suspends people, and lets fewer be in full
// control where it says so.
func suspending(document string, names ...string) string {
	for _, name := range names {
		document = strings.Replace(document, name+"@acme.example, functions: [", name+"@acme.example, state: suspended, functions: [", 1)
	}
	return document
}

func oneIsEnough(document string) string {
	return strings.Replace(document, "home_region", "min_admins: 1, home_region", 1)
}

// keyed gives somebody an access key, and is the lab with it.
func (l *lab) keyed(name string) *lab {
	id := "AKIA" + strings.ToUpper(name) + "00000000000"
	l.world.Accounts[masterID].IAM.Keys[id] = &sandbox.AccessKey{User: name, Secret: "secret", Active: true, Created: l.clock.Now()}
	as := *l
	as.cfg = l.cfg.Copy()
	as.cfg.Credentials = credentials.NewStaticCredentialsProvider(id, "secret", "")
	return &as
}

// regency is a lab in which that was applied, and the lab of alice.
func regency(t *testing.T) (l, alice *lab) {
	l = inSandbox(t, sandbox.Options{})
	l.open(regents).apply()
	for _, name := range []string{"bob", "alice"} {
		l.enrol(name)
		user := l.world.Accounts[masterID].IAM.Users[name]
		user.Attached = append(user.Attached, managedByAWS+"AdministratorAccess")
		alice = l.keyed(name)
	}
	return l, alice
}

// To suspend somebody takes all that they can do, and is held to that.
func TestSuspensionsCanLockOut(t *testing.T) {
	l, alice := regency(t)
	for _, test := range []struct {
		name     string
		by       *lab
		document string
		want     string
	}{
		{"one who rules nothing", l, suspending(regents, "carol"), ""},
		{"one of two", l, suspending(regents, "alice"), "last-admins master/suspension/alice it takes full control from alice, and with MFA only bob would keep it: at least 2 must"},
		{"one of two who has a membership", l, suspending(regents, "bob"), "last-admins master/suspension/bob it takes full control from bob, and with MFA only alice would keep it: at least 2 must"},
		{"one may be the least", l, oneIsEnough(suspending(regents, "alice")), ""},
		{"somebody else", alice, oneIsEnough(suspending(regents, "bob")), ""},
		{"oneself", alice, oneIsEnough(suspending(regents, "alice")), "own-access master/suspension/alice after it this run could no longer iam:"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := told(test.by.open(test.document).refusals())
			if !strings.HasPrefix(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if strings.HasPrefix(test.want, "own-access") && !strings.Contains(got, "user/orgwright/alice is suspended") {
				t.Errorf("no reason in\n%s", got)
			}
		})
	}
}

// A run in a role is held to the person in it, too.
func TestOneInARoleIsNotSuspended(t *testing.T) {
	l := reign(t, "alice", "bob")
	l.keyed("alice")
	got := told(l.as("alice", "admins").open(oneIsEnough(suspending(ruled, "alice"))).refusals())
	if want := "own-access master/suspension/alice after it this run could no longer be, since alice could no longer become the role admins"; !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Whoever has nothing to sign in with today loses a function all the same: it is
// asked as of anybody who leaves.
func TestTheIdleAreNotSuspendedUnasked(t *testing.T) {
	l := reign(t, "alice", "bob")
	for _, test := range []struct {
		name     string
		by       *lab
		document string
		want     string
	}{
		{"one of two", l, suspending(ruled, "bob"), "last-admins master/member/admins/bob it takes full control from bob, and with MFA only alice would keep it: at least 2 must"},
		{"both", l, oneIsEnough(suspending(ruled, "alice", "bob")), "last-admins master/member/admins/alice it takes full control from alice, bob, and nobody with MFA would keep it: at least 1 must"},
		{"the person in the role", l.as("bob", "admins"), oneIsEnough(suspending(ruled, "bob")), "own-access master/member/admins/bob after it this run could no longer be"},
		{"one may be the least", l, oneIsEnough(suspending(ruled, "bob")), ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := told(test.by.open(test.document).refusals()); !strings.Contains(got, test.want) || test.want == "" && got != "" {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}
	l.open(oneIsEnough(suspending(ruled, "bob"))).apply()
	if got := lines(l.open(oneIsEnough(suspending(ruled, "bob"))).draft().Plan); got != "" {
		t.Errorf("left to do:\n%s", got)
	}
}

// Whoever is suspended already is not counted on.
func TestTheSuspendedKeepNothing(t *testing.T) {
	l, _ := regency(t)
	l.open(oneIsEnough(suspending(regents, "alice"))).apply()
	got := told(l.open(oneIsEnough(suspending(regents, "alice", "bob"))).refusals())
	if want := "last-admins master/suspension/bob it takes full control from bob, and nobody with MFA would keep it: at least 1 must"; !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Somebody is suspended after another one has come in their place.
func TestAnotherComesBeforeTheSuspension(t *testing.T) {
	l := reign(t, "alice", "bob", "carol")
	l.keyed("alice")
	document := strings.Replace(suspending(ruled, "alice"), "functions: [auditors]", "functions: [admins, auditors]", 1)
	if got := told(l.open(document).refusals()); got != "" {
		t.Errorf("refused: %s", got)
	}
	want := `build + master/member/admins/carol
build + master/suspension/alice
clear - master/member/admins/alice
`
	if got := lines(l.open(document).draft().Plan); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	l.open(document).apply()
}
