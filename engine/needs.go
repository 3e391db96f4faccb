package engine

import "slices"

// annotate gives each change its risk, its reason, what it needs and, where
// that is a thing only a person can do, what it waits for.
func annotate(changes []Change, kinds []Kind, ranks map[string]int) []Change {
	changes = slices.Clone(changes)
	at := map[Address]int{}
	for i, c := range changes {
		at[c.Address] = i
	}
	for i := range changes {
		c := &changes[i]
		k := kinds[ranks[c.Kind]]
		c.Risk = risk(*c, k)
		if k.Line != nil {
			c.Line = k.Line(*c)
		}
		if k.Why != nil {
			c.Why = k.Why(*c)
		}
		c.Needs = needs(*c, k, at)
	}
	wait(changes, func(i int) bool { return byHand(changes[i], kinds[ranks[changes[i].Kind]]) },
		func(i int) bool { return movement(changes[i], kinds[ranks[changes[i].Kind]]) == Clear })
	return changes
}

// Bind is the plan with more needs of its changes: others of the plan that have
// to come about before, or, of a removal that comes later, that wait for them.
func (p Plan) Bind(more map[Address][]Address) Plan {
	if len(more) == 0 {
		return p
	}
	changes, steps, planned := p.Changes(), []Step(nil), map[Address]bool{}
	for _, c := range changes {
		planned[c.Address] = true
	}
	for _, s := range p.Steps {
		for range s.Changes {
			steps = append(steps, s)
		}
	}
	for i, c := range changes {
		if add := more[c.Address]; len(add) > 0 {
			changes[i].Needs = slices.DeleteFunc(slices.Concat(c.Needs, add), func(a Address) bool { return a == c.Address || !planned[a] })
			slices.SortFunc(changes[i].Needs, Address.Compare)
			changes[i].Needs = slices.Compact(changes[i].Needs)
		}
	}
	wait(changes, func(i int) bool { return steps[i].ByHand }, func(i int) bool { return steps[i].Movement == Clear })
	out := Plan{Steps: slices.Clone(p.Steps)}
	for i := range out.Steps {
		n := len(out.Steps[i].Changes)
		out.Steps[i].Changes, changes = changes[:n:n], changes[n:]
	}
	return out
}

// wait notes what each change waits for.
func wait(changes []Change, hand, cleared func(i int) bool) {
	at := map[Address]int{}
	for i, c := range changes {
		at[c.Address] = i
	}
	for i := range changes {
		changes[i].Waits = waits(changes, at, hand, i)
	}
	hold(changes, at, cleared)
}

// hold lets removals that are cleared away wait with the build that replaces
// what goes, and with the removals that come before them.
func hold(changes []Change, at map[Address]int, cleared func(i int) bool) {
	var queue []int
	for i, c := range changes {
		if c.Waits != nil {
			queue = append(queue, i)
		}
	}
	for len(queue) > 0 {
		c := changes[queue[0]]
		queue = queue[1:]
		for _, a := range c.Needs {
			if gone := &changes[at[a]]; gone.Action() == Delete && gone.Waits == nil && cleared(at[a]) {
				gone.Waits = c.Waits
				queue = append(queue, at[a])
			}
		}
	}
}

func risk(c Change, k Kind) Risk {
	action, said := c.Action(), Risk("")
	if k.Risk != nil {
		said = k.Risk(c)
	}
	switch {
	case byHand(c, k):
		return Person
	case said != "":
		return said
	case action == Create && k.Forever:
		return Permanent
	case k.Reach == Gives && action == Delete, k.Reach == Fences && action == Create:
		return Revokes
	case k.Reach != Neutral:
		return Grants
	case action == Delete:
		return Destroys
	default:
		return NoRisk
	}
}

// needs lists what must be there first, as far as it is in the plan itself.
func needs(c Change, k Kind, at map[Address]int) []Address {
	if k.Needs == nil {
		return nil
	}
	var in []Address
	for _, a := range k.Needs(c) {
		if _, ok := at[a]; ok && a != c.Address {
			in = append(in, a)
		}
	}
	slices.SortFunc(in, Address.Compare)
	return slices.Compact(in)
}

// bound reports whether, of two changes, the one that comes later in a plan is
// not made where the earlier one went wrong. What is built stands on what it
// needs. A removal comes before the removal of what it stands on; and where a
// build names a removal, that removal waits for it: the build replaces what
// goes. One that comes before the build has to be through before it.
func bound(a, b Change) bool { return a.names(b) || b.names(a) }

// names reports whether a change needs another, in a way that binds them: a
// removal stands on what there is, and not on what becomes of it.
func (c Change) names(other Change) bool {
	return (c.Action() != Delete || other.Action() == Delete) && slices.Contains(c.Needs, other.Address)
}

// waits finds the by-hand creation that change i cannot come before, however
// many needs away it is.
func waits(changes []Change, at map[Address]int, hand func(int) bool, i int) *Address {
	seen := map[int]bool{i: true}
	queue := []int{i}
	if hand(i) || changes[i].Action() == Delete {
		return nil
	}
	for len(queue) > 0 {
		c := changes[queue[0]]
		queue = queue[1:]
		for _, a := range c.Needs {
			j := at[a]
			if seen[j] || changes[j].Action() == Delete {
				continue
			}
			if hand(j) {
				found := changes[j].Address
				return &found
			}
			seen[j] = true
			queue = append(queue, j)
		}
	}
	return nil
}
