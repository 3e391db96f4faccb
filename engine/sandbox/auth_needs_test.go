package sandbox

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// Who may call an operation is known of every operation, and of nothing else that is called like one of this service.
func TestEveryOperationHasItsNeeds(t *testing.T) {
	for _, o := range operations() {
		if subjects[o.service][o.name] == nil {
			t.Errorf("%s:%s is not in the table of auth_needs.go", o.service, o.name)
		}
	}
}

// Whoever may do everything but one action is denied that one, and told its name;
// whoever may do everything is not.
func TestEveryOperationIsDenied(t *testing.T) {
	d := newOrg(t, Options{})
	admin := d.iam(d.master)
	key := d.person("alice").AccessKeyID
	alice := d.world.Accounts[masterID].IAM.Users["alice"]
	fields := map[string]string{
		"UserName": "bob", "RoleName": "ops", "GroupName": "team", "PolicyArn": "arn:aws:iam::111111111111:policy/p", "AccessKeyId": d.master.AccessKeyID,
		"SerialNumber": "arn:aws:iam::111111111111:mfa/x", "PolicyId": "p-12345678", "TargetId": "222222222222", "AccountId": "222222222222",
	}
	d.role(admin, "ops")
	for _, o := range operations() {
		if o.name == "AssumeRole" || o.name == "GetCallerIdentity" || o.name == "GetSessionToken" {
			continue // decided by the role too; by nobody; by denying alone
		}
		action := o.service + ":" + o.name
		for _, given := range []map[string]string{fields, nil} {
			c := d.asked(o.service, o.name, given, key)
			alice.Inline = map[string]string{"most": rules(`{"Effect":"Allow","NotAction":"` + action + `","Resource":"*"}`)}
			err := c.authorize()
			if err == nil || !strings.Contains(err.Error(), "is not authorized to perform: "+action+" on resource: ") ||
				!strings.Contains(err.Error(), " because no identity-based policy allows the "+action+" action") {
				t.Errorf("without %s: got %v", action, err)
			}
			alice.Inline = map[string]string{"all": everything}
			if err := c.authorize(); err != nil {
				t.Errorf("%s: got %v", action, err)
			}
			alice.Inline["not"] = rules(`{"Effect":"Deny","Action":"` + action + `","Resource":"*"}`)
			if err := c.authorize(); err == nil || !strings.Contains(err.Error(), " with an explicit deny in an identity-based policy") {
				t.Errorf("denied %s: got %v", action, err)
			}
		}
	}
}

// Resources are those of the service authorization reference, with the paths of what is there.
func TestResources(t *testing.T) {
	d := newOrg(t, Options{})
	admin := d.iam(d.master)
	k := d.person("alice")
	_, err := admin.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("ops"), Path: aws.String("/orgwright/"), AssumeRolePolicyDocument: aws.String(trustRoot)})
	d.must(err)
	org := d.world.Organization
	unit := d.unit("Workloads", d.root)
	scp := d.policy("scp")
	const here = "arn:aws:iam::111111111111:"
	there := "arn:aws:organizations::111111111111:"
	for _, row := range []struct {
		service, operation string
		fields             map[string]string
		want               []string
	}{
		{"iam", "GetUser", nil, []string{here + "user/orgwright/alice"}},
		{"iam", "GetUser", map[string]string{"UserName": "bob"}, []string{here + "user/bob"}},
		{"iam", "CreateUser", map[string]string{"UserName": "bob", "Path": "/x/"}, []string{here + "user/x/bob"}},
		{"iam", "UpdateUser", map[string]string{"UserName": "alice", "NewUserName": "eve"}, []string{here + "user/orgwright/alice", here + "user/orgwright/eve"}},
		{"iam", "ListUsers", nil, []string{here + "user/"}},
		{"iam", "ListRoles", map[string]string{"PathPrefix": "/orgwright/"}, []string{here + "role/orgwright/"}},
		{"iam", "GetRole", map[string]string{"RoleName": "ops"}, []string{here + "role/orgwright/ops"}},
		{"iam", "CreateRole", map[string]string{"RoleName": "a*"}, []string{here + "role/a-"}},
		{"iam", "AddRoleToInstanceProfile", map[string]string{"RoleName": "ops", "InstanceProfileName": "i"}, []string{here + "instance-profile/i", here + "role/orgwright/ops"}},
		{"iam", "CreateServiceLinkedRole", map[string]string{"AWSServiceName": "sso.amazonaws.com"}, []string{here + "role/aws-service-role/sso.amazonaws.com/AWSServiceRoleForSSO"}},
		{"iam", "CreateOpenIDConnectProvider", map[string]string{"Url": "https://token.example/x"}, []string{here + "oidc-provider/token.example/x"}},
		{"iam", "CreateVirtualMFADevice", map[string]string{"VirtualMFADeviceName": "alice"}, []string{here + "mfa/alice"}},
		{"iam", "GetAccessKeyLastUsed", map[string]string{"AccessKeyId": k.AccessKeyID}, []string{here + "user/orgwright/alice"}},
		{"iam", "GetAccountSummary", nil, []string{"*"}},
		{"organizations", "ListAccounts", nil, []string{"*"}},
		{"organizations", "AttachPolicy", map[string]string{"PolicyId": scp, "TargetId": unit}, []string{there + "policy/" + org.ID + "/service_control_policy/" + scp, there + "ou/" + org.ID + "/" + unit}},
		{"organizations", "AttachPolicy", map[string]string{"PolicyId": "p-FullAWSAccess", "TargetId": d.root}, []string{"arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess", there + "root/" + org.ID + "/" + d.root}},
		{"organizations", "AcceptHandshake", map[string]string{"HandshakeId": "h-abcdefgh"}, []string{there + "handshake/" + org.ID + "/invite/h-abcdefgh"}},
		{"organizations", "CloseAccount", map[string]string{"AccountId": leafID}, []string{there + "account/" + org.ID + "/" + leafID}},
		{"account", "GetAlternateContact", nil, []string{"arn:aws:account::111111111111:account"}},
		{"account", "GetAlternateContact", map[string]string{"AccountId": leafID}, []string{"arn:aws:account::111111111111:account/" + org.ID + "/" + leafID}},
	} {
		all, _ := d.asked(row.service, row.operation, row.fields, k.AccessKeyID).needs()
		var got []string
		for _, n := range all {
			got = append(got, n.resource)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s:%s %v: got %v, want %v", row.service, row.operation, row.fields, got, row.want)
		}
	}
}

// To make a thing with tags is to tag it.
func TestTaggingIsAskedForToo(t *testing.T) {
	d := newOrg(t, Options{})
	k := d.person("alice", rules(`{"Effect":"Allow","Action":["iam:CreateRole","iam:CreateVirtualMFADevice","organizations:Create*"],"Resource":"*"}`))
	in := &iam.CreateRoleInput{RoleName: aws.String("ops"), AssumeRolePolicyDocument: aws.String(trustRoot), Tags: []iamtypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}
	_, err := d.iam(k).CreateRole(t.Context(), in)
	d.says(err, "AccessDenied", "iam:TagRole on resource: arn:aws:iam::111111111111:role/ops")
	_, err = d.iam(k).CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String("x"), Tags: in.Tags})
	d.says(err, "AccessDenied", "iam:TagMFADevice")
	_, err = d.as(k).CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("x"), ParentId: &d.root, Tags: []orgtypes.Tag{label("a", "b")}})
	d.says(err, "AccessDeniedException", "organizations:TagResource")
	in.Tags = nil
	_, err = d.iam(k).CreateRole(t.Context(), in)
	d.must(err)
}
