package sandbox

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

const readsIAM = managedPrefix + "/IAMReadOnlyAccess"

// A boundary limits what policies allow, of users and of roles.
func TestPermissionsBoundary(t *testing.T) {
	d, admin := newIAMDesk(t, Options{})
	alice := d.iam(d.person("alice", administratorAccess))
	d.role(admin, "ops")
	d.empower(admin, "ops")
	out, err := d.sts(d.master).AssumeRole(t.Context(), assume(aws.String("arn:aws:iam::111111111111:role/ops")))
	d.must(err)
	_, ops := d.with(out.Credentials)
	_, err = admin.PutUserPermissionsBoundary(t.Context(), &iam.PutUserPermissionsBoundaryInput{UserName: aws.String("alice"), PermissionsBoundary: aws.String(readsIAM)})
	d.must(err)
	_, err = admin.PutRolePermissionsBoundary(t.Context(), &iam.PutRolePermissionsBoundaryInput{RoleName: aws.String("ops"), PermissionsBoundary: aws.String(readsIAM)})
	d.must(err)
	for i, c := range []*iam.Client{alice, ops} {
		_, err = c.ListUsers(t.Context(), &iam.ListUsersInput{})
		d.must(err)
		_, err = c.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String(fmt.Sprint("g", i))})
		d.says(err, "AccessDenied", "because no permissions boundary allows the iam:CreateGroup action")
	}
	_, err = admin.DeleteUserPermissionsBoundary(t.Context(), &iam.DeleteUserPermissionsBoundaryInput{UserName: aws.String("alice")})
	d.must(err)
	_, err = alice.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("g")})
	d.must(err)
}

// Who may give policies away only below a boundary can do it only so.
func TestBoundaryAsCondition(t *testing.T) {
	d, _ := newIAMDesk(t, Options{})
	k := d.person("alice", rules(`{"Effect":"Allow","Action":["iam:CreateRole","iam:AttachRolePolicy"],"Resource":"*","Condition":{"StringEquals":{"iam:PermissionsBoundary":"`+readsIAM+`"}}}`))
	c := d.iam(k)
	in := newRole("ops")
	_, err := c.CreateRole(t.Context(), in)
	d.says(err, "AccessDenied", "no identity-based policy allows")
	in.PermissionsBoundary = aws.String(readsIAM)
	_, err = c.CreateRole(t.Context(), in)
	d.must(err)
	d.empower(c, "ops")
	d.role(d.iam(d.master), "free")
	_, err = c.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String("free"), PolicyArn: aws.String(administratorAccess)})
	d.says(err, "AccessDenied", "no identity-based policy allows")
}

// A session can do what its role can and its session policies allow.
func TestSessionPolicies(t *testing.T) {
	d, _ := newIAMDesk(t, Options{})
	arn := d.leaf(trustRoot, 3600)
	session := func(change func(*sts.AssumeRoleInput)) *iam.Client {
		in := assume(arn)
		change(in)
		out, err := d.sts(d.master).AssumeRole(t.Context(), in)
		d.must(err)
		_, c := d.with(out.Credentials)
		return c
	}
	both := func(c *iam.Client) (list, read error) {
		_, list = c.ListUsers(t.Context(), &iam.ListUsersInput{})
		_, read = c.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("ops")})
		return list, read
	}
	lists := aws.String(rules(`{"Effect":"Allow","Action":"iam:List*","Resource":"*"}`))
	list, read := both(session(func(in *sts.AssumeRoleInput) { in.Policy = lists }))
	d.must(list)
	d.says(read, "AccessDenied", "because no session policy allows the iam:GetRole action")
	list, read = both(session(func(in *sts.AssumeRoleInput) {
		in.PolicyArns = []ststypes.PolicyDescriptorType{{Arn: aws.String(managedPrefix + "/IAMUserChangePassword")}}
	}))
	d.says(list, "AccessDenied", "session policy")
	d.says(read, "AccessDenied", "session policy")
	list, read = both(session(func(in *sts.AssumeRoleInput) {
		in.Policy, in.PolicyArns = lists, []ststypes.PolicyDescriptorType{{Arn: aws.String(readsIAM)}}
	}))
	d.must(list)
	d.must(read)
	in := assume(arn)
	in.PolicyArns = []ststypes.PolicyDescriptorType{{Arn: aws.String("arn:aws:iam::222222222222:policy/none")}}
	_, err := d.sts(d.master).AssumeRole(t.Context(), in)
	d.refused(err, "MalformedPolicyDocument", "")
}

