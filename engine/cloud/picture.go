package cloud

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// A Need says what to read beyond what every plan needs, because org.yaml
// speaks of it. What is not needed is not read.
type Need struct {
	Guardrails     []string // wanted guardrails, by name
	Invitations    bool
	Services       bool
	Contacts       []string // alternate contacts, by type, in every account
	Alias          bool
	PasswordPolicy bool
	Devices        bool            // people's MFA devices
	Named          []string        // users of the master account whom org.yaml names: people, wherever they are
	RootAccess     bool            // what of central root access is on
	People         []string        // users of the master account of whom everything is asked
	Root           map[string]bool // accounts whose root user is asked about
	Texts          bool            // every guardrail, wherever it is attached, and AWS's own policies that are in use
	Credentials    bool            // people's passwords, keys and devices, as the master account's report has them
	Keys           bool            // with the ids of their keys
	Intruders      bool            // credentials, root users and identity providers of all accounts, and who else administers the organization
	Former         Former          // what is to be seen under another name than it still has
	Roles          bool            // the sessions of all roles
	Everything     bool            // also what is neither ours nor wanted: guardrails' texts, all roles' sessions, delegated administrators, identity providers
}

// A Picture is everything that was seen.
type Picture struct {
	Organization *Organization        // nil while there is none
	Snapshots    map[string]*Snapshot // by account name; those that could be seen
	Unreadable   map[string]error     // by account name; those that could not, and why
	Documents    map[string]string    // texts of AWS's own policies, by ARN, when they were asked for
	Blind        map[string]error     // parts of Organizations that only drift reads and the caller may not, such as "delegates"
	Lacking      map[string]error     // optional reads that the endpoint does not have, such as "invitations"
}

// Read takes a picture of the whole organization: Organizations once, and
// every active account at the same time, also those that org.yaml does not
// name.
func (c *Cloud) Read(ctx context.Context, need Need) (*Picture, error) {
	for try := 0; ; try++ {
		p, err := c.read(ctx, need)
		if err == nil || try == 3 || !Is(err, vanished...) {
			return p, err
		}
		if err := c.Sleep(ctx, time.Second); err != nil {
			return nil, err
		}
	}
}

// vanished are the codes of a read of what another read has just listed: it
// was deleted in between, or AWS is behind itself. Looked at again, the
// picture is whole.
var vanished = []string{"TargetNotFound", "PolicyNotFound", "ParentNotFound", "ChildNotFound", "OrganizationalUnitNotFound", "NoSuchEntity"}

func (c *Cloud) read(ctx context.Context, need Need) (*Picture, error) {
	r := c.reading(need)
	all, within := c.tasks(ctx) // which ends with these
	all.Go(func() error {
		return r.organization(within, func(m Member) {
			if m.Active() && m.Name != Master {
				all.Go(func() error { return r.leaf(within, m) })
			}
		})
	})
	all.Go(func() error { return r.account(within, Master) })
	if err := all.Wait(); err != nil {
		return nil, err
	}
	if err := r.picture.Unreadable[Master]; err != nil {
		return nil, fmt.Errorf("read the master account: %w", err)
	}
	if err := r.documents(ctx); err != nil {
		return nil, err
	}
	return r.picture, r.readReports(ctx)
}

// ReadOrganization takes a picture of Organizations alone, without looking
// into any account.
func (c *Cloud) ReadOrganization(ctx context.Context, need Need) (*Picture, error) {
	r := c.reading(need)
	if err := r.organization(ctx, func(Member) {}); err != nil {
		return nil, err
	}
	return r.picture, nil
}

// Look takes a snapshot of one account.
func (c *Cloud) Look(ctx context.Context, account string, need Need) (*Snapshot, error) {
	return c.reading(need).look(ctx, account)
}

func (c *Cloud) reading(need Need) *reading {
	return &reading{
		Cloud: c, need: need, slots: make(chan struct{}, c.Parallel),
		picture: &Picture{Snapshots: map[string]*Snapshot{}, Unreadable: map[string]error{}, Blind: map[string]error{}, Lacking: map[string]error{}},
	}
}

// A reading is a picture being taken.
type reading struct {
	*Cloud
	need    Need
	slots   chan struct{} // at most Parallel accounts are read at once
	mu      sync.Mutex
	picture *Picture
}

