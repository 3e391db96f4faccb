package engine

import "slices"

// stretches divides the steps that are not by hand into those that each account
// goes through for itself. Without together each step is one.
func (r *run) stretches(steps []Step, together bool) [][]Step {
	var all [][]Step
	for _, s := range steps {
		last := len(all) - 1
		switch {
		case s.ByHand:
		case together && last >= 0 && r.joins(all[last], s):
			all[last] = append(all[last], s)
		default:
			all = append(all, []Step{s})
		}
	}
	return all
}

// joins reports whether no account has to wait for another one between some
// steps and the next: each has several accounts' changes, and none of the next
// one's needs what another account is still at.
func (r *run) joins(steps []Step, next Step) bool {
	if steps[0].Movement != next.Movement || !spread(steps[0]) || !spread(next) {
		return false
	}
	for _, s := range steps {
		if slices.ContainsFunc(next.Changes, func(c Change) bool { return r.leans(c, s) }) {
			return false
		}
	}
	return true
}

// leans reports whether a change needs, or is needed by, what a step does in
// another account.
func (r *run) leans(c Change, s Step) bool {
	elsewhere := func(of Change, a Address) bool {
		other, planned := r.changes[a]
		return planned && other.Kind == s.Kind && a.Account != of.Account
	}
	return slices.ContainsFunc(c.Needs, func(a Address) bool { return elsewhere(c, a) }) ||
		c.Action() == Delete && slices.ContainsFunc(s.Changes, func(o Change) bool { return o.Account != c.Account && slices.Contains(o.Needs, c.Address) })
}

// spread reports whether a step has changes in several accounts.
func spread(s Step) bool {
	return slices.ContainsFunc(s.Changes, func(c Change) bool { return c.Account != s.Changes[0].Account })
}

// byAccount is what each account has of some steps, in their order.
func byAccount(steps []Step) [][]Step {
	var all [][]Step
	at := map[string]int{}
	for _, s := range steps {
		mine := map[string]int{}
		for _, c := range s.Changes {
			i, known := at[c.Account]
			if !known {
				i = len(all)
				at[c.Account], all = i, append(all, nil)
			}
			j, begun := mine[c.Account]
			if !begun {
				j = len(all[i])
				mine[c.Account], all[i] = j, append(all[i], Step{Movement: s.Movement, Kind: s.Kind, parallel: s.parallel})
			}
			all[i][j].Changes = append(all[i][j].Changes, c)
		}
	}
	return all
}
