package sandbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// users are the names that ListUsers tells, without the administrator's.
func (d *desk) users() string {
	d.Helper()
	out, err := d.iam(d.master).ListUsers(d.Context(), &iam.ListUsersInput{})
	d.must(err)
	names := each(out.Users, func(u iamtypes.User) string { return *u.UserName })
	return strings.Join(slices.DeleteFunc(names, func(name string) bool { return name == "administrator" }), " ")
}

func TestWhatLagsIsTaken(t *testing.T) {
	d := newDesk(t, Options{})
	client := d.iam(d.master)
	d.rule("op=CreateUser nth=1 do=lag:5000")
	d.must(d.addUser(client, "ann"))
	d.must(d.addUser(client, "bob"))
	d.equal(d.users(), "bob")
	_, err := client.GetUser(t.Context(), &iam.GetUserInput{UserName: aws.String("ann")})
	d.refused(err, "NoSuchEntity", "")
	d.refused(d.addUser(client, "ann"), "EntityAlreadyExists", "")
	_, err = client.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: aws.String("ann"), PolicyName: aws.String("p"), PolicyDocument: aws.String(denyAll)})
	d.must(err) // writes are made to the world itself
	d.pass(4999 * time.Millisecond)
	d.equal(d.users(), "bob")
	d.pass(time.Millisecond)
	d.equal(d.users(), "ann bob")
	d.equal(len(d.world.Unseen), 0)
}

func TestDeletionsAndChangesLag(t *testing.T) {
	d := newDesk(t, Options{})
	client := d.iam(d.master)
	d.must(d.addUser(client, "ann"))
	d.must(d.addUser(client, "bob"))
	d.rule("op=DeleteUser do=lag:1000", "op=UpdateUser do=lag:1000")
	_, err := client.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("ann")})
	d.must(err)
	_, err = client.UpdateUser(t.Context(), &iam.UpdateUserInput{UserName: aws.String("bob"), NewUserName: aws.String("rob")})
	d.must(err)
	d.equal(d.users(), "ann bob")
	_, err = client.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("ann")})
	d.refused(err, "NoSuchEntity", "")
	d.pass(time.Second)
	d.equal(d.users(), "rob")
}

// What lags is the change and not the whole of what it changes.
func TestTheChangeLagsAlone(t *testing.T) {
	d := newDesk(t, Options{})
	client := d.iam(d.master)
	d.must(d.addUser(client, "ann"))
	for _, g := range []string{"dev", "ops"} {
		_, err := client.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: &g})
		d.must(err)
	}
	d.rule("op=AddUserToGroup nth=1 do=lag:1000", "op=AttachUserPolicy nth=1 do=lag:1000", "op=PutUserPolicy nth=2 do=lag:1000")
	for _, g := range []string{"dev", "ops"} {
		_, err := client.AddUserToGroup(t.Context(), &iam.AddUserToGroupInput{GroupName: &g, UserName: aws.String("ann")})
		d.must(err)
	}
	for _, p := range []string{"ReadOnlyAccess", "SecurityAudit"} {
		_, err := client.AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("ann"), PolicyArn: aws.String("arn:aws:iam::aws:policy/" + p)})
		d.must(err)
	}
	for _, document := range []string{denyAll, strings.ReplaceAll(denyAll, "Deny", "Allow")} {
		_, err := client.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: aws.String("ann"), PolicyName: aws.String("p"), PolicyDocument: &document})
		d.must(err)
	}
	seen := func() string {
		out, err := client.GetAccountAuthorizationDetails(t.Context(), &iam.GetAccountAuthorizationDetailsInput{Filter: []iamtypes.EntityType{iamtypes.EntityTypeUser}})
		d.must(err)
		u := out.UserDetailList[slices.IndexFunc(out.UserDetailList, func(u iamtypes.UserDetail) bool { return *u.UserName == "ann" })]
		words := slices.Clone(u.GroupList)
		for _, p := range u.AttachedManagedPolicies {
			words = append(words, *p.PolicyName)
		}
		if strings.Contains(*u.UserPolicyList[0].PolicyDocument, "Allow") {
			words = append(words, "Allow")
		}
		return strings.Join(words, " ")
	}
	d.equal(seen(), "ops SecurityAudit")
	members, err := client.GetGroup(t.Context(), &iam.GetGroupInput{GroupName: aws.String("dev")})
	d.must(err)
	d.equal(len(members.Users), 0)
	d.pass(time.Second)
	d.equal(seen(), "dev ops ReadOnlyAccess SecurityAudit Allow")
}

