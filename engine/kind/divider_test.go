package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// divided has a unit whose name has what divides the two ends of an attachment.
const divided = `version: 1
organization: {name: acme, home_region: eu-west-1, min_admins: 1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications:
  live: {ou: Team @Home, guardrails: [no-long-term-credentials]}
accounts:
  one: {email: one@acme.example, classification: live}
functions:
  ops: {grants: [{to: "*", managed: [AdministratorAccess]}]}
users:
  alice: {email: alice@acme.example, functions: [ops]}
`

// Names in Organizations are any text: an @ in a unit's name is org.yaml's, an @
// in a guardrail's and a slash in a unit's are other people's. None of them is
// taken for what divides an address.
func TestDividersInNames(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(divided).apply()
	may := func(action string) string {
		s := &scene{l.open(divided)}
		p, err := s.cloud.Read(s.Context(), NeedOfAccess(false))
		s.must(err)
		return Realm(s.Wish, s.cloud, p).Ask(access.Question{User: "alice", Action: action, Account: "one", MFA: true}).Verdict
	}
	if user, role := may("iam:CreateUser"), may("iam:CreateRole"); user != "no" || role != "yes" {
		t.Errorf("under the unit's guardrail: CreateUser %s, CreateRole %s", user, role)
	}
	s := &scene{l.open(divided)}
	s.draft()
	theirs, err := newStranger(s.Context(), l.cfg)
	s.must(err)
	unit, err := theirs.CreateOrganizationalUnit(s.Context(), &organizations.CreateOrganizationalUnitInput{ParentId: &theirs.root, Name: aws.String("R&D / Lab")})
	s.must(err)
	from, err := placeID(s.Context(), s.master(), "Team @Home")
	s.must(err)
	id, _ := s.Names.ID("one")
	done[*organizations.MoveAccountOutput](s)(theirs.MoveAccount(s.Context(), &organizations.MoveAccountInput{
		AccountId: &id, SourceParentId: &from, DestinationParentId: unit.OrganizationalUnit.Id,
	}))
	if user := may("iam:CreateUser"); user != "yes" {
		t.Errorf("in a unit with a slash in its name, which denies nothing: %s", user)
	}
	made, err := theirs.CreatePolicy(s.Context(), &organizations.CreatePolicyInput{
		Name: aws.String("no @ night"), Description: aws.String(""), Content: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:CreateRole","Resource":"*"}]}`), Type: types.PolicyTypeServiceControlPolicy,
	})
	s.must(err)
	done[*organizations.AttachPolicyOutput](s)(theirs.AttachPolicy(s.Context(), &organizations.AttachPolicyInput{
		PolicyId: made.Policy.PolicySummary.Id, TargetId: unit.OrganizationalUnit.Id,
	}))
	if role := may("iam:CreateRole"); role != "no" {
		t.Errorf("under a guardrail of others with an @ in its name: %s", role)
	}
	if all := drifts(l.open(divided).drift()); !strings.Contains(strings.Join(all, "\n"), "master/unit/R&D {slash} Lab") {
		t.Errorf("drift names it otherwise: %q", all)
	}
}

// Where AWS's own guardrail is taken away, others are lists of what may be done:
// import says where.
func TestImportSaysWhereNotAllIsAllowed(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(twoPlaces).apply()
	theirs, err := newStranger(t.Context(), l.cfg)
	l.must(err)
	if text := string(l.survey().YAML()); strings.Contains(text, "FullAWSAccess@") {
		t.Errorf("it is attached everywhere, said to be in\n%s", text)
	}
	l.must(theirs.fence(t.Context(), "vault", permitS3, true))
	if text := string(l.survey().YAML()); strings.Count(text, "FullAWSAccess@") != 1 || !strings.Contains(text, "master/attachment/FullAWSAccess@vault") {
		t.Errorf("it is taken off vault in\n%s", text)
	}
}
