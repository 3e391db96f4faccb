package policy

import (
	"strconv"
	"strings"
)

// statement says whether a statement of a policy without principals is about
// the request.
func (s *scene) statement(st *Statement) belief {
	if st.Principal != nil || st.NotPrincipal != nil {
		return unsure("a principal where there can be none")
	}
	out := s.action(st)
	if out.is == no {
		return out
	}
	if out = out.and(s.resource(st)); out.is == no {
		return out
	}
	return out.and(s.conditions(st.Condition))
}

func (s *scene) action(st *Statement) belief {
	switch {
	case (len(st.Action) == 0) == (len(st.NotAction) == 0):
		return unsure("not one of Action and NotAction")
	case len(st.Action) == 0:
		return anyAction(st.NotAction, s.Action).not()
	}
	return anyAction(st.Action, s.Action)
}

func anyAction(patterns List, action string) belief {
	out := certain(false)
	for _, p := range patterns {
		if out = out.or(isAction(p, action)); out.is == yes {
			return out
		}
	}
	return out
}

// isAction matches without regard to case. The wildcards of an action are in
// its name, or all of it is one (AWS: IAM policy elements, Action).
func isAction(pattern, action string) belief {
	if pattern == "*" || pattern == "*:*" {
		return certain(true)
	}
	if i := strings.IndexAny(pattern, ":*?"); i < 0 || pattern[i] != ':' {
		return unsure("%q is no action", pattern)
	}
	return certain(globFold(pattern, action))
}

func (s *scene) resource(st *Statement) belief {
	switch {
	case (len(st.Resource) == 0) == (len(st.NotResource) == 0):
		return unsure("not one of Resource and NotResource")
	case len(st.Resource) == 0:
		return s.anyResource(st.NotResource, true)
	}
	return s.anyResource(st.Resource, false)
}

func (s *scene) anyResource(patterns List, negated bool) belief {
	if s.variables {
		for _, p := range patterns {
			if early(p) {
				return unsure("a variable before the fifth colon of %q", p)
			}
		}
	}
	return s.anyOf(patterns, negated, func(pattern string) belief {
		return certain(glob(pattern, s.Resource))
	})
}

// early reports whether a variable stands where a resource can have none (AWS:
// IAM policy elements, variables and tags).
func early(pattern string) bool {
	before, _, found := strings.Cut(pattern, "${")
	return found && strings.Count(before, ":") < arnParts-1
}

func quote(s string) string { return strconv.Quote(s) }
