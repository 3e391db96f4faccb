package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// The twins of a plan are changes that are the same but for their account: a function's grant
// in forty accounts. The first of them tells for all.
type twins struct {
	first  map[engine.Address]engine.Address   // of each that is not the first
	others map[engine.Address][]engine.Address // of each first
}

// twinned finds the twins of a plan, by what changes inside and what that does to
// people. A change that does nothing inside and to nobody has no need of it.
func twinned(changes []engine.Change, of map[engine.Address][]effect) twins {
	t := twins{map[engine.Address]engine.Address{}, map[engine.Address][]engine.Address{}}
	seen := map[string]engine.Address{}
	for _, c := range changes {
		if c.Action() != engine.Update && len(of[c.Address]) == 0 {
			continue
		}
		key := fmt.Sprintf("%q %q %q %q %s", c.Kind, c.Name, c.Before, c.After, likeness(of[c.Address]))
		first, known := seen[key]
		if !known {
			seen[key] = c.Address
			continue
		}
		t.first[c.Address], t.others[first] = first, append(t.others[first], c.Address)
		join(of[first], of[c.Address])
	}
	return t
}

// likeness is the same for effects that differ in nothing but the account.
func likeness(effects []effect) string {
	var b strings.Builder
	for _, e := range effects {
		fmt.Fprintf(&b, "%q %q %q %q %q %q %q %d;", e.Function, e.People, e.Resources, e.Gained, e.Lost, e.Idle, e.Fences, len(e.accounts))
	}
	return b.String()
}

// join has the effects of the first count in the accounts of another too.
func join(first, other []effect) {
	for i := range first {
		first[i].accounts = append(first[i].accounts, other[i].accounts...)
		first[i].alike = first[i].alike && other[i].alike && slices.Equal(first[i].Guardrails, other[i].Guardrails)
	}
}

// likewise is what stands below a change whose twin has told it all.
func (b briefing) likewise(c engine.Change) (string, bool) {
	first, is := b.twins.first[c.Address]
	if !is {
		return "", false
	}
	return "the same as " + first.String(), true
}

// alsoIn lists the addresses of which a first one tells.
func (b briefing) alsoIn(first engine.Address) (all []string) {
	for _, a := range b.twins.others[first] {
		all = append(all, a.String())
	}
	return all
}
