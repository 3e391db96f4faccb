package sandbox

import (
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestFlickerIsSeenUnseenSeen(t *testing.T) {
	d := newDesk(t, Options{})
	d.rule("op=CreateUser nth=1 do=flicker:2", "op=CreateUser nth=2 do=hide:1")
	for _, name := range []string{"ann", "bob", "cat"} {
		d.must(d.addUser(d.iam(d.master), name))
	}
	_, err := d.iam(d.master).ListGroups(t.Context(), &iam.ListGroupsInput{}) // does not tell of users
	d.must(err)
	_, err = d.iam(d.master).GetUser(t.Context(), &iam.GetUserInput{UserName: aws.String("cat")}) // nor of others
	d.must(err)
	d.refused(d.addUser(d.iam(d.master), "bob"), "EntityAlreadyExists", "") // nor is it a read
	d.equal(d.users(), "ann cat")
	d.equal(d.users(), "bob cat")
	_, err = d.iam(d.master).GetUser(t.Context(), &iam.GetUserInput{UserName: aws.String("ann")})
	d.refused(err, "NoSuchEntity", "")
	d.equal(d.users(), "ann bob cat")
	d.equal(d.users(), "ann bob cat")
	d.equal(d.world.Calls()["iam:ListUsers"], 4)
}

func TestNewRolesFlicker(t *testing.T) {
	d := newDesk(t, Options{})
	trust := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"111111111111"}}}`
	d.rule("op=CreateRole do=flicker:1")
	role, err := d.iam(d.master).CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: &trust})
	d.must(err)
	for _, possible := range []bool{true, false, true} {
		_, err := sts.NewFromConfig(d.config(d.master)).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: role.Role.Arn, RoleSessionName: aws.String("session")})
		if possible {
			d.must(err)
		} else {
			d.refused(err, "AccessDenied", "")
		}
	}
	d.equal(len(d.world.Accounts[masterID].IAM.Sessions), 2)
}

func TestAnOrganizationIsHidden(t *testing.T) {
	d := newDesk(t, Options{})
	d.rule("op=CreateOrganization do=lag:1000", "op=CreateOrganization do=hide:2")
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.must(err)
	root := d.world.Organization.Root
	d.unit("W", root) // the later change does not show the earlier one
	for range 2 {
		_, err = d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
		d.refused(err, "AWSOrganizationsNotInUseException", "")
	}
	d.pass(time.Second)
	for range 2 {
		_, err = d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
		d.refused(err, "AWSOrganizationsNotInUseException", "")
	}
	_, err = d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.must(err)
}

// A namesake made after a deletion is not the one that is hidden.
func TestANamesakeIsSeen(t *testing.T) {
	d := newDesk(t, Options{})
	client := d.iam(d.master)
	d.rule("op=CreateUser nth=1 do=lag:1000")
	d.must(d.addUser(client, "ann"))
	_, err := client.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("ann")})
	d.must(err)
	d.must(d.addUser(client, "ann"))
	d.equal(d.users(), "ann")
}

// What refers to something unseen is left out with it.
func TestReferencesToTheUnseen(t *testing.T) {
	d := newOrg(t, Options{})
	client := d.iam(d.master)
	d.must(d.addUser(client, "ann"))
	d.rule("op=CreateGroup do=lag:1000", "op=CreatePolicy do=lag:1000", "op=CreateOrganizationalUnit nth=1 do=lag:1000", "op=CreateAccount do=lag:1000")
	_, err := client.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("dev")})
	d.must(err)
	_, err = client.AddUserToGroup(t.Context(), &iam.AddUserToGroupInput{GroupName: aws.String("dev"), UserName: aws.String("ann")})
	d.must(err)
	made, err := client.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: aws.String("p"), PolicyDocument: aws.String(denyAll)})
	d.must(err)
	_, err = client.AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("ann"), PolicyArn: made.Policy.Arn})
	d.must(err)
	groups, err := client.ListGroupsForUser(t.Context(), &iam.ListGroupsForUserInput{UserName: aws.String("ann")})
	d.must(err)
	d.equal(len(groups.Groups), 0)
	_, err = client.ListAttachedUserPolicies(t.Context(), &iam.ListAttachedUserPoliciesInput{UserName: aws.String("ann")})
	d.must(err)
	_, err = client.GetAccountAuthorizationDetails(t.Context(), &iam.GetAccountAuthorizationDetailsInput{})
	d.must(err)

	policy, unit := d.policy("scp"), d.unit("W", d.root)
	inner := d.unit("I", unit)
	_, err = d.org.AttachPolicy(t.Context(), &organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &d.root})
	d.must(err)
	attached, err := d.org.ListPoliciesForTarget(t.Context(), &organizations.ListPoliciesForTargetInput{TargetId: &d.root, Filter: "SERVICE_CONTROL_POLICY"})
	d.must(err)
	d.equal(len(attached.Policies), 1)
	_, err = d.org.DescribeOrganizationalUnit(t.Context(), &organizations.DescribeOrganizationalUnitInput{OrganizationalUnitId: &inner})
	d.refused(err, "OrganizationalUnitNotFoundException", "")
	_, err = d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@acme.example")})
	d.must(err)
	d.pass(300 * time.Millisecond)
	_, err = d.org.ListAccountsForParent(t.Context(), &organizations.ListAccountsForParentInput{ParentId: &d.root})
	d.must(err)
	id := d.world.Organization.Creations[0].Account
	_, err = d.org.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &d.root, DestinationParentId: &inner})
	d.must(err)
	all, err := d.org.ListAccounts(t.Context(), &organizations.ListAccountsInput{})
	d.must(err)
	d.equal(len(all.Accounts), 1)
	targets, err := d.org.ListTargetsForPolicy(t.Context(), &organizations.ListTargetsForPolicyInput{PolicyId: aws.String("p-FullAWSAccess")})
	d.must(err)
	d.equal(len(targets.Targets), 2) // the root and the master
}

func TestTheUnseenIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	d := deskOf(t, open(t, path, Options{}), new(atomic.Int64))
	d.rule("op=CreateUser nth=1 do=hide:2", "op=CreateUser nth=2 do=lag:5", "op=CreateAccount do=lag:1000")
	d.must(d.addUser(d.iam(d.master), "ann"))
	d.must(d.addUser(d.iam(d.master), "bob"))
	d.equal(d.users(), "")
	d.must(d.world.ClearFaults()) // what is unseen stays so for its time
	d.must(d.world.Close())
	again := deskOf(t, open(t, path, Options{}), new(atomic.Int64))
	again.equal(again.users(), "")
	again.equal(again.users(), "ann")
	d.must(again.world.Reset())
	again.equal(len(again.world.Unseen), 0)
}

func TestNewKeysAreNotKnownYet(t *testing.T) {
	d := newDesk(t, Options{})
	d.must(d.addUser(d.iam(d.master), "ann"))
	_, err := d.iam(d.master).AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: aws.String("ann"), PolicyArn: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess")})
	d.must(err)
	d.rule("op=CreateAccessKey do=lag:1000")
	made, err := d.iam(d.master).CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("ann")})
	d.must(err)
	ann := d.iam(Credentials{AccessKeyID: *made.AccessKey.AccessKeyId, SecretAccessKey: *made.AccessKey.SecretAccessKey})
	_, err = ann.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.refused(err, "InvalidClientTokenId", "")
	d.pass(time.Second)
	_, err = ann.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.must(err)
}

// Whatever is hidden, a world without it is one that reads can be answered from.
func TestEveryReadSurvivesTheUnseen(t *testing.T) {
	d := newOrg(t, Options{})
	d.rule("do=hide:1000")
	d.must(d.addUser(d.iam(d.master), "ann"))
	unit := d.unit("W", d.root)
	d.unit("I", unit)
	policy := d.policy("scp")
	_, err := d.org.AttachPolicy(t.Context(), &organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &d.root})
	d.must(err)
	_, err = d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@acme.example")})
	d.must(err)
	d.pass(time.Second)
	d.standalone(legacyID, "aws@acme.example")
	d.mustInvite("ACCOUNT", legacyID)
	if n := len(d.world.Unseen); n != 8 { // the account besides its request
		t.Errorf("%d changes are hidden", n)
	}
	d.world.mu.Lock()
	defer d.world.mu.Unlock()
	for i := range d.world.Unseen { // each alone, so that what refers to it is seen
		view := d.world.without(d.world.Unseen[i:i+1], []string{masterID})
		for _, name := range operationsThat(func(s *service, name string) bool { return s.operations[name].pure }) {
			d.survives(view, name)
		}
	}
}

// survives calls an operation about what was there before.
func (d *desk) survives(view *World, name string) {
	d.Helper()
	defer func() {
		if p := recover(); p != nil {
			d.Errorf("%s: %v", name, p)
		}
	}()
	of, op, _ := strings.Cut(name, ":")
	s := services[of]
	input := reflect.New(s.operations[op].input)
	for field, value := range map[string]string{
		"ParentId": d.root, "TargetId": d.root, "ResourceId": d.root, "ChildId": masterID, "PolicyId": "p-FullAWSAccess", "AccountId": masterID,
		"UserName": "administrator", "PolicyArn": administratorAccess,
	} {
		if f := input.Elem().FieldByName(field); f.IsValid() {
			f.Set(reflect.ValueOf(&value))
		}
	}
	for field, value := range map[string]string{"ChildType": "ACCOUNT", "Filter": "SERVICE_CONTROL_POLICY"} {
		if f := input.Elem().FieldByName(field); f.IsValid() && f.Kind() == reflect.String {
			f.SetString(value)
		}
	}
	c := &call{World: view, account: view.Accounts[masterID], caller: Caller{Account: masterID, Key: d.master.AccessKeyID}}
	c.asked = &request{signed: signature{region: globalRegion}}
	if results := s.operations[op].method.Call([]reflect.Value{s.bind(c), input}); results[1].IsNil() {
		(&request{service: s, name: op}).protocol.encode(&request{service: s, name: op}, results[0].Elem())
	}
}
