package cloud

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A Person is everything that a user has to sign in with, and what it may do,
// as AWS lists it: what has to go before the user can.
type Person struct {
	Name         string
	There        bool // the user exists
	Password     bool // for the console
	Keys         []Held
	Groups       []string // names
	Attached     []string // ARNs of managed policies
	Inline       []string // names of its own policies
	SSH          []Held
	Services     []Held // credentials for single services, such as CodeCommit's
	Certificates []Held // for signing
	Devices      []string
}

// A Held is a credential of a user. A user keeps it when it is not active, and
// can do nothing with it.
type Held struct {
	ID     string
	Active bool
	Since  time.Time
	Used   time.Time // of access keys, when it was asked for; zero is never
}

// Idle reports whether the user has nothing to sign in with.
func (p Person) Idle() bool {
	return !p.Password && !slices.ContainsFunc(slices.Concat(p.Keys, p.SSH, p.Services, p.Certificates), func(h Held) bool { return h.Active })
}

// Gone reports whether nothing is left of the user.
func (p Person) Gone() bool {
	return !p.There && !p.Password && len(p.Keys)+len(p.Groups)+len(p.Attached)+len(p.Inline)+len(p.SSH)+len(p.Services)+len(p.Certificates)+len(p.Devices) == 0
}

// Person lists what a user has. One that is not there has nothing.
func (a *Account) Person(ctx context.Context, name string) (Person, error) {
	p := Person{Name: name}
	_, err := a.IAM.GetUser(ctx, &iam.GetUserInput{UserName: &name})
	if Is(err, "NoSuchEntity") {
		return p, nil
	}
	p.There = err == nil
	for _, read := range []func(context.Context, *Person) error{
		a.passwordOf, a.keysOf, a.groupsOf, a.policiesOf, a.sshOf, a.servicesOf, a.certificatesOf, a.devicesOf,
	} {
		if err == nil {
			err = read(ctx, &p)
		}
	}
	if err = Except(err, "NoSuchEntity"); err != nil { // it may go while it is looked at
		return p, fmt.Errorf("look at user %s: %w", name, err)
	}
	return p, nil
}

// LastUses asks when the access keys were last used.
func (a *Account) LastUses(ctx context.Context, p Person) error {
	for i := range p.Keys {
		got, err := a.IAM.GetAccessKeyLastUsed(ctx, &iam.GetAccessKeyLastUsedInput{AccessKeyId: &p.Keys[i].ID})
		if err != nil {
			return fmt.Errorf("ask when a key of %s was used: %w", p.Name, err)
		}
		if got.AccessKeyLastUsed != nil {
			p.Keys[i].Used = aws.ToTime(got.AccessKeyLastUsed.LastUsedDate)
		}
	}
	return nil
}

// holdings lists what some users have, of those that are ours.
func (r *reading) holdings(ctx context.Context, a *Account, s *Snapshot) error {
	s.People = map[string]Person{}
	for _, u := range s.Users {
		name := aws.ToString(u.UserName)
		if !r.Ours(u.Path) || !slices.Contains(r.need.People, name) {
			continue
		}
		p, err := a.Person(ctx, name)
		if err != nil {
			return err
		}
		s.People[name] = p
	}
	return nil
}

func (a *Account) passwordOf(ctx context.Context, p *Person) error {
	_, err := a.IAM.GetLoginProfile(ctx, &iam.GetLoginProfileInput{UserName: &p.Name})
	p.Password = err == nil
	return Except(err, "NoSuchEntity")
}

func (a *Account) keysOf(ctx context.Context, p *Person) error {
	pages := iam.NewListAccessKeysPaginator(a.IAM, &iam.ListAccessKeysInput{UserName: &p.Name})
	return everyPage(ctx, pages, func(page *iam.ListAccessKeysOutput) {
		for _, k := range page.AccessKeyMetadata {
			p.Keys = append(p.Keys, Held{ID: aws.ToString(k.AccessKeyId), Active: k.Status == types.StatusTypeActive, Since: aws.ToTime(k.CreateDate)})
		}
	})
}

