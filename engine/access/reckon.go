package access

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// nothing is the level of a role that may do nothing.
const nothing = "none"

// A reckoning sums up what roles may do. Roles are often alike.
type reckoning struct {
	s       engine.State
	site    Site
	fence   *fence
	grants  map[engine.Address][]engine.Address // of each role
	classes map[string]string                   // of accounts
	ids     *strings.Replacer
	posts   map[engine.Address]*Post
	weighed map[string][]*gain  // what statements allow, by their text
	mights  map[[2]string]might // how much that is, up to a level
}

func newReckoning(s engine.State, site Site) *reckoning {
	r := &reckoning{
		s: s, site: site, fence: readFence(s), grants: map[engine.Address][]engine.Address{}, classes: map[string]string{},
		posts: map[engine.Address]*Post{}, weighed: map[string][]*gain{}, mights: map[[2]string]might{},
	}
	for _, a := range addresses(s, "grant") {
		r.grants[roleOf(a)] = append(r.grants[roleOf(a)], a)
	}
	var pairs []string
	for _, p := range append([]Place{{Account: master, ID: site.Master}}, site.Accounts...) {
		r.classes[p.Account] = p.Classification
		if p.ID != "" {
			pairs = append(pairs, "{"+p.Account+"}", p.ID)
		}
	}
	r.ids = strings.NewReplacer(pairs...)
	return r
}

// A might is how much some statements let somebody do.
type might struct {
	level    string
	services []string // that the level is on; nil is nearly all
}

// post is what a role may do.
func (r *reckoning) post(t *chain, a engine.Address) *Post {
	if c, known := r.posts[a]; known {
		return c
	}
	who := t.roleAt(a)
	c := &Post{Account: a.Account, Function: a.Name, Role: r.spell(who.arn), Level: nothing, Services: []string{}, Unknown: []string{}, Grants: []Given{}}
	walls, doubtful := r.walls(a)
	var mights []might
	for _, g := range r.grants[a] {
		given, m := r.given(g, who, walls)
		c.Grants, mights = append(c.Grants, given), append(mights, m)
		if !given.Known {
			c.Unknown = append(c.Unknown, given.Name)
		}
	}
	whole := most(mights)
	c.Level, c.Services = whole.level, append(c.Services, whole.services...)
	c.Surprise = surprise(c.Grants)
	c.Unknown = append(c.Unknown, doubtful...)
	c.Word = r.word(a.Account, c)
	r.posts[a] = c
	return c
}

// roleAt is the role of an address.
func (t *chain) roleAt(a engine.Address) role {
	for _, r := range t.roles {
		if r.Address == a {
			return r
		}
	}
	return role{Address: a}
}

// walls are all statements that deny a role something: in its own policies, and
// in the guardrails over it; and the guardrails that cannot be read.
func (r *reckoning) walls(a engine.Address) (all []policy.Statement, unread []string) {
	for _, g := range r.grants[a] {
		st, _ := r.statements(g)
		for _, one := range st {
			if one.Effect == policy.Deny {
				all = append(all, one)
			}
		}
	}
	limits, limited := r.boundary(a)
	if all = append(all, limits...); limited {
		unread = append(unread, "its boundary")
	}
	if a.Account == master {
		return all, unread // no guardrail binds it (AWS: Organizations user guide, service control policies)
	}
	for _, name := range slices.Sorted(maps.Keys(r.fence.targets)) {
		say := r.fence.in(name, a.Account)
		all = append(all, say.statements...)
		if say.named != nil {
			unread = append(unread, "guardrail "+name)
		}
	}
	return append(all, r.fence.shut(a.Account)...), unread
}

// boundary is what a role's permissions boundary does not allow, as statements
// that deny it, and whether it has one that is not known.
func (r *reckoning) boundary(a engine.Address) (all []policy.Statement, unread bool) {
	var b struct{ Policy string }
	body := r.s[engine.Address{Account: a.Account, Kind: "boundary", Name: a.Name}]
	if body == "" {
		return nil, false
	}
	say, known := []policy.Statement(nil), body.Read(&b) == nil
	if known {
		say, known = statementsOf(r.s, b.Policy)
	}
	only := policy.Statement{Effect: policy.Deny, Resource: policy.List{"*"}}
	for _, st := range say {
		switch {
		case st.Effect == policy.Deny:
			all = append(all, st)
		case len(st.NotAction) > 0:
			return all, true
		default:
			only.NotAction = append(only.NotAction, st.Action...)
		}
	}
	if slices.ContainsFunc(only.NotAction, everyAction) || !known {
		return all, !known
	}
	if len(only.NotAction) == 0 {
		only.Action = policy.List{"*"}
	}
	return append(all, only), false
}

