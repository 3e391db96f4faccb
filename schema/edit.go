package schema

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// A Leaving is that a user performs a function no longer.
type Leaving struct{ User, Function string }

// WithoutMembers is the text of a document in which users no longer perform
// functions. Everything else in it stays as it is, comments and spaces too; what
// is on the same line as a removed entry of a list of its own goes with it. The
// result is read again and held to be the document without these memberships.
// One that is not there is no error.
func WithoutMembers(name string, src []byte, leaving []Leaving) ([]byte, error) {
	text := string(src)
	unix := strings.ReplaceAll(text, "\r\n", "\n") // in which the parser keeps count of lines
	out, err := withoutMembers(name, unix, leaving)
	switch {
	case err != nil:
		return nil, err
	case out == unix:
		return src, nil
	case unix != text && strings.Count(unix, "\n") != strings.Count(text, "\r\n"):
		return nil, fmt.Errorf("edit %s: some lines end with LF and some with CRLF; take the functions away by hand", name)
	case unix != text:
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	return []byte(out), nil
}

func withoutMembers(name, src string, leaving []Leaving) (string, error) {
	s, org, err := reread(name, src)
	if err != nil {
		return "", err
	}
	var cuts []cut
	want := map[string]User{}
	for _, user := range slices.Sorted(maps.Keys(org.Users)) {
		u := org.Users[user]
		var gone []int
		for i, m := range u.Functions {
			if slices.Contains(leaving, Leaving{user, m.Function}) {
				gone = append(gone, i)
			}
		}
		if len(gone) > 0 {
			list, err := s.functionsOf(user)
			if err != nil {
				return "", err
			}
			cuts = append(cuts, s.cuts(list, gone)...)
		}
		u.Functions = without(u.Functions, gone)
		want[user] = u
	}
	text := apply(s.text, cuts)
	_, after, err := reread(name, text)
	if err != nil {
		return "", fmt.Errorf("edit %s: what came of it cannot be read: %w", name, err)
	}
	org.Users, org.source, after.source = want, nil, nil
	for user, u := range after.Users {
		u.Functions = without(u.Functions, nil)
		after.Users[user] = u
	}
	if !reflect.DeepEqual(org, after) {
		return "", fmt.Errorf("edit %s: something else would have changed; take the functions away by hand", name)
	}
	return text, nil
}

// reread reads a text as far as its grammar goes.
func reread(name, text string) (*source, *Org, error) {
	s := newSource(name, text)
	body, found := s.tree()
	if found != nil {
		return nil, nil, found
	}
	org := &Org{source: s}
	d := &decoder{source: s, shapes: map[reflect.Type]*shape{}}
	d.decode(body, org)
	if len(d.found) > 0 {
		return nil, nil, d.found.sorted()
	}
	return s, org, nil
}

// without is a list without some of it; never nil, so that two can be compared.
func without(all []Membership, gone []int) []Membership {
	out := []Membership{}
	for i, m := range all {
		if !slices.Contains(gone, i) {
			out = append(out, m)
		}
	}
	return out
}

// A cut is a part of a text, in bytes, that something else takes the place of.
type cut struct {
	from, to int
	by       string
}

// apply makes cuts that do not overlap.
func apply(text string, cuts []cut) string {
	slices.SortFunc(cuts, func(a, b cut) int { return b.from - a.from })
	for _, c := range cuts {
		text = text[:c.from] + c.by + text[c.to:]
	}
	return text
}

// functionsOf finds the list of a user's functions in the tree.
func (s *source) functionsOf(user string) (*ast.SequenceNode, error) {
	body, found := s.tree()
	if found != nil {
		return nil, found
	}
	at := body
	for _, key := range []string{"users", user, "functions"} {
		if at = valueOf(at, key); at == nil {
			return nil, fmt.Errorf("edit %s: users.%s.functions is not found", s.name, user)
		}
	}
	list, ok := at.(*ast.SequenceNode)
	if !ok {
		return nil, fmt.Errorf("edit %s: users.%s.functions is not a list", s.name, user)
	}
	return list, nil
}

// valueOf is the value of a key of a mapping; nil when there is none.
func valueOf(n ast.Node, key string) ast.Node {
	var pairs []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		pairs = m.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{m}
	}
	for _, p := range pairs {
		if p.Key.GetToken().Value == key {
			return p.Value
		}
	}
	return nil
}

// offset is where in the text a line and character, counted from one, begin.
func (s *source) offset(at spot) int {
	from := 0
	for range at.line - 1 {
		from += strings.IndexByte(s.text[from:], '\n') + 1
	}
	line := []rune(s.line(at.line))
	return from + len(string(line[:min(at.col-1, len(line))]))
}

// cuts take entries out of a list.
func (s *source) cuts(list *ast.SequenceNode, gone []int) []cut {
	if list.IsFlowStyle {
		return s.flowCuts(s.offset(s.spot(list.Start)), gone)
	}
	return s.blockCuts(list, gone)
}

// flowCuts take entries out of [a, b], each with a comma beside it.
func (s *source) flowCuts(begin int, gone []int) []cut {
	entries := flowEntries(s.text, begin)
	var cuts []cut
	kept := false
	for i, e := range entries {
		last := i == len(entries)-1
		switch {
		case !slices.Contains(gone, i):
			kept = true
		case !last: // with the comma after it and the space up to the next
			cuts = append(cuts, cut{e[0], entries[i+1][0], ""})
		case kept: // with the comma before it
			before := i - 1
			for slices.Contains(gone, before) {
				before--
			}
			cuts = append(trimCuts(cuts, entries[before][1]), cut{entries[before][1], e[1], ""})
		default:
			cuts = append(cuts, cut{e[0], e[1], ""})
		}
	}
	return cuts
}

// trimCuts leaves out the cuts that lie behind a place: one that is made takes
// all of it.
func trimCuts(cuts []cut, from int) []cut {
	return slices.DeleteFunc(cuts, func(c cut) bool { return c.from >= from })
}
