package kind

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// later are the things that org.yaml adopts, though not yet: as they were
// found, by what org.yaml calls them.
type later struct {
	functions, users, units, guardrails map[string]bool
}

// later finds what organization.adopt leaves as it is: what has adopt: true and
// is still others'. A function is left alone as a whole.
func (w *Wish) later(others map[engine.Address]engine.Body) later {
	l := later{map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}}
	if w.Org.Organization.Adopt == "" {
		return l
	}
	for a := range others {
		switch o := w.Org; {
		case (a.Kind == role.name || a.Kind == group.name) && o.Functions[a.Name].Adopt:
			l.functions[a.Name] = true
		case a.Kind == user.name && o.Users[a.Name].Adopt:
			l.users[a.Name] = true
		case a.Kind == guardrail.name && o.Guardrails[a.Name].Adopt:
			l.guardrails[a.Name] = true
		case a.Kind == unit.name && unitAdopted(o, "", a.Name):
			l.units[a.Name] = true
		}
	}
	return l
}

// held are the functions that are left as they are, as a picture shows them: a
// group or a role of the name is still others'. No plan compares what is theirs,
// so that the rules look at it as at anybody's.
func (s *Sight) held() map[string]bool {
	if s.Org.Organization.Adopt == "" {
		return nil
	}
	return s.memo.holds(s.Picture, func() map[string]bool {
		others := map[engine.Address]engine.Body{}
		for account, snapshot := range s.Picture.Snapshots {
			in, seen := &Sight{s.Wish, snapshot, s.Cloud, s.Picture}, namesakes{}
			role.have(in, engine.State{}, seen)
			if account == cloud.Master {
				group.have(in, engine.State{}, seen)
			}
			maps.Copy(others, seen)
		}
		return s.later(others).functions
	})
}

// functionGroups are the groups that are ours, but for those of functions that
// are left as they are. Leaf accounts have none.
func (s *Sight) functionGroups() []string {
	if s.Account != cloud.Master {
		return nil
	}
	held := s.held()
	return slices.DeleteFunc(s.groups(), func(name string) bool { return held[name] })
}

// holds reports whether a fact is about something that is left as it is.
func (l later) holds(a engine.Address) bool {
	first, rest, _ := strings.Cut(a.Name, "/")
	switch a.Kind {
	case role.name, group.name, assume.name:
		return l.functions[a.Name]
	case grant.name:
		return l.functions[first]
	case selfservice.name:
		_, group, _ := strings.Cut(a.Name, "@")
		return l.functions[group]
	case member.name:
		return l.functions[first] || l.users[rest]
	case user.name, suspension.name, mfa.name:
		return l.users[a.Name]
	case unit.name:
		return l.units[a.Name]
	case guardrail.name:
		return l.guardrails[a.Name]
	}
	return false
}

// hold takes out of the comparison what is adopted later, and says so.
func (d *Draft) hold(w *Wish, others map[engine.Address]engine.Body) {
	l := w.later(others)
	for _, s := range []engine.State{d.Have, d.Want} {
		maps.DeleteFunc(s, func(a engine.Address, _ engine.Body) bool { return l.holds(a) })
	}
	maps.DeleteFunc(others, func(a engine.Address, _ engine.Body) bool { return l.holds(a) })
	if !slices.ContainsFunc(w.functions(), func(f string) bool { return !l.functions[f] }) {
		delete(d.Want, at(selfservice.name, selfserviceName)) // nobody's yet
	}
	var left []string
	for _, what := range []struct {
		one, many string
		n         int
	}{{"unit", "units", len(l.units)}, {"guardrail", "guardrails", len(l.guardrails)}, {"function", "functions", len(l.functions)}, {"user", "users", len(l.users)}} {
		if what.n == 1 {
			left = append(left, "1 "+what.one)
		} else if what.n > 1 {
			left = append(left, fmt.Sprintf("%d %s", what.n, what.many))
		}
	}
	if len(left) > 0 {
		d.Notes = append(d.Notes, "organization.adopt: later: "+strings.Join(left, ", ")+
			" with adopt: true are left as they are; take that line away to see what taking them over changes")
	}
}