// statements is what a grant says, and whether that is known.
func (r *reckoning) statements(g engine.Address) ([]policy.Statement, bool) {
	var b struct {
		Policy   string
		Document *policy.Document
	}
	switch {
	case r.s[g].Read(&b) != nil:
		return nil, false
	case b.Document != nil:
		return b.Document.Statement, true
	}
	return statementsOf(r.s, b.Policy)
}

// given is what one grant comes to.
func (r *reckoning) given(g engine.Address, who role, walls []policy.Statement) (Given, might) {
	_, name, _ := strings.Cut(g.Name, "/")
	out := Given{Name: name, Services: []string{}}
	if r.site.Line != nil {
		out.Line = r.site.Line(g)
	}
	say, known := r.statements(g)
	out.Known = known
	var m might
	if known {
		m = r.sum(say, walls, who)
	} else {
		m = r.named(g, who, walls)
	}
	out.Level, out.Services = m.level, append(out.Services, m.services...)
	return out, m
}

// named is what a policy comes to whose text is not known: what AWS says it is
// for, where the guardrails leave room for that.
func (r *reckoning) named(g engine.Address, who role, walls []policy.Statement) might {
	var b struct{ Policy string }
	if r.s[g].Read(&b) != nil {
		return might{level: unknown}
	}
	m := might{level: purpose(b.Policy), services: label(managedName(b.Policy))}
	room := r.room(m.level, walls, who)
	switch {
	case room.level == nothing:
		return room
	case room.services != nil && m.services == nil:
		m.services = room.services
	case room.services != nil && !slices.ContainsFunc(m.services, func(s string) bool { return slices.Contains(room.services, s) }):
		m = might{level: unknown} // whatever it is for, that is not possible here
	}
	return m
}

// room is what guardrails and denials leave of everything up to a level; where
// that is not known, of everything.
func (r *reckoning) room(level string, walls []policy.Statement, who role) might {
	return r.upTo(level, []policy.Statement{everything}, walls, who)
}

// sum is how much statements allow beside those that deny.
func (r *reckoning) sum(say, walls []policy.Statement, who role) might {
	return r.upTo(unknown, say, walls, who)
}

// upTo is what statements allow beside those that deny, up to a level: of a level
// that is not known, all. Most roles have what others have.
func (r *reckoning) upTo(level string, say, walls []policy.Statement, who role) might {
	judged := judge(slices.Concat(say, walls), []role{who})
	key := [2]string{level, text(judged)}
	m, known := r.mights[key]
	if !known {
		m = total(r.powers(judged, key[1]), func(of string) bool { return level == unknown || weight(of) <= weight(level) })
		r.mights[key] = m
	}
	return m
}

// powers are what statements come to, action by action; key is their text.
func (r *reckoning) powers(judged []policy.Statement, key string) []*gain {
	all, known := r.weighed[key]
	if !known {
		all = weighWhole([]part{{nil, judged}})[0].list()
		r.weighed[key] = all
	}
	return all
}

// total is the highest level of some powers, and the services it is on.
func total(all []*gain, some func(level string) bool) might {
	m := might{level: nothing}
	on := map[string]bool{}
	for _, p := range all {
		for _, g := range p.Gained {
			service, _, _ := strings.Cut(g.Name, ":")
			switch {
			case !some(g.Level):
			case m.level == nothing || weight(g.Level) > weight(m.level):
				m.level, on = g.Level, map[string]bool{service: true}
			case g.Level == m.level:
				on[service] = true
			}
		}
	}
	if len(on)*2 <= servicesWith()[m.level] {
		m.services = slices.Sorted(maps.Keys(on))
	}
	return m
}

// servicesWith counts the services that have an action of a level.
var servicesWith = sync.OnceValue(func() map[string]int {
	seen, n := map[string]bool{}, map[string]int{}
	for _, a := range actions().actions {
		service, _, _ := strings.Cut(a.name, ":")
		if key := service + " " + a.level; !seen[key] {
			seen[key] = true
			n[a.level]++
		}
	}
	return n
})

// most is the highest of all, on all services that it is on. What is not known
// goes behind what is.
func most(all []might) might {
	out := might{level: nothing}
	for _, m := range all {
		switch a, b := weight(m.level), weight(out.level); {
		case a > b:
			out = m
		case a == b && m.services == nil:
			out.services = nil
		case a == b && out.services != nil:
			out.services = set(slices.Concat(out.services, m.services))
		}
	}
	return out
}

// weight orders levels by what can be said of them: nothing, something that is
// not known, and then the more the higher.
func weight(level string) int {
	return slices.Index([]string{nothing, unknown, listing, reading, tagging, write, permissions}, level)
}
