package sandbox

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// key gives a user an access key.
func (d *desk) key(c *iam.Client, user string) Credentials {
	d.Helper()
	out, err := c.CreateAccessKey(d.Context(), &iam.CreateAccessKeyInput{UserName: &user})
	d.must(err)
	return Credentials{AccessKeyID: *out.AccessKey.AccessKeyId, SecretAccessKey: *out.AccessKey.SecretAccessKey}
}

func (d *desk) sts(c Credentials) *sts.Client { return sts.NewFromConfig(d.config(c)) }

func (d *desk) whoami(c *sts.Client) (string, error) {
	out, err := c.GetCallerIdentity(d.Context(), &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", err
	}
	return *out.Arn, nil
}

func TestAccessKeys(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	u := aws.String("alice")
	first, second := d.key(c, "alice"), d.key(c, "alice")
	d.equal(len(first.AccessKeyID), 20)
	d.equal(len(first.SecretAccessKey), 40)
	_, err := c.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: u})
	d.says(err, "LimitExceeded", "AccessKeysPerUser: 2")
	arn, err := d.whoami(d.sts(first))
	d.must(err)
	d.equal(arn, "arn:aws:iam::111111111111:user/alice")

	set := func(status iamtypes.StatusType) {
		_, err := c.UpdateAccessKey(t.Context(), &iam.UpdateAccessKeyInput{UserName: u, AccessKeyId: &first.AccessKeyID, Status: status})
		d.must(err)
	}
	set("Inactive")
	_, err = d.whoami(d.sts(first))
	d.refused(err, "InvalidClientTokenId", "")
	list, err := c.ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{UserName: u})
	d.must(err)
	status := map[string]iamtypes.StatusType{}
	for _, k := range list.AccessKeyMetadata {
		status[*k.AccessKeyId] = k.Status
	}
	d.equal(status, map[string]iamtypes.StatusType{first.AccessKeyID: "Inactive", second.AccessKeyID: "Active"})
	set("Active")
	_, err = d.whoami(d.sts(first))
	d.must(err)
	d.grant(c, "alice", administratorAccess)
	own, err := d.iam(second).ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{}) // one's own
	d.must(err)
	d.equal(len(own.AccessKeyMetadata), 2)
	_, err = c.DeleteAccessKey(t.Context(), &iam.DeleteAccessKeyInput{UserName: u, AccessKeyId: &first.AccessKeyID})
	d.must(err)
	_, err = d.whoami(d.sts(first))
	d.refused(err, "InvalidClientTokenId", "")
	_, err = c.DeleteAccessKey(t.Context(), &iam.DeleteAccessKeyInput{UserName: u, AccessKeyId: &first.AccessKeyID})
	d.says(err, "NoSuchEntity", "The Access Key with id")
	_, err = c.UpdateAccessKey(t.Context(), &iam.UpdateAccessKeyInput{UserName: aws.String("administrator"), AccessKeyId: &second.AccessKeyID, Status: "Active"})
	d.refused(err, "NoSuchEntity", "")
	_, err = c.UpdateAccessKey(t.Context(), &iam.UpdateAccessKeyInput{UserName: u, AccessKeyId: &second.AccessKeyID, Status: "Sleepy"})
	d.refused(err, "ValidationError", "")
}

func TestAccessKeyLastUsed(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	k := d.key(c, "alice")
	last := func() *iamtypes.AccessKeyLastUsed {
		out, err := c.GetAccessKeyLastUsed(t.Context(), &iam.GetAccessKeyLastUsedInput{AccessKeyId: &k.AccessKeyID})
		d.must(err)
		d.equal(*out.UserName, "alice")
		return out.AccessKeyLastUsed
	}
	d.equal(*last().ServiceName, "N/A")
	d.equal(last().LastUsedDate == nil, true)
	caller, _, err := d.world.authenticate(k.AccessKeyID, "")
	d.must(err)
	d.world.keyUsed(caller, "sts")
	d.equal(*last().ServiceName, "sts")
	d.equal(last().LastUsedDate.Equal(d.world.moment()), true)
	_, err = c.GetAccessKeyLastUsed(t.Context(), &iam.GetAccessKeyLastUsedInput{AccessKeyId: aws.String("AKIANONEATALLHERE000")})
	d.refused(err, "AccessDenied", "")
}

func TestRootKeys(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	a := d.world.Accounts[masterID]
	id, secret, err := d.world.addKey(a, "")
	d.must(err)
	root := Credentials{AccessKeyID: id, SecretAccessKey: secret}
	arn, err := d.whoami(d.sts(root))
	d.must(err)
	d.equal(arn, "arn:aws:iam::111111111111:root")
	own, err := d.iam(root).ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{})
	d.must(err)
	d.equal(*own.AccessKeyMetadata[0].AccessKeyId, id)
	me, err := d.iam(root).GetUser(t.Context(), &iam.GetUserInput{})
	d.must(err)
	d.equal(*me.User.Arn, arn)
	devices, err := d.iam(root).ListMFADevices(t.Context(), &iam.ListMFADevicesInput{})
	d.must(err)
	d.equal(len(devices.MFADevices), 0)
	certs, err := d.iam(root).ListSigningCertificates(t.Context(), &iam.ListSigningCertificatesInput{})
	d.must(err)
	d.equal(len(certs.Certificates), 0)
	sum, err := c.GetAccountSummary(t.Context(), &iam.GetAccountSummaryInput{})
	d.must(err)
	d.equal(sum.SummaryMap["AccountAccessKeysPresent"], int32(1))
	_, err = d.sts(root).AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: aws.String("arn:aws:iam::111111111111:role/x"), RoleSessionName: aws.String("me")})
	d.says(err, "AccessDenied", "root accounts")
	given, err := d.sts(root).GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	d.must(err)
	d.equal(given.Credentials.Expiration.Sub(d.world.moment()).Hours(), 1.0)
	_, err = d.iam(root).DeleteAccessKey(t.Context(), &iam.DeleteAccessKeyInput{AccessKeyId: &id})
	d.must(err)
}
