package cloud

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

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

	// What drift alone asks for.
	Summary     map[string]int32 // the account summary, by AWS's keys; nil when it was not read
	Credentials []Credential     // the credential report; nil when it was not read, or can tell nothing
	Providers   []string         // ARNs of all identity providers
	begun       bool             // the report was asked for
	oldReport   bool             // AWS had made the report before
	noting      sync.Mutex       // of Blind
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
// for what org.yaml speaks of.
func (r *reading) look(ctx context.Context, name string) (*Snapshot, error) {
	a, err := r.Account(name)
	if err != nil {
		return nil, err
	}
	s := &Snapshot{Account: name}
	inner := inOrder(r.beside(r.details, r.summarize), r.providers, r.beginReport, r.rootUser)
	whole := r.beside(inner, r.sessions, r.contacts)
	if name == Master {
		inner = inOrder(r.beginReport, inner, r.devices, r.people, r.holdings)
		whole = r.beside(inner, r.sessions, r.contacts, r.alias, r.passwords, r.provider)
	}
	if err := inOrder(whole, r.taken)(ctx, a, s); err != nil {
		return nil, err
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

// beside is pieces of which none needs another. Of several errors the first
// piece's is told.
func (r *reading) beside(parts ...part) part {
	return func(ctx context.Context, a *Account, s *Snapshot) error {
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
			return err
		}
		return cmp.Or(errs...)
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
	return s.listRoles(ctx, a, path)
}

// taken reads the sessions of roles that were taken over outside our path, which
// their tags tell: nothing in the document may speak of them any more.
func (r *reading) taken(ctx context.Context, a *Account, s *Snapshot) error {
	ours := func(role types.RoleDetail) bool {
		_, read := s.Sessions[aws.ToString(role.RoleName)]
		return !read && slices.ContainsFunc(role.Tags, func(t types.Tag) bool { return aws.ToString(t.Key) == AdoptedTag && aws.ToString(t.Value) == r.Owner })
	}
	if !slices.ContainsFunc(s.Roles, ours) {
		return nil
	}
	return s.listRoles(ctx, a, nil)
}

// listRoles adds the sessions of the roles under a path, or, with nil, of all.
func (s *Snapshot) listRoles(ctx context.Context, a *Account, path *string) error {
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

// rootUser says whether the account's root user has MFA, where org.yaml asks.
func (r *reading) rootUser(_ context.Context, a *Account, s *Snapshot) error {
	s.RootMFA = r.need.Root[a.Name] && s.Summary["AccountMFAEnabled"] == 1
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
			s.blind("contact", fmt.Errorf("read the %s contact of %s: %w", sort, a.Name, err))
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
