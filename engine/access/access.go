// Package access says who can become what from a State, wanted or live, and
// what a plan changes about it: people who gain or lose a role, and the actions
// that changed policies give or take, told apart by AWS's own table of actions.
// It is pure and needs no network.
package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// Made lists the changes of a plan that apply makes: not what only a person
// can do, and not what waits for that.
func Made(p engine.Plan) []engine.Change {
	var made []engine.Change
	for _, s := range p.Steps {
		if !s.ByHand {
			made = append(made, slices.DeleteFunc(slices.Clone(s.Changes), func(c engine.Change) bool { return c.Waits != nil })...)
		}
	}
	return made
}

// Compare says what the changes do to people: those that apply makes, as Made
// lists them.
func Compare(have engine.State, changes []engine.Change) engine.Access {
	after := with(have, changes)
	a, b := Of(have), Of(after)
	gained, lost := minus(b, a), minus(a, b)
	c := newComparison(have, after, changes, minus(b, gained))
	return engine.Access{Gained: gained, Lost: lost, Powers: c.powers()}
}

// with is the state after the changes.
func with(have engine.State, changes []engine.Change) engine.State {
	after := engine.State{}
	maps.Copy(after, have)
	for _, c := range changes {
		if c.After == "" {
			delete(after, c.Address)
		} else {
			after[c.Address] = c.After
		}
	}
	return after
}

// minus lists what is in a and not in b, in the order of a; never nil.
func minus(a, b []engine.Becoming) []engine.Becoming {
	in := make(map[engine.Becoming]bool, len(b))
	for _, x := range b {
		in[x] = true
	}
	out := []engine.Becoming{}
	for _, x := range a {
		if !in[x] {
			out = append(out, x)
		}
	}
	return out
}

// compare orders by user, account and function.
func compare(a, b engine.Becoming) int {
	return cmp.Or(strings.Compare(a.User, b.User), strings.Compare(a.Account, b.Account), strings.Compare(a.Function, b.Function))
}

// addresses lists a state's addresses of a kind, in order.
func addresses(s engine.State, kind string) []engine.Address {
	var of []engine.Address
	for a := range s {
		if a.Kind == kind {
			of = append(of, a)
		}
	}
	slices.SortFunc(of, engine.Address.Compare)
	return of
}
