package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

func (s *scene) attach(attachment string) {
	s.Helper()
	policy, target, err := ends(s.Context(), s.master(), attachment)
	s.must(err)
	done[*organizations.AttachPolicyOutput](s)(s.cloud.Organizations.AttachPolicy(s.Context(), &organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &target}))
}

// A guardrail that somebody attached where org.yaml writes none is taken off, as
// drift says; a list that may have been lost is asked about.
func TestStrayGuardrails(t *testing.T) {
	l := reign(t)
	document := altered("aws+storage@acme.example, classification: production}", "aws+storage@acme.example, classification: production, guardrails: [no-root-user, only-s3]}")
	l.open(document).apply()
	s := &scene{l.open(document)}
	s.draft() // learns the accounts' ids
	s.attach("no-root-user@production")
	if got := told(s.held()); got != "" {
		t.Errorf("one more guardrail on an account is refused: %s", got)
	}
	s.apply()
	s.attach("no-root-user@production")
	s.attach("only-s3@production")
	const lost = "absent-section  accounts.production.guardrails is not in the document, and the plan would remove 2 facts for that"
	if got := told(s.held()); !strings.Contains(got, lost) {
		t.Errorf("two at once: %q, want %q", got, lost)
	}
	one := strings.Replace(document, "[no-root-user, only-s3]", "[no-root-user]", 1)
	l.open(strings.Replace(one, "production}\n", "production, guardrails: [only-s3]}\n", 1)).apply()
	if got := told(l.open(strings.Replace(one, ", guardrails: [no-root-user]", "", 1)).held()); !strings.Contains(got, "accounts.storage.guardrails is not") {
		t.Errorf("the last use of a guardrail: %q", got)
	}
}
