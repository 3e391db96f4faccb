package kind

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// learn notes what the run can do in a leaf, before the first change that is
// about it.
func (v *watch) learn(account string) {
	if v.leaves[account] == nil && v.realm.Accounts[account] != nil {
		v.inside[account] = v.probes(account, v.realm.Accounts[account].ID)
		v.leaves[account] = stands(v.realm, inLeaf(v.realm, v.cloud, account), v.inside[account])
	}
}

// enters is that, of an account in which a change is about the run's own role: the
// realm gets roles of its own there, since watches that are forks share them.
func (v *watch) enters(account string) {
	v.learn(account)
	if of := v.realm.Accounts[account]; of != nil {
		own := *of
		own.Roles = maps.Clone(of.Roles)
		v.realm.Accounts[account] = &own
	}
}

// fenced is what a guardrail takes from the run in a leaf account that it can
// enter.
func (v *watch) fenced(c engine.Change, account string) []breach {
	v.learn(account)
	if v.enter[account].Verdict < policy.Unknown || v.leaves[account] == nil {
		return nil
	}
	return breach{code: "guardrail-locks-out", change: c, where: account, lost: v.lostIn(account)}.ifAny()
}

// ousted is what a change of the role that the run is in a leaf account takes
// from it there.
func (v *watch) ousted(c engine.Change) []breach {
	b := breach{code: "own-access", change: c, where: c.Account}
	switch is := v.mayEnter(c.Account); {
	case worse(v.enter[c.Account], is):
		v.enter[c.Account] = is
		b.lost = []loss{{"sts:AssumeRole in " + c.Account, is}}
	case is.Verdict >= policy.Unknown && v.leaves[c.Account] != nil:
		for _, l := range v.lostIn(c.Account) {
			b.lost = append(b.lost, loss{l.what + " in " + c.Account, l.why})
		}
	}
	return b.ifAny()
}

// lostIn is what the run can do in a leaf account no more, and could when that
// was asked last.
func (v *watch) lostIn(account string) (lost []loss) {
	who := inLeaf(v.realm, v.cloud, account)
	now := slices.Clone(v.leaves[account])
	for i, p := range v.inside[account] {
		if is := v.realm.Decide(who, p.action, p.resource); worse(now[i], is) {
			now[i] = is // told once
			lost = append(lost, loss{p.action, is})
		}
	}
	v.leaves[account] = now
	return lost
}

// tieOwnRoles ties what would lock the run out of a leaf account to all that its
// role there is given in its place.
func (w *Wish) tieOwnRoles(t ties, plan engine.Plan) {
	function := func(a engine.Address) string {
		name, _, _ := strings.Cut(a.Name, "/")
		return name
	}
	does(plan, func(_ engine.Movement, c engine.Change) {
		if c.Account == cloud.Master || c.Kind != grant.name || c.Action() == engine.Delete {
			return
		}
		for late := range w.late { // in any order: ties are a set
			if late.Account == c.Account && function(late) == function(c.Address) {
				t.add(c.Address, late)
			}
		}
	})
}
