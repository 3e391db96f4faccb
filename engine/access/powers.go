package access

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// long is how many powers are listed one by one. In a longer list, a service
// of which all actions are there is one power, SERVICE:*, and all services
// together are *.
const long = 100

// shorten names whole services in a long list, each with the highest level.
func shorten(list []engine.Power) []engine.Power {
	if len(list) <= long {
		return list
	}
	t := actions()
	if len(list) == len(t.actions) && !slices.ContainsFunc(list, func(p engine.Power) bool { return !Known(p.Name) }) {
		return []engine.Power{{Name: "*", Level: Highest(list)}}
	}
	var out []engine.Power
	of := map[string][]engine.Power{}
	var services []string
	for _, p := range list {
		service, _, _ := strings.Cut(p.Name, ":")
		if of[service] == nil {
			services = append(services, service)
		}
		of[service] = append(of[service], p)
	}
	for _, service := range services {
		span, known := t.services[service]
		if known && len(of[service]) == span[1]-span[0] && len(of[service]) > 1 {
			out = append(out, engine.Power{Name: service + ":*", Level: Highest(of[service])})
		} else {
			out = append(out, of[service]...)
		}
	}
	return out
}

// Highest is the level that can do most among powers, by the order of Levels;
// "" when there are none.
func Highest(powers []engine.Power) string {
	if len(powers) == 0 {
		return ""
	}
	return slices.MinFunc(powers, func(a, b engine.Power) int { return rank(a.Level) - rank(b.Level) }).Level
}

// Count is how many actions powers are, where one of them may name a whole
// service or everything.
func Count(powers []engine.Power) int {
	n := 0
	for _, p := range powers {
		n += max(1, len(Match(p.Name)))
	}
	return n
}
