package kind

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/cloud"
)

// The sorts of devices that prove who somebody is.
const (
	TOTP     = "totp"     // an authenticator app: AWS's virtual MFA device
	Hardware = "hardware" // a token of hardware that shows codes
	FIDO     = "fido"     // a passkey or security key, for the console alone
)

// A Device is something a person proves who they are with, beside a password.
type Device struct {
	Serial string    // what mfa_serial in a profile is: an ARN, or a token's number
	Sort   string    // TOTP, Hardware or FIDO
	Since  time.Time // when it was enrolled
}

// Codes reports whether the device gives the one-time codes that the command
// line needs: STS takes six digits, and nothing else (AWS: STS AssumeRole).
func (d Device) Codes() bool { return d.Sort != FIDO }

// Name is what the device is called: the last part of its serial number.
func (d Device) Name() string { return lastOf(d.Serial) }

// sortOf tells a device's sort by its serial number. Virtual ones have ARNs
// with mfa/, passkeys with u2f/; a token of hardware has a plain number.
func sortOf(serial string) string {
	switch {
	case !cloud.GivesCodes(serial):
		return FIDO
	case strings.HasPrefix(serial, "arn:"):
		return TOTP
	}
	return Hardware
}

// Devices lists the devices of a user of the master account, those that give
// codes first, then by age. The serial numbers are AWS's.
func Devices(ctx context.Context, in *cloud.Account, user string) ([]Device, error) {
	var all []Device
	pages := iam.NewListMFADevicesPaginator(in.IAM, &iam.ListMFADevicesInput{UserName: &user})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the MFA devices of %s: %w", user, err)
		}
		for _, d := range page.MFADevices {
			serial := aws.ToString(d.SerialNumber)
			all = append(all, Device{serial, sortOf(serial), aws.ToTime(d.EnableDate)})
		}
	}
	slices.SortStableFunc(all, func(a, b Device) int {
		if a.Codes() != b.Codes() {
			if a.Codes() {
				return -1
			}
			return 1
		}
		return a.Since.Compare(b.Since)
	})
	return all, nil
}
