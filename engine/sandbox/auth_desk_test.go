package sandbox

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
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

// person is a user with a key and some policies, and IAM and STS as that one.
func (d *desk) person(name string, policies ...string) (*iam.Client, *sts.Client) {
	d.Helper()
	admin := d.iam(d.master)
	d.user(admin, name)
	d.grant(admin, name, policies...)
	k := d.key(admin, name)
	return d.iam(k), d.sts(k)
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
	return leaf, organizations.New(organizations.Options{Region: "eu-west-1", BaseEndpoint: &d.url, Credentials: leaf.Options().Credentials, RetryMaxAttempts: 1})
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