func (a *Account) groupsOf(ctx context.Context, p *Person) error {
	pages := iam.NewListGroupsForUserPaginator(a.IAM, &iam.ListGroupsForUserInput{UserName: &p.Name})
	return everyPage(ctx, pages, func(page *iam.ListGroupsForUserOutput) {
		for _, g := range page.Groups {
			p.Groups = append(p.Groups, aws.ToString(g.GroupName))
		}
	})
}

func (a *Account) policiesOf(ctx context.Context, p *Person) error {
	pages := iam.NewListAttachedUserPoliciesPaginator(a.IAM, &iam.ListAttachedUserPoliciesInput{UserName: &p.Name})
	err := everyPage(ctx, pages, func(page *iam.ListAttachedUserPoliciesOutput) {
		for _, attached := range page.AttachedPolicies {
			p.Attached = append(p.Attached, aws.ToString(attached.PolicyArn))
		}
	})
	if err != nil {
		return err
	}
	own := iam.NewListUserPoliciesPaginator(a.IAM, &iam.ListUserPoliciesInput{UserName: &p.Name})
	return everyPage(ctx, own, func(page *iam.ListUserPoliciesOutput) { p.Inline = append(p.Inline, page.PolicyNames...) })
}

func (a *Account) sshOf(ctx context.Context, p *Person) error {
	pages := iam.NewListSSHPublicKeysPaginator(a.IAM, &iam.ListSSHPublicKeysInput{UserName: &p.Name})
	return everyPage(ctx, pages, func(page *iam.ListSSHPublicKeysOutput) {
		for _, k := range page.SSHPublicKeys {
			p.SSH = append(p.SSH, Held{ID: aws.ToString(k.SSHPublicKeyId), Active: k.Status == types.StatusTypeActive, Since: aws.ToTime(k.UploadDate)})
		}
	})
}

// servicesOf lists credentials for single services. An emulator may be without
// them; AWS would refuse to delete the user then.
func (a *Account) servicesOf(ctx context.Context, p *Person) error {
	in := &iam.ListServiceSpecificCredentialsInput{UserName: &p.Name}
	for {
		got, err := a.IAM.ListServiceSpecificCredentials(ctx, in, func(o *iam.Options) { o.Retryer = a.Optional() })
		if Unsupported(err) {
			return nil
		}
		if err != nil {
			return err
		}
		for _, c := range got.ServiceSpecificCredentials {
			p.Services = append(p.Services, Held{ID: aws.ToString(c.ServiceSpecificCredentialId), Active: c.Status == types.StatusTypeActive, Since: aws.ToTime(c.CreateDate)})
		}
		if in.Marker = got.Marker; !got.IsTruncated || in.Marker == nil {
			return nil
		}
	}
}

func (a *Account) certificatesOf(ctx context.Context, p *Person) error {
	pages := iam.NewListSigningCertificatesPaginator(a.IAM, &iam.ListSigningCertificatesInput{UserName: &p.Name})
	return everyPage(ctx, pages, func(page *iam.ListSigningCertificatesOutput) {
		for _, c := range page.Certificates {
			p.Certificates = append(p.Certificates, Held{ID: aws.ToString(c.CertificateId), Active: c.Status == types.StatusTypeActive, Since: aws.ToTime(c.UploadDate)})
		}
	})
}

func (a *Account) devicesOf(ctx context.Context, p *Person) error {
	pages := iam.NewListMFADevicesPaginator(a.IAM, &iam.ListMFADevicesInput{UserName: &p.Name})
	return everyPage(ctx, pages, func(page *iam.ListMFADevicesOutput) {
		for _, d := range page.MFADevices {
			p.Devices = append(p.Devices, aws.ToString(d.SerialNumber))
		}
	})
}

// A pager is a listing of IAM that comes page by page.
type pager[P any] interface {
	HasMorePages() bool
	NextPage(context.Context, ...func(*iam.Options)) (P, error)
}

// everyPage hands each page of a listing to f.
func everyPage[P any](ctx context.Context, pages pager[P], f func(P)) error {
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		f(page)
	}
	return nil
}
