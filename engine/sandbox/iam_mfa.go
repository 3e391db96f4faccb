package sandbox

import (
	"encoding/base32"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/pquerna/otp/hotp"
)

// mfaMax is how many MFA devices a user may have. AWS: IAM quotas.
const mfaMax = 8

// A one-time code is of a step of 30 seconds, counted from 1970 (RFC 6238). AWS
// takes the codes of the steps beside the present one too, since clocks differ.
const (
	mfaPeriod = 30
	mfaSkew   = 1
)

func (s iamService) CreateVirtualMFADevice(in *iam.CreateVirtualMFADeviceInput) (*iam.CreateVirtualMFADeviceOutput, error) {
	name := aws.ToString(in.VirtualMFADeviceName)
	if err := checkName("virtualMFADeviceName", name, mfaNameMax); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	d := &MFADevice{Name: name, Path: path, Tags: tags}
	serial := s.account.mfaARN(d)
	if taken(s.iam().MFA, serial) {
		return nil, exists("MFADevice entity at the same path and name already exists.")
	}
	seed := make([]byte, 40)
	if _, err := io.ReadFull(s.random, seed); err != nil {
		return nil, fmt.Errorf("making the seed of %s: %w", serial, err)
	}
	d.Seed = base32.StdEncoding.EncodeToString(seed)
	picture, err := s.account.qrCode(d)
	if err != nil {
		return nil, err
	}
	s.iam().MFA[serial] = d
	return &iam.CreateVirtualMFADeviceOutput{VirtualMFADevice: &iamtypes.VirtualMFADevice{
		SerialNumber: aws.String(serial), Base32StringSeed: []byte(d.Seed), QRCodePNG: picture, Tags: told(tags),
	}}, nil
}

func (a *Account) mfaARN(d *MFADevice) string {
	return "arn:aws:iam::" + a.ID + ":mfa" + d.Path + d.Name
}

// step is which of some steps from first on a code is of, where it is newer than any accepted before.
func (d *MFADevice) step(code string, first, last int64) (int64, bool) {
	for n := max(first, d.Used+1); n <= last; n++ {
		if right, err := hotp.GenerateCode(d.Seed, uint64(n)); err == nil && right == code {
			return n, true
		}
	}
	return 0, false
}

// accept takes a one-time code: a right one, for now, and only once.
func (d *MFADevice) accept(code string, now time.Time) bool {
	at := now.Unix() / mfaPeriod
	n, ok := d.step(code, at-mfaSkew, at+mfaSkew)
	if ok {
		d.Used = n
	}
	return ok
}

// acceptTwo takes two codes that follow each other, which proves that the
// device has the seed and the time.
func (d *MFADevice) acceptTwo(first, second *string, now time.Time) error {
	at := now.Unix() / mfaPeriod
	n, ok := d.step(aws.ToString(first), at-1-2*mfaSkew, at+mfaSkew)
	if ok {
		_, ok = d.step(aws.ToString(second), n+1, n+1)
	}
	if !ok {
		return &iamtypes.InvalidAuthenticationCodeException{Message: aws.String("Authentication code for device is not valid.")}
	}
	d.Used = n + 1
	return nil
}

// device is a virtual MFA device by its serial number, which is its ARN.
func (s iamService) device(serial *string) (*MFADevice, error) {
	d := s.iam().MFA[aws.ToString(serial)]
	if d == nil {
		return nil, noSuch("VirtualMFADevice with serial number %s does not exist.", aws.ToString(serial))
	}
	return d, nil
}

func (s iamService) EnableMFADevice(in *iam.EnableMFADeviceInput) (*iam.EnableMFADeviceOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	d, err := s.device(in.SerialNumber)
	if err != nil {
		return nil, err
	}
	if d.User != "" {
		return nil, exists("MFADevice is already in use.")
	}
	if len(s.devicesOf(u)) >= mfaMax {
		return nil, overLimit("Cannot exceed quota for MFADevicesPerUser: %d", mfaMax)
	}
	if err := d.acceptTwo(in.AuthenticationCode1, in.AuthenticationCode2, s.now()); err != nil {
		return nil, err
	}
	now := s.moment()
	d.User, d.Enabled = u.Name, &now
	return &iam.EnableMFADeviceOutput{}, nil
}