// What a session is tagged with is its principal's tag; what is transitive, and
// the source identity, stay through a chain, in which no session is longer than an hour.
func TestChainsKeepWhatTheyMust(t *testing.T) {
	d, admin := newIAMDesk(t, Options{})
	trusting := strings.Replace(trustRoot, `"sts:AssumeRole"`, `["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]`, 1)
	for _, name := range []string{"first", "second"} {
		_, err := admin.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trusting, MaxSessionDuration: aws.Int32(43200)})
		d.must(err)
	}
	d.empower(admin, "first")
	_, err := admin.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("second"), PolicyName: aws.String("p"), PolicyDocument: aws.String(
		rules(`{"Effect":"Allow","Action":"iam:ListUsers","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"red","aws:SourceIdentity":"alice"},"Null":{"aws:PrincipalTag/desk":"true"}}}`))})
	d.must(err)
	in := assume(aws.String("arn:aws:iam::111111111111:role/first"))
	in.Tags = []ststypes.Tag{{Key: aws.String("team"), Value: aws.String("red")}, {Key: aws.String("desk"), Value: aws.String("7")}}
	in.TransitiveTagKeys, in.SourceIdentity, in.DurationSeconds = []string{"team"}, aws.String("alice"), aws.Int32(43200)
	first, err := d.sts(d.master).AssumeRole(t.Context(), in)
	d.must(err)
	chain, _ := d.with(first.Credentials)
	next := assume(aws.String("arn:aws:iam::111111111111:role/second"))
	next.DurationSeconds = aws.Int32(3601)
	_, err = chain.AssumeRole(t.Context(), next)
	d.says(err, "ValidationError", "role chaining")
	next.DurationSeconds, next.SourceIdentity = nil, aws.String("bob")
	_, err = chain.AssumeRole(t.Context(), next)
	d.says(err, "AccessDenied", "source identity")
	next.SourceIdentity = nil
	second, err := chain.AssumeRole(t.Context(), next)
	d.must(err)
	d.equal(*second.SourceIdentity, "alice")
	d.equal(second.Credentials.Expiration.Equal(d.world.moment().Add(time.Hour)), true)
	_, last := d.with(second.Credentials)
	_, err = last.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.must(err)
	next.Tags = []ststypes.Tag{{Key: aws.String("team"), Value: aws.String("blue")}}
	_, err = chain.AssumeRole(t.Context(), next)
	d.says(err, "ValidationError", "transitive tag")
}

// The keys that documents of the tool and of AWS ask for.
func TestConditionKeys(t *testing.T) {
	d := newOrg(t, Options{})
	admin := d.iam(d.master)
	k := d.person("alice")
	_, err := admin.TagUser(t.Context(), &iam.TagUserInput{UserName: aws.String("alice"), Tags: []iamtypes.Tag{iamTag("team", "red")}})
	d.must(err)
	_, err = admin.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("ops"), AssumeRolePolicyDocument: aws.String(trustRoot), Tags: []iamtypes.Tag{iamTag("team", "red")}})
	d.must(err)
	org := d.world.Organization
	for _, row := range []struct {
		condition string
		want      bool
	}{
		{`"ArnEquals":{"iam:PolicyARN":"` + readsIAM + `"}`, true},
		{`"ArnEquals":{"iam:PolicyARN":"` + administratorAccess + `"}`, false},
		{`"StringEquals":{"aws:PrincipalOrgID":"` + org.ID + `"}`, true},
		{`"StringEquals":{"aws:ResourceOrgID":"${aws:PrincipalOrgID}"}`, true},
		{`"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"` + org.ID + `/r-*"}`, true},
		{`"StringEquals":{"aws:PrincipalAccount":"111111111111","aws:PrincipalType":"User","aws:username":"alice"}`, true},
		{`"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/orgwright/*"}`, true},
		{`"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}","iam:ResourceTag/team":"red"}`, true},
		{`"StringEquals":{"aws:ResourceTag/colour":"red"}`, false},
		{`"StringEquals":{"aws:RequestedRegion":"us-east-1"}`, true},
		{`"IpAddress":{"aws:SourceIp":"127.0.0.0/8"},"Bool":{"aws:SecureTransport":"true","aws:ViaAWSService":"false"}`, true},
		{`"DateLessThan":{"aws:CurrentTime":"2026-01-03T00:00:00Z"},"NumericGreaterThan":{"aws:EpochTime":"1767300000"}`, true},
		{`"DateLessThan":{"aws:CurrentTime":"2026-01-02T00:00:00Z"}`, false},
		{`"Bool":{"aws:MultiFactorAuthPresent":"false"}`, false},
		{`"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}`, true},
		{`"Null":{"aws:AssumedRoot":"true","aws:TokenIssueTime":"true","iam:PermissionsBoundary":"true","aws:RequestTag/x":"true","aws:SourceVpc":"true","organizations:PolicyType":"true"}`, true},
	} {
		d.world.Accounts[masterID].IAM.Users["alice"].Inline = map[string]string{"p": rules(`{"Effect":"Allow","Action":"iam:AttachRolePolicy","Resource":"*","Condition":{` + row.condition + `}}`)}
		_, err := d.iam(k).AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String("ops"), PolicyArn: aws.String(readsIAM)})
		if (err == nil) != row.want || err != nil && strings.Contains(err.Error(), "not known") {
			t.Errorf("%s: got %v", row.condition, err)
		}
	}
}
