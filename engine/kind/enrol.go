package kind

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/cloud"
)

// maxDevices is how many MFA devices a user may have (AWS: IAM quotas).
const maxDevices = 8

// ErrWrongCodes is why a device is not enabled when AWS does not take the codes.
var ErrWrongCodes = errors.New("AWS does not take these codes")

// An Enrolment is a virtual device that was made for a person and is not
// enabled yet. AWS shows its seed once: an enrolment that is not finished is
// abandoned, and another one begun.
type Enrolment struct {
	*Person
	Serial  string       // as AWS answered
	Seed    cloud.Secret // in base 32
	Cleared []string     // devices of abandoned enrolments that were deleted
}

// Enrol makes a virtual device under the ownership path, called name or, where
// that is taken, name-2 and so on. What an earlier enrolment under such a name
// has left is deleted. A person who has a device for codes, and gives no other
// name than the usual, is Refused.
func (p *Person) Enrol(ctx context.Context, name string) (*Enrolment, error) {
	if err := p.mayEnrol(ctx, name); err != nil {
		return nil, err
	}
	e := &Enrolment{Person: p}
	for range 3 {
		free, err := e.freeName(ctx, name)
		if err != nil {
			return nil, err
		}
		got, err := p.IAM.CreateVirtualMFADevice(ctx, &iam.CreateVirtualMFADeviceInput{Path: &p.Path, VirtualMFADeviceName: &free},
			func(o *iam.Options) { o.Retryer = p.Once() })
		if err == nil {
			e.Serial = aws.ToString(got.VirtualMFADevice.SerialNumber)
			e.Seed = cloud.NewSecret(strings.TrimRight(string(got.VirtualMFADevice.Base32StringSeed), "="))
			return e, nil
		}
		if !cloud.Unclear(err) && !cloud.Is(err, "EntityAlreadyExists") {
			return nil, fmt.Errorf("make an MFA device for %s: %w", p.Name, err)
		}
		if err := p.Sleep(ctx, pauses[2]); err != nil { // it may be there, its seed lost: the next look clears it
			return nil, err
		}
	}
	return nil, fmt.Errorf("make an MFA device for %s: AWS does not say whether it is there; run the same command again later", p.Name)
}

// mayEnrol refuses one device too many.
func (p *Person) mayEnrol(ctx context.Context, name string) error {
	have, err := Devices(ctx, p.Account, p.Name)
	if err != nil {
		return err
	}
	if len(have) >= maxDevices {
		return refuse("ORG362", "remove one first, in the console: Security credentials", "%s has %d MFA devices, and AWS allows no more", p.Name, len(have))
	}
	if len(have) > 0 && have[0].Codes() && name == p.Name {
		return refuse("ORG362", "--device NAME enrols another one beside it", "%s has a device for one-time codes: %s", p.Name, have[0].Serial)
	}
	return nil
}

// freeName clears what abandoned enrolments under a name have left, and is a
// name that is free. Who may not delete, as people may not before they have
// MFA, goes on to the next name.
func (e *Enrolment) freeName(ctx context.Context, name string) (string, error) {
	there, err := e.virtual(ctx)
	if err != nil {
		return "", err
	}
	for n := 1; ; n++ {
		free := name
		if n > 1 {
			free = name + "-" + strconv.Itoa(n)
		}
		d, taken := there[free]
		if !taken {
			return free, nil
		}
		if d.assigned {
			continue
		}
		switch err := e.deleteDevice(ctx, d.serial); {
		case err == nil:
			e.Cleared = append(e.Cleared, d.serial)
			return free, nil
		case !cloud.Is(err, "AccessDenied"):
			return "", err
		}
	}
}

// A virtual is a virtual device as it is listed.
type virtual struct {
	serial   string
	assigned bool // to a user: it is enabled
}

// virtual lists the virtual devices under the ownership path, by name.
func (p *Person) virtual(ctx context.Context) (map[string]virtual, error) {
	all := map[string]virtual{}
	pages := iam.NewListVirtualMFADevicesPaginator(p.IAM, &iam.ListVirtualMFADevicesInput{MaxItems: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list MFA devices: %w", err)
		}
		for _, d := range page.VirtualMFADevices {
			serial := aws.ToString(d.SerialNumber)
			if _, name, ours := strings.Cut(serial, ":mfa"+p.Path); ours && !strings.Contains(name, "/") {
				all[name] = virtual{serial, d.EnableDate != nil}
			}
		}
	}
	return all, nil
}

func (p *Person) deleteDevice(ctx context.Context, serial string) error {
	_, err := p.IAM.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: &serial})
	if err = cloud.Except(err, "NoSuchEntity"); err != nil {
		return fmt.Errorf("delete the MFA device %s: %w", serial, err)
	}
	return nil
}

// Enable puts the device into use, given two codes of it that follow each
// other. Codes that AWS does not take are ErrWrongCodes: give two others.
func (e *Enrolment) Enable(ctx context.Context, first, second string) error {
	_, err := e.IAM.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
		UserName: &e.Name, SerialNumber: &e.Serial, AuthenticationCode1: &first, AuthenticationCode2: &second,
	})
	if err == nil {
		return nil
	}
	if have, lookErr := Devices(ctx, e.Account, e.Name); lookErr == nil {
		for _, d := range have {
			if d.Serial == e.Serial {
				return nil // the answer was lost, or came to a second asking
			}
		}
	}
	if cloud.Is(err, "InvalidAuthenticationCode") {
		return ErrWrongCodes
	}
	return fmt.Errorf("enable the MFA device %s: %w", e.Serial, err)
}

// Abandon deletes the device again.
func (e *Enrolment) Abandon(ctx context.Context) error { return e.deleteDevice(ctx, e.Serial) }
