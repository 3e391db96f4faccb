package cloud

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A Snapshot is what was seen of one account, all at once.
type Snapshot struct {
	Account  string // its name
	Users    []types.UserDetail
	Groups   []types.GroupDetail
	Roles    []types.RoleDetail
	Policies []types.ManagedPolicyDetail // customer-managed ones
	Sessions map[string]Session          // by role name, of the roles under our path, or of all

	Alias          string
	PasswordPolicy *types.PasswordPolicy
	Formerly       map[string]string   // the name that "user/NAME" or "group/NAME" still has
	Devices        map[string][]string // serials of one-time-code devices, by user name
	Passkeys       map[string]bool     // by user name, who of those without such a device has another sort
	People         map[string]Person   // those that were asked about, by name
	RootMFA        bool                // when asked about
	Provider       *Provider           // GitHub's, in the master account; nil when there is none
	Contacts       map[string]accounttypes.AlternateContact
	contactless    error // why they could not be read, in a leaf

	// What drift alone asks for.
	Summary     map[string]int32 // the account summary, by AWS's keys; nil when it was not read
	Credentials []Credential     // the credential report; nil when it was not read, or can tell nothing
	Providers   []string         // ARNs of all identity providers
	begun       bool             // the report was asked for
	oldReport   bool             // AWS had made the report before
	Blind       map[string]error // which of these (summary, providers, credentials), or of a leaf's contacts (contact) and people's devices (mfa), could not be read, and why
}

// A Session is what GetAccountAuthorizationDetails does not say of a role.
type Session struct {
	Seconds     int32
	Description string
}

// A part is one piece of a snapshot.
type part func(context.Context, *Account, *Snapshot) error

// look takes a snapshot of an account: two calls, side by side, and more only
// for what org.yaml speaks of. Of several errors the first part's is told.
func (r *reading) look(ctx context.Context, name string) (*Snapshot, error) {
	a, err := r.Account(name)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Account: name}
	parts := []part{inOrder(r.details, r.intruders, r.beginReport, r.rootUser), r.sessions, r.contacts}
	if name == Master {
		parts[0] = inOrder(r.beginReport, parts[0], r.devices, r.people, r.holdings)
		parts = append(parts, r.alias, r.passwords, r.provider)
	}
	errs := make([]error, len(parts))
	all, ctx := r.tasks(ctx)
	for i, read := range parts[1:] {
		all.Go(func() error {
			errs[1+i] = read(ctx, a, s)
			return nil
		})
	}
	errs[0] = parts[0](ctx, a, s)
	if err := all.Wait(); err != nil {
		return nil, err
	}
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	if s.contactless != nil { // noted here, since parts that run side by side note theirs
		s.blind("contact", s.contactless)
	}
	s.rename(r.need.Former)
	return s, nil
}

// inOrder is pieces of which each needs the one before it.
func inOrder(parts ...part) part {
	return func(ctx context.Context, a *Account, s *Snapshot) error {
		for _, read := range parts {
			if err := read(ctx, a, s); err != nil {
				return err
			}
		}
		return nil
	}
}

func (r *reading) details(ctx context.Context, a *Account, s *Snapshot) error {
	pages := iam.NewGetAccountAuthorizationDetailsPaginator(a.IAM, &iam.GetAccountAuthorizationDetailsInput{
		Filter:   []types.EntityType{types.EntityTypeUser, types.EntityTypeGroup, types.EntityTypeRole, types.EntityTypeLocalManagedPolicy},
		MaxItems: aws.Int32(1000),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("read the IAM of %s: %w", a.Name, err)
		}
		s.Users = append(s.Users, page.UserDetailList...)
		s.Groups = append(s.Groups, page.GroupDetailList...)
		s.Roles = append(s.Roles, page.RoleDetailList...)
		s.Policies = append(s.Policies, page.Policies...)
	}
	return nil
}

func (r *reading) sessions(ctx context.Context, a *Account, s *Snapshot) error {
	s.Sessions = map[string]Session{}
	path := &r.Path
	if r.need.Everything || r.need.Roles {
		path = nil
	}
	pages := iam.NewListRolesPaginator(a.IAM, &iam.ListRolesInput{PathPrefix: path, MaxItems: aws.Int32(1000)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list the roles of %s: %w", a.Name, err)
		}
		for _, role := range page.Roles {
			s.Sessions[aws.ToString(role.RoleName)] = Session{aws.ToInt32(role.MaxSessionDuration), aws.ToString(role.Description)}
		}
	}
	return nil
}

// rootUser asks whether the account's root user has MFA. The account summary is
// about the root user, despite the names of its keys.
func (r *reading) rootUser(ctx context.Context, a *Account, s *Snapshot) error {
	if !r.need.Root[a.Name] {
		return nil
	}
	if s.Summary == nil {
		if err := r.summary(ctx, a, s); err != nil {
			return err
		}
	}
	s.RootMFA = s.Summary["AccountMFAEnabled"] == 1
	return nil
}

func (r *reading) contacts(ctx context.Context, a *Account, s *Snapshot) error {
	s.Contacts = map[string]accounttypes.AlternateContact{}
	for _, sort := range r.need.Contacts {
		in := &account.GetAlternateContactInput{AlternateContactType: accounttypes.AlternateContactType(strings.ToUpper(sort))}
		if a.Name != Master {
			in.AccountId = &a.ID
		}
		got, err := r.Contacts.GetAlternateContact(ctx, in)
		switch {
		case Is(err, "ResourceNotFoundException"), r.need.Everything && Unsupported(err):
		case a.Name != Master && Denied(err):
			s.contactless = fmt.Errorf("read the %s contact of %s: %w", sort, a.Name, err)
		case err != nil:
			return fmt.Errorf("read the %s contact of %s: %w", sort, a.Name, err)
		default:
			s.Contacts[sort] = *got.AlternateContact
		}
	}
	return nil
}

func (r *reading) alias(ctx context.Context, a *Account, s *Snapshot) error {
	if !r.need.Alias {
		return nil
	}
	got, err := a.IAM.ListAccountAliases(ctx, &iam.ListAccountAliasesInput{})
	if err != nil {
		return fmt.Errorf("read the alias of %s: %w", a.Name, err)
	}
	if len(got.AccountAliases) > 0 {
		s.Alias = got.AccountAliases[0]
	}
	return nil
}

func (r *reading) passwords(ctx context.Context, a *Account, s *Snapshot) error {
	if !r.need.PasswordPolicy {
		return nil
	}
	got, err := a.IAM.GetAccountPasswordPolicy(ctx, &iam.GetAccountPasswordPolicyInput{})
	if Is(err, "NoSuchEntity") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the password policy of %s: %w", a.Name, err)
	}
	s.PasswordPolicy = got.PasswordPolicy
	return nil
}
