package access

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// A comparison is a plan's two ends, and who keeps what between them.
type comparison struct {
	have, after engine.State
	changes     []engine.Change
	kept        map[engine.Address][]string // people who can become a role before and after
	roles       []role                      // those that somebody keeps, by address
	weighed     map[string][]shift          // accounts are often alike

	granted map[engine.Address][]engine.Change  // changes of grants, by role
	still   map[engine.Address][]engine.Address // grants that do not change, by role
}

// newComparison finds out who keeps what.
func newComparison(have, after engine.State, changes []engine.Change, both []engine.Becoming) *comparison {
	c := &comparison{
		have: have, after: after, changes: changes, kept: map[engine.Address][]string{}, weighed: map[string][]shift{},
		granted: map[engine.Address][]engine.Change{}, still: map[engine.Address][]engine.Address{},
	}
	for _, b := range both {
		at := engine.Address{Account: b.Account, Kind: "role", Name: b.Function}
		c.kept[at] = append(c.kept[at], b.User)
	}
	for _, r := range survey(after).roles {
		if len(c.kept[r.Address]) > 0 {
			c.roles = append(c.roles, r)
		}
	}
	for _, ch := range changes {
		if ch.Kind == "grant" {
			c.granted[roleOf(ch.Address)] = append(c.granted[roleOf(ch.Address)], ch)
		}
	}
	for _, a := range addresses(have, "grant") {
		if after[a] == have[a] {
			c.still[roleOf(a)] = append(c.still[roleOf(a)], a)
		}
	}
	return c
}

// roleOf is the role that a grant is of.
func roleOf(a engine.Address) engine.Address {
	name, _, _ := strings.Cut(a.Name, "/")
	return engine.Address{Account: a.Account, Kind: "role", Name: name}
}

// powers is what the changes of policies do to people who keep their roles.
func (c *comparison) powers() []engine.Powers {
	all := []engine.Powers{}
	for _, r := range c.roles {
		all = append(all, c.grants(r)...)
	}
	all = append(all, c.guardrails()...)
	slices.SortStableFunc(all, func(a, b engine.Powers) int {
		return cmp.Or(a.Address.Compare(b.Address), strings.Compare(a.Account, b.Account))
	})
	return all
}

// grants is what the changes of a role's grants do.
func (c *comparison) grants(r role) []engine.Powers {
	changes := c.granted[r.Address]
	parts := make([]part, len(changes))
	for i, ch := range changes {
		parts[i] = part{readGrant(ch.Name, ch.Before).statements, readGrant(ch.Name, ch.After).statements}
	}
	for _, a := range c.still[r.Address] {
		st := readGrant(a.Name, c.have[a]).statements
		parts = append(parts, part{st, st})
	}
	shifts := c.weigh(parts, []role{r})
	var all []engine.Powers
	for i, ch := range changes {
		was, is := readGrant(ch.Name, ch.Before), readGrant(ch.Name, ch.After)
		found := byName(is.named, was.named)
		if !byNameAlone(was, is) {
			found = append(found, shifts[i].list()...)
		}
		for _, p := range found {
			p.Address, p.Account, p.Function, p.People = ch.Address, r.Account, r.Name, c.kept[r.Address]
			all = append(all, p)
		}
	}
	return all
}

// byName are powers that come and go by name; none when nothing does.
func byName(gained, lost *engine.Power) []engine.Powers {
	if gained == nil && lost == nil {
		return nil
	}
	p := none([]string{"*"})
	if gained != nil {
		p.Gained = append(p.Gained, *gained)
	}
	if lost != nil {
		p.Lost = append(p.Lost, *lost)
	}
	return []engine.Powers{p}
}

// weigh weighs what parts say to the sessions of roles.
func (c *comparison) weigh(parts []part, roles []role) []shift {
	var key strings.Builder
	judged, changed := make([]part, len(parts)), false
	for i, p := range parts {
		judged[i] = part{judge(p.before, roles), judge(p.after, roles)}
		before, after := text(judged[i].before), text(judged[i].after)
		key.WriteString(before + "\n" + after + "\n")
		changed = changed || before != after
	}
	if !changed {
		return make([]shift, len(parts))
	}
	out, ok := c.weighed[key.String()]
	if !ok {
		out = weigh(judged)
		c.weighed[key.String()] = out
	}
	return out
}

// text is what statements say, in one form.
func text(statements []policy.Statement) string {
	return policy.Document{Version: policy.Version, Statement: statements}.String()
}
