package sandbox

import (
	"bytes"
	"image/png"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/pquerna/otp/totp"
)

// code is the one-time code of a seed, some steps of 30 seconds from now.
func (d *desk) code(seed string, steps int) *string {
	d.Helper()
	code, err := totp.GenerateCode(seed, d.world.now().Add(time.Duration(steps)*30*time.Second))
	d.must(err)
	return &code
}

// device makes a virtual MFA device that nobody has yet.
func (d *desk) device(c *iam.Client, name string) (serial *string, seed string) {
	d.Helper()
	out, err := c.CreateVirtualMFADevice(d.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: &name})
	d.must(err)
	return out.VirtualMFADevice.SerialNumber, string(out.VirtualMFADevice.Base32StringSeed)
}

// enrol gives a user an MFA device; the code of this moment is used up.
func (d *desk) enrol(c *iam.Client, user string) (serial *string, seed string) {
	d.Helper()
	serial, seed = d.device(c, user)
	_, err := c.EnableMFADevice(d.Context(), &iam.EnableMFADeviceInput{UserName: &user, SerialNumber: serial, AuthenticationCode1: d.code(seed, -1), AuthenticationCode2: d.code(seed, 0)})
	d.must(err)
	return serial, seed
}

func TestVirtualMFADevice(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	made, err := c.CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String("alice"), Path: aws.String("/x/")})
	d.must(err)
	d.equal(*made.VirtualMFADevice.SerialNumber, "arn:aws:iam::111111111111:mfa/x/alice")
	d.equal(len(made.VirtualMFADevice.Base32StringSeed), 64)
	_, err = png.Decode(bytes.NewReader(made.VirtualMFADevice.QRCodePNG))
	d.must(err)
	_, err = c.CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String("Alice"), Path: aws.String("/x/")})
	d.refused(err, "EntityAlreadyExists", "")
	_, err = c.CreateVirtualMFADevice(t.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String("al ice")})
	d.refused(err, "ValidationError", "")
	_, err = c.DeleteVirtualMFADevice(t.Context(), &iam.DeleteVirtualMFADeviceInput{SerialNumber: made.VirtualMFADevice.SerialNumber})
	d.must(err)
	_, err = c.DeleteVirtualMFADevice(t.Context(), &iam.DeleteVirtualMFADeviceInput{SerialNumber: made.VirtualMFADevice.SerialNumber})
	d.says(err, "NoSuchEntity", "does not exist")
}

func TestEnableMFADevice(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	d.user(c, "bob")
	serial, seed := d.device(c, "alice")
	enable := func(user string, first, second *string) error {
		_, err := c.EnableMFADevice(t.Context(), &iam.EnableMFADeviceInput{UserName: &user, SerialNumber: serial, AuthenticationCode1: first, AuthenticationCode2: second})
		return err
	}
	for _, codes := range [][2]int{{0, 0}, {0, -1}, {-1, 1}, {20, 21}} { // the same, backwards, a gap, far away
		d.says(enable("alice", d.code(seed, codes[0]), d.code(seed, codes[1])), "InvalidAuthenticationCode", "not valid")
	}
	d.refused(enable("alice", aws.String("000000"), aws.String("000000")), "InvalidAuthenticationCode", "")
	d.must(enable("alice", d.code(seed, 0), d.code(seed, 1)))
	d.refused(enable("bob", d.code(seed, 2), d.code(seed, 3)), "EntityAlreadyExists", "")
	_, err := c.DeleteVirtualMFADevice(t.Context(), &iam.DeleteVirtualMFADeviceInput{SerialNumber: serial})
	d.says(err, "DeleteConflict", "in use")
	_, err = c.EnableMFADevice(t.Context(), &iam.EnableMFADeviceInput{UserName: aws.String("bob"), SerialNumber: aws.String("arn:aws:iam::111111111111:mfa/none"), AuthenticationCode1: d.code(seed, 0), AuthenticationCode2: d.code(seed, 1)})
	d.refused(err, "NoSuchEntity", "")

	resync := func(user string, first, second int) error {
		_, err := c.ResyncMFADevice(t.Context(), &iam.ResyncMFADeviceInput{UserName: &user, SerialNumber: serial, AuthenticationCode1: d.code(seed, first), AuthenticationCode2: d.code(seed, second)})
		return err
	}
	d.refused(resync("alice", 0, 1), "InvalidAuthenticationCode", "") // used up
	d.pass(2 * time.Minute)
	d.must(resync("alice", 0, 1))
	d.refused(resync("bob", 0, 1), "NoSuchEntity", "")

	_, err = c.DeactivateMFADevice(t.Context(), &iam.DeactivateMFADeviceInput{UserName: aws.String("bob"), SerialNumber: serial})
	d.refused(err, "NoSuchEntity", "")
	_, err = c.DeactivateMFADevice(t.Context(), &iam.DeactivateMFADeviceInput{UserName: aws.String("alice"), SerialNumber: serial})
	d.must(err)
}

func TestListMFADevices(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 1})
	d.user(c, "alice")
	serial, _ := d.enrol(c, "alice")
	spare, _ := d.device(c, "spare")
	d.world.Accounts[masterID].Root.MFA = true
	passkey := "arn:aws:iam::111111111111:u2f/user/alice/laptop"
	d.world.Accounts[masterID].IAM.Users["alice"].Passkeys = map[string]time.Time{passkey: d.world.now()}

	var own []string
	for p := iam.NewListMFADevicesPaginator(c, &iam.ListMFADevicesInput{UserName: aws.String("alice")}); p.HasMorePages(); {
		page, err := p.NextPage(t.Context())
		d.must(err)
		own = append(own, *page.MFADevices[0].SerialNumber)
	}
	d.equal(own, []string{*serial, passkey})
	list := func(status iamtypes.AssignmentStatusType) (serials []string) {
		for p := iam.NewListVirtualMFADevicesPaginator(c, &iam.ListVirtualMFADevicesInput{AssignmentStatus: status}); p.HasMorePages(); {
			page, err := p.NextPage(t.Context())
			d.must(err)
			for _, device := range page.VirtualMFADevices {
				d.equal(len(device.Base32StringSeed), 0)
				serials = append(serials, *device.SerialNumber)
			}
		}
		return serials
	}
	root := "arn:aws:iam::111111111111:mfa/root-account-mfa-device"
	d.equal(list(""), []string{*serial, root, *spare})
	d.equal(list("Assigned"), []string{*serial, root})
	d.equal(list("Unassigned"), []string{*spare})
	_, err := c.DeactivateMFADevice(t.Context(), &iam.DeactivateMFADeviceInput{UserName: aws.String("alice"), SerialNumber: &passkey})
	d.must(err)
	d.equal(len(d.world.Accounts[masterID].IAM.Users["alice"].Passkeys), 0)
}