// organization reads Organizations, and tells of each member as soon as it is
// found.
func (r *reading) organization(ctx context.Context, found func(Member)) error {
	o, err := r.describe(ctx)
	if err != nil {
		return err
	}
	if o == nil {
		return r.before(ctx)
	}
	r.picture.Organization = o
	listings, listing := r.tasks(ctx) // which ends with the listings
	listings.Go(func() error { return r.members(listing, o, found) })
	listings.Go(func() error {
		if err := r.root(listing, o); err != nil {
			return err
		}
		listings.Go(func() (err error) {
			o.Tags, err = r.tags(listing, o.RootID)
			return err
		})
		return r.units(listing, listings, o, Unit{ID: o.RootID})
	})
	if o.AllFeatures { // without all features there are no policies, no trusted access and no delegates
		listings.Go(func() error { return r.guardrails(listing, listings, o) })
	}
	if r.need.Services && o.AllFeatures {
		listings.Go(func() error { return r.lenient("services", r.services(listing, o)) })
	}
	if (r.need.Intruders || r.need.Everything) && o.AllFeatures {
		listings.Go(func() error { return r.lenient("delegates", r.blind("delegates", r.delegates(listing, o))) })
	}
	if r.need.RootAccess {
		listings.Go(func() error { return r.lenient("central root access", r.rootFeatures(listing, o)) })
	}
	if r.need.Invitations {
		listings.Go(func() error { return r.lenient("invitations", r.invitations(listing, o)) })
	}
	if err := listings.Wait(); err != nil {
		return err
	}
	slices.SortFunc(o.Units, byPath)
	if err := r.place(ctx, o); err != nil {
		return err
	}
	o.rename(r.need.Former)
	return nil
}

// before is what is asked while there is no organization: whether the endpoint
// has invitations at all, so that the first plan knows who sends them.
func (r *reading) before(ctx context.Context) error {
	if r.need.RootAccess {
		if err := r.lenient("central root access", r.rootFeatures(ctx, new(Organization))); err != nil {
			return err
		}
	}
	if !r.need.Invitations {
		return nil
	}
	_, err := r.Organizations.ListHandshakesForAccount(ctx, &organizations.ListHandshakesForAccountInput{},
		func(o *organizations.Options) { o.Retryer = r.Optional() })
	if err != nil {
		err = fmt.Errorf("list the master account's own invitations: %w", err)
	}
	return r.lenient("invitations", err)
}

// lenient notes that an endpoint lacks an optional read, in place of failing.
func (r *reading) lenient(what string, err error) error {
	if !Unsupported(err) {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.picture.Lacking[what] = err
	return nil
}

// blind notes that the caller may not read a part of Organizations, in place of
// failing.
func (r *reading) blind(what string, err error) error {
	if !Denied(err) {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.picture.Blind[what] = err
	return nil
}

// fresh is how young an account may be for its access role to be waited for.
const fresh = 15 * time.Minute

// leaf reads a leaf account. One that was created a moment ago, perhaps by a
// run that was interrupted, is waited for where it does not let us in yet: not
// for a role that AWS does not make with the account.
func (r *reading) leaf(ctx context.Context, m Member) error {
	err := r.account(ctx, m.Name)
	if m.Invited || r.Assume != "" || r.Clock().Sub(m.Joined) > fresh || !Is(r.unreadable(m.Name), unready...) {
		return err
	}
	if err := r.Ready(ctx, m.Name); err != nil && ctx.Err() != nil {
		return err
	}
	return r.account(ctx, m.Name)
}

// unreadable is why an account could not be read, nil when it could.
func (r *reading) unreadable(name string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.picture.Unreadable[name]
}

// account reads one account. What cannot be read is noted, and the others go
// on.
func (r *reading) account(ctx context.Context, name string) error {
	return r.slot(ctx, func() error { return r.snapshot(ctx, name) })
}

// slot does something when there is room beside the others.
func (r *reading) slot(ctx context.Context, do func() error) error {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (r *reading) snapshot(ctx context.Context, name string) error {
	s, err := r.look(ctx, name)
	if err != nil && ctx.Err() != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err != nil {
		r.picture.Unreadable[name] = err
		return nil
	}
	delete(r.picture.Unreadable, name)
	r.picture.Snapshots[name] = s
	return nil
}

// Denied reports whether an error says that the caller may not.
func Denied(err error) bool {
	return Is(err, "AccessDenied", "UnauthorizedOperation", "AccessDeniedException") && !errors.Is(err, context.Canceled)
}
