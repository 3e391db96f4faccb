package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// wildcards finds the patterns of a part that newly give actions on
// permissions. What is written out, here or there, nobody overlooks.
func (c *comparison) wildcards(g *gain, p part) []engine.Wildcard {
	all, known := c.wild[g]
	if known {
		return all
	}
	all = []engine.Wildcard{}
	patterns, written := g.patterns(p.after)
	for _, pattern := range patterns {
		gives := slices.DeleteFunc(g.gains(pattern), func(p engine.Power) bool { return written[strings.ToLower(p.Name)] })
		if len(gives) > 0 {
			all = append(all, engine.Wildcard{Code: engine.WildcardCode, Pattern: pattern, Gained: gives, Instead: instead(pattern, p.before)})
		}
	}
	c.wild[g] = all
	return all
}

// patterns are the wildcards that allow something on the ground of a gain, and
// the actions that are written out there, in lower case.
func (g *gain) patterns(statements []policy.Statement) (wild []string, written map[string]bool) {
	found := map[string]bool{}
	written = map[string]bool{}
	for _, st := range statements {
		if st.Effect != policy.Allow || !g.meets(st) {
			continue
		}
		for _, a := range st.Action {
			if isWild(a) {
				found[a] = true
			} else {
				written[strings.ToLower(a)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), written
}

func isWild(pattern string) bool { return strings.ContainsAny(pattern, "*?") }

// meets reports whether a statement can speak of a resource that something is
// gained on.
func (g *gain) meets(st policy.Statement) bool {
	return slices.ContainsFunc(regions(st), func(s scope) bool {
		return slices.ContainsFunc(g.scopes, func(own scope) bool { return !s.apart(own.patch) })
	})
}

// gains are the actions on permissions that a pattern names and that are
// gained, one by one.
func (g *gain) gains(pattern string) []engine.Power {
	gained := map[string]bool{}
	for _, p := range g.Gained {
		gained[p.Name] = true
	}
	var all []engine.Power
	for _, name := range Match(pattern) {
		service, _, _ := strings.Cut(name, ":")
		if level := Level(name); level == permissions && (gained[name] || gained[service+":*"] || gained["*"]) {
			all = append(all, engine.Power{Name: name, Level: level})
		}
	}
	return all
}

// instead is what was allowed before of what a pattern names, as it was
// written, and the actions that tag the same.
func instead(pattern string, before []policy.Statement) []string {
	list := []string{}
	for _, st := range before {
		for _, a := range st.Action {
			if st.Effect != policy.Allow || strings.EqualFold(a, pattern) || !covers(strings.ToLower(pattern), strings.ToLower(a)) {
				continue
			}
			list = append(list, a)
			if tags, ok := actions().find(a + "Tagging"); ok && tags.level == tagging && !isWild(a) {
				list = append(list, tags.name)
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
