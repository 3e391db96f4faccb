package kind

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// Asked whether something can be done at all, the answer is yes where it can be
// done to one thing that a policy names: by a variable, beside NotAction, in a
// boundary, or as all that a denial leaves.
func TestCanWhateverPoliciesName(t *testing.T) {
	const box = `"arn:aws:s3:::box/*"`
	l := inSandbox(t, sandbox.Options{})
	s := &scene{l.open(divided)}
	s.apply()
	s.draft()
	for name, allows := range map[string]string{"narrow": `{"NotAction":"iam:*","Resource":` + box + `}`, "bound": `{"Action":"s3:*","Resource":"*"}`, "left": `{"Action":"s3:*","Resource":"*"}`, "none": `{"NotAction":"s3:*","Resource":` + box + `}`} {
		s.role("one", name, trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""))
		s.inline("one", name, allows)
	}
	arn := s.policy("one", "bounds", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":`+box+`}]}`)
	done[*iam.PutRolePermissionsBoundaryOutput](s)(s.in("one").PutRolePermissionsBoundary(s.Context(), &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String("bound"), PermissionsBoundary: &arn}))
	done[*iam.PutRolePolicyOutput](s)(s.in("one").PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{
		RoleName: aws.String("left"), PolicyName: aws.String("denies"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","NotResource":` + box + `}]}`),
	}))
	p, err := s.cloud.Read(s.Context(), NeedOfAccess(false))
	s.must(err)
	r := Realm(s.Wish, s.cloud, p)
	if others := r.WhoCan(access.Question{Action: "s3:GetObject", Account: "one"}).Others; !slices.Equal(others, []string{"bound", "left", "narrow"}) {
		t.Errorf("roles that can read the box: %q", others)
	}
	q := access.Question{User: "alice", Action: "iam:CreateAccessKey", Account: cloud.Master, MFA: true}
	if a := r.Ask(q); a.Verdict != "yes" || a.Ways[0].Resource != "arn:aws:iam::*:user/orgwright/alice" {
		t.Errorf("a key of one's own: %s %+v", a.Verdict, a.Ways)
	}
	if a := Promised(s.Wish).Ask(q); a.Verdict != "yes" {
		t.Errorf("a key of one's own, from org.yaml: %s %+v", a.Verdict, a.Ways)
	}
	if q.Action = "iam:CreateUser"; r.Ask(q).Verdict != "no" {
		t.Errorf("a user of nobody's: %+v", r.Ask(q))
	}
}
