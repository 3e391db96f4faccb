package cloud

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"golang.org/x/sync/errgroup"
)

// devices finds who has a device for one-time codes. One listing shows all
// virtual ones; only of people without one is asked one by one, since they may
// have a token of hardware.
func (r *reading) devices(ctx context.Context, a *Account, s *Snapshot) error {
	if !r.need.Devices {
		return nil
	}
	s.Devices, s.Passkeys = map[string][]string{}, map[string]bool{}
	pages := iam.NewListVirtualMFADevicesPaginator(a.IAM, &iam.ListVirtualMFADevicesInput{AssignmentStatus: types.AssignmentStatusTypeAssigned, MaxItems: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list MFA devices: %w", err)
		}
		for _, d := range page.VirtualMFADevices {
			if d.User != nil {
				name := aws.ToString(d.User.UserName)
				s.Devices[name] = append(s.Devices[name], aws.ToString(d.SerialNumber))
			}
		}
	}
	return r.hardware(ctx, a, s)
}

// hardware asks of each of our people, and of those whom org.yaml adopts and
// leaves where they are, without a virtual device. A policy of before they were
// asked about may deny these alone: then what they have is not known.
func (r *reading) hardware(ctx context.Context, a *Account, s *Snapshot) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.Parallel)
	serials, passkeys, unseen := make([][]string, len(s.Users)), make([]bool, len(s.Users)), make([]error, len(s.Users))
	for i, u := range s.Users {
		if !r.Ours(u.Path) && !slices.Contains(r.need.Named, aws.ToString(u.UserName)) || len(s.Devices[aws.ToString(u.UserName)]) > 0 {
			continue
		}
		group.Go(func() error {
			got, err := a.IAM.ListMFADevices(ctx, &iam.ListMFADevicesInput{UserName: u.UserName})
			if err != nil {
				unseen[i] = fmt.Errorf("list the MFA devices of %s: %w", aws.ToString(u.UserName), err)
				if Denied(err) && !r.Ours(u.Path) {
					return nil
				}
				return unseen[i]
			}
			for _, d := range got.MFADevices {
				if serial := aws.ToString(d.SerialNumber); GivesCodes(serial) {
					serials[i] = append(serials[i], serial)
				} else {
					passkeys[i] = true
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, u := range s.Users {
		name := aws.ToString(u.UserName)
		if serials[i] != nil {
			s.Devices[name] = serials[i]
		}
		s.Passkeys[name] = passkeys[i]
		if unseen[i] != nil {
			s.blind("mfa", unseen[i])
		}
	}
	return nil
}

// GivesCodes reports whether a device gives one-time codes. FIDO keys and passkeys
// (ARNs with :u2f/) serve the console alone: STS takes six digits.
func GivesCodes(serial string) bool { return !strings.Contains(serial, ":u2f/") }
