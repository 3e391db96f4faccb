package cloud

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// An Organization is what was seen of AWS Organizations, all at once.
type Organization struct {
	ID, RootID   string
	AllFeatures  bool
	Tags         map[string]string // of the root
	Policies     bool              // service control policies are switched on
	Types        []string          // the other types of policy that are switched on
	Members      []Member
	Units        []Unit
	Guardrails   []Guardrail
	Services     []string // service principals with trusted access; nil when not asked for
	Invitations  []Invitation
	Delegates    []string // ids of accounts that administer a service for the organization; nil when not asked for
	RootFeatures []string // what of central root access is on, such as RootSessions; nil when not asked for
}

// A Member is an account of the organization, the master account among them.
type Member struct {
	Name      string // what people call it
	ID, Email string
	Called    string // AWS's account name
	State     string // PENDING_ACTIVATION, ACTIVE, SUSPENDED, PENDING_CLOSURE or CLOSED
	Invited   bool
	Joined    time.Time
	Unit      string // path of its organizational unit; "" is the root
}

// Active reports whether the account may be looked into and changed at all.
func (m Member) Active() bool { return m.State == string(types.AccountStateActive) }

// A Unit is an organizational unit. A slash in its own name, which org.yaml
// cannot write, is {slash} in the path.
type Unit struct {
	ID, Path string
	Was      string // the path it still has, where org.yaml has another one for it
	Tags     map[string]string
}

// A Guardrail is a service control policy of one's own making.
type Guardrail struct {
	ID, Name, Description string
	Content               string // the document; "" when the policy is neither ours nor wanted
	Targets               []string
	Tags                  map[string]string
}

// An Invitation is a handshake that asks an account to join.
type Invitation struct {
	ID, Account, Email string // an invitation by email does not say the account
	State              string
	Asked, Expires     time.Time
}

// Pending reports whether the invitation can still be accepted.
func (i Invitation) Pending() bool { return i.State == "OPEN" || i.State == "REQUESTED" }

// Member finds a member by name.
func (o *Organization) Member(name string) (Member, bool) {
	if o != nil {
		for i := range o.Members { // asked for each account: none is copied to be looked at
			if o.Members[i].Name == name {
				return o.Members[i], true
			}
		}
	}
	return Member{}, false
}

// Unit finds an organizational unit by path.
func (o *Organization) Unit(path string) (Unit, bool) {
	if o != nil {
		for _, u := range o.Units {
			if u.Path == path {
				return u, true
			}
		}
	}
	return Unit{}, false
}

// Place is the id of the unit with a path, or of the root for "".
func (o *Organization) Place(path string) (string, bool) {
	if path == "" {
		return o.RootID, o.RootID != ""
	}
	u, ok := o.Unit(path)
	return u.ID, ok
}

// ForeignOrganization is the error of a read when the master account of
// org.yaml is a member of somebody else's organization.
type ForeignOrganization struct{ Organization, Master, Want string }

// Error names the organization and its master account.
func (e *ForeignOrganization) Error() string {
	return fmt.Sprintf("account %s belongs to organization %s, whose master account is %s", e.Want, e.Organization, e.Master)
}

// describe asks whether there is an organization. None is nil, without error.
func (c *Cloud) describe(ctx context.Context) (*Organization, error) {
	got, err := c.Organizations.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
	if Is(err, "AWSOrganizationsNotInUseException") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("describe organization: %w", err)
	}
	o := got.Organization
	if master := aws.ToString(o.MasterAccountId); master != c.MasterID {
		return nil, &ForeignOrganization{Organization: aws.ToString(o.Id), Master: master, Want: c.MasterID}
	}
	return &Organization{ID: aws.ToString(o.Id), AllFeatures: o.FeatureSet == types.OrganizationFeatureSetAll}, nil
}

// root learns the root and whether service control policies are on.
func (c *Cloud) root(ctx context.Context, o *Organization) error {
	roots, err := c.Organizations.ListRoots(ctx, &organizations.ListRootsInput{})
	if err != nil {
		return fmt.Errorf("list roots: %w", err)
	}
	for _, r := range roots.Roots {
		o.RootID = aws.ToString(r.Id)
		for _, p := range r.PolicyTypes {
			switch {
			case p.Status != types.PolicyTypeStatusEnabled:
			case p.Type == types.PolicyTypeServiceControlPolicy:
				o.Policies = true
			default:
				o.Types = append(o.Types, string(p.Type))
			}
		}
	}
	if o.RootID == "" {
		return fmt.Errorf("list roots: organization %s shows no root", o.ID)
	}
	return nil
}

