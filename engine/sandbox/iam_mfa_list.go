package sandbox

import (
	"bytes"
	"fmt"
	"image/png"
	"net/url"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/pquerna/otp"
)

// rootSerial is the root user's virtual MFA device.
func (a *Account) rootSerial() string {
	return "arn:aws:iam::" + a.ID + ":mfa/root-account-mfa-device"
}

func (a *Account) rootDevices() []iamtypes.MFADevice {
	if !a.Root.MFA {
		return []iamtypes.MFADevice{}
	}
	return []iamtypes.MFADevice{{SerialNumber: aws.String(a.rootSerial()), EnableDate: aws.Time(a.Created), UserName: aws.String(a.ID)}}
}

func (s iamService) ListVirtualMFADevices(in *iam.ListVirtualMFADevicesInput) (*iam.ListVirtualMFADevicesOutput, error) {
	all := slices.DeleteFunc(s.virtualDevices(), func(d iamtypes.VirtualMFADevice) bool {
		return in.AssignmentStatus == iamtypes.AssignmentStatusTypeAssigned && d.User == nil ||
			in.AssignmentStatus == iamtypes.AssignmentStatusTypeUnassigned && d.User != nil
	})
	page, next, err := paged(s.call, all, func(d iamtypes.VirtualMFADevice) string { return *d.SerialNumber }, mark{in.Marker, in.MaxItems})
	return &iam.ListVirtualMFADevicesOutput{VirtualMFADevices: page, IsTruncated: next != nil, Marker: next}, err
}

// virtualDevices are all devices of the account without their seeds, root's among them.
func (s iamService) virtualDevices() []iamtypes.VirtualMFADevice {
	all := []iamtypes.VirtualMFADevice{}
	if a := s.account; a.Root.MFA {
		all = append(all, iamtypes.VirtualMFADevice{SerialNumber: aws.String(a.rootSerial()), EnableDate: aws.Time(a.Created), User: a.toldRoot()})
	}
	for _, d := range byName(s.iam().MFA) {
		one := iamtypes.VirtualMFADevice{SerialNumber: aws.String(s.account.mfaARN(d)), EnableDate: d.Enabled}
		if u := s.iam().Users[d.User]; u != nil {
			one.User = s.account.toldUser(u)
		}
		all = append(all, one)
	}
	slices.SortFunc(all, func(a, b iamtypes.VirtualMFADevice) int { return strings.Compare(*a.SerialNumber, *b.SerialNumber) })
	return all
}

// qrCode is the picture that an authenticator app scans, as AWS writes it.
func (a *Account) qrCode(d *MFADevice) ([]byte, error) {
	label := url.PathEscape("Amazon Web Services:" + d.Name + "@" + a.ID)
	key, err := otp.NewKeyFromURL("otpauth://totp/" + label + "?secret=" + d.Seed + "&issuer=Amazon%20Web%20Services")
	if err != nil {
		return nil, fmt.Errorf("writing the QR code of %s: %w", d.Name, err)
	}
	picture, err := key.Image(160, 160)
	if err != nil {
		return nil, fmt.Errorf("drawing the QR code of %s: %w", d.Name, err)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, fmt.Errorf("drawing the QR code of %s: %w", d.Name, err)
	}
	return b.Bytes(), nil
}
