package view

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// PlanText writes a plan for people: where it comes from, what it does,
// movement by movement and in each by subject, what a person must do, what
// waits for that, who gains and loses access, and last what decides: refusals,
// one summary sentence of fixed wording, the risks, the next command. What
// waits is named once: among what is done, or, when nothing is, where it waits.
// A plan without anything to show is one line. It fits the width where
// addresses allow; addresses are never cut. Lines of a person's steps that
// begin with a space are commands and are not wrapped.
func PlanText(w io.Writer, r engine.Review, h Header, s Style) error {
	p := &page{style: s}
	b := newBriefing(p, r, h)
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
	b.access()
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
	r       engine.Review
	h       Header
	n       engine.Summary
	file    string                      // path of the document
	effects map[engine.Address][]effect // of changes, on what people may do
	twins   twins
	edge    int
}

func newBriefing(p *page, r engine.Review, h Header) briefing {
	of := effects(r.Access.Powers)
	return briefing{
		page: p, r: r, h: h, n: r.Plan.Summary(),
		file: cmp.Or(r.File.Path, h.File, "org.yaml"), effects: of, twins: twinned(r.Plan.Changes(), of),
	}
}

// all lists the rows of the changes that apply makes.
func (b briefing) all() []row {
	var rows []row
	for _, s := range b.r.Steps {
		for _, c := range s.Changes {
			if !s.ByHand {
				r := plainRow(c)
				r.at = b.at(c)
				rows = append(rows, r)
			}
		}
	}
	return rows
}

// at is where the document asks for a change, if the change is to say so
// itself.
func (b briefing) at(c engine.Change) string {
	if b.style.width() < roomy && c.Action() != engine.Update && len(b.effects[c.Address]) == 0 {
		return ""
	}
	return placed(b.file, c.Line)
}

// row shows a change with all there is to say about it.
func (b briefing) row(c engine.Change) row {
	if as, is := b.likewise(c); is {
		r := plainRow(c)
		r.at, r.detail = b.at(c), as
		return r
	}
	r := changeRow(c)
	r.at = b.at(c)
	if effects := b.effects[c.Address]; len(effects) > 0 {
		r.under = func() { b.powers(effects) }
	}
	return r
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
	present := present(b.r.Plan)
	for _, m := range present {
		if len(present) > 1 {
			b.heading(bold, movementTitles[m])
		}
		b.movement(m)
	}
}

// present lists the movements in which apply does something.
func present(plan engine.Plan) (movements []engine.Movement) {
	for _, s := range plan.Steps {
		if !s.ByHand && !slices.Contains(movements, s.Movement) {
			movements = append(movements, s.Movement)
		}
	}
	return movements
}

func (b briefing) movement(m engine.Movement) {
	for _, s := range sectionsOf(b.r.Plan, m) {
		b.section(s.title, s.changes)
		var rows []row
		for _, c := range s.changes {
			rows = append(rows, b.row(c))
		}
		if s.title == functionsTitle {
			b.matrix(m)
			rows = byFunction(rows)
		}
		b.rows(rows, b.edge)
		b.prose(matrixIndent, faint, invented(s.changes, bare))
	}
}

// invented says of accounts that are made what is not known of them before;
// nothing where none is made. Names are dressed by mark.
func invented(changes []engine.Change, mark func(string) string) string {
	i := slices.IndexFunc(changes, func(c engine.Change) bool { return c.Kind == "account" && c.Action() == engine.Create })
	if i < 0 {
		return ""
	}
	return "ids are known after CreateAccount; until then " + mark("{"+changes[i].Name+"}") + " stands for one"
}

// A part is the changes of one movement that are about one subject.
type part struct {
	title   string
	changes []engine.Change
}

// sectionsOf lists what apply does in one movement, by subject.
func sectionsOf(plan engine.Plan, m engine.Movement) []part {
	by := map[string][]engine.Change{}
	for _, s := range plan.Steps {
		if s.Movement == m && !s.ByHand {
			for _, c := range s.Changes {
				by[section(c.Kind)] = append(by[section(c.Kind)], c)
			}
		}
	}
	var parts []part
	for _, title := range titles {
		if len(by[title]) > 0 {
			parts = append(parts, part{title, by[title]})
		}
	}
	return parts
}

// Sections of a movement, in the order in which they are shown.
var titles = []string{"ORGANIZATION", "ACCOUNTS", "GUARDRAILS", functionsTitle, "PEOPLE", "OTHER"}

const functionsTitle = "FUNCTIONS"

var kinds = map[string]string{
	"ORGANIZATION": "organization policytype service rootaccess unit alias passwordpolicy contact",
	"ACCOUNTS":     "account invitation placement accessrole",
	"GUARDRAILS":   "guardrail attachment",
	functionsTitle: "role grant group assume identityprovider cirole",
	"PEOPLE":       "selfservice user member suspension mfa key custody",
}

func section(kind string) string {
	for _, title := range titles {
		if slices.Contains(strings.Fields(kinds[title]), kind) {
			return title
		}
	}
	return "OTHER"
}