// Meet learns which accounts there are, and lists them: none while there is no
// organization. Nothing is said of the units they are in.
func (c *Cloud) Meet(ctx context.Context) ([]Member, error) {
	o, err := c.describe(ctx)
	if err != nil || o == nil {
		return nil, err
	}
	err = c.members(ctx, o, func(Member) {})
	return o.Members, err
}

// members lists all accounts and gives each its name.
func (c *Cloud) members(ctx context.Context, o *Organization, found func(Member)) error {
	pages := organizations.NewListAccountsPaginator(c.Organizations, &organizations.ListAccountsInput{},
		func(p *organizations.ListAccountsPaginatorOptions) { p.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list accounts: %w", err)
		}
		for _, a := range page.Accounts {
			m := c.member(a)
			o.Members = append(o.Members, m)
			found(m)
		}
	}
	return nil
}

func (c *Cloud) member(a types.Account) Member {
	state := string(a.State)
	if state == "" {
		state = string(a.Status) // emulators of before the State field
	}
	m := Member{
		ID: aws.ToString(a.Id), Email: aws.ToString(a.Email), Called: aws.ToString(a.Name), State: state,
		Invited: a.JoinedMethod == types.AccountJoinedMethodInvited, Joined: aws.ToTime(a.JoinedTimestamp),
		Unit: unplaced,
	}
	m.Name = c.Learn(m.ID, m.Email, m.Called)
	if len(a.Paths) > 0 {
		m.Unit = a.Paths[0]
	}
	return m
}

// unplaced marks a member of which ListAccounts did not say where it is.
const unplaced = "?"

// place turns the ids of Account.Paths into the names of units, and asks per
// unit where there were no paths: emulators leave them out.
func (c *Cloud) place(ctx context.Context, o *Organization) error {
	units := map[string]string{}
	for _, u := range o.Units {
		units[u.ID] = u.Path
	}
	lacking := false
	for i := range o.Members {
		if m := &o.Members[i]; m.Unit != unplaced {
			m.Unit = unitOf(m.Unit, units)
		} else {
			lacking = true
		}
	}
	if !lacking {
		return nil
	}
	where := map[string]string{}
	for _, u := range append([]Unit{{ID: o.RootID}}, o.Units...) {
		pages := organizations.NewListAccountsForParentPaginator(c.Organizations, &organizations.ListAccountsForParentInput{ParentId: &u.ID})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return fmt.Errorf("list the accounts of unit %q: %w", u.Path, err)
			}
			for _, a := range page.Accounts {
				where[aws.ToString(a.Id)] = u.Path
			}
		}
	}
	for i := range o.Members {
		o.Members[i].Unit = where[o.Members[i].ID]
	}
	return nil
}

// unitOf reads a path such as o-1/r-2/ou-3/ou-4/123456789012/: the unit just
// above the account.
func unitOf(path string, units map[string]string) string {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 2 {
		return ""
	}
	return units[parts[len(parts)-2]]
}

// units walks the tree below a parent, all its branches side by side.
func (r *reading) units(ctx context.Context, all *tasks, o *Organization, parent Unit) error {
	pages := organizations.NewListOrganizationalUnitsForParentPaginator(r.Organizations, &organizations.ListOrganizationalUnitsForParentInput{ParentId: &parent.ID})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list the units below %q: %w", parent.Path, err)
		}
		for _, u := range page.OrganizationalUnits {
			below := Unit{ID: aws.ToString(u.Id), Path: strings.TrimPrefix(parent.Path+"/"+named(u.Name, "/", "{slash}"), "/")}
			all.Go(func() error { return r.unit(ctx, o, below) })
			all.Go(func() error { return r.units(ctx, all, o, below) })
		}
	}
	return nil
}

// unit adds a unit, with its tags.
func (r *reading) unit(ctx context.Context, o *Organization, u Unit) (err error) {
	if u.Tags, err = r.tags(ctx, u.ID); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	o.Units = append(o.Units, u)
	return nil
}

// byPath is the order of units: each after the one it is in.
func byPath(a, b Unit) int {
	return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.ID, b.ID))
}

// tags reads the tags of anything in the organization.
func (c *Cloud) tags(ctx context.Context, id string) (map[string]string, error) {
	tags := map[string]string{}
	pages := organizations.NewListTagsForResourcePaginator(c.Organizations, &organizations.ListTagsForResourceInput{ResourceId: &id})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the tags of %s: %w", id, err)
		}
		for _, t := range page.Tags {
			tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
		}
	}
	return tags, nil
}
