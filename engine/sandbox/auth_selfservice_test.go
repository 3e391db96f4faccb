package sandbox

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/orgwright/orgwright/engine/policy"
)

// allowed are the operations that one may call about somebody.
func (d *desk) allowed(about string, key string, token ...string) (all []string) {
	d.Helper()
	ids := d.world.Accounts[masterID].IAM.keysOf(about)
	fields := map[string]string{
		"UserName": about, "SerialNumber": "arn:aws:iam::111111111111:mfa/" + about, "VirtualMFADeviceName": about, "AccessKeyId": ids[0],
		"RoleName": "ops", "GroupName": "everybody", "PolicyArn": administratorAccess, "AccountId": leafID,
	}
	for _, o := range operations() {
		if o.name == "AssumeRole" {
			continue
		}
		if d.asked(o.service, o.name, fields, key, token...).authorize() == nil {
			all = append(all, o.service+":"+o.name)
		}
	}
	return all
}

// same wants two lists to have the same words.
func (d *desk) same(got []string, want string) {
	d.Helper()
	words := strings.Fields(want)
	slices.Sort(words)
	slices.Sort(got)
	if !slices.Equal(got, words) {
		d.Fatalf("got  %v\nwant %v", got, words)
	}
}

// A person with nothing but the self-service policy, before MFA and after it.
func TestSelfService(t *testing.T) {
	d := newOrg(t, Options{})
	alice := d.person("alice")
	d.person("bob")
	d.team("everybody", policy.SelfService("/orgwright/").String(), "alice", "bob")
	const exempt = "iam:ChangePassword iam:CreateVirtualMFADevice iam:EnableMFADevice iam:GetAccountPasswordPolicy iam:GetLoginProfile iam:GetUser " +
		"iam:ListMFADevices iam:ListVirtualMFADevices iam:ResyncMFADevice sts:GetCallerIdentity sts:GetSessionToken"
	const anybody = "iam:ChangePassword iam:CreateVirtualMFADevice iam:GetAccountPasswordPolicy iam:ListVirtualMFADevices sts:GetCallerIdentity"
	d.same(d.allowed("alice", alice.AccessKeyID), exempt)
	d.same(d.allowed("bob", alice.AccessKeyID), anybody+" sts:GetSessionToken")

	own := d.iam(alice) // enrols on her own
	serial, seed := d.enrol(own, "alice")
	_, err := own.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{})
	d.says(err, "AccessDenied", "iam:CreateAccessKey on resource: arn:aws:iam::111111111111:user/orgwright/alice with an explicit deny in an identity-based policy")
	_, err = own.DeactivateMFADevice(t.Context(), &iam.DeactivateMFADeviceInput{SerialNumber: serial, UserName: aws.String("alice")})
	d.says(err, "AccessDenied", "explicit deny")
	d.pass(time.Minute)
	plain, err := d.sts(alice).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	d.must(err)
	d.same(d.allowed("alice", *plain.Credentials.AccessKeyId, *plain.Credentials.SessionToken), "sts:GetCallerIdentity")
	_, weak := d.with(plain.Credentials)
	_, err = weak.GetUser(t.Context(), &iam.GetUserInput{})
	d.refused(err, "InvalidClientTokenId", "")

	proved, err := d.sts(alice).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{SerialNumber: serial, TokenCode: d.code(seed, 0)})
	d.must(err)
	key, token := *proved.Credentials.AccessKeyId, *proved.Credentials.SessionToken
	d.same(d.allowed("alice", key, token), strings.ReplaceAll(exempt, " sts:GetSessionToken", "")+
		" iam:CreateAccessKey iam:DeactivateMFADevice iam:DeleteAccessKey iam:DeleteVirtualMFADevice iam:GetAccessKeyLastUsed iam:ListAccessKeys iam:UpdateAccessKey")
	d.same(d.allowed("bob", key, token), anybody)
	d.rotate(proved, alice.AccessKeyID)
}

// rotate exchanges an access key for another, and a device for none, as its owner may.
func (d *desk) rotate(proved *sts.GetSessionTokenOutput, old string) {
	d.Helper()
	_, strong := d.with(proved.Credentials)
	made, err := strong.CreateAccessKey(d.Context(), &iam.CreateAccessKeyInput{})
	d.must(err)
	_, err = strong.DeleteAccessKey(d.Context(), &iam.DeleteAccessKeyInput{AccessKeyId: &old, UserName: aws.String("alice")})
	d.must(err)
	_, err = strong.CreateAccessKey(d.Context(), &iam.CreateAccessKeyInput{UserName: aws.String("bob")})
	d.says(err, "AccessDenied", "user/orgwright/bob because no identity-based policy allows the iam:CreateAccessKey action")
	_, err = d.as(Credentials{AccessKeyID: *made.AccessKey.AccessKeyId, SecretAccessKey: *made.AccessKey.SecretAccessKey}).ListAccounts(d.Context(), &organizations.ListAccountsInput{})
	d.says(err, "AccessDeniedException", "organizations:ListAccounts on resource: * with an explicit deny in an identity-based policy")
	serial := aws.String("arn:aws:iam::111111111111:mfa/alice")
	_, err = strong.DeactivateMFADevice(d.Context(), &iam.DeactivateMFADeviceInput{SerialNumber: serial, UserName: aws.String("alice")})
	d.must(err)
	_, err = strong.DeleteVirtualMFADevice(d.Context(), &iam.DeleteVirtualMFADeviceInput{SerialNumber: serial})
	d.must(err)
}

// A person with a function gets in with a code, and with each code once.
func TestAFunctionWantsMFA(t *testing.T) {
	d := newOrg(t, Options{})
	arn := d.leaf(mfaTrust, 3600)
	alice := d.person("alice")
	bob := d.person("bob")
	d.team("everybody", policy.SelfService("/orgwright/").String(), "alice", "bob")
	d.team("operations", rules(`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"`+*arn+`"}`), "alice")
	serial, seed := d.enrol(d.iam(alice), "alice")
	bobs, his := d.enrol(d.iam(bob), "bob")
	d.pass(time.Minute)
	try := func(by Credentials, serial, code *string) error {
		in := assume(arn)
		in.SerialNumber, in.TokenCode = serial, code
		_, err := d.sts(by).AssumeRole(t.Context(), in)
		return err
	}
	d.says(try(alice, nil, nil), "AccessDenied", "is not authorized to perform: sts:AssumeRole on resource: "+*arn)
	d.says(try(alice, serial, aws.String("123456")), "AccessDenied", "invalid MFA one time pass code")
	code := d.code(seed, 0)
	d.must(try(alice, serial, code))
	d.says(try(alice, serial, code), "AccessDenied", "invalid MFA one time pass code")
	d.says(try(alice, bobs, d.code(his, 0)), "AccessDenied", "associated with this user")
	d.says(try(bob, bobs, d.code(his, 0)), "AccessDenied", "because no identity-based policy allows the sts:AssumeRole action")
}
