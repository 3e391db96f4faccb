package engine

import (
	"fmt"
	"slices"
)

// Limits say how much a plan may take away before it is refused.
type Limits struct {
	MaxDeletes int               // removals in one plan; negative is no limit
	MaxRevokes int               // people who lose a role somewhere; negative is no limit
	Said       Said              // which of the two somebody said, be it the number that holds anyway
	Have       State             // what there is, for shares of a kind
	Lost       []Becoming        // which roles people lose
	People     int               // how many people there are with any role, for shares of them
	Self       []Address         // what the run itself depends on
	Protected  func(Change) bool // what may not be taken away, beside what says so itself; nil is nothing
	Paused     string            // why nothing may be applied at all; empty is not paused
}

// DefaultMaxDeletes is how many removals a plan may have unless it is said
// otherwise, and DefaultMaxRevokes how many people may lose a role.
const (
	DefaultMaxDeletes = 10
	DefaultMaxRevokes = 10
)

// Said is which limits somebody has said: who says a number means that many,
// whatever share of all they are. A number other than the default was said too.
type Said struct{ Deletes, Revokes bool }

func (l Limits) saidDeletes() bool { return l.Said.Deletes || l.MaxDeletes != DefaultMaxDeletes }
func (l Limits) saidRevokes() bool { return l.Said.Revokes || l.MaxRevokes != DefaultMaxRevokes }

// A share of a kind is only judged from so many removals on: of three people
// one may always leave.
const (
	fewDeletes       = 3
	shareNumerator   = 3
	shareDenominator = 10
)

// Guard lists the safety rules that the plan breaks. What only a person can do
// is not judged: the plan does not do it.
func (p Plan) Guard(l Limits) []Refusal {
	refusals := []Refusal{}
	if l.Paused != "" {
		refusals = append(refusals, Refusal{Code: "paused", Message: "org.yaml is paused: " + l.Paused, Hint: "take the line away when it is over"})
	}
	deletes := p.deletes()
	for _, c := range deletes {
		refusals = append(refusals, c.guard(l)...)
	}
	if l.MaxDeletes >= 0 && len(deletes) > l.MaxDeletes {
		refusals = append(refusals, Refusal{
			Code:    "too-many-deletes",
			Message: fmt.Sprintf("the plan removes %d facts, and at most %d may go at once", len(deletes), l.MaxDeletes),
			Hint:    fmt.Sprintf("if that is meant, say --max-deletes %d", len(deletes)),
		})
	}
	if !l.saidDeletes() {
		refusals = append(refusals, shares(deletes, l.Have)...)
	}
	return append(refusals, l.revokes()...)
}

// revokes refuses to take roles from too many people at once, or from more
// than three tenths of them.
func (l Limits) revokes() []Refusal {
	losers := map[string]bool{}
	for _, b := range l.Lost {
		losers[b.User] = true
	}
	n := len(losers)
	share := !l.saidRevokes() && n >= fewDeletes && n*shareDenominator > l.People*shareNumerator
	switch {
	case l.MaxRevokes < 0 || n <= l.MaxRevokes && !share:
		return nil
	case share && n <= l.MaxRevokes:
		return []Refusal{{
			Code:    "too-many-revokes",
			Message: fmt.Sprintf("%d of %d people lose a role, more than three tenths at once", n, l.People),
			Hint:    fmt.Sprintf("if that is meant, say --max-revokes %d", n),
		}}
	}
	return []Refusal{{
		Code:    "too-many-revokes",
		Message: fmt.Sprintf("%d people lose a role, and at most %d may at once", n, l.MaxRevokes),
		Hint:    fmt.Sprintf("if that is meant, say --max-revokes %d", n),
	}}
}

// deletes lists what the plan itself takes away.
func (p Plan) deletes() []Change {
	var all []Change
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			if !s.ByHand && c.Action() == Delete {
				all = append(all, c)
			}
		}
	}
	return all
}

// guard judges one removal.
func (c Change) guard(l Limits) []Refusal {
	var out []Refusal
	if slices.Contains(l.Self, c.Address) {
		out = append(out, Refusal{
			Code: "own-access", Address: c.Address.String(),
			Message: "this run depends on it: without it nothing could be put right",
			Hint:    "run as somebody else, or keep it",
		})
	}
	if l.Protected != nil && l.Protected(c) || protected(c.Before) {
		out = append(out, Refusal{
			Code: "protected", Address: c.Address.String(),
			Message: "it is protected, in org.yaml or by a tag in AWS",
			Hint:    "take protect: true away and apply that first, then remove it",
		})
	}
	return out
}

// protected reports whether a body says so itself.
func protected(b Body) bool {
	var mark struct {
		Protect bool              `json:"protect"`
		Tags    map[string]string `json:"tags"`
	}
	return b != "" && b.Read(&mark) == nil && (mark.Protect || mark.Tags["orgwright:protect"] == "true")
}

// shares refuses to take away more than three tenths of a kind at once.
func shares(deletes []Change, have State) []Refusal {
	gone, all := map[string]int{}, map[string]int{}
	for _, c := range deletes {
		gone[c.Kind]++
	}
	for a := range have {
		all[a.Kind]++
	}
	var out []Refusal
	for _, kind := range sorted(gone) {
		n, of := gone[kind], all[kind]
		if n >= fewDeletes && n*shareDenominator > of*shareNumerator {
			out = append(out, Refusal{
				Code:    "too-large-a-share",
				Message: fmt.Sprintf("the plan removes %d of %d facts of kind %s, more than three tenths at once", n, of, kind),
				Hint:    fmt.Sprintf("if that is meant, say --max-deletes %d", len(deletes)),
			})
		}
	}
	return out
}
