package kind

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

// leave takes everything from a person and then deletes the user, access
// first: stopped anywhere, it leaves less access than before. The password
// goes before the MFA device, so that nobody can enrol another one. Each part
// that is gone already is success, so that it can be run again.
func leave(ctx context.Context, in *cloud.Account, name string) error {
	l := leaving{in, &name}
	for _, part := range []func(context.Context) error{
		l.keysOff, l.password, l.groups, l.policies, l.keys, l.services, l.certificates, l.ssh, l.devices,
	} {
		if err := cloud.Except(part(ctx), "NoSuchEntity"); err != nil {
			return err
		}
	}
	_, err := in.IAM.DeleteUser(ctx, &iam.DeleteUserInput{UserName: &name})
	return cloud.Except(err, "NoSuchEntity")
}

type leaving struct {
	*cloud.Account
	user *string
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

func (l leaving) keysOff(ctx context.Context) error {
	got, err := l.IAM.ListAccessKeys(ctx, &iam.ListAccessKeysInput{UserName: l.user})
	if err != nil {
		return err
	}
	return each(got.AccessKeyMetadata, func(k types.AccessKeyMetadata) error {
		_, err := l.IAM.UpdateAccessKey(ctx, &iam.UpdateAccessKeyInput{UserName: l.user, AccessKeyId: k.AccessKeyId, Status: types.StatusTypeInactive})
		return err
	})
}

func (l leaving) password(ctx context.Context) error {
	_, err := l.IAM.DeleteLoginProfile(ctx, &iam.DeleteLoginProfileInput{UserName: l.user})
	return err
}

func (l leaving) groups(ctx context.Context) error {
	got, err := l.IAM.ListGroupsForUser(ctx, &iam.ListGroupsForUserInput{UserName: l.user})
	if err != nil {
		return err
	}
	return each(got.Groups, func(g types.Group) error {
		_, err := l.IAM.RemoveUserFromGroup(ctx, &iam.RemoveUserFromGroupInput{UserName: l.user, GroupName: g.GroupName})
		return err
	})
}

func (l leaving) policies(ctx context.Context) error {
	attached, err := l.IAM.ListAttachedUserPolicies(ctx, &iam.ListAttachedUserPoliciesInput{UserName: l.user})
	if err != nil {
		return err
	}
	if err := each(attached.AttachedPolicies, func(p types.AttachedPolicy) error {
		_, err := l.IAM.DetachUserPolicy(ctx, &iam.DetachUserPolicyInput{UserName: l.user, PolicyArn: p.PolicyArn})
		return err
	}); err != nil {
		return err
	}
	inline, err := l.IAM.ListUserPolicies(ctx, &iam.ListUserPoliciesInput{UserName: l.user})
	if err != nil {
		return err
	}
	return each(inline.PolicyNames, func(name string) error {
		_, err := l.IAM.DeleteUserPolicy(ctx, &iam.DeleteUserPolicyInput{UserName: l.user, PolicyName: &name})
		return err
	})
}

func (l leaving) keys(ctx context.Context) error {
	got, err := l.IAM.ListAccessKeys(ctx, &iam.ListAccessKeysInput{UserName: l.user})
	if err != nil {
		return err
	}
	return each(got.AccessKeyMetadata, func(k types.AccessKeyMetadata) error {
		_, err := l.IAM.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{UserName: l.user, AccessKeyId: k.AccessKeyId})
		return err
	})
}

// services deletes credentials for single services, such as CodeCommit's.
func (l leaving) services(ctx context.Context) error {
	got, err := l.IAM.ListServiceSpecificCredentials(ctx, &iam.ListServiceSpecificCredentialsInput{UserName: l.user},
		func(o *iam.Options) { o.Retryer = l.Optional() })
	if cloud.Unsupported(err) {
		return nil // an emulator without them; AWS would refuse to delete the user
	}
	if err != nil {
		return err
	}
	return each(got.ServiceSpecificCredentials, func(c types.ServiceSpecificCredentialMetadata) error {
		_, err := l.IAM.DeleteServiceSpecificCredential(ctx, &iam.DeleteServiceSpecificCredentialInput{UserName: l.user, ServiceSpecificCredentialId: c.ServiceSpecificCredentialId})
		return err
	})
}

func (l leaving) certificates(ctx context.Context) error {
	got, err := l.IAM.ListSigningCertificates(ctx, &iam.ListSigningCertificatesInput{UserName: l.user})
	if err != nil {
		return err
	}
	return each(got.Certificates, func(c types.SigningCertificate) error {
		_, err := l.IAM.DeleteSigningCertificate(ctx, &iam.DeleteSigningCertificateInput{UserName: l.user, CertificateId: c.CertificateId})
		return err
	})
}

func (l leaving) ssh(ctx context.Context) error {
	got, err := l.IAM.ListSSHPublicKeys(ctx, &iam.ListSSHPublicKeysInput{UserName: l.user})
	if err != nil {
		return err
	}
	return each(got.SSHPublicKeys, func(k types.SSHPublicKeyMetadata) error {
		_, err := l.IAM.DeleteSSHPublicKey(ctx, &iam.DeleteSSHPublicKeyInput{UserName: l.user, SSHPublicKeyId: k.SSHPublicKeyId})
		return err
	})
}

func (l leaving) devices(ctx context.Context) error {
	got, err := l.IAM.ListMFADevices(ctx, &iam.ListMFADevicesInput{UserName: l.user})
	if err != nil {
		return err
	}
	return each(got.MFADevices, func(d types.MFADevice) error {
		if _, err := l.IAM.DeactivateMFADevice(ctx, &iam.DeactivateMFADeviceInput{UserName: l.user, SerialNumber: d.SerialNumber}); err != nil {
			return err
		}
		_, err := l.IAM.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: d.SerialNumber})
		return err
	})
}
