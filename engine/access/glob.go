package access

import (
	"iter"
	"strings"
)

// match counts through the actions that a pattern means. The wildcards of an
// action are in its name, or all of it is one (AWS: IAM policy elements,
// Action).
func (t *table) match(pattern string) iter.Seq[int] {
	pattern = strings.ToLower(pattern)
	service, _, _ := strings.Cut(pattern, ":")
	of := t.services[service]
	if everyAction(pattern) {
		pattern, of = "*", [2]int{0, len(t.actions)}
	}
	return func(yield func(int) bool) {
		for i := of[0]; i < of[1]; i++ {
			if covers(pattern, t.actions[i].lower) && !yield(i) {
				return
			}
		}
	}
}

func everyAction(pattern string) bool { return pattern == "*" || pattern == "*:*" }

// covers reports whether a pattern matches whatever another one matches: the
// other's wildcards are matched by * alone.
func covers(pattern, other string) bool {
	p, o := 0, 0
	star, back := -1, 0
	for o < len(other) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, back = p, o
			p++
		case p < len(pattern) && (pattern[p] == other[o] || pattern[p] == '?' && other[o] != '*'):
			p, o = p+1, o+1
		case star >= 0:
			back++
			p, o = star+1, back
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// overlap reports whether some text matches both patterns. In the first, %
// stands for a text without colon and slash, as in generate.
func overlap(a, b string) bool {
	next := make([]bool, len(b)+1) // whether what is left of a and of b overlap, by where b is left
	for i := len(a); i >= 0; i-- {
		row := make([]bool, len(b)+1)
		for j := len(b); j >= 0; j-- {
			row[j] = meet(a[i:], b[j:], next[j:], row[j:])
		}
		next = row
	}
	return next[0]
}

// meet reports whether a and b overlap. Known is whether all but the first of a
// overlaps b (below[0]) or all but the first of b (below[1]), and whether a
// overlaps all but the first of b (row[1]).
func meet(a, b string, below, row []bool) bool {
	switch {
	case a == "" || b == "":
		return strings.Trim(a, "*") == "" && strings.Trim(b, "*") == ""
	case a[0] == '*' || b[0] == '*':
		return below[0] || row[1]
	case a[0] == '%':
		return b[0] != ':' && b[0] != '/' && (below[1] || row[1])
	case a[0] == b[0], a[0] == '?', b[0] == '?':
		return below[1]
	default:
		return false
	}
}

// open writes a resource's policy variables as what they may become.
func open(resource string) string {
	for {
		before, rest, found := strings.Cut(resource, "${")
		_, after, closed := strings.Cut(rest, "}")
		if !found || !closed {
			return resource
		}
		resource = before + "*" + after
	}
}