// enabled is a virtual MFA device of the user named.
func (s iamService) enabled(user, serial *string) (*MFADevice, error) {
	u, err := s.self(user)
	if err != nil {
		return nil, err
	}
	d := s.iam().MFA[aws.ToString(serial)]
	if d == nil || d.User != u.Name {
		return nil, noSuch("MFA Device invalid for user.")
	}
	return d, nil
}

func (s iamService) ResyncMFADevice(in *iam.ResyncMFADeviceInput) (*iam.ResyncMFADeviceOutput, error) {
	d, err := s.enabled(in.UserName, in.SerialNumber)
	if err != nil {
		return nil, err
	}
	return &iam.ResyncMFADeviceOutput{}, d.acceptTwo(in.AuthenticationCode1, in.AuthenticationCode2, s.now())
}

func (s iamService) DeactivateMFADevice(in *iam.DeactivateMFADeviceInput) (*iam.DeactivateMFADeviceOutput, error) {
	if s.aboutRoot(in.UserName) {
		return &iam.DeactivateMFADeviceOutput{}, s.account.takeDevice(in.SerialNumber)
	}
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	if _, ok := u.Passkeys[aws.ToString(in.SerialNumber)]; ok {
		delete(u.Passkeys, *in.SerialNumber)
		return &iam.DeactivateMFADeviceOutput{}, nil
	}
	d, err := s.enabled(in.UserName, in.SerialNumber)
	if err != nil {
		return nil, err
	}
	d.User, d.Enabled = "", nil
	return &iam.DeactivateMFADeviceOutput{}, nil
}

func (s iamService) DeleteVirtualMFADevice(in *iam.DeleteVirtualMFADeviceInput) (*iam.DeleteVirtualMFADeviceOutput, error) {
	d, err := s.device(in.SerialNumber)
	if err != nil {
		return nil, err
	}
	if d.User != "" {
		return nil, conflict("MFA VirtualDevice in use. Must deactivate first.")
	}
	delete(s.iam().MFA, *in.SerialNumber)
	return &iam.DeleteVirtualMFADeviceOutput{}, nil
}

// devicesOf are a user's enabled devices, by serial number.
func (s iamService) devicesOf(u *User) []iamtypes.MFADevice {
	all := []iamtypes.MFADevice{}
	for _, serial := range slices.Sorted(maps.Keys(s.iam().MFA)) {
		if d := s.iam().MFA[serial]; d.User == u.Name {
			all = append(all, iamtypes.MFADevice{SerialNumber: aws.String(serial), UserName: aws.String(u.Name), EnableDate: d.Enabled})
		}
	}
	for _, arn := range slices.Sorted(maps.Keys(u.Passkeys)) {
		all = append(all, iamtypes.MFADevice{SerialNumber: aws.String(arn), UserName: aws.String(u.Name), EnableDate: aws.Time(u.Passkeys[arn])})
	}
	slices.SortFunc(all, func(a, b iamtypes.MFADevice) int { return strings.Compare(*a.SerialNumber, *b.SerialNumber) })
	return all
}

func (s iamService) ListMFADevices(in *iam.ListMFADevicesInput) (*iam.ListMFADevicesOutput, error) {
	if in.UserName == nil && s.byRoot() {
		return &iam.ListMFADevicesOutput{MFADevices: s.account.rootDevices()}, nil
	}
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(s.call, s.devicesOf(u), func(d iamtypes.MFADevice) string { return *d.SerialNumber }, mark{in.Marker, in.MaxItems})
	return &iam.ListMFADevicesOutput{MFADevices: page, IsTruncated: next != nil, Marker: next}, err
}
