package kind

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

// A RootHolding is what a member's root user has to sign in with.
type RootHolding struct {
	Password     bool
	Keys         []string // ids
	Certificates []string // ids
	Devices      []string // serial numbers
}

// Empty reports whether the root user has nothing.
func (h RootHolding) Empty() bool {
	return !h.Password && len(h.Keys)+len(h.Certificates)+len(h.Devices) == 0
}

// A RootDesk is the master account's way to a member's root user, by central
// root access: for a quarter of an hour at a time, and for one task.
type RootDesk struct {
	*cloud.Cloud
	Account string // the member's name
}

// The tasks, as AWS calls the policies that each session is held to (AWS: STS
// API, AssumeRoot).
const (
	auditTask  = "IAMAuditRootUserCredentials"
	deleteTask = "IAMDeleteRootUserCredentials"
)

// session is the member's root user, allowed one task.
func (d RootDesk) session(ctx context.Context, task string) (*iam.Client, error) {
	id, ok := d.ID(d.Account)
	if !ok {
		return nil, fmt.Errorf("account %s has no id yet", d.Account)
	}
	policy, err := d.Spell("arn:aws:iam::aws:policy/root-task/" + task)
	if err != nil {
		return nil, err
	}
	got, err := d.STS.AssumeRoot(ctx, &sts.AssumeRootInput{
		TargetPrincipal: &id, TaskPolicyArn: &ststypes.PolicyDescriptorType{Arn: &policy}, DurationSeconds: aws.Int32(900),
	})
	if err != nil {
		return nil, fmt.Errorf("become the root user of %s for %s: %w", d.Account, task, err)
	}
	cfg := d.Config.Copy()
	cfg.Credentials = credentials.NewStaticCredentialsProvider(
		aws.ToString(got.Credentials.AccessKeyId), aws.ToString(got.Credentials.SecretAccessKey), aws.ToString(got.Credentials.SessionToken))
	return iam.NewFromConfig(cfg), nil
}

// Audit lists what the root user has.
func (d RootDesk) Audit(ctx context.Context) (h RootHolding, err error) {
	root := new(cloud.Account)
	if root.IAM, err = d.session(ctx, auditTask); err != nil {
		return h, err
	}
	_, err = root.IAM.GetLoginProfile(ctx, &iam.GetLoginProfileInput{})
	h.Password = err == nil
	if err = cloud.Except(err, "NoSuchEntity"); err != nil {
		return h, fmt.Errorf("ask for the root password of %s: %w", d.Account, err)
	}
	for _, read := range []func(context.Context, *cloud.Account, *RootHolding) error{rootKeys, rootCertificates, rootDevices} {
		if err := read(ctx, root, &h); err != nil {
			return h, fmt.Errorf("list what the root user of %s has: %w", d.Account, err)
		}
	}
	return h, nil
}

func rootKeys(ctx context.Context, root *cloud.Account, h *RootHolding) error {
	got, err := root.IAM.ListAccessKeys(ctx, &iam.ListAccessKeysInput{})
	if err == nil {
		for _, k := range got.AccessKeyMetadata {
			h.Keys = append(h.Keys, aws.ToString(k.AccessKeyId))
		}
	}
	return err
}

func rootCertificates(ctx context.Context, root *cloud.Account, h *RootHolding) error {
	got, err := root.IAM.ListSigningCertificates(ctx, &iam.ListSigningCertificatesInput{})
	if err == nil {
		for _, c := range got.Certificates {
			h.Certificates = append(h.Certificates, aws.ToString(c.CertificateId))
		}
	}
	return err
}

func rootDevices(ctx context.Context, root *cloud.Account, h *RootHolding) error {
	got, err := root.IAM.ListMFADevices(ctx, &iam.ListMFADevicesInput{})
	if err == nil {
		for _, m := range got.MFADevices {
			h.Devices = append(h.Devices, aws.ToString(m.SerialNumber))
		}
	}
	return err
}

// Remove takes from the root user what it has, keys first and the MFA device
// last, so that nobody can enrol another one. What is gone already is success:
// it can be run again. It answers what is left, as AWS lists it then.
func (d RootDesk) Remove(ctx context.Context, h RootHolding) (RootHolding, error) {
	root := new(cloud.Account)
	var err error
	if root.IAM, err = d.session(ctx, deleteTask); err != nil {
		return h, err
	}
	for _, part := range []func(context.Context, *cloud.Account, RootHolding) error{dropRootKeys, dropRootCertificates, dropRootPassword, dropRootDevices} {
		if err := part(ctx, root, h); err != nil {
			return h, fmt.Errorf("take the root credentials of %s away: %w", d.Account, err)
		}
	}
	return d.Audit(ctx)
}

func dropRootKeys(ctx context.Context, root *cloud.Account, h RootHolding) error {
	return each(h.Keys, func(id string) error {
		_, err := root.IAM.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{AccessKeyId: &id})
		return err
	})
}

func dropRootCertificates(ctx context.Context, root *cloud.Account, h RootHolding) error {
	return each(h.Certificates, func(id string) error {
		_, err := root.IAM.DeleteSigningCertificate(ctx, &iam.DeleteSigningCertificateInput{CertificateId: &id})
		return err
	})
}

func dropRootPassword(ctx context.Context, root *cloud.Account, h RootHolding) error {
	if !h.Password {
		return nil
	}
	_, err := root.IAM.DeleteLoginProfile(ctx, &iam.DeleteLoginProfileInput{})
	return cloud.Except(err, "NoSuchEntity")
}

func dropRootDevices(ctx context.Context, root *cloud.Account, h RootHolding) error {
	return each(h.Devices, func(serial string) error {
		_, err := root.IAM.DeactivateMFADevice(ctx, &iam.DeactivateMFADeviceInput{SerialNumber: &serial})
		if err = cloud.Except(err, "NoSuchEntity"); err != nil || !strings.Contains(serial, ":mfa/") {
			return err
		}
		_, err = root.IAM.DeleteVirtualMFADevice(ctx, &iam.DeleteVirtualMFADeviceInput{SerialNumber: &serial})
		return err
	})
}

// CentralRoot reports whether both features of central root access are on.
func CentralRoot(p *cloud.Picture) bool {
	if p.Organization == nil {
		return false
	}
	for _, feature := range []types.FeatureType{types.FeatureTypeRootCredentialsManagement, types.FeatureTypeRootSessions} {
		if !slices.Contains(p.Organization.RootFeatures, string(feature)) {
			return false
		}
	}
	return true
}
