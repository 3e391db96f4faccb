package kind

import (
	"fmt"
	"strings"
	"testing"
	"time"

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

// Drift makes three calls an account and sixty, as plans do, and for credentials
// three more: the account summary, and the credential report, which is begun and
// read. Of one that is there already, three are added for a user. The budget of
// four leaves room for reports that are waited for.
func TestDriftWithinBudget(t *testing.T) {
	const accounts = 40
	l := inSandbox(t, sandbox.Options{Quota: 2 * accounts})
	l.open(crowd(accounts)).apply()
	l.world.Accounts[masterID].Root.MFA = true
	for _, report := range []struct {
		name   string
		budget int
	}{{"new", 4 * accounts}, {"old", 4 * accounts}} {
		o := l.open(crowd(accounts))
		start := time.Now()
		d := o.drift()
		calls, budget := o.cloud.Calls(), 3*accounts+60+report.budget
		t.Logf("%d accounts, the report is %s: %d calls of %d, %d of them for credentials; %s", accounts, report.name, calls, budget,
			o.cloud.CallsBy()["IAM.GenerateCredentialReport"]+o.cloud.CallsBy()["IAM.GetCredentialReport"]+o.cloud.CallsBy()["IAM.GetAccountSummary"], time.Since(start))
		differ(t, drifts(d), []string{"extra user-not-declared master/user/administrator"})
		if calls > budget {
			t.Errorf("%d calls, more than %d: %v", calls, budget, o.cloud.CallsBy())
		}
	}
}
