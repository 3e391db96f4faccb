package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// tested has a classification with one account to keep and one that may go.
var tested = strings.NewReplacer(
	"accounts:\n", "  test: {guardrails: [no-root-user]}\naccounts:\n  old: {email: aws+old@acme.example, classification: test}\n  dev: {email: aws+dev@acme.example, classification: test}\n",
).Replace(ruled)

// renamed is that with the classification under another name, which is another
// unit, and the account as it is said.
func renamed(state string) string {
	return strings.NewReplacer(
		"  test: {", "  other: {", "classification: test", "classification: other",
		"email: aws+old@acme.example, ", "email: aws+old@acme.example, "+state,
	).Replace(tested)
}

// A unit in which an account remains, one that is to be closed or is closed,
// stays there with its guardrails, quietly, until the account is gone.
func TestAUnitStaysWithWhatIsClosedInIt(t *testing.T) {
	for _, test := range []struct{ name, state string }{
		{"to be closed, then closed by apply", "state: closed, "},
		{"closed by hand", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := inSandbox(t, sandbox.Options{})
			l.open(tested).apply()
			if test.state == "" {
				l.closeByHand("old")
			}
			o := l.open(renamed(test.state))
			if got := lines(o.draft().Plan); !strings.Contains(got, "master/placement/dev") || strings.Contains(got, "- master/attachment/") || strings.Contains(got, "- master/unit/") {
				t.Fatalf("plan\n%s", got)
			}
			o.apply()
			if test.state != "" {
				o := l.open(renamed(test.state))
				o.Close = "old"
				d := o.draft()
				if got := lines(d.Plan); !strings.HasSuffix(got, "/keepers\nclear - master/account/old\n") {
					t.Fatalf("closing it:\n%s", got)
				}
				l.must(engine.Apply(t.Context(), d.Plan, 1, Do(o.Wish, o.cloud)))
			}
			l.open(renamed(test.state)).apply()                 // which is empty
			delete(l.world.Organization.Members, l.idOf("old")) // as AWS does after ninety days
			gone := strings.Replace(renamed(""), "  old: {email: aws+old@acme.example, classification: other}\n", "", 1)
			if got := lines(l.open(gone).draft().Plan); !strings.HasSuffix(got, "clear - master/attachment/no-root-user@test\nclear - master/unit/test\n") {
				t.Errorf("after ninety days:\n%s", got)
			}
			l.open(gone).apply()
		})
	}
}

// closeByHand closes an account as somebody in the console does.
func (l *lab) closeByHand(name string) {
	l.Helper()
	id := l.idOf(name)
	_, err := organizations.NewFromConfig(l.cfg).CloseAccount(l.Context(), &organizations.CloseAccountInput{AccountId: &id})
	l.must(err)
}

func (l *lab) idOf(name string) string {
	l.Helper()
	o := l.open(tested)
	o.draft()
	id, ok := o.cloud.ID(name)
	if !ok {
		l.Fatalf("account %s has no id", name)
	}
	return id
}
