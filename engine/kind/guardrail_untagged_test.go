package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A built-in guardrail that has lost its tag is told of with the command that
// tags it again, and what the command does makes the plan empty.
func TestBuiltinGuardrailWithoutItsTag(t *testing.T) {
	l := built(t)
	s := &scene{l.open(full)}
	id, err := guardrailID(s.Context(), s.master(), "no-leaving")
	s.must(err)
	done[*organizations.UntagResourceOutput](s)(s.cloud.Organizations.UntagResource(s.Context(), &organizations.UntagResourceInput{ResourceId: &id, TagKeys: []string{cloud.OwnerTag}}))
	command := "aws organizations tag-resource --resource-id " + id + " --tags Key=orgwright:owner,Value=acme"
	d := s.draft()
	if len(d.Refusals) != 1 || !strings.Contains(d.Refusals[0].Hint, command) || strings.Contains(d.Refusals[0].Hint, "adopt") {
		t.Fatalf("refused: %+v\nwant %s", d.Refusals, command)
	}
	done[*organizations.TagResourceOutput](s)(s.cloud.Organizations.TagResource(s.Context(), &organizations.TagResourceInput{
		ResourceId: &id, Tags: []types.Tag{{Key: aws.String("orgwright:owner"), Value: aws.String("acme")}},
	}))
	if d := s.draft(); len(d.Refusals) > 0 || d.Summary.Todo() > 0 {
		t.Errorf("refused %+v, planned\n%s", d.Refusals, lines(d.Plan))
	}
}

// A policy that others called as a built-in guardrail, which nobody wants, is
// not to be declared either.
func TestPolicyCalledAsABuiltin(t *testing.T) {
	l := built(t)
	s := &scene{l.open(full)}
	done[*organizations.CreatePolicyOutput](s)(s.cloud.Organizations.CreatePolicy(s.Context(), &organizations.CreatePolicyInput{
		Name: aws.String("no-root-user"), Description: aws.String("x"), Content: aws.String(allowAll), Type: types.PolicyTypeServiceControlPolicy,
	}))
	found := false
	for _, f := range s.findings() {
		if f.Address == at("guardrail", "no-root-user") {
			found = f.Rule == "policy-not-declared" && f.Severity == engine.Error && strings.Contains(f.Fix, "tag-resource --resource-id p-")
		}
	}
	if !found {
		t.Errorf("found %+v", s.findings())
	}
}
