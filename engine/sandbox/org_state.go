package sandbox

import (
	"maps"
	"slices"
	"strings"
	"time"

	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// An Organization is the one organization of a world.
type Organization struct {
	ID         string // o-…
	Master     string // account id
	FeatureSet orgtypes.OrganizationFeatureSet
	Root       string                          // r-…
	Types      []orgtypes.PolicyType           // of policies enabled in the root
	Units      map[string]*Unit                // by id
	Members    map[string]*Member              // by account id, the master among them
	Policies   map[string]*Policy              // by id, AWS's own not among them
	Attached   map[string][]string             // ids of policies, oldest attachment first, by target
	Tags       map[string]map[string]string    // by id of account, root, unit or policy
	Services   map[string]time.Time            // trusted access: since when, by service principal
	Delegated  map[string]map[string]time.Time `json:",omitempty"` // delegated administrators: account id, service principal, since when
	Creations  []*Creation                     // requests to create an account, oldest first
	Handshakes []*Handshake                    // invitations, oldest first
	Closings   []time.Time                     `json:",omitempty"` // when accounts were closed
	Features   []iamtypes.FeatureType          `json:",omitempty"` // of central root access, sorted
}

// A Unit is an organizational unit.
type Unit struct {
	ID, Name string
	Parent   string // id of a unit or of the root
}

// A Member is an account's place in the organization.
type Member struct {
	Account string // id
	Parent  string // id of a unit or of the root
	Method  orgtypes.AccountJoinedMethod
	Joined  time.Time
}

// A Policy is an organization policy.
type Policy struct {
	ID, Name, Description, Content string
	Type                           orgtypes.PolicyType
	AWS                            bool `json:",omitempty"` // AWS's own: nobody may change it
}

// A Creation is a request to create an account.
type Creation struct {
	ID, Name, Email, Role string
	Tags                  map[string]string `json:",omitempty"`
	Requested             time.Time
	Due                   time.Time                           // when it will be completed
	Fail                  orgtypes.CreateAccountFailureReason `json:",omitempty"` // it will fail, and why
	State                 orgtypes.CreateAccountState
	Completed             time.Time `json:",omitzero"`
	Account               string    `json:",omitempty"` // id, once it has succeeded
	Hidings               []Hiding  `json:",omitempty"` // how long the account stays unseen
}

// A Handshake is an invitation to the organization, or part of its way to all
// features.
type Handshake struct {
	ID        string
	Action    orgtypes.ActionType         `json:",omitempty"` // "" is an invitation
	Parent    string                      `json:",omitempty"` // id of the handshake that waits for this one
	Type      orgtypes.HandshakePartyType // how the invited account was named
	Target    string                      // its id or email
	Notes     string                      `json:",omitempty"`
	Tags      map[string]string           `json:",omitempty"`
	State     orgtypes.HandshakeState
	Requested time.Time
	Completed time.Time `json:",omitzero"`
}

// expires is when a handshake that nobody answered is over.
func (h *Handshake) expires() time.Time {
	if h.Action == "" {
		return h.Requested.Add(lifetime)
	}
	return h.Requested.Add(consent)
}

// pending says whether a handshake waits for somebody.
func (h *Handshake) pending() bool {
	return h.State == orgtypes.HandshakeStateOpen || h.State == orgtypes.HandshakeStateRequested
}

const (
	day         = 24 * time.Hour
	lifetime    = 15 * day // of an invitation (AWS: Organizations quotas)
	consent     = 90 * day // of a request to enable all features (AWS: Organizations quotas)
	remembered  = 30 * day // how long a completed one is listed (AWS: Organizations quotas)
	maxDepth    = 5        // levels of units below the root (AWS: Organizations quotas)
	maxUnits    = 2000     // (AWS: Organizations quotas)
	maxTags     = 50       // of one resource (AWS: Organizations quotas)
	listingSize = 20       // longest page (AWS: Organizations API, MaxResults)
)

// accountOf is the account of an email, whatever its letters' case; nil when there is none.
func (w *World) accountOf(email string) *Account {
	if email == "" {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(w.Accounts)) {
		if strings.EqualFold(w.Accounts[id].Email, email) {
			return w.Accounts[id]
		}
	}
	return nil
}

func isAccountID(id string) bool {
	return len(id) == 12 && strings.Trim(id, digit) == ""
}

// state is where an account is in its life, by the clock.
func (w *World) state(a *Account) orgtypes.AccountState {
	switch {
	case a.Closing.IsZero():
		return orgtypes.AccountStateActive
	case w.now().Before(a.Closing.Add(w.options.CreateDelay)):
		return orgtypes.AccountStatePendingClosure
	}
	return orgtypes.AccountStateClosed
}

// settle completes what the clock has completed: accounts being created,
// invitations that nobody answered. It says whether there was any.
func (w *World) settle() (settled bool) {
	if w.Organization == nil {
		return false
	}
	now := w.now()
	for _, c := range w.Organization.Creations {
		if c.State == orgtypes.CreateAccountStateInProgress && !now.Before(c.Due) {
			w.complete(c)
			w.hideAccount(c)
			settled = true
		}
	}
	for _, h := range w.Organization.Handshakes {
		if h.pending() && !now.Before(h.expires()) {
			h.State, h.Completed = orgtypes.HandshakeStateExpired, h.expires()
			settled = true
		}
	}
	return settled
}

// seats are the accounts that count against the quota: members, closed ones too, and open invitations.
func (o *Organization) seats() int {
	n := len(o.Members)
	for _, h := range o.Handshakes {
		if h.Action == "" && h.pending() {
			n++
		}
	}
	return n
}

// path is where something below the parent is: o-x/r-y/ou-a/ou-b/.
func (o *Organization) path(parent string) string {
	if u := o.Units[parent]; u != nil {
		return o.path(u.Parent) + u.ID + "/"
	}
	return o.ID + "/" + o.Root + "/"
}

// depth is how many units deep a parent is: 0 for the root.
func (o *Organization) depth(parent string) int {
	return strings.Count(o.path(parent), "/") - 2
}

func (o *Organization) isParent(id string) bool {
	return id == o.Root || o.Units[id] != nil
}

// arn is the ARN of something of the organization.
func (o *Organization) arn(kind, rest string) string {
	return "arn:aws:organizations::" + o.Master + ":" + kind + "/" + o.ID + rest
}

// join makes an account a member, right below the root.
func (o *Organization) join(m *Member, tags map[string]string) {
	m.Parent = o.Root
	o.Members[m.Account] = m
	o.cover(m.Account)
	if len(tags) > 0 {
		o.Tags[m.Account] = tags
	}
}

// forget removes what the organization knows of an account, unit or policy.
func (o *Organization) forget(id string) {
	delete(o.Members, id)
	delete(o.Units, id)
	delete(o.Policies, id)
	delete(o.Attached, id)
	delete(o.Tags, id)
	delete(o.Delegated, id)
	if whole := o.migration(); whole != nil {
		o.gather(whole) // who has left need not agree
	}
}
