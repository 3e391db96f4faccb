package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// A comparison is a plan's two ends, and who keeps what between them.
type comparison struct {
	have, after engine.State
	changes     []engine.Change
	path        string // that everything made here is under

	roles []role                      // those that somebody keeps, by account and name
	kept  map[engine.Address][]string // who keeps a role, in order

	granted map[engine.Address][]engine.Change  // changes of grants, by role
	still   map[engine.Address][]engine.Address // grants that do not change, by role
	said    map[[2]string]saying                // what grants say, by name and body
	weighed map[string][]shift                  // accounts are often alike
	fence   *fence                              // after the changes; nil until it is asked for
	stopped map[stopKey]engine.Fence            // accounts are often alike
	wild    map[*gain][]engine.Wildcard         // likewise
}

// A passage is what becomes of some users' roles.
type passage struct {
	gained, lost, kept []engine.Address
	users              []string
}

// people finds out who gains, loses and keeps what.
func (c *comparison) people(out *engine.Access) {
	before, after := survey(c.have, c.path), survey(c.after, c.path)
	shared, passages := map[[2]string]*passage{}, []*passage(nil)
	users := maps.Clone(before.groups)
	maps.Copy(users, after.groups)
	for _, user := range slices.Sorted(maps.Keys(users)) {
		could, all := before.reach(user)
		can, same := after.reach(user)
		key := [2]string{before.key(user), after.key(user)}
		p := shared[key]
		if p == nil || !all || !same {
			p = pass(could, can)
			passages = append(passages, p)
		}
		if all && same {
			shared[key] = p
		}
		p.users = append(p.users, user)
		out.Gained, out.Lost = becomings(out.Gained, user, p.gained), becomings(out.Lost, user, p.lost)
	}
	c.keep(passages, after.roles)
}

// keep notes who keeps which role.
func (c *comparison) keep(passages []*passage, roles []role) {
	c.kept = map[engine.Address][]string{}
	for _, p := range passages {
		for _, r := range p.kept {
			c.kept[r] = append(c.kept[r], p.users...)
		}
	}
	for _, r := range roles {
		if users := c.kept[r.Address]; len(users) > 0 {
			slices.Sort(users)
			c.roles = append(c.roles, r)
		}
	}
}

// pass compares two lists that are in order.
func pass(could, can []engine.Address) *passage {
	p := new(passage)
	for len(could) > 0 || len(can) > 0 {
		switch {
		case len(can) == 0 || len(could) > 0 && compare(could[0], can[0]) < 0:
			p.lost, could = append(p.lost, could[0]), could[1:]
		case len(could) == 0 || compare(could[0], can[0]) > 0:
			p.gained, can = append(p.gained, can[0]), can[1:]
		default:
			p.kept, could, can = append(p.kept, can[0]), could[1:], can[1:]
		}
	}
	return p
}

// powers finds out what the changes of policies do to people who keep their
// roles.
func (c *comparison) powers(out *engine.Access) {
	c.sort()
	for _, r := range c.roles {
		out.Powers = append(out.Powers, c.grants(r)...)
	}
	out.Powers = append(out.Powers, c.guardrails()...)
	slices.SortStableFunc(out.Powers, func(a, b engine.Powers) int {
		return cmp.Or(a.Address.Compare(b.Address), strings.Compare(a.Account, b.Account))
	})
}

// sort divides grants by their roles.
func (c *comparison) sort() {
	c.granted, c.still = map[engine.Address][]engine.Change{}, map[engine.Address][]engine.Address{}
	c.said, c.weighed = map[[2]string]saying{}, map[string][]shift{}
	c.stopped, c.wild = map[stopKey]engine.Fence{}, map[*gain][]engine.Wildcard{}
	for _, ch := range c.changes {
		if ch.Kind == "grant" {
			c.granted[roleOf(ch.Address)] = append(c.granted[roleOf(ch.Address)], ch)
		}
	}
	for _, a := range addresses(c.have, "grant") {
		if c.after[a] == c.have[a] && c.granted[roleOf(a)] != nil {
			c.still[roleOf(a)] = append(c.still[roleOf(a)], a)
		}
	}
}
