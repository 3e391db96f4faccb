package sandbox

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

const leafID = "222222222222"

// with is STS, and IAM, as a session sees them.
func (d *desk) with(c *ststypes.Credentials) (*sts.Client, *iam.Client) {
	config := d.config(Credentials{})
	config.Credentials = credentials.NewStaticCredentialsProvider(*c.AccessKeyId, *c.SecretAccessKey, *c.SessionToken)
	return sts.NewFromConfig(config), iam.NewFromConfig(config)
}

// leaf is a second account with one role: its name, its trust policy, its longest session.
func (d *desk) leaf(trust string, longest int32) *string {
	d.Helper()
	c := d.iam(d.standalone(leafID, "leaf@acme.example"))
	out, err := c.CreateRole(d.Context(), &iam.CreateRoleInput{RoleName: aws.String("ops"), Path: aws.String("/orgwright/"), AssumeRolePolicyDocument: &trust, MaxSessionDuration: &longest})
	d.must(err)
	d.empower(c, "ops")
	return out.Role.Arn
}

func assume(arn *string) *sts.AssumeRoleInput {
	return &sts.AssumeRoleInput{RoleArn: arn, RoleSessionName: aws.String("alice")}
}

const mfaTrust = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}]}`

func TestAssumeRole(t *testing.T) {
	d, _ := newIAMDesk(t, Options{})
	arn := d.leaf(trustRoot, 14400)
	in := assume(arn)
	in.DurationSeconds = aws.Int32(7200)
	out, err := d.sts(d.master).AssumeRole(t.Context(), in)
	d.must(err)
	d.equal(*out.AssumedRoleUser.Arn, "arn:aws:sts::222222222222:assumed-role/ops/alice")
	d.equal(out.Credentials.Expiration.Equal(d.world.moment().Add(2*time.Hour)), true)
	d.equal(strings.HasPrefix(*out.Credentials.AccessKeyId, "ASIA"), true)
	session, leaf := d.with(out.Credentials)
	who, err := session.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	d.must(err)
	d.equal([]string{*who.Account, *who.Arn, *who.UserId}, []string{leafID, *out.AssumedRoleUser.Arn, *out.AssumedRoleUser.AssumedRoleId})
	got, err := leaf.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("ops")})
	d.must(err)
	d.equal(got.Role.RoleLastUsed.LastUsedDate.Equal(d.world.moment()), true)
	_, err = leaf.GetUser(t.Context(), &iam.GetUserInput{})
	d.says(err, "ValidationError", "Must specify userName")
	_, err = leaf.ChangePassword(t.Context(), &iam.ChangePasswordInput{OldPassword: aws.String("a"), NewPassword: aws.String("b")})
	d.refused(err, "InvalidUserType", "")
	info, err := d.sts(d.master).GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: out.Credentials.AccessKeyId})
	d.must(err)
	d.equal(*info.Account, leafID)
	_, err = d.sts(d.master).GetAccessKeyInfo(t.Context(), &sts.GetAccessKeyInfoInput{AccessKeyId: aws.String("AKIANONEATALLHERE0000")})
	d.refused(err, "ValidationError", "")

	// a session ends with its time, or with its role, and is worth nothing without its token
	config := d.config(Credentials{AccessKeyID: *out.Credentials.AccessKeyId, SecretAccessKey: *out.Credentials.SecretAccessKey})
	_, err = d.whoami(sts.NewFromConfig(config))
	d.refused(err, "InvalidClientTokenId", "")
	d.pass(2 * time.Hour)
	_, err = d.whoami(session)
	d.refused(err, "ExpiredToken", "")
	out, err = d.sts(d.master).AssumeRole(t.Context(), assume(arn))
	d.must(err)
	session, leaf = d.with(out.Credentials)
	_, err = leaf.DetachRolePolicy(t.Context(), &iam.DetachRolePolicyInput{RoleName: aws.String("ops"), PolicyArn: aws.String(administratorAccess)})
	d.must(err)
	_, err = d.iam(d.standalone(leafID, "")).DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: aws.String("ops")})
	d.must(err)
	_, err = d.whoami(session)
	d.refused(err, "InvalidClientTokenId", "")
}

func TestAssumeRoleRefused(t *testing.T) {
	d, _ := newIAMDesk(t, Options{})
	arn := d.leaf(trustRoot, 3600)
	client := d.sts(d.master)
	for _, row := range []struct {
		spoil       func(*sts.AssumeRoleInput)
		code, words string
	}{
		{
			func(in *sts.AssumeRoleInput) {
				in.RoleArn = aws.String("arn:aws:iam::222222222222:role/orgwright/none")
			}, "AccessDenied",
			"User: arn:aws:iam::111111111111:user/administrator is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/orgwright/none",
		},
		{func(in *sts.AssumeRoleInput) { in.RoleArn = aws.String("arn:aws:iam::222222222222:role/ops") }, "AccessDenied", "role/ops"},
		{func(in *sts.AssumeRoleInput) { in.RoleArn = aws.String("arn:aws:iam::222222222222:role/orgwright/OPS") }, "AccessDenied", "OPS"},
		{func(in *sts.AssumeRoleInput) { in.RoleArn = aws.String("arn:aws:iam::999999999999:role/orgwright/ops") }, "AccessDenied", "9999"},
		{func(in *sts.AssumeRoleInput) { in.RoleArn = aws.String("arn:aws:iam::222222222222:user/orgwright/ops") }, "ValidationError", "is invalid"},
		{func(in *sts.AssumeRoleInput) { in.RoleSessionName = aws.String("a b") }, "ValidationError", "roleSessionName"},
		{func(in *sts.AssumeRoleInput) { in.RoleSessionName = aws.String("a") }, "ValidationError", "roleSessionName"},
		{func(in *sts.AssumeRoleInput) { in.ExternalId = aws.String("a b") }, "ValidationError", "externalId"},
		{func(in *sts.AssumeRoleInput) { in.DurationSeconds = aws.Int32(899) }, "ValidationError", "durationSeconds"},
		{func(in *sts.AssumeRoleInput) { in.DurationSeconds = aws.Int32(3601) }, "ValidationError", "exceeds the MaxSessionDuration set for this role"},
		{func(in *sts.AssumeRoleInput) { in.Policy = aws.String("{}") }, "MalformedPolicyDocument", ""},
		{func(in *sts.AssumeRoleInput) {
			in.Tags = []ststypes.Tag{{Key: aws.String("k"), Value: aws.String("v")}}
		}, "AccessDenied", ""},
		{func(in *sts.AssumeRoleInput) { in.SourceIdentity = aws.String("alice") }, "AccessDenied", ""},
		{func(in *sts.AssumeRoleInput) { in.TokenCode = aws.String("123456") }, "AccessDenied", "must provide both"},
	} {
		in := assume(arn)
		row.spoil(in)
		_, err := client.AssumeRole(t.Context(), in)
		d.says(err, row.code, row.words)
	}
}

func TestAssumeRoleWithMFA(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	arn := d.leaf(mfaTrust, 3600)
	d.user(c, "alice")
	d.grant(c, "alice", administratorAccess)
	serial, seed := d.enrol(c, "alice")
	d.pass(time.Minute)
	alice, admin := d.sts(d.key(c, "alice")), d.sts(d.master)
	try := func(by *sts.Client, code *string) error {
		in := assume(arn)
		in.SerialNumber, in.TokenCode = serial, code
		_, err := by.AssumeRole(t.Context(), in)
		return err
	}
	_, err := alice.AssumeRole(t.Context(), assume(arn))
	d.says(err, "AccessDenied", "is not authorized to perform: sts:AssumeRole")
	d.says(try(alice, aws.String("000000")), "AccessDenied", "invalid MFA one time pass code")
	d.says(try(alice, d.code(seed, 2)), "AccessDenied", "invalid MFA one time pass code")
	d.says(try(admin, d.code(seed, 0)), "AccessDenied", "associated with this user")
	d.must(try(alice, d.code(seed, 0)))
	d.says(try(alice, d.code(seed, 0)), "AccessDenied", "invalid MFA one time pass code") // a code is for once
	d.must(try(alice, d.code(seed, 1)))
}

func TestSessionTokenWithMFA(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	arn := d.leaf(strings.Replace(mfaTrust, `"true"}`, `"true"},"NumericLessThan":{"aws:MultiFactorAuthAge":"600"}`, 1), 43200)
	d.user(c, "alice")
	d.grant(c, "alice", administratorAccess)
	serial, seed := d.enrol(c, "alice")
	d.pass(time.Minute)
	alice := d.sts(d.key(c, "alice"))
	plain, err := alice.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	d.must(err)
	d.equal(plain.Credentials.Expiration.Equal(d.world.moment().Add(12*time.Hour)), true)
	session, _ := d.with(plain.Credentials)
	_, err = session.AssumeRole(t.Context(), assume(arn))
	d.refused(err, "AccessDenied", "")
	_, err = session.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	d.says(err, "AccessDenied", "session credentials")
	_, err = alice.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{DurationSeconds: aws.Int32(129601)})
	d.refused(err, "ValidationError", "")

	given, err := alice.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{SerialNumber: serial, TokenCode: d.code(seed, 0)})
	d.must(err)
	session, _ = d.with(given.Credentials)
	who, err := d.whoami(session)
	d.must(err)
	d.equal(who, "arn:aws:iam::111111111111:user/alice")
	in := assume(arn)
	in.DurationSeconds = aws.Int32(43200) // a user's session is no chain
	_, err = session.AssumeRole(t.Context(), in)
	d.must(err)
	d.pass(10 * time.Minute) // MFA is now too old
	_, err = session.AssumeRole(t.Context(), in)
	d.refused(err, "AccessDenied", "")
}

func TestRoleChain(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	first := d.role(c, "first")
	d.empower(c, "first")
	arn := d.leaf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"`+*first.Arn+`"},"Action":"sts:AssumeRole"}]}`, 43200)
	_, err := d.sts(d.master).AssumeRole(t.Context(), assume(arn)) // the trust is in the role, not in the account
	d.refused(err, "AccessDenied", "")
	out, err := d.sts(d.master).AssumeRole(t.Context(), assume(first.Arn))
	d.must(err)
	session, _ := d.with(out.Credentials)
	in := assume(arn)
	in.DurationSeconds = aws.Int32(3601)
	_, err = session.AssumeRole(t.Context(), in)
	d.says(err, "ValidationError", "role chaining")
	_, err = session.AssumeRole(t.Context(), assume(arn))
	d.must(err)
}

