package view

import (
	"fmt"
	"slices"

	"github.com/orgwright/orgwright/engine"
)

// sameFences reports whether guardrails stop the same of other powers.
func (e effect) sameFences(p engine.Powers) bool {
	return slices.EqualFunc(e.Fences, p.Fences, func(a, b engine.Fence) bool {
		return a.Guardrail == b.Guardrail && slices.Equal(a.Stops, b.Stops) && slices.Equal(a.MayStop, b.MayStop)
	})
}

// bare is a name as it is.
func bare(name string) string { return name }

// fenced says, a sentence a line, which guardrails stop what is gained, and
// what none does. Names are dressed by mark.
func (e effect) fenced(mark func(string) string) []string {
	if e.Function == "" || !slices.ContainsFunc(e.Gained, func(p engine.Power) bool { return !isPolicy(p.Name) }) {
		return nil
	}
	if slices.Equal(e.accounts, []string{"master"}) {
		return []string{"No guardrail stops it: none binds the master account."}
	}
	var lines []string
	for _, f := range e.Fences {
		if len(f.Stops) > 0 {
			lines = append(lines, "Guardrail "+mark(f.Guardrail)+" stops "+e.share(f.Stops, "", mark))
		}
		if len(f.MayStop) > 0 {
			lines = append(lines, "Guardrail "+mark(f.Guardrail)+" may stop "+e.share(f.MayStop, ", on some resources or under a condition", mark))
		}
	}
	return append(lines, e.unfenced(mark)...)
}

// share is a part of the gained actions: "2 of these: a:B, c:D.", with how that
// is in front of the names.
func (e effect) share(part []engine.Power, how string, mark func(string) string) string {
	if len(part) == len(e.Gained) {
		return "all of it" + how + "."
	}
	var names []string
	for _, t := range tiers(part, e.short()) {
		names = append(names, t.names...)
	}
	return thousands(len(part)) + " of these" + how + ": " + some(marked(names, mark), manyFenced) + "."
}

// manyFenced is how many actions and guardrails are named before they are
// counted.
const manyFenced = 6

func marked(names []string, mark func(string) string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = mark(name)
	}
	return out
}

// unfenced says what no guardrail stops.
func (e effect) unfenced(mark func(string) string) []string {
	free := e.free()
	where := "in these accounts"
	if len(e.accounts) == 1 {
		where = "in " + mark(e.accounts[0])
	}
	switch {
	case len(free) == 0:
		return nil
	case len(e.Fences) > 0:
		return []string{fmt.Sprintf("No guardrail stops the other %s%s.", thousands(len(free)), graves(free))}
	case !e.alike:
		return []string{"No guardrail stops it " + where + "."}
	case len(e.Guardrails) == 0:
		return []string{"No guardrail stops it: there is none " + where + "."}
	}
	return []string{fmt.Sprintf("No guardrail stops it; in force %s: %s.", where, some(marked(e.Guardrails, mark), manyFenced))}
}

// free are the gained actions that no guardrail stops, nor may stop.
func (e effect) free() []engine.Power {
	return slices.DeleteFunc(slices.Clone(e.Gained), func(p engine.Power) bool {
		return isPolicy(p.Name) || slices.ContainsFunc(e.Fences, func(f engine.Fence) bool {
			return slices.Contains(f.Stops, p) || slices.Contains(f.MayStop, p)
		})
	})
}

// graves counts the gravest among actions.
func graves(free []engine.Power) string {
	for _, t := range tiers(free, bare) {
		if t.level == gravest {
			return ", " + thousands(len(t.names)) + " of them on " + gravest
		}
	}
	return ""
}
