package access

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// A patch is a set of resources: those that a pattern matches, always or when a
// condition holds.
type patch struct {
	pattern string
	when    string // the condition in words; "" is always
}

// String is the patch as people read it: "arn:… when KEY OPERATOR VALUE".
func (p patch) String() string {
	if p.when == "" {
		return p.pattern
	}
	return p.pattern + " when " + p.when
}

// within reports whether a patch lies in another for certain.
func (p patch) within(other patch) bool {
	return (other.when == "" || other.when == p.when) && covers(other.pattern, p.pattern)
}

// apart reports whether no resource can lie in both.
func (p patch) apart(other patch) bool { return !overlap(open(p.pattern), open(other.pattern)) }

// A scope is on what an action is allowed: a patch with holes.
type scope struct {
	patch
	holes []patch
}

// String is the scope as people read it: "arn:… except arn:…".
func (s scope) String() string {
	if len(s.holes) == 0 {
		return s.patch.String()
	}
	holes := make([]string, len(s.holes))
	for i, h := range s.holes {
		holes[i] = h.String()
	}
	return s.patch.String() + " except " + strings.Join(holes, ", ")
}

// hole makes a hole, unless it is one already or beside the scope.
func (s scope) hole(h patch) scope {
	if h.apart(s.patch) || slices.ContainsFunc(s.holes, h.within) {
		return s
	}
	s.holes = append(slices.Clone(s.holes), h)
	slices.SortFunc(s.holes, func(a, b patch) int { return strings.Compare(a.String(), b.String()) })
	return s
}

// allowed is on what statements about one action allow it. A deny that may not
// hold, or denies a part, makes a hole.
func allowed(statements []policy.Statement) []scope {
	var all []scope
	for _, st := range statements {
		if st.Effect == policy.Allow {
			all = append(all, regions(st)...)
		}
	}
	for _, st := range statements {
		if st.Effect == policy.Deny {
			for _, deny := range regions(st) {
				all = without(all, deny)
			}
		}
	}
	return all
}

// regions is on what a statement speaks of an action.
func regions(st policy.Statement) []scope {
	when := words(st.Condition)
	if len(st.NotResource) > 0 {
		s := scope{patch: patch{"*", when}}
		for _, r := range st.NotResource {
			s = s.hole(patch{pattern: r})
		}
		return []scope{s}
	}
	var all []scope
	for _, r := range st.Resource {
		all = append(all, scope{patch: patch{r, when}})
	}
	return all
}

// without takes what a deny covers away.
func without(all []scope, deny scope) []scope {
	var left []scope
	for _, s := range all {
		switch {
		case len(deny.holes) == 0 && s.within(deny.patch):
		case len(deny.holes) == 0:
			left = append(left, s.hole(deny.patch))
		default:
			left = append(left, s.only(deny)...)
		}
	}
	return left
}

// only is what a deny of everything but its holes leaves of a scope: what lies
// in the holes, as far as patterns can say that.
func (s scope) only(deny scope) []scope {
	if slices.ContainsFunc(deny.holes, func(h patch) bool { return covers(h.pattern, s.pattern) }) {
		return []scope{s}
	}
	near := slices.DeleteFunc(slices.Clone(deny.holes), func(h patch) bool { return h.apart(s.patch) })
	outside := make([]string, len(near))
	for i, h := range near {
		outside[i] = h.pattern
	}
	switch {
	case len(near) == 0 && deny.when != "":
		return []scope{s.hole(patch{s.pattern, deny.when})}
	case deny.when != "" || slices.ContainsFunc(near, func(h patch) bool { return !covers(s.pattern, h.pattern) }):
		return []scope{s.hole(patch{s.pattern, both("outside "+strings.Join(outside, "|"), deny.when)})}
	}
	var left []scope
	for _, h := range near {
		left = append(left, scope{patch: patch{h.pattern, s.when}}.punch(s.holes))
	}
	return left
}

// punch makes several holes.
func (s scope) punch(holes []patch) scope {
	for _, h := range holes {
		s = s.hole(h)
	}
	return s
}

// beyond is what of the scopes the others do not cover, in order.
func beyond(scopes, others []scope) []scope {
	left := scopes
	for _, o := range others {
		var next []scope
		for _, s := range left {
			next = append(next, s.beyond(o)...)
		}
		left = next
	}
	left = slices.Clone(left)
	slices.SortFunc(left, func(a, b scope) int { return strings.Compare(a.String(), b.String()) })
	return slices.CompactFunc(left, func(a, b scope) bool { return a.String() == b.String() })
}

// beyond is what of a scope another does not cover: all of it, nothing, or what
// lies in the other's holes.
func (s scope) beyond(o scope) []scope {
	if !s.within(o.patch) {
		return []scope{s}
	}
	var left []scope
	for _, h := range o.holes {
		if h.apart(s.patch) || slices.ContainsFunc(s.holes, h.within) {
			continue
		}
		part := scope{patch: patch{s.pattern, both(s.when, h.when)}}
		if covers(s.pattern, h.pattern) {
			part.pattern = h.pattern
		}
		left = append(left, part.punch(s.holes))
	}
	return left
}

// both joins two conditions.
func both(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	default:
		return a + " and " + b
	}
}
