package sandbox

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/policy"
)

const accessRole = "OrganizationAccountAccessRole"

// builtin guards a target with a guardrail of the tool's own.
func (d *desk) builtin(target, name string) {
	d.Helper()
	document, known := policy.Builtin(name, policy.Exempt{Roles: []string{accessRole}}, "/orgwright/")
	d.equal(known, true)
	d.guard(target, name, document.String())
}

func newRole(name string) *iam.CreateRoleInput {
	return &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: aws.String(trustRoot)}
}

// A guardrail on the root holds for the access role of a leaf, and for nobody in the master account.
func TestNoLongTermCredentials(t *testing.T) {
	d := newOrg(t, Options{})
	leaf, _ := d.inside(d.create("prod"))
	alice := &iam.CreateUserInput{UserName: aws.String("alice")}
	_, err := leaf.CreateUser(t.Context(), alice)
	d.must(err)
	d.builtin(d.root, "no-long-term-credentials")
	const scp = " with an explicit deny in a service control policy: arn:aws:organizations::111111111111:policy/o-"
	_, err = leaf.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("bob")})
	d.says(err, "AccessDenied", scp)
	_, err = leaf.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("alice")})
	d.says(err, "AccessDenied", "iam:CreateAccessKey on resource: ")
	_, err = leaf.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{UserName: aws.String("alice"), Password: aws.String("Correct-Horse-7")})
	d.says(err, "AccessDenied", scp)
	_, err = leaf.CreateRole(t.Context(), newRole("ops"))
	d.must(err)
	d.empower(leaf, "ops")
	_, err = leaf.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("alice")})
	d.must(err)

	master := d.iam(d.master)
	_, err = master.CreateUser(t.Context(), alice)
	d.must(err)
	_, err = master.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("alice")})
	d.must(err)
}

// In an account for S3 alone its administrators can do no IAM, and the access role can.
func TestOnlyS3(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("storage")
	leaf, _ := d.inside(id)
	_, err := leaf.CreateRole(t.Context(), newRole("ops"))
	d.must(err)
	d.empower(leaf, "ops")
	d.builtin(id, "only-s3")
	out, err := d.sts(d.master).AssumeRole(t.Context(), assume(aws.String("arn:aws:iam::"+id+":role/ops")))
	d.must(err)
	session, ops := d.with(out.Credentials)
	_, err = ops.CreateRole(t.Context(), newRole("more"))
	d.says(err, "AccessDenied", "service control policy")
	_, err = d.whoami(session)
	d.must(err)
	_, err = leaf.CreateRole(t.Context(), newRole("more"))
	d.must(err)
	for action, want := range map[string]policy.Verdict{"ec2:RunInstances": policy.Denied, "iam:CreateRole": policy.Denied, "s3:PutObject": policy.Allowed} {
		c := d.asked("iam", "CreateRole", nil, *out.Credentials.AccessKeyId, *out.Credentials.SessionToken)
		d.equal(policy.Decide(c.ask(action, "*"), c.policies()).Verdict, want)
	}
}

func TestNoLeaving(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("prod")
	unit := d.unit("Workloads", d.root)
	_, err := d.org.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &d.root, DestinationParentId: &unit})
	d.must(err)
	d.builtin(unit, "no-leaving")
	_, org := d.inside(id)
	out, err := org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.must(err)
	d.equal(*out.Organization.MasterAccountId, masterID)
	_, err = org.LeaveOrganization(t.Context(), &organizations.LeaveOrganizationInput{})
	d.says(err, "AccessDeniedException", "organizations:LeaveOrganization on resource: * with an explicit deny in a service control policy")
	d.equal(d.world.Organization.Members[id] != nil, true)
	_, err = d.org.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &unit, DestinationParentId: &d.root})
	d.must(err) // out of the guardrail
	_, err = org.LeaveOrganization(t.Context(), &organizations.LeaveOrganizationInput{})
	if err != nil && strings.Contains(err.Error(), "AccessDenied") {
		t.Error(err)
	}
}

// A leaf's root user may do everything, until a guardrail says that it may nothing; the master's always may.
func TestNoRootUser(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("prod")
	root, master := d.iam(d.rootOf(id)), d.iam(d.rootOf(masterID))
	_, err := root.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.must(err)
	d.builtin(d.root, "no-root-user")
	_, err = root.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.says(err, "AccessDenied", "User: arn:aws:iam::"+id+":root is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::"+id+":user/ with an explicit deny in a service control policy")
	_, err = master.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.must(err)
	leaf, _ := d.inside(id)
	_, err = leaf.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.must(err)
}

