package kind

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine/policy"
)

// tampering is what can be done to what is ours.
var tampering = []intrusion{
	{"a trust that lost its MFA", func(s *scene) { s.retrust("production", "operations", policy.TrustAccount(masterID).String()) }, "changed weaker production/role/operations", true},
	{"a trust that lets in another company too", func(s *scene) {
		s.retrust("storage", "operations", trust(`{"AWS":["arn:aws:iam::`+masterID+`:root","arn:aws:iam::`+foreignID+`:root"]}`, "AssumeRole", `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`))
	}, "changed weaker storage/role/operations", true},
	{"a trust of CI for any branch", func(s *scene) {
		s.retrust("master", ciApply, trust(`{"Federated":"arn:aws:iam::`+masterID+`:oidc-provider/token.actions.githubusercontent.com"}`, "AssumeRoleWithWebIdentity",
			`{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:acme/*"}}`))
	}, "changed weaker master/cirole/ci-apply", true},
	{"longer sessions", func(s *scene) {
		done[*iam.UpdateRoleOutput](s)(s.in("sandbox").UpdateRole(s.Context(), &iam.UpdateRoleInput{RoleName: aws.String("operations"), Description: aws.String("Access to production nodes"), MaxSessionDuration: aws.Int32(43200)}))
	}, "changed weaker sandbox/role/operations", true},
	{"a grant rewritten to everything", func(s *scene) {
		done[*iam.PutRolePolicyOutput](s)(s.in("storage").PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("developers"), PolicyName: aws.String("inline"), PolicyDocument: aws.String(allowAll)}))
	}, "changed weaker storage/grant/developers/inline", true},
	{"one more grant", func(s *scene) {
		done[*iam.AttachRolePolicyOutput](s)(s.in("storage").AttachRolePolicy(s.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String("developers"), PolicyArn: aws.String(admin)}))
	}, "extra weaker storage/grant/developers/AdministratorAccess", true},
	{"one more way to assume roles", func(s *scene) {
		done[*iam.PutGroupPolicyOutput](s)(s.in("master").PutGroupPolicy(s.Context(), &iam.PutGroupPolicyInput{GroupName: aws.String("developers"), PolicyName: aws.String("more"), PolicyDocument: aws.String(policy.MayAssume([]string{"arn:aws:iam::*:role/*"}).String())}))
	}, "changed weaker master/assume/developers", true},
	{"self-service for everything", func(s *scene) {
		done[*iam.CreatePolicyVersionOutput](s)(s.in("master").CreatePolicyVersion(s.Context(), &iam.CreatePolicyVersionInput{PolicyArn: aws.String("arn:aws:iam::" + masterID + ":policy/orgwright/self-service"), SetAsDefault: true, PolicyDocument: aws.String(allowAll)}))
	}, "changed weaker master/selfservice/self-service", true},
	{"a role under our path", func(s *scene) {
		done[*iam.CreateRoleOutput](s)(s.in("production").CreateRole(s.Context(), &iam.CreateRoleInput{RoleName: aws.String("shadow"), Path: aws.String("/orgwright/"), AssumeRolePolicyDocument: aws.String(trust(byRoot(foreignID), "AssumeRole", ""))}))
	}, "extra weaker production/role/shadow", true},
	{"a grant taken away", func(s *scene) {
		done[*iam.DetachRolePolicyOutput](s)(s.in("sandbox").DetachRolePolicy(s.Context(), &iam.DetachRolePolicyInput{RoleName: aws.String("developers"), PolicyArn: aws.String(admin)}))
	}, "missing sandbox/grant/developers/AdministratorAccess", true},
	{"a guardrail that allows everything", func(s *scene) {
		id, err := guardrailID(s.Context(), s.master(), "only-eu")
		s.must(err)
		done[*organizations.UpdatePolicyOutput](s)(s.cloud.Organizations.UpdatePolicy(s.Context(), &organizations.UpdatePolicyInput{PolicyId: &id, Content: aws.String(allowAll)}))
	}, "changed weaker master/guardrail/only-eu", true},
	{"a guardrail with a hole", func(s *scene) {
		id, err := guardrailID(s.Context(), s.master(), "no-leaving")
		s.must(err)
		d := policy.FromStatements(nil, []policy.Rule{{Actions: []string{"organizations:LeaveOrganization"}, Conditions: map[string]map[string][]string{"StringNotEquals": {"aws:PrincipalTag/team": {"mallory"}}}}})
		done[*organizations.UpdatePolicyOutput](s)(s.cloud.Organizations.UpdatePolicy(s.Context(), &organizations.UpdatePolicyInput{PolicyId: &id, Content: aws.String(d.String())}))
	}, "changed weaker master/guardrail/no-leaving", true},
	{"a guardrail taken off a unit", func(s *scene) { s.detach("no-long-term-credentials@Workloads/Production") }, "missing weaker policy-detached master/attachment/no-long-term-credentials@Workloads/Production", true},
	{"a guardrail taken off an account", func(s *scene) { s.detach("only-s3@storage") }, "missing weaker policy-detached master/attachment/only-s3@storage", true},
	{"an account moved out of its unit", func(s *scene) { s.must(move(s.Context(), s.master(), "production", "testing")) }, "changed weaker account-misplaced master/placement/production", true},
	{"a weaker password policy", func(s *scene) {
		s.must(putPasswordPolicy(s.Context(), s.master(), "", passwordBody{MinLength: 8, Require: []string{"lowercase"}}))
	}, "changed weaker password-policy master/passwordpolicy/people", true},
	{"letters to somebody else", func(s *scene) {
		a, err := s.cloud.Account("storage")
		s.must(err)
		s.must(putContact(s.Context(), a, "security", contactBody{"M", "M", "mallory@elsewhere.example", "+1"}))
	}, "changed alternate-contact storage/contact/security", true},
}
