package access

import (
	"maps"
	"slices"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// guardrails is what changed guardrails do to everybody who keeps a role in an
// account under them. None binds the master account (AWS: Organizations user
// guide, service control policies).
func (c *comparison) guardrails() []engine.Powers {
	if !slices.ContainsFunc(c.changes, func(ch engine.Change) bool {
		return ch.Kind == "guardrail" || ch.Kind == "attachment" || ch.Kind == "placement"
	}) {
		return nil
	}
	before, after := readFence(c.have), readFence(c.after)
	var all []engine.Powers
	for _, inside := range c.accounts() {
		if inside[0].Account != master {
			all = append(all, c.fenced(inside, before, after)...)
		}
	}
	return all
}

// accounts divides the roles that somebody keeps by their account.
func (c *comparison) accounts() [][]role {
	var all [][]role
	for _, r := range c.roles {
		if n := len(all); n > 0 && all[n-1][0].Account == r.Account {
			all[n-1] = append(all[n-1], r)
		} else {
			all = append(all, []role{r})
		}
	}
	return all
}

// fenced is what changed guardrails do in the account of some roles.
func (c *comparison) fenced(inside []role, before, after *fence) []engine.Powers {
	account, names := inside[0].Account, slices.Sorted(maps.Keys(before.targets))
	for _, name := range slices.Sorted(maps.Keys(after.targets)) {
		if before.targets[name] == nil {
			names = append(names, name)
		}
	}
	all := []policy.Statement{everything}
	parts := []part{{all, all}}
	for _, name := range names {
		parts = append(parts, part{before.in(name, account).statements, after.in(name, account).statements})
	}
	shifts := c.weigh(parts, inside)
	var out []engine.Powers
	for i, name := range names {
		was, is := before.in(name, account), after.in(name, account)
		found := shifts[i+1].list()
		if was.body != is.body {
			found = append(found, byName(was.named, is.named)...) // what denies less gives
		}
		for _, one := range found {
			p := one.Powers
			p.Address, p.Account, p.People = c.cause(name, account, before, after), account, c.keepers(inside)
			out = append(out, p)
		}
	}
	return out
}

// cause is the change by which a guardrail says another thing in an account:
// its own, or the one that puts it over the account or takes it away.
func (c *comparison) cause(name, account string, before, after *fence) engine.Address {
	held, holds := before.holds(name, account), after.holds(name, account)
	if held && holds {
		return engine.Address{Account: master, Kind: "guardrail", Name: name}
	}
	for _, ch := range c.changes {
		if of, target := ends(ch.Address); ch.Kind == "attachment" && of == name &&
			(held && ch.After == "" && before.over(target, account) || holds && ch.Before == "" && after.over(target, account)) {
			return ch.Address
		}
	}
	return engine.Address{Account: master, Kind: "placement", Name: account}
}

// keepers lists who keeps one of the roles, in order.
func (c *comparison) keepers(inside []role) []string {
	var all []string
	for _, r := range inside {
		all = append(all, c.kept[r.Address]...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
