package sandbox

import (
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// grant gives a user policies: managed ones by their ARNs, inline ones by their texts.
func (d *desk) grant(c *iam.Client, user string, policies ...string) {
	d.Helper()
	for _, p := range policies {
		var err error
		if strings.HasPrefix(p, "arn:") {
			_, err = c.AttachUserPolicy(d.Context(), &iam.AttachUserPolicyInput{UserName: &user, PolicyArn: &p})
		} else {
			_, err = c.PutUserPolicy(d.Context(), &iam.PutUserPolicyInput{UserName: &user, PolicyName: aws.String("inline-" + hexDigest(p)[:6]), PolicyDocument: &p})
		}
		d.must(err)
	}
}

// empower lets a role do everything.
func (d *desk) empower(c *iam.Client, role string) {
	d.Helper()
	_, err := c.AttachRolePolicy(d.Context(), &iam.AttachRolePolicyInput{RoleName: &role, PolicyArn: aws.String(administratorAccess)})
	d.must(err)
}

// rules are a document of one statement.
func rules(statement string) string {
	return `{"Version":"2012-10-17","Statement":[` + statement + `]}`
}

// person is a user below /orgwright/ with a key and some policies.
func (d *desk) person(name string, policies ...string) Credentials {
	d.Helper()
	admin := d.iam(d.master)
	_, err := admin.CreateUser(d.Context(), &iam.CreateUserInput{UserName: &name, Path: aws.String("/orgwright/")})
	d.must(err)
	d.grant(admin, name, policies...)
	return d.key(admin, name)
}

// team is a group with a policy, and its members.
func (d *desk) team(name, document string, members ...string) {
	d.Helper()
	admin := d.iam(d.master)
	d.group(admin, name)
	_, err := admin.PutGroupPolicy(d.Context(), &iam.PutGroupPolicyInput{GroupName: &name, PolicyName: &name, PolicyDocument: &document})
	d.must(err)
	for _, member := range members {
		_, err := admin.AddUserToGroup(d.Context(), &iam.AddUserToGroupInput{GroupName: &name, UserName: &member})
		d.must(err)
	}
}

// asked is a call of an operation whose input has some fields, where it has them,
// by whom credentials are: a session token may follow.
func (d *desk) asked(service, operation string, fields map[string]string, key string, token ...string) *call {
	d.Helper()
	r := &request{service: services[service], from: "127.0.0.1", agent: "test"}
	if !r.find(operation) {
		d.Fatalf("no operation %s:%s", service, operation)
	}
	for _, name := range keys(fields) {
		if f := r.input.Elem().FieldByName(name); f.IsValid() && f.Kind() == reflect.Pointer {
			f.Set(reflect.ValueOf(aws.String(fields[name])))
		}
	}
	who, a, err := d.world.authenticate(key, strings.Join(token, ""))
	d.must(err)
	return &call{World: d.world, caller: who, account: a, asked: r}
}

// operations are all there are, by service.
func operations() (all []struct{ service, name string }) {
	for _, service := range keys(services) {
		for _, name := range keys(services[service].operations) {
			all = append(all, struct{ service, name string }{service, name})
		}
	}
	return all
}

// guard attaches a service control policy to a target.
func (d *desk) guard(target, name, content string) {
	d.Helper()
	made, err := d.org.CreatePolicy(d.Context(), &organizations.CreatePolicyInput{
		Name: &name, Description: aws.String(name), Content: &content, Type: orgtypes.PolicyTypeServiceControlPolicy,
	})
	d.must(err)
	_, err = d.org.AttachPolicy(d.Context(), &organizations.AttachPolicyInput{PolicyId: made.Policy.PolicySummary.Id, TargetId: &target})
	d.must(err)
}

// inside is IAM and Organizations as the access role of a leaf, and the leaf's root.
func (d *desk) inside(id string) (*iam.Client, *organizations.Client) {
	d.Helper()
	arn := "arn:aws:iam::" + id + ":role/OrganizationAccountAccessRole"
	out, err := d.sts(d.master).AssumeRole(d.Context(), assume(&arn))
	d.must(err)
	_, leaf := d.with(out.Credentials)
	return leaf, organizations.NewFromConfig(d.configOf(leaf.Options().Credentials))
}

// rootOf is the root user of an account, with an access key such as old accounts have.
func (d *desk) rootOf(id string) Credentials {
	d.Helper()
	d.world.mu.Lock()
	defer d.world.mu.Unlock()
	key, secret, err := d.world.addKey(d.world.Accounts[id], "")
	d.must(err)
	return Credentials{Account: id, AccessKeyID: key, SecretAccessKey: secret}
}
