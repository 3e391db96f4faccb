package kind

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// leave takes everything from a person and then deletes the user, access
// first: stopped anywhere, it leaves less access than before. The password
// goes before the MFA device, so that nobody can enrol another one. Each part
// that is gone already is success, so that it can be run again.
func leave(ctx context.Context, in *cloud.Account, name string) error {
	p, err := in.Person(ctx, name)
	if err != nil {
		return err
	}
	l := leaving{in, p}
	for _, part := range []func(context.Context) error{
		l.keysOff, l.password, l.groups, l.policies, l.keys, l.ssh, l.services, l.certificates, l.devices, l.stray,
	} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	_, err = in.IAM.DeleteUser(ctx, &iam.DeleteUserInput{UserName: &name})
	return cloud.Except(err, "NoSuchEntity")
}

// cutOff leaves a user nothing to sign in with, and the user in place. What can
// only be off or on is off, not gone.
func cutOff(ctx context.Context, in *cloud.Account, name string) error {
	p, err := in.Person(ctx, name)
	if err != nil {
		return err
	}
	l := leaving{in, p}
	for _, part := range []func(context.Context) error{l.keysOff, l.password, l.sshOff, l.servicesOff, l.certificatesOff} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Farewells lists the people whom a plan takes everything from, in order: those
// who leave, and those who are suspended.
func Farewells(p engine.Plan) (names []string) {
	for _, c := range p.Changes() {
		switch {
		case c.Kind == user.name && c.Action() == engine.Delete, c.Kind == suspension.name && c.Action() == engine.Create:
			names = append(names, c.Name)
		case c.Kind == member.name && read[memberBody](c.Before).Leaving:
			_, name, _ := strings.Cut(c.Name, "/")
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// A leaving is a user whose things are taken away.
type leaving struct {
	*cloud.Account
	cloud.Person
}

// each calls f for every item, going on past those that are gone already.
func each[T any](items []T, f func(T) error) error {
	for _, item := range items {
		if err := cloud.Except(f(item), "NoSuchEntity"); err != nil {
			return err
		}
	}
	return nil
}

// live are those of the credentials that can be used.
func live(all []cloud.Held) []cloud.Held {
	return slices.DeleteFunc(slices.Clone(all), func(h cloud.Held) bool { return !h.Active })
}

func (l leaving) keysOff(ctx context.Context) error {
	return each(live(l.Keys), func(k cloud.Held) error {
		_, err := l.IAM.UpdateAccessKey(ctx, &iam.UpdateAccessKeyInput{UserName: &l.Person.Name, AccessKeyId: &k.ID, Status: types.StatusTypeInactive})
		return err
	})
}

func (l leaving) password(ctx context.Context) error {
	if !l.Password {
		return nil
	}
	_, err := l.IAM.DeleteLoginProfile(ctx, &iam.DeleteLoginProfileInput{UserName: &l.Person.Name})
	return cloud.Except(err, "NoSuchEntity")
}

func (l leaving) groups(ctx context.Context) error {
	return each(l.Groups, func(group string) error {
		_, err := l.IAM.RemoveUserFromGroup(ctx, &iam.RemoveUserFromGroupInput{UserName: &l.Person.Name, GroupName: &group})
		return err
	})
}

func (l leaving) policies(ctx context.Context) error {
	if err := each(l.Attached, func(arn string) error {
		_, err := l.IAM.DetachUserPolicy(ctx, &iam.DetachUserPolicyInput{UserName: &l.Person.Name, PolicyArn: &arn})
		return err
	}); err != nil {
		return err
	}
	return each(l.Inline, func(name string) error {
		_, err := l.IAM.DeleteUserPolicy(ctx, &iam.DeleteUserPolicyInput{UserName: &l.Person.Name, PolicyName: &name})
		return err
	})
}

func (l leaving) keys(ctx context.Context) error {
	return each(l.Keys, func(k cloud.Held) error {
		_, err := l.IAM.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{UserName: &l.Person.Name, AccessKeyId: &k.ID})
		return err
	})
}

func (l leaving) ssh(ctx context.Context) error {
	return each(l.SSH, func(k cloud.Held) error {
		_, err := l.IAM.DeleteSSHPublicKey(ctx, &iam.DeleteSSHPublicKeyInput{UserName: &l.Person.Name, SSHPublicKeyId: &k.ID})
		return err
	})
}

func (l leaving) sshOff(ctx context.Context) error {
	return each(live(l.SSH), func(k cloud.Held) error {
		_, err := l.IAM.UpdateSSHPublicKey(ctx, &iam.UpdateSSHPublicKeyInput{UserName: &l.Person.Name, SSHPublicKeyId: &k.ID, Status: types.StatusTypeInactive})
		return err
	})
}

func (l leaving) services(ctx context.Context) error {
	return each(l.Services, func(c cloud.Held) error {
		_, err := l.IAM.DeleteServiceSpecificCredential(ctx, &iam.DeleteServiceSpecificCredentialInput{UserName: &l.Person.Name, ServiceSpecificCredentialId: &c.ID})
		return err
	})
}

func (l leaving) servicesOff(ctx context.Context) error {
	return each(live(l.Services), func(c cloud.Held) error {
		_, err := l.IAM.UpdateServiceSpecificCredential(ctx, &iam.UpdateServiceSpecificCredentialInput{
			UserName: &l.Person.Name, ServiceSpecificCredentialId: &c.ID, Status: types.StatusTypeInactive,
		})
		return err
	})
}

func (l leaving) certificates(ctx context.Context) error {
	return each(l.Certificates, func(c cloud.Held) error {
		_, err := l.IAM.DeleteSigningCertificate(ctx, &iam.DeleteSigningCertificateInput{UserName: &l.Person.Name, CertificateId: &c.ID})
		return err
	})
}

func (l leaving) certificatesOff(ctx context.Context) error {
	return each(live(l.Certificates), func(c cloud.Held) error {
		_, err := l.IAM.UpdateSigningCertificate(ctx, &iam.UpdateSigningCertificateInput{UserName: &l.Person.Name, CertificateId: &c.ID, Status: types.StatusTypeInactive})
		return err
	})
}

// leaverTag names, on an MFA device, the user whose it was: between being taken
// from the user and being deleted it says so nowhere else.
const leaverTag = "orgwright:leaver"

// devices takes the MFA devices away. Only a virtual one is also deleted: a
// token of hardware or a passkey is no more than forgotten.
func (l leaving) devices(ctx context.Context) error {
	return each(l.Devices, func(serial string) error {
		virtual := strings.Contains(serial, ":mfa/")
		if virtual {
			if err := l.markDevice(ctx, serial); err != nil {
				return err
			}
		}
		_, err := l.IAM.DeactivateMFADevice(ctx, &iam.DeactivateMFADeviceInput{UserName: &l.Person.Name, SerialNumber: &serial})
		if err = cloud.Except(err, "NoSuchEntity"); err != nil || !virtual {
			return err
		}
		_, err = l.IAM.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: &serial})
		return err
	})
}

func (l leaving) markDevice(ctx context.Context, serial string) error {
	_, err := l.IAM.TagMFADevice(ctx, &iam.TagMFADeviceInput{SerialNumber: &serial, Tags: tags(map[string]string{leaverTag: l.Person.Name})},
		func(o *iam.Options) { o.Retryer = l.Optional() })
	if cloud.Unsupported(err) {
		return nil // an emulator without tags on devices
	}
	return cloud.Except(err, "NoSuchEntity")
}

// stray deletes the virtual devices that an earlier run took from the user and
// did not come to delete.
func (l leaving) stray(ctx context.Context) error {
	pages := iam.NewListVirtualMFADevicesPaginator(l.IAM, &iam.ListVirtualMFADevicesInput{AssignmentStatus: types.AssignmentStatusTypeUnassigned})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		if err := each(page.VirtualMFADevices, func(d types.VirtualMFADevice) error { return l.strayed(ctx, d) }); err != nil {
			return err
		}
	}
	return nil
}

func (l leaving) strayed(ctx context.Context, d types.VirtualMFADevice) error {
	got, err := l.IAM.ListMFADeviceTags(ctx, &iam.ListMFADeviceTagsInput{SerialNumber: d.SerialNumber}, func(o *iam.Options) { o.Retryer = l.Optional() })
	if cloud.Unsupported(err) {
		return nil
	}
	if err != nil || !slices.ContainsFunc(got.Tags, func(t types.Tag) bool {
		return aws.ToString(t.Key) == leaverTag && aws.ToString(t.Value) == l.Person.Name
	}) {
		return err
	}
	_, err = l.IAM.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: d.SerialNumber})
	return err
}
