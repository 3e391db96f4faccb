package sandbox

import (
	"net/url"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const (
	allowAll  = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}`
	trustRoot = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + masterID + `"},"Action":"sts:AssumeRole"}]}`
)

// trustOf is a trust policy that lets one AWS principal in.
func trustOf(principal string) string {
	return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"` + principal + `"},"Action":"sts:AssumeRole"}]}`
}

// sized is a policy whose weight is n.
func sized(n int) string {
	frame := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::"}]}`
	return strings.Replace(frame, ":::", ":::"+strings.Repeat("b", n-len(frame)), 1)
}

// newIAMDesk is a desk with an administrator's IAM client of the master account.
func newIAMDesk(t *testing.T, options Options) (*desk, *iam.Client) {
	d := newDesk(t, options)
	return d, d.iam(d.master)
}

// user makes a user.
func (d *desk) user(c *iam.Client, name string) *iamtypes.User {
	d.Helper()
	out, err := c.CreateUser(d.Context(), &iam.CreateUserInput{UserName: &name})
	d.must(err)
	return out.User
}

// group makes a group.
func (d *desk) group(c *iam.Client, name string) {
	d.Helper()
	_, err := c.CreateGroup(d.Context(), &iam.CreateGroupInput{GroupName: &name})
	d.must(err)
}

// role makes a role that trusts the master account.
func (d *desk) role(c *iam.Client, name string) *iamtypes.Role {
	d.Helper()
	out, err := c.CreateRole(d.Context(), &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: aws.String(trustRoot)})
	d.must(err)
	return out.Role
}

// managed makes a customer-managed policy, and is its ARN.
func (d *desk) managed(c *iam.Client, name string) *string {
	d.Helper()
	out, err := c.CreatePolicy(d.Context(), &iam.CreatePolicyInput{PolicyName: &name, PolicyDocument: aws.String(allowAll)})
	d.must(err)
	return out.Policy.Arn
}

// says wants an error of a code, with some words in it.
func (d *desk) says(err error, code, words string) {
	d.Helper()
	d.refused(err, code, "")
	if !strings.Contains(err.Error(), words) {
		d.Fatalf("got %q, want %q in it", err, words)
	}
}

// decoded is a document as it was before IAM percent-encoded it.
func (d *desk) decoded(text *string) string {
	d.Helper()
	if strings.ContainsAny(aws.ToString(text), ` +{"`) {
		d.Fatalf("not percent-encoded by RFC 3986: %s", *text)
	}
	plain, err := url.PathUnescape(aws.ToString(text))
	d.must(err)
	return plain
}
