package view

import (
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// wild warns, a sentence or two each, of wildcards that let people change
// permissions. Names are dressed by mark.
func (e effect) wild(mark func(string) string) []string {
	var all []string
	for _, w := range e.Wildcards {
		all = append(all, e.lets(w, mark)+meant(w, mark))
	}
	return all
}

// fewWild is how many of a wildcard's actions are named: all of them stand
// among what is gained.
const fewWild = 2

// lets says what a wildcard lets people do.
func (e effect) lets(w engine.Wildcard, mark func(string) string) string {
	var names []string
	for _, p := range w.Gained {
		names = append(names, mark(e.short()(p.Name)))
	}
	return fmt.Sprintf("%s: %s lets %s change permissions: %s.", mark(w.Code), mark(w.Pattern), e.whom(mark), some(names, fewWild))
}

// whom is how many people an effect is about.
func (e effect) whom(mark func(string) string) string {
	switch n := len(e.People); n {
	case 0:
		return "whoever becomes " + mark(e.Function)
	case 1:
		return mark(e.People[0])
	default:
		return thousands(n) + " people"
	}
}

// meant is the narrower list, as a question.
func meant(w engine.Wildcard, mark func(string) string) string {
	if len(w.Instead) == 0 {
		return addsActions + " Write down those that are meant."
	}
	return addsActions + " Did you mean " + strings.Join(marked(w.Instead, mark), ", ") + "?"
}
