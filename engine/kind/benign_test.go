package kind

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// benign is what AWS does by itself, what people do for their own, and what is
// the business of a workload: drift has nothing to say of any of it.
var benign = []struct {
	name string
	do   func(*scene)
}{
	{"tags on a role of ours", func(s *scene) {
		done[*iam.TagRoleOutput](s)(s.in("production").TagRole(s.Context(), &iam.TagRoleInput{RoleName: aws.String("operations"), Tags: []types.Tag{{Key: aws.String("cost-centre"), Value: aws.String("42")}}}))
	}},
	{"tags on a person, a unit and an account", func(s *scene) {
		done[*iam.TagUserOutput](s)(s.in("master").TagUser(s.Context(), &iam.TagUserInput{UserName: aws.String("alice"), Tags: []types.Tag{{Key: aws.String("desk"), Value: aws.String("4")}}}))
		unit, err := placeID(s.Context(), s.master(), "testing")
		s.must(err)
		id, _ := s.Names.ID("sandbox")
		for _, resource := range []string{unit, id} {
			done[*organizations.TagResourceOutput](s)(s.cloud.Organizations.TagResource(s.Context(), &organizations.TagResourceInput{ResourceId: &resource, Tags: []orgtypes.Tag{{Key: aws.String("team"), Value: aws.String("x")}}}))
		}
	}},
	{"a service-linked role", func(s *scene) {
		done[*iam.CreateServiceLinkedRoleOutput](s)(s.in("production").CreateServiceLinkedRole(s.Context(), &iam.CreateServiceLinkedRoleInput{AWSServiceName: aws.String("autoscaling.amazonaws.com")}))
	}},
	{"a role and the provider of Identity Center", func(s *scene) {
		a := s.of("production")
		arn := "arn:aws:iam::" + a.ID + ":saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"
		a.IAM.SAML = map[string]*sandbox.SAMLProvider{arn: {Name: "AWSSSO_0123456789abcdef_DO_NOT_DELETE", Created: s.clock.Now()}}
		s.put(a, "AWSReservedSSO_Admin_0123456789abcdef", "/aws-reserved/sso.amazonaws.com/eu-west-1/", trust(`{"Federated":"`+arn+`"}`, "AssumeRoleWithSAML", ""))
	}},
	{"a role of service-managed StackSets", func(s *scene) {
		s.put(s.of("storage"), "stacksets-exec-0123456789abcdef0123456789abcdef", "/",
			trust(`{"AWS":"arn:aws:iam::`+masterID+`:role/aws-service-role/stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin"}`, "AssumeRole", ""))
	}},
	{"a workload's role", func(s *scene) {
		s.role("production", "web", trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""), readonly)
	}},
	{"a role for another account of ours", func(s *scene) {
		id, _ := s.Names.ID("storage")
		s.role("production", "reader", trust(byRoot(id), "AssumeRole", ""), readonly)
	}},
	{"a role for the whole organization", func(s *scene) {
		s.role("storage", "shared", trust(`{"AWS":"*"}`, "AssumeRole", `{"StringEquals":{"aws:PrincipalOrgID":"`+s.world.Organization.ID+`"}}`), readonly)
	}},
	{"a role for everybody of ours but people", func(s *scene) {
		s.role("storage", "not-people", trust(`{"AWS":"*"}`, "AssumeRole", `{"StringEquals":{"aws:PrincipalOrgID":"`+s.world.Organization.ID+`"},"StringNotEquals":{"aws:PrincipalAccount":"`+masterID+`"}}`), readonly)
		s.role("storage", "by-role", trust(`{"AWS":"*"}`, "AssumeRole", `{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::`+masterID+`:role/deploy/*"}}`), readonly)
	}},
	{"all that is not identity, and all of one's own", func(s *scene) {
		s.role("storage", "power", trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""), "arn:aws:iam::aws:policy/PowerUserAccess")
		s.inline("storage", "power", `{"NotAction":["iam:*","organizations:*"],"Resource":"*"}`)
		s.role("storage", "of-one", trust(`{"Service":"ec2.amazonaws.com"}`, "AssumeRole", ""))
		s.inline("storage", "of-one", `{"Action":["iam:*","s3:*"],"Resource":["arn:aws:iam::*:role/app-*","arn:aws:s3:::*"]}`)
	}},
	{"a role of the master account that leads into a workload's roles", func(s *scene) {
		s.role("master", "deployer", trust(byRoot(masterID), "AssumeRole", ""), readonly)
		s.inline("master", "deployer", `{"Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/deploy/*"}`)
	}},
	{"a role for people with MFA", func(s *scene) {
		s.role("sandbox", "console", trust(byRoot(masterID), "AssumeRole", `{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), readonly)
	}},
	{"a person's key, put in the place of another", func(s *scene) {
		s.aged("master", "old", 1, nil)
		s.key("master", "alice")
		got, err := s.in("master").ListAccessKeys(s.Context(), &iam.ListAccessKeysInput{UserName: aws.String("alice")})
		s.must(err)
		done[*iam.UpdateAccessKeyOutput](s)(s.in("master").UpdateAccessKey(s.Context(), &iam.UpdateAccessKeyInput{UserName: aws.String("alice"), AccessKeyId: got.AccessKeyMetadata[0].AccessKeyId, Status: types.StatusTypeInactive}))
		s.key("master", "alice")
	}},
	{"a person's password", func(s *scene) { s.password("master", "alice") }},
	{"a group and a policy of a workload", func(s *scene) {
		s.group("sandbox", "batch", readonly)
		done[*iam.CreatePolicyOutput](s)(s.in("sandbox").CreatePolicy(s.Context(), &iam.CreatePolicyInput{PolicyName: aws.String("all"), PolicyDocument: aws.String(allowAll)}))
	}},
	{"trusted access that a service asked for", func(s *scene) {
		done[*organizations.EnableAWSServiceAccessOutput](s)(s.cloud.Organizations.EnableAWSServiceAccess(s.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: aws.String("sso.amazonaws.com")}))
	}},
	{"a policy of ours written in another way", func(s *scene) {
		done[*iam.PutRolePolicyOutput](s)(s.in("storage").PutRolePolicy(s.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("developers"), PolicyName: aws.String("inline"), PolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Resource":["*"],"Action":["s3:Delete*"]},{"Effect":"Allow","Action":["S3:listbucket","s3:GetObject","s3:GetObject"],"Resource":["arn:aws:s3:::acme/*","arn:aws:s3:::acme"]}]}`)}))
	}},
}

