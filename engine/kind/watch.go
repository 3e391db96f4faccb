package kind

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// A watch goes through a plan change by change and looks after each at who can
// still do what: the run itself, and the people who are in full control.
type watch struct {
	*Wish
	cloud   *cloud.Cloud
	realm   *access.Realm
	self    access.Who
	devices map[string][]string // of people

	own    []probe // what the run may do in the master account
	could  stand   // and could before
	enter  map[string]policy.Decision
	leaves map[string]stand   // what it could do in leaf accounts, as soon as a change is about one
	inside map[string][]probe // of each leaf
	heirs  map[string]bool    // who could become the role that the run is
	ruled  map[string]bool    // the people who were in full control
	rules  map[string]bool    // and who are
	doors  []string           // the roles of the master account that give full control
}

// A breach is what a change takes away that has to stay.
type breach struct {
	code   string
	change engine.Change
	where  string // the account; "" is the master account
	lost   []loss // with the reason for the first
}

// A loss is one thing that somebody can no longer do.
type loss struct {
	what string
	why  policy.Decision
}

func newWatch(w *Wish, c *cloud.Cloud, p *cloud.Picture) *watch {
	v := &watch{
		Wish: w, cloud: c, realm: Realm(w, c, p), enter: map[string]policy.Decision{}, leaves: map[string]stand{}, inside: map[string][]probe{},
	}
	if s := p.Snapshots[cloud.Master]; s != nil {
		v.devices = s.Devices
	}
	v.self = w.called(self(v.realm, c))
	v.own = w.probes(cloud.Master, c.MasterID)
	v.could = stands(v.realm, v.self, v.own)
	v.heirs = v.becomers()
	v.doors = v.masters()
	v.ruled = map[string]bool{}
	for name := range v.people() {
		v.ruled[name] = v.controls(name)
	}
	v.rules = maps.Clone(v.ruled)
	for account := range v.realm.Accounts {
		if account != cloud.Master {
			v.enter[account] = v.mayEnter(account)
		}
	}
	return v
}

func (v *watch) people() map[string]*access.Identity { return v.realm.Accounts[cloud.Master].Users }

func (v *watch) mayEnter(account string) policy.Decision {
	return v.realm.MayBecome(v.self, account, lastPart(v.cloud.AccessRoleOf(account)))
}

// becomers are the people who can become the role that the run is; nobody when
// it is none.
func (v *watch) becomers() map[string]bool {
	all := map[string]bool{}
	if role := v.ownRole(); role != "" {
		for name := range v.people() {
			if v.realm.MayBecome(v.realm.User(cloud.Master, name, true), cloud.Master, role).Verdict >= policy.Unknown {
				all[name] = true
			}
		}
	}
	return all
}

// ownRole is the role of the master account that the run is a session of.
func (v *watch) ownRole() string {
	if v.self.Role == "" {
		return ""
	}
	return lastPart(v.self.Role)
}

// step makes a change and says what it breaks.
func (v *watch) step(c engine.Change) []breach {
	c = spelled(v.Names, c)
	under := v.under(c)
	for _, account := range under {
		v.learn(account)
	}
	inside := isAccessRole(v.cloud, c)
	if inside {
		v.enters(c.Account)
	}
	before := v.touched(c)
	v.realm.Step(c)
	var all []breach
	if c.Kind == account.name && c.Before == "" {
		v.enter[c.Name] = v.mayEnter(c.Name)
	}
	for _, a := range union(under, v.under(c)) {
		all = append(all, v.fenced(c, a)...)
	}
	if inside {
		all = append(all, v.ousted(c)...)
	}
	if who := union(before, v.touched(c)); len(who) > 0 {
		all = append(all, v.standing(c, who)...)
	}
	return all
}

