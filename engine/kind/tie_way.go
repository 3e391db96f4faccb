package kind

import (
	"slices"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// rehearsed is a plan that is gone through as if some of it went wrong.
type rehearsed struct {
	cloud   *cloud.Cloud
	picture *cloud.Picture
	plan    engine.Plan
	first   *watch // before the plan
}

// tieWaysIn ties what would lock out the run, or the last people in full
// control, if what they are given went wrong, to as much of that as is enough
// alone: it waits for all of that.
func (w *Wish) tieWaysIn(t ties, r *rehearsed) {
	given, made := r.giving()
	for _, all := range [][]engine.Change{given, made} {
		if len(all) == 0 || !r.taking() {
			continue
		}
		if r.first == nil {
			r.first = newWatch(w, r.cloud, r.picture)
		}
		held := r.breaks(all)
		if len(held) == 0 || len(r.breaks(nil)) > 0 { // a plan that breaks something anyway is refused
			continue
		}
		for a := range w.late {
			if a.Account == cloud.Master {
				held = append(held, engine.Change{Address: a, Before: "{}"})
			}
		}
		for _, c := range least(nil, all, func(kept []engine.Change) bool { return len(r.breaks(missing(all, kept))) == 0 }) {
			for _, h := range held {
				if h.Action() == engine.Delete {
					t.add(c.Address, h.Address)
				} else {
					t.add(h.Address, c.Address)
				}
			}
		}
	}
}

// giving are the changes that give people something in the master account, and
// those of them that are new. One that is not may take as well.
func (r *rehearsed) giving() (all, created []engine.Change) {
	r.visit(func(c engine.Change) {
		if c.Risk == engine.Grants && c.Action() != engine.Delete {
			all = append(all, c)
			if c.Action() == engine.Create {
				created = append(created, c)
			}
		}
	})
	return all, created
}

// taking reports whether anything is changed or taken away in the master
// account.
func (r *rehearsed) taking() (so bool) {
	r.visit(func(c engine.Change) { so = so || c.Action() != engine.Create })
	return so
}

// visit goes through what has a say about who may do what in the master
// account. Guardrails have none there.
func (r *rehearsed) visit(f func(engine.Change)) {
	for _, s := range r.plan.Steps {
		switch s.Kind {
		case policytype.name, unit.name, guardrail.name, account.name, attachment.name, placement.name:
			continue
		}
		for _, c := range made(s) {
			f(c)
		}
	}
}

// breaks are the changes that break something when others went wrong.
func (r *rehearsed) breaks(wrong []engine.Change) []engine.Change {
	not := map[engine.Address]bool{}
	for _, c := range wrong {
		not[c.Address] = true
	}
	v := r.first.fork()
	var all []engine.Change
	r.visit(func(c engine.Change) {
		if !not[c.Address] && v.step(c) != nil {
			all = append(all, c)
		}
	})
	return all
}

// missing are the changes that are not among others.
func missing(all, kept []engine.Change) []engine.Change {
	return slices.DeleteFunc(slices.Clone(all), func(c engine.Change) bool {
		return slices.ContainsFunc(kept, func(k engine.Change) bool { return k.Address == c.Address })
	})
}

// least is a smallest part of some changes that is enough beside others, where
// all of them are enough: halves are tried, so that few of many are found fast
// (QuickXplain, Junker 2004).
func least(beside, all []engine.Change, enough func([]engine.Change) bool) []engine.Change {
	switch {
	case enough(beside):
		return nil
	case len(all) == 1:
		return all
	}
	a, b := all[:len(all)/2], all[len(all)/2:]
	second := least(slices.Concat(beside, a), b, enough)
	return append(least(slices.Concat(beside, second), a, enough), second...)
}