// put writes a role into the world that only AWS itself can make.
func (s *scene) put(a *sandbox.Account, name, path, trust string) {
	a.IAM.Roles[name] = &sandbox.Role{
		Identity: sandbox.Identity{Name: name, Path: path, ID: "AROA" + a.ID, Created: s.clock.Now(), Attached: []string{admin}}, Trust: trust, MaxSession: 3600,
	}
}

// Nothing of this is told, together or alone.
func TestWhatIsBenignIsSilent(t *testing.T) {
	l := theatre(t)
	s := &scene{l.open(peopled)}
	s.draft()
	for _, b := range benign {
		l.Run(b.name, func(t *testing.T) {
			at := *s.lab
			at.T = t
			b.do(&scene{&office{&at, s.Wish, s.cloud}})
			differ(t, drifts(l.open(peopled).drift()), atRest)
		})
	}
	if len(benign) < 10 {
		t.Errorf("only %d of them", len(benign))
	}
}

// Nothing is said of what is to be ignored in an account that is still to come.
func TestIgnoreAhead(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	l.open(crowd(1)).apply()
	document := crowd(2) + `ignore: [{match: a-0001/role/old, reason: moves, until: 2027-01-01}, {match: a-0000/role/old, reason: moved, until: 2027-01-01}]`
	differ(t, l.open(document).drift().Notes, []string{"ignore a-0000/role/old (moved) matches nothing: take it out"})
}

// What is ignored is counted, with what a user signs in with; what has ended,
// ends soon or is of no use is named.
func TestIgnored(t *testing.T) {
	l := theatre(t)
	document := peopled + `
ignore:
  - {match: "master/user/administrator", reason: until people are in, until: 2026-12-31}
  - {match: "legacy/user/*", reason: moves to OIDC, until: 2026-11-25}
  - {match: "master/member/*/*", reason: on purpose, until: 2026-11-21}
  - {match: "storage/role/nothing", reason: was there once, until: 2027-01-01}
  - {match: "sandbox/grant/developers/*", reason: an experiment, until: 2027-01-01}
  - {match: "sandbox/grant/*/AdministratorAccess", reason: a wider one of the same, until: 2027-02-01}
  - {match: "sandbox/grant/*", reason: no grant has a name without a slash, until: 2027-01-01}
`
	s := &scene{l.open(peopled)}
	s.draft()
	done[*iam.DetachRolePolicyOutput](s)(s.in("sandbox").DetachRolePolicy(t.Context(), &iam.DetachRolePolicyInput{RoleName: aws.String("developers"), PolicyArn: aws.String(admin)}))
	d := l.open(document).drift()
	differ(t, drifts(d), []string{
		"changed custody-stale master/custody/spare",
		"extra membership-expiring master/member/developers/member", "extra membership-expiring master/user/leaver",
	})
	var ignored []string
	for _, i := range d.Ignored {
		ignored = append(ignored, i.Address.String()+" "+i.Until)
	}
	differ(t, ignored, []string{
		"master/user/administrator 2026-12-31", "legacy/user/administrator 2026-11-25", "legacy/key/administrator 2026-11-25",
		"sandbox/grant/developers/AdministratorAccess 2027-01-01",
	})
	differ(t, d.Notes, []string{
		"ignore legacy/user/* (moves to OIDC) ends on 2026-11-25",
		"ignore master/member/*/* (on purpose) ended on 2026-11-21: what it was about is reported again",
		"ignore sandbox/grant/* (no grant has a name without a slash) matches nothing: take it out",
		"ignore storage/role/nothing (was there once) matches nothing: take it out",
	})
}
