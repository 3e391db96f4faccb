package kind

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// fencing is what a plan does to guardrails, by what they are on, and to what
// stands behind them, by account.
type fencing struct {
	up, down map[string][]engine.Address // guardrails that come or change, and that go, by target
	moves    map[string]engine.Change
	access   map[string][]engine.Address // what lets people, or CI, into an account
}

// tieFences ties guardrails to one another: what goes from over an account waits
// for what comes over it and for the account's move, an account moves when all
// that is to be over it is there, and nobody is let in before.
func (w *Wish) tieFences(t ties, plan engine.Plan) {
	f := w.fencing(plan)
	for _, target := range sortedKeys(f.up) {
		f.swap(t, f.up[target], f.down[target])
	}
	for _, account := range w.members() {
		name := account.Name
		before, after := account.Unit, account.Unit
		move, moves := f.moves[name]
		if moves {
			after = read[placementBody](move.After).Unit
		}
		up, down := over(f.up, w.chain(name, after)), over(f.down, w.chain(name, before))
		f.swap(t, up, down)
		if !moves {
			for _, a := range f.access[name] {
				t.add(a, up...)
			}
			continue
		}
		for _, a := range f.access[name] {
			t.add(a, move.Address)
		}
		t.add(move.Address, up...)
		t.add(move.Address, down...)
		if move.Before != "" && before != "" {
			t.add(move.Address, at(unit.name, before))
		}
	}
}

// swap lets guardrails that go wait for those that come.
func (f fencing) swap(t ties, up, down []engine.Address) {
	for _, c := range up {
		for _, gone := range down {
			if guardrail, _, _ := strings.Cut(gone.Name, "@"); guardrail != c.Name {
				t.add(c, gone)
			}
		}
	}
}

func (w *Wish) fencing(plan engine.Plan) fencing {
	on, by := w.guardrailsOn()
	f := fencing{map[string][]engine.Address{}, map[string][]engine.Address{}, map[string]engine.Change{}, map[string][]engine.Address{}}
	does(plan, func(_ engine.Movement, c engine.Change) {
		_, target, _ := strings.Cut(c.Name, "@")
		gone := c.Action() == engine.Delete
		switch c.Kind {
		case attachment.name:
			if gone {
				f.down[target] = append(f.down[target], c.Address)
			} else {
				f.up[target] = append(f.up[target], c.Address)
			}
		case guardrail.name:
			if c.Action() == engine.Update && c.Risk != engine.NoRisk {
				for _, target := range by[c.Name] {
					f.up[target] = append(f.up[target], c.Address)
				}
			}
		case placement.name:
			f.moves[c.Name] = c
		case role.name, grant.name, cirole.name:
			if !gone && c.Account != cloud.Master {
				f.access[c.Account] = append(f.access[c.Account], c.Address)
			}
		}
	})
	for target := range f.down {
		if on[target]+len(f.up[target]) > guardrailsPerTarget { // what fits is attached, the old goes, and the next run attaches the rest
			delete(f.down, target)
		}
	}
	return f
}

// guardrailsOn is how many guardrails are on what now, and what each of them is
// on.
func (w *Wish) guardrailsOn() (on map[string]int, by map[string][]string) {
	on, by = map[string]int{}, map[string][]string{}
	sight := &Sight{Wish: w, Picture: &cloud.Picture{Organization: w.organization}}
	for _, g := range sight.organization().Guardrails {
		for _, id := range g.Targets {
			target := sight.target(id)
			on[target]++
			by[g.Name] = append(by[g.Name], target)
		}
	}
	return on, by
}

// members are the accounts of the organization and those that are to come.
func (w *Wish) members() []cloud.Member {
	var all []cloud.Member
	if w.organization != nil {
		all = slices.Clone(w.organization.Members)
	}
	for _, key := range w.Org.Leaves() {
		if !slices.ContainsFunc(all, func(m cloud.Member) bool { return m.Name == key }) {
			all = append(all, cloud.Member{Name: key})
		}
	}
	return all
}

// chain lists what may have a guardrail that holds in an account in a unit.
func (w *Wish) chain(account, unit string) []string {
	all := []string{account, root}
	for up := strings.TrimSuffix(unit, "/"); up != ""; up = above(up) {
		all = append(all, w.unitTarget(up))
	}
	return all
}

func over(by map[string][]engine.Address, targets []string) []engine.Address {
	var all []engine.Address
	for _, target := range targets {
		all = append(all, by[target]...)
	}
	return all
}
