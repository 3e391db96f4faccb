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
// lists them. The path is the one that everything made here is under, as the
// document has it, "" for /orgwright/: no user's own tells it, since people who
// are taken over are at paths of others.
func Compare(have engine.State, changes []engine.Change, path string) engine.Access {
	out := engine.Access{Gained: []engine.Becoming{}, Lost: []engine.Becoming{}, Powers: []engine.Powers{}}
	if len(changes) == 0 {
		return out
	}
	c := &comparison{have: have, after: with(have, changes), changes: changes, path: path}
	c.people(&out)
	c.powers(&out)
	return out
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

// addresses lists a state's addresses of a kind, by account and name.
func addresses(s engine.State, kind string) []engine.Address {
	var of []engine.Address
	for a := range s {
		if a.Kind == kind {
			of = append(of, a)
		}
	}
	slices.SortFunc(of, compare)
	return of
}

// compare orders addresses of one kind.
func compare(a, b engine.Address) int {
	return cmp.Or(strings.Compare(a.Account, b.Account), strings.Compare(a.Name, b.Name))
}
