package view

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// A plan longer than longPlan names again what is hard to take back, at most
// againAtMost of it.
const (
	longPlan    = 40
	againAtMost = 20
)

// again repeats, just above the summary, what a long plan must not hide.
func (b briefing) again() {
	if len(b.r.Plan.Changes()) <= longPlan {
		return
	}
	var rows []row
	for _, c := range b.grave() {
		rows = append(rows, shortRow(c))
	}
	if len(rows) == 0 {
		return
	}
	b.heading(bold, "ONCE MORE: what is destroyed, revoked or permanent")
	b.rows(rows[:min(len(rows), againAtMost)], b.edge)
	if more := len(rows) - againAtMost; more > 0 {
		b.line(4, text("and "+thousands(more)+" more"))
	}
}

// ending writes the decision: the summary, the risks, the next command.
func (b briefing) ending() {
	b.blank()
	if b.n.Todo() == 0 && len(b.r.Refusals) == 0 {
		b.line(0, text(b.nothing()))
		return
	}
	b.line(0, span{bold, b.sentence()})
	b.risks()
	if len(b.r.Refusals) > 0 {
		b.blank()
		b.prose(0, noInk, "Apply refuses this plan; see REFUSED above.")
		return
	}
	b.further()
}

// further is what to do next: nothing where somebody is about to be asked.
func (b briefing) further() {
	if b.h.Asking {
		return
	}
	b.blank()
	b.line(0, text("Next:"))
	b.blank()
	b.line(4, span{bold, b.h.next()})
	if b.h.Save != "" {
		b.blank()
		b.prose(0, faint, "Not saved: AWS may change before you apply. To apply exactly this:")
		b.blank()
		b.line(4, text(b.h.Save))
	}
}

// nothing is the line for a plan that apply has nothing to do for.
func (b briefing) nothing() string {
	facts := fmt.Sprintf("%s in %s", count(b.r.Unchanged, "fact"), count(b.h.Accounts, "account"))
	var open []string
	if b.n.Waiting > 0 {
		open = append(open, fmt.Sprintf("%d wait", b.n.Waiting))
	}
	if b.n.ByHand > 0 {
		open = append(open, fmt.Sprintf("%d for a person", b.n.ByHand))
	}
	switch {
	case len(b.r.Unreadable) > 0:
		return fmt.Sprintf("Nothing to do in what was seen: %s as written, %s not seen %s.",
			facts, count(len(b.r.Unreadable), "thing"), b.h.proof())
	case len(open) > 0:
		return fmt.Sprintf("No changes for apply: %s. %s %s as written %s.",
			strings.Join(open, ", "), facts, are(b.r.Unchanged), b.h.proof())
	default:
		return fmt.Sprintf("No changes. %s %s as written %s.", facts, are(b.r.Unchanged), b.h.proof())
	}
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// sentence is the summary. Programs look for it: its wording never changes. What
// waits or stays is left out where there is none; what is for a person is told
// among the risks.
func (b briefing) sentence() string {
	s := fmt.Sprintf("Plan %s: %d to create, %d to change, %d to destroy", short(b.r.Sum), b.n.Create, b.n.Update, b.n.Delete)
	for _, part := range []struct {
		n    int
		what string
	}{{b.n.Waiting, "wait"}, {b.r.Unchanged, "unchanged"}} {
		if part.n > 0 {
			s += fmt.Sprintf(", %d %s", part.n, part.what)
		}
	}
	return s + "."
}

// short is the first eight digits of a plan's sum.
func short(sum string) string {
	digits := Escape(strings.TrimPrefix(sum, "sha256:"))
	return digits[:min(8, len(digits))]
}

var meanings = []struct {
	risk    engine.Risk
	meaning string
}{
	{engine.Permanent, "undone slowly or not at all"},
	{engine.Destroys, "removed"},
	{engine.Revokes, "less access"},
	{engine.Grants, "more access"},
	{engine.Person, "needs a person"},
}

// risks counts what apply and people do by what it does to people, kind by
// kind. What waits is counted when it is due.
func (b briefing) risks() {
	var none []string
	for _, m := range meanings {
		n, kinds := b.counted(m.risk)
		word := words[m.risk]
		if n == 0 {
			none = append(none, word.text+" 0")
			continue
		}
		label := fmt.Sprintf("%s %4d", pad(word.text, 9), n)
		lines := wrap(cmp.Or(b.touched(m.risk), m.meaning)+": "+kinds, b.style.width()-columns(label)-4)
		b.line(2, span{word.ink, label}, text("  "+lines[0]))
		for _, line := range lines[1:] {
			b.line(columns(label)+4, text(line))
		}
	}
	if len(none) > 0 {
		b.line(2, span{faint, strings.Join(none, "   ")})
	}
}

// counted counts the changes of one risk, in all and by kind.
func (b briefing) counted(risk engine.Risk) (n int, kinds string) {
	var due []engine.Change
	for _, c := range b.r.Plan.Changes() {
		if c.Risk == risk && c.Waits == nil {
			due = append(due, c)
		}
	}
	return len(due), byKind(due)
}

// byKind counts changes by kind: "role 4, grant 4".
func byKind(changes []engine.Change) string {
	var order []string
	by := map[string]int{}
	for _, c := range changes {
		if by[c.Kind] == 0 {
			order = append(order, c.Kind)
		}
		by[c.Kind]++
	}
	for i, k := range order {
		order[i] = fmt.Sprintf("%s %d", k, by[k])
	}
	return strings.Join(order, ", ")
}
