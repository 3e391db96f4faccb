package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
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
	{"a boundary on a role", func(s *scene) { s.bound("storage", "developers") }, "changed storage/role/developers", true},
	{"a boundary on a role of CI", func(s *scene) { s.bound("storage", ciRead) }, "changed storage/cirole/ci-read", true},
	{"a boundary on a person", func(s *scene) {
		done[*iam.PutUserPermissionsBoundaryOutput](s)(s.in("master").PutUserPermissionsBoundary(s.Context(), &iam.PutUserPermissionsBoundaryInput{UserName: aws.String("bob"), PermissionsBoundary: aws.String(readonly)}))
	}, "changed master/user/bob", false}, // moto leaves it out of a user's details
	{"one more audience of GitHub's tokens", func(s *scene) {
		done[*iam.AddClientIDToOpenIDConnectProviderOutput](s)(s.in("master").AddClientIDToOpenIDConnectProvider(s.Context(), &iam.AddClientIDToOpenIDConnectProviderInput{
			OpenIDConnectProviderArn: aws.String("arn:aws:iam::" + masterID + ":oidc-provider/token.actions.githubusercontent.com"), ClientID: aws.String("https://github.com/mallory"),
		}))
	}, "changed weaker master/identityprovider/token.actions.githubusercontent.com", false}, // moto answers it with an error of its own
	{"letters to somebody else", func(s *scene) {
		a, err := s.cloud.Account("storage")
		s.must(err)
		s.must(putContact(s.Context(), a, "security", contactBody{"M", "M", "mallory@elsewhere.example", "+1"}))
	}, "changed alternate-contact storage/contact/security", true},
}

// bound puts a permissions boundary on a role.
func (s *scene) bound(account, role string) {
	s.Helper()
	done[*iam.PutRolePermissionsBoundaryOutput](s)(s.in(account).PutRolePermissionsBoundary(s.Context(), &iam.PutRolePermissionsBoundaryInput{RoleName: &role, PermissionsBoundary: aws.String(readonly)}))
}

// A permissions boundary on what is ours is a change that apply takes off, and that
// gives access: it can be told from the plan.
func TestBoundariesAreTakenOff(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	for _, i := range tampering {
		if strings.HasPrefix(i.name, "a boundary ") {
			i.plant(s)
		}
	}
	grants := 0
	for _, step := range l.open(peopled).draft().Steps {
		for _, c := range step.Changes {
			if c.Action() == engine.Update && c.Risk == engine.Grants && strings.Contains(string(c.Before), `"boundary":"`+readonly+`"`) {
				grants++
			}
		}
	}
	if grants != 3 {
		t.Errorf("%d changes give access, want 3:\n%s", grants, lines(l.open(peopled).draft().Plan))
	}
	l.open(peopled).apply()
	differ(t, drifts(l.open(peopled).drift()), atRest)
	id, _ := s.Names.ID("storage")
	for name, of := range map[string]string{
		"developers": l.world.Accounts[id].IAM.Roles["developers"].Boundary, ciRead: l.world.Accounts[id].IAM.Roles[ciRead].Boundary,
		"bob": l.world.Accounts[masterID].IAM.Users["bob"].Boundary,
	} {
		if of != "" {
			t.Errorf("%s still has the boundary %s", name, of)
		}
	}
}