func TestNewRolesCannotBeAssumedYet(t *testing.T) {
	d := newDesk(t, Options{})
	d.rule("op=CreateRole do=lag:10000")
	trust := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"111111111111"}}}`
	role, err := d.iam(d.master).CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: &trust})
	d.must(err)
	assume := func() error {
		_, err := sts.NewFromConfig(d.config(d.master)).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: role.Role.Arn, RoleSessionName: aws.String("session")})
		return err
	}
	d.refused(assume(), "AccessDenied", "")
	d.equal(len(d.world.Accounts[masterID].IAM.Sessions), 0)
	other := strings.ReplaceAll(trust, "111111111111", *role.Role.Arn)
	named := func() error {
		_, err := d.iam(d.master).CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("s"), AssumeRolePolicyDocument: &other})
		return err
	}
	d.refused(named(), "MalformedPolicyDocument", "")
	d.pass(10 * time.Second)
	d.must(assume())
	d.must(named())
	d.equal(len(d.world.Accounts[masterID].IAM.Sessions), 1)
}

func TestNewAccountsAreListedLate(t *testing.T) {
	d := newOrg(t, Options{CreateDelay: time.Second})
	d.rule("op=CreateAccount do=lag:60000")
	out, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@acme.example")})
	d.must(err)
	states := func() string {
		out, err := d.org.ListCreateAccountStatus(t.Context(), &organizations.ListCreateAccountStatusInput{})
		d.must(err)
		return strings.Join(each(out.CreateAccountStatuses, func(s orgtypes.CreateAccountStatus) string { return string(s.State) }), " ")
	}
	listed := func() int {
		out, err := d.org.ListAccounts(t.Context(), &organizations.ListAccountsInput{})
		d.must(err)
		return len(out.Accounts)
	}
	d.equal(states(), "")
	_, err = d.org.DescribeCreateAccountStatus(t.Context(), &organizations.DescribeCreateAccountStatusInput{CreateAccountRequestId: out.CreateAccountStatus.Id})
	d.refused(err, "CreateAccountStatusNotFoundException", "")
	d.pass(60 * time.Second) // the request is seen, the account of the first second not for another one
	d.equal(states(), "SUCCEEDED")
	d.equal(listed(), 1)
	id := d.world.Organization.Creations[0].Account
	_, err = d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: &id})
	d.refused(err, "AccountNotFoundException", "")
	again, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("b"), Email: aws.String("a@acme.example")})
	d.must(err)
	d.pass(time.Second)
	d.equal(listed(), 2)
	d.equal(d.world.Organization.Creations[1].ID, *again.CreateAccountStatus.Id)
	d.equal(d.world.Organization.Creations[1].Fail, orgtypes.CreateAccountFailureReasonEmailAlreadyExists)
	d.equal(len(d.world.Accounts), 2)
}

func TestTheOrganizationLags(t *testing.T) {
	d := newOrg(t, Options{})
	d.rule("service=organizations op=Create* do=lag:1000", "op=AttachPolicy do=lag:2000", "op=TagResource do=lag:1000", "op=MoveAccount do=lag:3000")
	unit := d.unit("W", d.root)
	inner := d.unit("I", unit)
	policy := d.policy("p")
	_, err := d.org.AttachPolicy(t.Context(), &organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &d.root})
	d.must(err)
	_, err = d.org.TagResource(t.Context(), &organizations.TagResourceInput{ResourceId: &policy, Tags: []orgtypes.Tag{label("a", "b")}})
	d.must(err)
	_, err = d.org.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: aws.String(masterID), SourceParentId: &d.root, DestinationParentId: &inner})
	d.must(err)
	seen := func() []int {
		units, err := d.org.ListOrganizationalUnitsForParent(t.Context(), &organizations.ListOrganizationalUnitsForParentInput{ParentId: &d.root})
		d.must(err)
		policies, err := d.org.ListPolicies(t.Context(), &organizations.ListPoliciesInput{Filter: orgtypes.PolicyTypeServiceControlPolicy})
		d.must(err)
		attached, err := d.org.ListPoliciesForTarget(t.Context(), &organizations.ListPoliciesForTargetInput{TargetId: &d.root, Filter: orgtypes.PolicyTypeServiceControlPolicy})
		d.must(err)
		inRoot, err := d.org.ListAccountsForParent(t.Context(), &organizations.ListAccountsForParentInput{ParentId: &d.root})
		d.must(err)
		return []int{len(units.OrganizationalUnits), len(policies.Policies), len(attached.Policies), len(inRoot.Accounts)}
	}
	d.equal(seen(), []int{0, 1, 1, 1})
	_, err = d.org.DescribeOrganizationalUnit(t.Context(), &organizations.DescribeOrganizationalUnitInput{OrganizationalUnitId: &inner})
	d.refused(err, "OrganizationalUnitNotFoundException", "")
	_, err = d.org.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("W"), ParentId: &d.root})
	d.refused(err, "DuplicateOrganizationalUnitException", "")
	d.pass(time.Second)
	d.equal(seen(), []int{1, 2, 1, 1})
	d.pass(time.Second)
	d.equal(seen(), []int{1, 2, 2, 1})
	d.pass(time.Second)
	d.equal(seen(), []int{1, 2, 2, 0})
}
