package engine

import (
	"slices"
	"strings"
)

// Only is the part of the plan that is about addresses with a prefix, and what
// that part cannot do without: whatever has to come about before it.
func (p Plan) Only(prefix string) Plan {
	before, kept := p.before(), map[Address]bool{}
	var queue []Address
	for _, c := range p.Changes() {
		if strings.HasPrefix(c.String(), prefix) {
			queue = append(queue, c.Address)
		}
	}
	for len(queue) > 0 {
		a := queue[0]
		if queue = queue[1:]; !kept[a] {
			kept[a] = true
			queue = append(queue, before[a]...)
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

// before lists what each change cannot be made without. Needs ties two changes
// together and the plan says which of them is first: what a creation stands on,
// or what has to let go of, or take the place of, what a removal takes away.
func (p Plan) before() map[Address][]Address {
	changes := p.Changes()
	at := map[Address]int{}
	for i, c := range changes {
		at[c.Address] = i
	}
	before := map[Address][]Address{}
	for i, c := range changes {
		for _, need := range c.Needs {
			switch j, in := at[need]; {
			case in && j < i:
				before[c.Address] = append(before[c.Address], need)
			case in:
				before[need] = append(before[need], c.Address)
			}
		}
	}
	return before
}
