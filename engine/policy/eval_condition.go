package policy

import (
	"maps"
	"slices"
)

// conditions says whether all conditions hold.
func (s *scene) conditions(c Conditions) belief {
	out := certain(true)
	for _, name := range inOrder(c) {
		for _, key := range inOrder(c[name]) {
			out = out.and(s.condition(name, key, c[name][key]))
			if out.is == no {
				out.why = "the condition " + name + " " + key + " is not met"
				return out
			}
		}
	}
	return out
}

// inOrder are the keys of a map, in order.
func inOrder[V any](m map[string]V) []string {
	if len(m) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(m))
}

// condition says whether one condition holds: an operator about one key.
func (s *scene) condition(name, key string, wanted List) belief {
	o, ok := readOperator(name)
	if !ok {
		return unsure("the condition operator %s is not known", name)
	}
	if len(wanted) == 0 {
		return unsure("%s %s has no values", name, key)
	}
	have, known := s.lookup(key)
	if !known {
		return unsure("the condition key %s is not known", key)
	}
	if o.null {
		return isNull(len(have) == 0, wanted)
	}
	if o.set != "" && len(have) == 1 && have[0] == "" {
		have = nil // an empty set (AWS: IAM policy elements, set operators)
	}
	if len(have) == 0 {
		return certain(o.ofNothing())
	}
	if o.set == "" && len(have) > 1 {
		return unsure("the condition key %s has several values, %s is for one", key, name)
	}
	return s.ofValues(o, have, wanted)
}

// ofValues holds the values of a request against those wanted: each of them
// for all, one of them for any.
func (s *scene) ofValues(o operator, have, wanted List) belief {
	all := o.set == "forallvalues"
	out := certain(all)
	for _, value := range have {
		b := s.ofValue(o, value, wanted)
		if all {
			out = out.and(b)
		} else {
			out = out.or(b)
		}
	}
	return out
}

// ofValue holds one value against those wanted: one of them is enough, or for
// a negated operator too much.
func (s *scene) ofValue(o operator, value string, wanted List) belief {
	compare := func(want string) belief { return o.compare(value, want) }
	if o.fills {
		return s.anyOf(wanted, o.negated, compare)
	}
	out := certain(false)
	for _, want := range wanted {
		out = out.or(compare(want))
	}
	if o.negated {
		return out.not()
	}
	return out
}

// isNull says whether a key's being absent is what is wanted.
func isNull(absent bool, wanted List) belief {
	out := certain(false)
	for _, want := range wanted {
		b, ok := readBool(want)
		if !ok {
			return unsure("Null wants true or false, not %q", want)
		}
		out = out.or(certain(absent == (b == 1)))
	}
	return out
}
