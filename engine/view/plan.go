package view

import (
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// PlanText writes a plan for people: where it comes from, what it does,
// movement by movement and in each by subject, what a person must do, what
// waits for that, and last what decides: refusals, one summary sentence of
// fixed wording, the risks, the next command. What waits is named once: among
// what is done, or, when nothing is, where it waits. A plan without anything to
// show is one line. It
// fits the width where addresses allow; addresses are never cut. Lines of a
// person's steps that begin with a space are commands and are not wrapped.
func PlanText(w io.Writer, r engine.Review, h Header, s Style) error {
	p := &page{style: s}
	b := briefing{page: p, r: r, h: h, n: r.Plan.Summary()}
	b.edge = min(s.width(), max(natural(b.all()), usualWidth-4))
	if b.worthAHeader() {
		p.header(h, r.File.Path, r.Unreadable)
		b.founding()
	}
	if b.n.Todo() > 0 {
		b.movements()
	}
	p.mustDo(todo(r.Plan, r.Pending))
	b.waits()
	p.limits(r.Budget)
	p.notSeen(r.Unreadable)
	p.notes(r.Notes)
	p.refused(r.Refusals)
	b.again()
	b.ending()
	return p.to(w)
}

// A briefing is a plan on its way to the page.
type briefing struct {
	*page
	r    engine.Review
	h    Header
	n    engine.Summary
	edge int
}

// all lists the rows of the changes that apply makes.
func (b briefing) all() []row {
	var rows []row
	for _, s := range b.r.Steps {
		for _, c := range s.Changes {
			if !s.ByHand {
				rows = append(rows, plainRow(c))
			}
		}
	}
	return rows
}

func (b briefing) worthAHeader() bool {
	return len(b.r.Steps)+len(b.r.Pending)+len(b.r.Unreadable)+len(b.r.Refusals)+len(b.r.Notes) > 0 ||
		slices.ContainsFunc(b.r.Budget, nearlyUsed)
}

// founding says it when there is no organization at all.
func (b briefing) founding() {
	begins := slices.ContainsFunc(b.r.Plan.Changes(), func(c engine.Change) bool { return c.Kind == "organization" })
	if b.h.OrganizationID == "" && begins {
		b.blank()
		b.prose(0, noInk, "There is no organization yet. This plan builds it from nothing.")
	}
}

var movementTitles = map[engine.Movement]string{
	engine.Revoke: "== REVOKE first: access is taken away before anything is made",
	engine.Build:  "== BUILD: what is made and changed",
	engine.Clear:  "== CLEAR: what is no longer wanted goes last",
}

// movements writes what apply does, in its order; a plan of one movement needs
// no word about it.
func (b briefing) movements() {
	var present []engine.Movement
	for _, s := range b.r.Steps {
		if !s.ByHand && !slices.Contains(present, s.Movement) {
			present = append(present, s.Movement)
		}
	}
	for _, m := range present {
		if len(present) > 1 {
			b.heading(bold, movementTitles[m])
		}
		b.movement(m)
	}
}

func (b briefing) movement(m engine.Movement) {
	sections := map[string][]row{}
	for _, s := range b.r.Steps {
		if s.Movement != m || s.ByHand {
			continue
		}
		for _, c := range s.Changes {
			title := section(c.Kind)
			sections[title] = append(sections[title], changeRow(c))
		}
	}
	for _, title := range titles {
		if rows := sections[title]; len(rows) > 0 {
			b.heading(bold, title)
			if title == functionsTitle {
				b.matrix(m)
				rows = byFunction(rows)
			}
			b.rows(rows, b.edge)
		}
	}
}

// Sections of a movement, in the order in which they are shown.
var titles = []string{"ORGANIZATION", "ACCOUNTS", "GUARDRAILS", functionsTitle, "PEOPLE", "OTHER"}

const functionsTitle = "FUNCTIONS"

var kinds = map[string]string{
	"ORGANIZATION": "organization policytype service rootaccess unit alias passwordpolicy contact",
	"ACCOUNTS":     "account invitation placement accessrole",
	"GUARDRAILS":   "guardrail attachment",
	functionsTitle: "role grant group assume identityprovider cirole",
	"PEOPLE":       "selfservice user member mfa key custody",
}

func section(kind string) string {
	for _, title := range titles {
		if slices.Contains(strings.Fields(kinds[title]), kind) {
			return title
		}
	}
	return "OTHER"
}
