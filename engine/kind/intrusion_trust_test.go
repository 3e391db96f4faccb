package kind

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/policy"
)

// trustIntrusions are ways into accounts beside ours.
var trustIntrusions = []intrusion{
	{"a role for another company", func(s *scene) { s.role("production", "vendor", trust(byRoot(foreignID), "AssumeRole", ""), readonly) }, "extra foreign-trust production/role/vendor", true},
	{"one with an external id, which may do everything", func(s *scene) {
		s.role("production", "monitor", trust(byRoot(foreignID), "AssumeRole", `{"StringEquals":{"sts:ExternalId":"42"}}`), admin)
	}, "extra foreign-trust production/role/monitor", true},
	{"a role for everybody", func(s *scene) { s.role("storage", "open", trust(`"*"`, "AssumeRole", "")) }, "extra foreign-trust storage/role/open", true},
	{"everybody with a condition that anybody meets", func(s *scene) {
		s.role("storage", "half-open", trust(`{"AWS":"*"}`, "AssumeRole", `{"StringLike":{"aws:PrincipalOrgID":"o-*"}}`))
	}, "extra foreign-trust storage/role/half-open", true},
	{"people without MFA", func(s *scene) { s.role("sandbox", "shortcut", trust(byRoot(masterID), "AssumeRole", "")) }, "extra foreign-trust sandbox/role/shortcut", true},
	{"people with a condition that is none", func(s *scene) {
		s.role("sandbox", "if-exists", trust(byRoot(masterID), "AssumeRole", `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`))
	}, "extra foreign-trust sandbox/role/if-exists", true},
	{"one person without MFA", func(s *scene) {
		s.role("sandbox", "mine", trust(`{"AWS":"arn:aws:iam::`+masterID+`:user/orgwright/bob"}`, "AssumeRole", ""))
	}, "extra foreign-trust sandbox/role/mine", true},
	{"people by the number of their account", func(s *scene) {
		s.role("sandbox", "by-account", trust(`{"AWS":"*"}`, "AssumeRole", `{"StringEquals":{"aws:PrincipalAccount":"`+masterID+`"}}`))
	}, "extra foreign-trust sandbox/role/by-account", true},
	{"people by a pattern of their names", func(s *scene) {
		s.role("sandbox", "by-arn", trust(`{"AWS":"*"}`, "AssumeRole", `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::`+masterID+`:user/*"}}`))
	}, "extra foreign-trust sandbox/role/by-arn", true},
	{"another company in the access role", func(s *scene) {
		s.retrust("spare", "OrganizationAccountAccessRole", trust(`{"AWS":["arn:aws:iam::`+masterID+`:root","arn:aws:iam::`+foreignID+`:root"]}`, "AssumeRole", ""))
	}, "extra foreign-trust spare/role/OrganizationAccountAccessRole", true},
	{"another leaf in an access role", func(s *scene) {
		id, _ := s.Names.ID("sandbox")
		s.retrust("storage", "OrganizationAccountAccessRole", trust(`{"AWS":["arn:aws:iam::`+masterID+`:root","arn:aws:iam::`+id+`:root"]}`, "AssumeRole", ""))
	}, "extra foreign-trust storage/role/OrganizationAccountAccessRole", true},
	{"somebody else's workflows", func(s *scene) {
		s.role("master", "deploy", trust(`{"Federated":"arn:aws:iam::`+masterID+`:oidc-provider/token.actions.githubusercontent.com"}`, "AssumeRoleWithWebIdentity",
			`{"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"},"StringLike":{"token.actions.githubusercontent.com:sub":"repo:mallory/*"}}`))
	}, "extra foreign-trust master/role/deploy", true},
	{"a provider of identities", func(s *scene) {
		done[*iam.CreateOpenIDConnectProviderOutput](s)(s.in("production").CreateOpenIDConnectProvider(s.Context(), &iam.CreateOpenIDConnectProviderInput{
			Url: aws.String("https://login.mallory.example"), ClientIDList: []string{"x"}, ThumbprintList: []string{"0000000000000000000000000000000000000000"},
		}))
		id, _ := s.Names.ID("production")
		s.role("production", "federated", trust(`{"Federated":"arn:aws:iam::`+id+`:oidc-provider/login.mallory.example"}`, "AssumeRoleWithWebIdentity", ""))
	}, "extra identity-provider production/identityprovider/login.mallory.example", true},
	{"a mighty role for a service", func(s *scene) {
		s.role("production", "machine", trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""), admin)
	}, "extra admin-outside-function production/role/machine", true},
	{"one by a policy of its own", func(s *scene) {
		s.role("storage", "builder", trust(`{"Service":"codebuild.amazonaws.com"}`, "AssumeRole", ""))
		done[*iam.PutRolePolicyOutput](s)(s.in("storage").PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{
			RoleName: aws.String("builder"), PolicyName: aws.String("all"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":"s3:DeleteBucket","Resource":"*"}}`),
		}))
	}, "extra admin-outside-function storage/role/builder", true},
	{"one by all but a single action of IAM", func(s *scene) {
		s.role("storage", "nearly", trust(`{"Service":"codebuild.amazonaws.com"}`, "AssumeRole", ""))
		s.inline("storage", "nearly", `{"NotAction":["iam:CreateUser"],"Resource":"*"}`)
	}, "extra admin-outside-function storage/role/nearly", true},
	{"one by all of IAM, written out", func(s *scene) {
		s.role("storage", "spelt-out", trust(`{"Service":"codebuild.amazonaws.com"}`, "AssumeRole", ""))
		s.inline("storage", "spelt-out", `{"Action":"iam:*","Resource":"arn:aws:iam::*:*"}`)
	}, "extra admin-outside-function storage/role/spelt-out", false}, // moto takes no such ARN
	{"one by all of everything, written out", func(s *scene) {
		s.role("storage", "all-out", trust(`{"Service":"codebuild.amazonaws.com"}`, "AssumeRole", ""))
		s.inline("storage", "all-out", `{"Action":"*","Resource":"arn:aws:*:*:*:*"}`)
	}, "extra admin-outside-function storage/role/all-out", true},
	{"one that can make itself mighty", func(s *scene) {
		made, err := s.in("legacy").CreatePolicy(s.Context(), &iam.CreatePolicyInput{PolicyName: aws.String("people"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","iam:*"],"Resource":"*"}]}`)})
		s.must(err)
		s.role("legacy", "people", trust(`{"Service":"lambda.amazonaws.com"}`, "AssumeRole", ""), *made.Policy.Arn)
	}, "extra admin-outside-function legacy/role/people", false},
	{"a role of the master account for one person, into every account", func(s *scene) {
		s.role("master", "m3-alice", trust(`{"AWS":"arn:aws:iam::`+masterID+`:user/orgwright/alice"}`, "AssumeRole", ""))
		s.inline("master", "m3-alice", `{"Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/OrganizationAccountAccessRole"}`)
	}, "extra admin-outside-function master/role/m3-alice", true},
	{"one for all people, into one account", func(s *scene) {
		id, _ := s.Names.ID("sandbox")
		s.role("master", "m1-nomfa", trust(byRoot(masterID), "AssumeRole", ""))
		s.inline("master", "m1-nomfa", `{"Action":"sts:Assume*","Resource":"arn:aws:iam::`+id+`:role/*"}`)
	}, "extra admin-outside-function master/role/m1-nomfa", true},
	{"one for a service, into every role", func(s *scene) {
		s.role("master", "m2-ec2", trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""))
		s.inline("master", "m2-ec2", `{"Action":"sts:*","Resource":"*"}`)
	}, "extra admin-outside-function master/role/m2-ec2", true},
	{"one by AWS's policy for all but identity", func(s *scene) {
		s.role("master", "m4-power", trust(byRoot(masterID), "AssumeRole", `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), "arn:aws:iam::aws:policy/PowerUserAccess")
	}, "extra admin-outside-function master/role/m4-power", true},
	{"a group into every account", func(s *scene) {
		s.group("master", "hoppers")
		done[*iam.PutGroupPolicyOutput](s)(s.in("master").PutGroupPolicy(s.Context(), &iam.PutGroupPolicyInput{GroupName: aws.String("hoppers"), PolicyName: aws.String("hop"), PolicyDocument: aws.String(policy.MayAssume([]string{"arn:aws:iam::*:role/OrganizationAccountAccessRole"}).String())}))
	}, "extra admin-outside-function master/group/hoppers", true},
	{"a mighty group of a leaf account that looks like one of ours", func(s *scene) {
		done[*iam.CreateGroupOutput](s)(s.in("storage").CreateGroup(s.Context(), &iam.CreateGroupInput{GroupName: aws.String("developers"), Path: aws.String("/orgwright/")}))
		done[*iam.PutGroupPolicyOutput](s)(s.in("storage").PutGroupPolicy(s.Context(), &iam.PutGroupPolicyInput{GroupName: aws.String("developers"), PolicyName: aws.String("all"), PolicyDocument: aws.String(allowAll)}))
	}, "extra admin-outside-function storage/group/developers", true},
	{"a mighty group", func(s *scene) { s.group("master", "admins", admin) }, "extra admin-outside-function master/group/admins", true},
}

// What a role of the master account leads into, and who comes in without MFA,
// stands in the finding.
func TestWaysThroughTheMaster(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	for _, i := range trustIntrusions {
		if strings.HasPrefix(strings.TrimPrefix(i.want, "extra admin-outside-function master/role/"), "m") {
			i.plant(s)
		}
	}
	var got []string
	for _, f := range l.open(peopled).drift().Findings {
		if f.Rule == "admin-outside-function" {
			got = append(got, f.Address.Name+": "+f.Detail)
		}
	}
	want := []string{
		"m1-nomfa: the role has inline (it may assume the access role of sandbox), and lets in arn:aws:iam::{master}:root without MFA",
		"m2-ec2: the role has inline (it may assume the access role of every account)",
		"m3-alice: the role has inline (it may assume the access role of every account), and lets in arn:aws:iam::{master}:user/orgwright/alice without MFA",
		"m4-power: the role has PowerUserAccess (it may assume the access role of every account)",
	}
	differ(t, got, want)
}