// Every level must allow: what one of them does not, the others cannot.
func TestLevelsOfGuardrails(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("prod")
	unit := d.unit("Workloads", d.root)
	_, err := d.org.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &d.root, DestinationParentId: &unit})
	d.must(err)
	leaf, _ := d.inside(id)
	list := func() error {
		_, err := leaf.ListRoles(t.Context(), &iam.ListRolesInput{})
		return err
	}
	full := aws.String("p-FullAWSAccess")
	for i, target := range []string{unit, id} {
		d.guard(target, "only-sts-"+target, rules(`{"Effect":"Allow","Action":["sts:*","iam:Get*"],"Resource":"*"}`))
		d.must(list())
		_, err := d.org.DetachPolicy(t.Context(), &organizations.DetachPolicyInput{PolicyId: full, TargetId: &target})
		d.must(err)
		d.says(list(), "AccessDenied", "because no service control policy allows the iam:ListRoles action")
		_, err = leaf.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String(accessRole)})
		d.must(err)
		if i == 0 {
			_, err = d.org.AttachPolicy(t.Context(), &organizations.AttachPolicyInput{PolicyId: full, TargetId: &target})
			d.must(err)
		}
	}
	_, err = d.org.DisablePolicyType(t.Context(), &organizations.DisablePolicyTypeInput{PolicyType: orgtypes.PolicyTypeServiceControlPolicy, RootId: &d.root})
	d.must(err)
	d.must(list())
}

// What the sandbox cannot judge it denies, and says what it was.
func TestWhatIsNotKnownIsDenied(t *testing.T) {
	d := newOrg(t, Options{})
	admin := d.iam(d.master)
	k := d.person("alice", rules(`{"Effect":"Allow","Action":"iam:List*","Resource":"*","Condition":{"StringEquals":{"aws:Phase":"moon"}}}`))
	_, err := d.iam(k).ListUsers(t.Context(), &iam.ListUsersInput{})
	d.says(err, "AccessDenied", "because it is not known whether it is allowed: ")
	d.says(err, "AccessDenied", "the condition key aws:phase is not known")
	d.grant(admin, "alice", administratorAccess)
	_, err = d.iam(k).ListUsers(t.Context(), &iam.ListUsersInput{})
	d.must(err) // whatever the other is, this one allows

	id := d.create("prod")
	leaf, _ := d.inside(id)
	d.guard(id, "odd", rules(`{"Effect":"Deny","Action":"iam:ListUsers","Resource":"*","Condition":{"StringRhymes":{"aws:PrincipalArn":"moon"}}}`))
	_, err = leaf.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.says(err, "AccessDenied", "the condition operator stringrhymes is not known")
	_, err = leaf.ListRoles(t.Context(), &iam.ListRolesInput{})
	d.must(err)

	w := d.world
	w.Accounts[masterID].IAM.Users["alice"].Inline = map[string]string{"broken": `{"Version":"2012-10-17","Statement":[{"Effect":"Deny"`}
	_, err = d.iam(k).ListUsers(t.Context(), &iam.ListUsersInput{})
	d.says(err, "AccessDenied", "policy document: ")
}

// A closed account and a stand-alone one have no guardrails above them; the invited one answers for itself.
func TestInvitedAccountAnswers(t *testing.T) {
	d := newOrg(t, Options{})
	d.builtin(d.root, "no-long-term-credentials")
	legacy := d.standalone(leafID, "legacy@acme.example")
	_, err := d.iam(legacy).CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("ci")})
	d.must(err)
	_, err = d.org.InviteAccountToOrganization(t.Context(), &organizations.InviteAccountToOrganizationInput{Target: &orgtypes.HandshakeParty{Id: aws.String(leafID), Type: orgtypes.HandshakePartyTypeAccount}})
	d.must(err)
	theirs := d.as(legacy)
	open, err := theirs.ListHandshakesForAccount(t.Context(), &organizations.ListHandshakesForAccountInput{})
	d.must(err)
	_, err = theirs.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: open.Handshakes[0].Id})
	d.must(err)
	_, err = d.iam(legacy).CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("more")})
	d.says(err, "AccessDenied", "service control policy")
	d.equal(keys(d.world.Accounts[leafID].IAM.Users), []string{"administrator", "ci"})
}
