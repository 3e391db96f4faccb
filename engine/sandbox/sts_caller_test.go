package sandbox

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestUnknownKey(t *testing.T) {
	d := newDesk(t, Options{})
	_, err := d.whoami(d.sts(Credentials{AccessKeyID: "AKIANONEATALLHERE000", SecretAccessKey: "x"}))
	d.refused(err, "InvalidClientTokenId", "")
}

// A renamed user keeps keys, sessions and MFA.
func TestRenamedUser(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "c.jones")
	k := d.key(c, "c.jones")
	serial, _ := d.enrol(c, "c.jones")
	given, err := d.sts(k).GetSessionToken(t.Context(), nil)
	d.must(err)
	_, err = c.UpdateUser(t.Context(), &iam.UpdateUserInput{UserName: aws.String("c.jones"), NewUserName: aws.String("carol")})
	d.must(err)
	session, _ := d.with(given.Credentials)
	for _, client := range []*sts.Client{d.sts(k), session} {
		arn, err := d.whoami(client)
		d.must(err)
		d.equal(arn, "arn:aws:iam::111111111111:user/carol")
	}
	devices, err := c.ListMFADevices(t.Context(), &iam.ListMFADevicesInput{UserName: aws.String("carol")})
	d.must(err)
	d.equal(*devices.MFADevices[0].SerialNumber, *serial)
}