func TestTrustConditions(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	arn := d.leaf(trustRoot, 3600)
	leaf := d.iam(d.standalone(leafID, ""))
	d.user(c, "alice")
	d.grant(c, "alice", administratorAccess)
	alice, admin := d.key(c, "alice"), d.master
	for _, row := range []struct {
		name, trust string
		by          Credentials
		want        bool
	}{
		{"anybody", trustOf("*"), alice, true},
		{"a user by name", trustOf("arn:aws:iam::111111111111:user/alice"), alice, true},
		{"another user", trustOf("arn:aws:iam::111111111111:user/alice"), admin, false},
		{"another account", trustOf(leafID), admin, false},
		{"an external id", strings.Replace(mfaTrust, `"Bool":{"aws:MultiFactorAuthPresent":"true"}`, `"StringEquals":{"sts:ExternalId":"x1"}`, 1), admin, false},
		{"session name", strings.Replace(mfaTrust, `"Bool":{"aws:MultiFactorAuthPresent":"true"}`, `"StringLike":{"sts:RoleSessionName":"ali*"}`, 1), admin, true},
		{"MFA if exists", strings.Replace(mfaTrust, `"Bool"`, `"BoolIfExists"`, 1), admin, true},
		{"a deny", strings.Replace(trustRoot, `}]}`, `},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},"Action":"sts:*"}]}`, 1), alice, false},
		{"a deny of others", strings.Replace(trustRoot, `}]}`, `},{"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::111111111111:user/alice"},"Action":"sts:*"}]}`, 1), admin, true},
		{"a deny of all but", strings.Replace(trustRoot, `}]}`, `},{"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::111111111111:user/alice"},"Action":"sts:*"}]}`, 1), admin, false},
		{"another action", strings.Replace(trustRoot, "sts:AssumeRole", "sts:TagSession", 1), admin, false},
		{"the organization", strings.Replace(mfaTrust, `"Bool":{"aws:MultiFactorAuthPresent":"true"}`, `"StringEquals":{"aws:PrincipalOrgID":"o-none"}`, 1), admin, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := leaf.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("ops"), PolicyDocument: &row.trust})
			d.must(err)
			_, err = d.sts(row.by).AssumeRole(t.Context(), assume(arn))
			d.equal(err == nil, row.want)
		})
	}
	tagged := strings.Replace(trustRoot, `"sts:AssumeRole"`, `["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]`, 1)
	_, err := leaf.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("ops"), PolicyDocument: &tagged})
	d.must(err)
	in := assume(arn)
	in.Tags, in.SourceIdentity = []ststypes.Tag{{Key: aws.String("k"), Value: aws.String("v")}}, aws.String("alice")
	out, err := d.sts(admin).AssumeRole(t.Context(), in)
	d.must(err)
	d.equal(*out.SourceIdentity, "alice")
}

// The access role of a created account is there at once, but not ready at once.
func TestAccessRoleWarmsUp(t *testing.T) {
	d := newOrg(t, Options{WarmUp: time.Minute})
	id := d.create("prod")
	arn := aws.String("arn:aws:iam::" + id + ":role/OrganizationAccountAccessRole")
	_, err := d.sts(d.master).AssumeRole(t.Context(), assume(arn))
	d.refused(err, "AccessDenied", "")
	d.pass(time.Minute)
	out, err := d.sts(d.master).AssumeRole(t.Context(), assume(arn))
	d.must(err)
	_, leaf := d.with(out.Credentials)
	got, err := leaf.ListAttachedRolePolicies(t.Context(), &iam.ListAttachedRolePoliciesInput{RoleName: aws.String("OrganizationAccountAccessRole")})
	d.must(err)
	d.equal(*got.AttachedPolicies[0].PolicyArn, administratorAccess)
}
