package kind

import (
	"slices"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A place is a sort of account.
type place int

const (
	master     place = iota // the one account where people are
	leaves                  // the accounts where data is
	everywhere              // both
)

// has reports whether facts of this place live in an account.
func (p place) has(account string) bool {
	return p == everywhere || (p == master) == (account == cloud.Master)
}

// wanted lists the accounts of this place that org.yaml names, in order.
func (p place) wanted(w *Wish) []string {
	var in []string
	if p != leaves {
		in = append(in, cloud.Master)
	}
	if p != master {
		in = append(in, w.Org.Leaves()...)
	}
	return in
}

// A Wish is what org.yaml asks for, on a day.
type Wish struct {
	Org    *schema.Org
	Today  schema.Date
	Names  *cloud.Names
	Retire bool // roles that a function took over under another name are to go

	Close string // the account that is to be closed now, where org.yaml says that it is to be closed; "" is none

	RootUses []schema.RootUse // what root-log.yaml says, for drift

	lacking      map[string]error            // what the endpoint cannot list, such as "invitations"
	organization *cloud.Organization         // as it was seen, for what is said to people; nil when there was none
	late         map[engine.Address]bool     // removals that wait until what replaces them is there
	replaced     map[string][]engine.Address // roles of a former name and their grants, by the function that takes their place
	kept         map[string][]string         // ARNs of roles of others that a function takes the place of, by function, until they are retired
	open         map[string][]string         // ARNs of roles in accounts that are to be closed later, by function
	formerly     map[string]string           // the name that "user/NAME" or "group/NAME" still has
	renaming     bool                        // an account of the picture is called otherwise than org.yaml says
	memo         memo
}

// Want is everything that org.yaml asks for. The document has passed Check.
func Want(w *Wish) engine.State {
	s := engine.State{}
	for _, k := range All {
		k.want(w, s)
	}
	return s
}

// wayIn is what must be there before anything can be made in a leaf: the
// account itself, and in an invited one also the access role.
func (w *Wish) wayIn(account string) []engine.Address {
	if w.invited(account) {
		return []engine.Address{w.accessRole(account)}
	}
	return []engine.Address{at("account", account)}
}

// invited reports whether an account is to join by invitation.
func (w *Wish) invited(account string) bool { return w.Org.Accounts[account].Join == "invite" }

// accessRole is the address of the role that an invited account must have.
func (w *Wish) accessRole(account string) engine.Address {
	name := w.Org.Accounts[account].AccessRole
	if name == "" {
		name = w.Org.Organization.AccessRole
	}
	return engine.Address{Account: account, Kind: "accessrole", Name: name}
}

// at is the address of a fact of the whole organization.
func at(kind, name string) engine.Address {
	return engine.Address{Account: cloud.Master, Kind: kind, Name: name}
}

// guardrails lists the guardrails that org.yaml uses anywhere, in order.
func (w *Wish) guardrails() []string {
	var names []string
	for _, attached := range w.attachments() {
		names = append(names, attached.guardrail)
	}
	for name := range w.Org.Guardrails {
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// A Sight is one account as it was seen.
type Sight struct {
	*Wish
	*cloud.Snapshot
	Cloud   *cloud.Cloud
	Picture *cloud.Picture
}

// organization is the organization as it was seen; an empty one when there is
// none.
func (s *Sight) organization() *cloud.Organization {
	if s.Picture.Organization == nil {
		return new(cloud.Organization)
	}
	return s.Picture.Organization
}

// Have is everything that AWS has of what is ours, in every account that could
// be seen, and beside it what only shares a wanted name.
func Have(w *Wish, c *cloud.Cloud, p *cloud.Picture) (engine.State, map[engine.Address]engine.Body) {
	s, others := engine.State{}, namesakes{}
	for _, name := range c.All() {
		snapshot, ok := p.Snapshots[name]
		if !ok {
			continue
		}
		sight := &Sight{w, snapshot, c, p}
		for _, k := range All {
			k.have(sight, s, others)
		}
	}
	return s, others
}
