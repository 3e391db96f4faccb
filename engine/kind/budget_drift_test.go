package kind

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// crowd is a document of so many accounts.
func crowd(accounts int) string {
	var b strings.Builder
	b.WriteString(`
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications: {production: {guardrails: [no-leaving]}}
functions:
  operations: {grants: [{to: "*", managed: [ReadOnlyAccess]}]}
users:
  alice: {email: alice@acme.example, functions: [operations]}
  bob:   {email: bob@acme.example, functions: [operations]}
accounts:
`)
	for i := range accounts {
		fmt.Fprintf(&b, "  a-%04d: {email: a-%04d@acme.example, classification: production}\n", i, i)
	}
	return b.String()
}

// centrally is the document under central root access, which leaves members'
// root users without anything to sign in with.
func centrally(document string) string {
	return strings.Replace(document, "home_region: eu-west-1}", "home_region: eu-west-1, root_access: central}", 1)
}

// Drift makes the calls of a plan, three an account and sixty, and one more in an
// account: the summary, which tells of the root user and of identity providers. A
// credential report, which is begun and read, is asked for where it can tell
// something: in the master account, where a root user can sign in, and where
// there are users.
func TestDriftWithinBudget(t *testing.T) {
	for _, c := range []struct {
		name     string
		accounts int
		document string
		reports  int // accounts whose report is read
	}{
		{"central root access", 50, centrally(crowd(50)), 1},
		{"central root access", 300, centrally(crowd(300)), 1},
		{"root users with passwords", 50, crowd(50), 51},
	} {
		t.Run(fmt.Sprint(c.accounts, " accounts, ", c.name), func(t *testing.T) {
			t.Parallel()
			l := inSandbox(t, sandbox.Options{Quota: 2 * c.accounts})
			l.open(c.document).apply()
			l.world.Accounts[masterID].Root.MFA = true
			for _, report := range []string{"new", "old"} {
				l.held(c.document, c.accounts, c.reports, report)
			}
		})
	}
}

// held looks for drift and holds the calls to their budget. Sixty is room for
// Organizations at fifty accounts: beyond, its pages are twenty accounts each.
func (l *lab) held(document string, accounts, reports int, report string) {
	l.Helper()
	o := l.open(document)
	d := o.drift()
	by := o.cloud.CallsBy()
	waits := by["IAM.GetCredentialReport"] - reports // a report that is not there yet is asked for again
	budget := 3*accounts + 60 + accounts/20 + accounts + 2*reports + waits
	l.Logf("the report is %s: %d calls of %d, %d of them for credentials", report, o.cloud.Calls(), budget, by["IAM.GenerateCredentialReport"]+by["IAM.GetCredentialReport"])
	differ(l.T, drifts(d), []string{"extra user-not-declared master/user/administrator"})
	if o.cloud.Calls() > budget || by["IAM.GetAccountSummary"] != accounts+1 || by["IAM.GenerateCredentialReport"] != reports || waits < 0 || waits > reports {
		l.Errorf("%d calls, more than %d, or others than are due: %v", o.cloud.Calls(), budget, by)
	}
}

// A user in a leaf has its account's report read, and only that.
func TestDriftReadsReportsOfUsers(t *testing.T) {
	l := inSandbox(t, sandbox.Options{Quota: 20})
	document := centrally(crowd(6))
	l.open(document).apply()
	l.world.Accounts[masterID].Root.MFA = true
	s := &scene{l.open(document)}
	s.draft()
	s.user("a-0003", "ci-bot", "/")
	s.key("a-0003", "ci-bot")
	o := l.open(document)
	differ(t, drifts(o.drift()), []string{"extra access-key-in-leaf a-0003/key/ci-bot", "extra user-in-leaf a-0003/user/ci-bot", "extra user-not-declared master/user/administrator"})
	if n := o.cloud.CallsBy()["IAM.GenerateCredentialReport"]; n != 2 {
		t.Errorf("%d reports were made, not the master's and that of a-0003", n)
	}
}
