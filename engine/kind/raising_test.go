package kind

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

const (
	byMachine = `{"Service":"ec2.amazonaws.com"}`
	byBob     = `{"AWS":"arn:aws:iam::` + masterID + `:user/orgwright/bob"}`
)

// armed makes a role with one inline policy of the statements that allow so.
func armed(account, name, principal string, allows ...string) func(*scene) {
	return func(s *scene) {
		s.role(account, name, trust(principal, "AssumeRole", ""))
		document := `{"Version":"2012-10-17","Statement":[`
		for i, a := range allows {
			if i > 0 {
				document += ","
			}
			document += `{"Effect":"Allow",` + a[1:]
		}
		document += "]}"
		done[*iam.PutRolePolicyOutput](s)(s.in(account).PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{RoleName: &name, PolicyName: aws.String("inline"), PolicyDocument: &document}))
	}
}

func raised(what, account, name, principal string, allows ...string) intrusion {
	return intrusion{what, armed(account, name, principal, allows...), "extra admin-outside-function " + account + "/role/" + name, false}
}

// raisingIntrusions are ways to give oneself everything, one by one. The names of
// their roles are those of no pattern among them.
var raisingIntrusions = []intrusion{
	raised("what it takes, in two statements", "production", "e1-split", byMachine, `{"Action":["iam:PutRolePolicy","iam:AttachRolePolicy"],"Resource":"*"}`, `{"Action":"iam:UpdateAssumeRolePolicy","Resource":"*"}`),
	raised("one action of a role", "production", "e2-attach", byMachine, `{"Action":"iam:AttachRolePolicy","Resource":"*"}`),
	raised("one that writes", "production", "e3-put", byMachine, `{"Action":"iam:putrole*","Resource":"arn:aws:iam::*:role/*"}`),
	raised("one that lets in", "production", "e4-trust", byMachine, `{"Action":"iam:UpdateAssumeRolePolicy","Resource":"*"}`),
	raised("everything on itself", "production", "e5-selfraise", byMachine, `{"Action":"iam:*","Resource":"arn:aws:iam::*:role/e5-selfraise"}`),
	raised("everything on itself, by a pattern", "production", "e6-selfraise", byMachine, `{"Action":"iam:PutRolePolicy","Resource":"arn:aws:iam::*:role/e6-*"}`),
	raised("itself by a variable", "production", "e7-selfraise", byMachine, `{"Action":"iam:AttachRolePolicy","Resource":"arn:aws:iam::*:role/e7${aws:PrincipalTag/none, '-self*'}"}`),
	raised("all but a name", "production", "e8-but", byMachine, `{"Action":"iam:AttachRolePolicy","NotResource":["arn:aws:iam::*:role/of-any-name","arn:aws:iam::*:role/e8-but"]}`),
	raised("the roles of functions", "production", "e9-ours", byMachine, `{"Action":"iam:*","Resource":"arn:aws:iam::*:role/orgwright/*"}`),
	raised("one role of a function", "production", "e10-ours", byMachine, `{"Action":"iam:UpdateAssumeRolePolicy","Resource":"arn:aws:iam::*:role/orgwright/operations"}`),
	raised("the access role", "production", "e11-access", byMachine, `{"Action":"iam:UpdateAssumeRolePolicy","Resource":"arn:aws:iam::*:role/OrganizationAccountAccessRole"}`),
	raised("policies of any name", "production", "e12-version", byMachine, `{"Action":"iam:CreatePolicyVersion","Resource":"*"}`),
	raised("what limits nothing tomorrow", "production", "e13-condition", byMachine, `{"Action":"iam:AttachRolePolicy","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}}`),
	raised("groups of any name", "production", "e14-groups", byMachine, `{"Action":"iam:AddUserToGroup","Resource":"*"}`),
	raised("users of any name", "production", "e15-users", byMachine, `{"Action":"iam:AttachUserPolicy","Resource":"*"}`),
	raised("all but one action of IAM, by their names", "production", "e16-not", byMachine, `{"NotAction":["iam:P*","iam:Up*","iam:C*","iam:Add*","iam:Set*"],"Resource":"*"}`),
	raised("a key of anybody, in the master account", "master", "e17-keys", byMachine, `{"Action":"iam:CreateAccessKey","Resource":"*"}`),
	raised("people's own policies, for one of them", "master", "m6", byBob, `{"Action":["iam:AttachUserPolicy","iam:PutUserPolicy"],"Resource":"*"}`),
	raised("the groups of functions", "master", "e18-groups", byMachine, `{"Action":"iam:AddUserToGroup","Resource":"arn:aws:iam::*:group/orgwright/operations"}`),
	raised("people of ours", "master", "e19-people", byMachine, `{"Action":"iam:CreateLoginProfile","Resource":"arn:aws:iam::*:user/orgwright/alice"}`),
	raised("policies of ours", "master", "e20-policies", byMachine, `{"Action":"iam:SetDefaultPolicyVersion","Resource":"arn:aws:iam::*:policy/orgwright/self-service"}`),
	raised("all of Organizations", "master", "m5", byBob, `{"Action":"organizations:*","Resource":"*"}`),
	raised("guardrails taken off", "master", "e21-detach", byMachine, `{"Action":["organizations:Describe*","organizations:DetachPolicy"],"Resource":"*"}`),
	raised("guardrails written anew", "master", "e22-update", byMachine, `{"NotAction":["iam:*","sts:*","organizations:D*","organizations:M*","organizations:R*","organizations:P*"],"Resource":"*"}`),
	raised("accounts moved", "master", "e23-move", byMachine, `{"Action":"organizations:Move*","Resource":"*"}`),
	raised("root users of members", "master", "e30-root", byMachine, `{"Action":"sts:AssumeRoot","Resource":"arn:aws:iam::*:root"}`),
	{"AWS's policy for Organizations", func(s *scene) {
		s.role("master", "e24-organizations", trust(byMachine, "AssumeRole", ""), "arn:aws:iam::aws:policy/AWSOrganizationsFullAccess")
	}, "extra admin-outside-function master/role/e24-organizations", false},
	{"itself by a tag", func(s *scene) {
		armed("production", "e25-tag", byMachine, `{"Action":"iam:*","Resource":"arn:aws:iam::*:role/${aws:PrincipalTag/me}"}`)(s)
		done[*iam.TagRoleOutput](s)(s.in("production").TagRole(s.Context(), &iam.TagRoleInput{RoleName: aws.String("e25-tag"), Tags: []types.Tag{{Key: aws.String("me"), Value: aws.String("e25-tag")}}}))
	}, "extra admin-outside-function production/role/e25-tag", false},
	{"the policy that it has, attached", func(s *scene) {
		arn := s.policy("production", "e26", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:CreatePolicyVersion","Resource":"arn:aws:iam::*:policy/e26"}}`)
		s.role("production", "e26-own", trust(byMachine, "AssumeRole", ""), arn)
	}, "extra admin-outside-function production/role/e26-own", false},
	{"a group that raises itself", func(s *scene) {
		s.group("master", "e27-group")
		s.onGroup("e27-group", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PutGroupPolicy","Resource":"arn:aws:iam::*:group/e27-group"}}`)
	}, "extra admin-outside-function master/group/e27-group", false},
	{"a group whose members raise themselves", func(s *scene) {
		s.group("master", "e28-group")
		s.onGroup("e28-group", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:AttachUserPolicy","Resource":"arn:aws:iam::*:user/orgwright/${aws:username}"}}`)
	}, "extra admin-outside-function master/group/e28-group", false},
	{"a role for one person, who needs no MFA", func(s *scene) { s.role("master", "e29-bob", trust(byBob, "AssumeRole", ""), readonly) }, "extra foreign-trust master/role/e29-bob", false},
}

// policy makes a customer-managed policy.
func (s *scene) policy(account, name, document string) string {
	s.Helper()
	made, err := s.in(account).CreatePolicy(s.Context(), &iam.CreatePolicyInput{PolicyName: &name, PolicyDocument: &document})
	s.must(err)
	return aws.ToString(made.Policy.Arn)
}

// raisesNothing is what looks like a way and is none: one's own business, that of
// roles of a workload, and reading.
var raisesNothing = []struct {
	name string
	do   func(*scene)
}{
	{"roles of a workload", armed("storage", "b1-deploy", byMachine, `{"Action":["iam:PutRolePolicy","iam:AttachRolePolicy","iam:UpdateAssumeRolePolicy","iam:CreateRole"],"Resource":"arn:aws:iam::*:role/app-*"}`)},
	{"policies of a workload", armed("storage", "b2-policies", byMachine, `{"Action":["iam:CreatePolicyVersion","iam:CreatePolicy"],"Resource":"arn:aws:iam::*:policy/app-*"}`)},
	{"roles handed to services", armed("storage", "b3-pass", byMachine, `{"Action":["iam:PassRole","iam:CreateServiceLinkedRole","iam:Get*","iam:List*"],"Resource":"*"}`)},
	{"reading of Organizations", armed("master", "b4-reads", byMachine, `{"Action":["organizations:Describe*","organizations:List*"],"Resource":"*"}`)},
	{"roles of one's team", armed("storage", "b5-team", byMachine, `{"Action":"iam:*","Resource":"arn:aws:iam::*:role/${aws:PrincipalTag/team}-*"}`)},
	{"organizations in a leaf", armed("storage", "b6-leaf", byMachine, `{"Action":"organizations:*","Resource":"*"}`)},
	{"root users, in a leaf", armed("storage", "b10-root", byMachine, `{"Action":"sts:AssumeRoot","Resource":"*"}`)},
	{"what is denied", func(s *scene) {
		armed("storage", "b7-denied", byMachine, `{"Action":"s3:*","Resource":"*"}`)(s)
		done[*iam.PutRolePolicyOutput](s)(s.in("storage").PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("b7-denied"), PolicyName: aws.String("no"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"iam:*","Resource":"*"}}`)}))
	}},
	{"self-service in a group of nobody", func(s *scene) {
		s.group(cloud.Master, "b8-self")
		s.onGroup("b8-self", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:CreateAccessKey","iam:UpdateLoginProfile","iam:ChangePassword"],"Resource":"arn:aws:iam::*:user/${aws:username}"}}`)
	}},
	{"a role of the master account for a machine of one's own", func(s *scene) { s.role("master", "b9-machine", trust(byMachine, "AssumeRole", ""), readonly) }},
}

// What raises nothing is silent.
func TestWhatRaisesNothingIsSilent(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	for _, b := range raisesNothing {
		l.Run(b.name, func(t *testing.T) {
			at := *s.lab
			at.T = t
			b.do(&scene{&office{&at, s.Wish, s.cloud}})
			differ(t, drifts(l.open(peopled).drift()), atRest)
		})
	}
}
