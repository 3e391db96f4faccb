package access

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// Decisions are what a reviewer can say of a row.
func Decisions() []string { return []string{keepIt, changeIt, removeIt} }

const (
	keepIt   = "keep"
	changeIt = "change"
	removeIt = "remove"
)

// Decision is what the reviewer said of a row, in lower case.
func (r ReviewRow) Decision() string { return strings.ToLower(strings.TrimSpace(r.At("decision"))) }

// name is what a row is about, in words.
func (r ReviewRow) name() string {
	return fmt.Sprintf("%s as %s in %s", r.At("person"), r.At("function"), r.At("account_name"))
}

// Open lists what keeps a review from being finished: rows without a decision or
// without a reviewer, decisions that are none, changes without a word, and
// people who decide about themselves.
func (r Review) Open() []string {
	var all []string
	for _, row := range r.Rows {
		switch d := row.Decision(); {
		case d == "":
			all = append(all, row.name()+": no decision")
		case !slices.Contains(Decisions(), d):
			all = append(all, fmt.Sprintf("%s: %q is not one of keep, change, remove", row.name(), row.At("decision")))
		case strings.TrimSpace(row.At("reviewer")) == "":
			all = append(all, row.name()+": no reviewer")
		case d == changeIt && strings.TrimSpace(row.At("comment")) == "":
			all = append(all, row.name()+": a change without a comment that says which")
		case strings.EqualFold(strings.TrimSpace(row.At("reviewer")), row.At("person")):
			all = append(all, row.name()+": people do not review themselves")
		}
	}
	return all
}

// An Outcome is what the decisions of a review ask for.
type Outcome struct {
	Leaving []engine.Becoming // memberships to take out of org.yaml; their account is empty
	Partly  []string          // removals that would take more away than was decided
	Gone    []string          // removals of what org.yaml granted and does no longer
	ByHand  []string          // removals of what org.yaml does not grant
	Changes []string          // changes, with the reviewer's words
	Kept    int
}

// Outcome reads the decisions. Member is the membership in org.yaml of a user
// and a function, by the names that they have there now, if there is one: a way
// that comes from there goes with it, and so with all accounts that the function
// leads into.
func (r Review) Outcome(member func(user, function string) (engine.Becoming, bool)) Outcome {
	var out Outcome
	kept := map[[2]string][]string{}
	for _, row := range r.Rows {
		if row.Decision() != removeIt {
			key := [2]string{row.At("person"), row.At("function")}
			kept[key] = append(kept[key], row.At("account_name"))
		}
	}
	for _, row := range r.Rows {
		user, function := row.At("person"), row.At("function")
		b, performs := member(user, function)
		switch stays := kept[[2]string{user, function}]; {
		case row.Decision() == keepIt:
			out.Kept++
		case row.Decision() == changeIt:
			out.Changes = append(out.Changes, row.name()+": "+row.At("comment"))
		case !performs && !strings.HasSuffix(row.At("surprise"), notInDocument):
			out.Gone = append(out.Gone, row.name())
		case !performs:
			out.ByHand = append(out.ByHand, row.name())
		case len(stays) > 0:
			out.Partly = append(out.Partly, fmt.Sprintf("%s: %s would lose %s too", row.name(), user, strings.Join(stays, ", ")))
		case !slices.Contains(out.Leaving, b):
			out.Leaving = append(out.Leaving, b)
		}
	}
	return out
}