// under are the accounts of which a change may alter what guardrails say there.
func (v *watch) under(c engine.Change) []string {
	switch c.Kind {
	case policytype.name:
		return v.realm.Under(root)
	case guardrail.name:
		var all []string
		for _, target := range v.realm.Targets[c.Name] {
			all = union(all, v.realm.Under(target))
		}
		return all
	case attachment.name:
		_, target, _ := strings.Cut(c.Name, "@")
		return v.realm.Under(target)
	case placement.name:
		if v.realm.Accounts[c.Name] != nil {
			return []string{c.Name}
		}
	}
	return nil
}

func (b breach) ifAny() []breach {
	if len(b.lost) == 0 {
		return nil
	}
	return []breach{b}
}

// touched are the users whose policies a change is about, in order; a role's
// change is about its sessions, and about everybody who could become it.
func (v *watch) touched(c engine.Change) []string {
	if c.Account != cloud.Master {
		return nil
	}
	_, of, _ := strings.Cut(c.Name, "@")
	switch c.Kind {
	case user.name, suspension.name:
		return []string{c.Name}
	case member.name:
		_, name, _ := strings.Cut(c.Name, "/")
		return []string{name}
	case assume.name, group.name:
		return v.members(c.Name)
	case selfservice.name:
		return v.members(of)
	case role.name, cirole.name, grant.name:
		return slices.Sorted(maps.Keys(v.people()))
	}
	return nil
}

// members are the users in a group; of "" those in any.
func (v *watch) members(group string) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(v.people())) {
		if in := v.people()[name].Groups; slices.Contains(in, group) || group == "" && len(in) > 0 {
			all = append(all, name)
		}
	}
	return all
}

// standing is what a change in the master account takes from the run, and from
// the people in full control, among those that it is about.
func (v *watch) standing(c engine.Change, about []string) []breach {
	var all []breach
	aboutRoles := c.Kind == role.name || c.Kind == cirole.name || c.Kind == grant.name
	if aboutRoles {
		v.doors = v.masters()
	}
	if v.isSelf(c, about) {
		all = append(all, v.ownStanding(c)...)
	}
	if v.ownRole() != "" {
		all = append(all, v.disinherited(c)...)
	}
	for _, name := range about {
		v.rules[name] = v.controls(name)
	}
	return append(all, v.dethroned(c)...)
}

// isSelf reports whether a change is about what the run's own policies say.
func (v *watch) isSelf(c engine.Change, about []string) bool {
	if own := v.ownRole(); own != "" {
		name, _, _ := strings.Cut(c.Name, "/")
		return name == own && (c.Kind == role.name || c.Kind == cirole.name || c.Kind == grant.name)
	}
	return slices.Contains(about, lastPart(v.self.ARN))
}

// ownStanding is what the run can no longer do in the master account, and where
// it can no longer go.
func (v *watch) ownStanding(c engine.Change) []breach {
	b := breach{code: "own-access", change: c}
	for i, is := range stands(v.realm, v.self, v.own) {
		if worse(v.could[i], is) {
			v.could[i] = is
			b.lost = append(b.lost, loss{v.own[i].action, is})
		}
	}
	for _, account := range slices.Sorted(maps.Keys(v.enter)) {
		if is := v.mayEnter(account); worse(v.enter[account], is) {
			v.enter[account] = is
			b.lost = append(b.lost, loss{"sts:AssumeRole in " + account, is})
		}
	}
	return b.ifAny()
}

// disinherited is that nobody can become the run's own role any more, or not
// the person whose name the session has.
func (v *watch) disinherited(c engine.Change) []breach {
	now, name := v.becomers(), lastPart(v.self.ARN)
	var what string
	switch {
	case v.heirs[name] && !now[name]:
		what = "be, since " + name + " could no longer become the role " + v.ownRole()
	case len(v.heirs) > 0 && len(now) == 0:
		what = "be, since nobody could become the role " + v.ownRole()
	default:
		return nil
	}
	v.heirs = now
	return []breach{{code: "own-access", change: c, lost: []loss{{what: what}}}}
}

// union joins two sorted lists.
func union(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
