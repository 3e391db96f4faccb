package engine

import (
	"slices"
	"strings"
)

// Only is the part of the plan that is about addresses with a prefix, and what
// that part cannot do without: what its creations need, and what has to go
// before its deletions.
func (p Plan) Only(prefix string) Plan {
	kept := map[Address]bool{}
	for _, c := range p.Changes() {
		kept[c.Address] = strings.HasPrefix(c.String(), prefix)
	}
	for grown := true; grown; {
		grown = false
		for _, c := range p.Changes() {
			for _, other := range p.Changes() {
				if kept[c.Address] && !kept[other.Address] && c.takes(other) {
					kept[other.Address], grown = true, true
				}
			}
		}
	}
	only := Plan{Steps: []Step{}}
	for _, s := range p.Steps {
		s.Changes = slices.DeleteFunc(slices.Clone(s.Changes), func(c Change) bool { return !kept[c.Address] })
		if len(s.Changes) > 0 {
			only.Steps = append(only.Steps, s)
		}
	}
	return only
}

// takes reports whether a change cannot be made without another.
func (c Change) takes(other Change) bool {
	if c.Action() == Delete {
		return other.Action() == Delete && slices.Contains(other.Needs, c.Address)
	}
	return other.Action() != Delete && slices.Contains(c.Needs, other.Address)
}
