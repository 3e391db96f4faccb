package view

import (
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// nearlyUsed reports whether a quota is used to 80 % or more.
func nearlyUsed(q engine.Quota) bool { return q.Limit > 0 && q.Used*100 >= q.Limit*80 }

// limits shows the quotas that are nearly used up, or over.
func (p *page) limits(budget []engine.Quota) {
	var near []engine.Quota
	what, used := 0, 0
	for _, q := range budget {
		if nearlyUsed(q) {
			near = append(near, q)
			what, used = max(what, columns(prose(q.What))), max(used, columns(fraction(q)))
		}
	}
	if len(near) == 0 {
		return
	}
	p.heading(bold, "CLOSE TO A LIMIT")
	for _, q := range near {
		word := span{faint, fmt.Sprintf("%d %%", q.Used*100/q.Limit)}
		if q.Used > q.Limit {
			word = span{alarm, "OVER"}
		}
		numbers := strings.Repeat(" ", used-columns(fraction(q))) + fraction(q)
		p.line(2, text(pad(prose(q.What), what)+"  "+numbers+"  "), word)
	}
}

func fraction(q engine.Quota) string { return thousands(q.Used) + " / " + thousands(q.Limit) }

// notSeen lists what could not be read, and what to do about it.
func (p *page) notSeen(unread []engine.Unknown) {
	if len(unread) == 0 {
		return
	}
	p.heading(alarm, "NOT SEEN: nothing is planned here, and nothing is known to be as written")
	for _, u := range unread {
		p.line(2, span{yellow, "?"}, text(" "+place(u)))
		p.prose(belowRoom, noInk, u.Why)
		p.labelled("hint:", u.Hint)
	}
}

func place(u engine.Unknown) string {
	if u.Kind == "" {
		return u.Account
	}
	return u.Account + "/" + u.Kind
}

// notes writes what is worth knowing.
func (p *page) notes(notes []string) {
	if len(notes) == 0 {
		return
	}
	p.heading(bold, "NOTES")
	for _, n := range notes {
		p.step(2, strings.TrimSpace(strings.Join(strings.Fields(n), " ")))
	}
}

// refused lists the safety rules the plan breaks.
func (p *page) refused(refusals []engine.Refusal) {
	if len(refusals) == 0 {
		return
	}
	p.heading(alarm, "REFUSED: apply does not run this plan")
	for _, r := range refusals {
		p.line(2, span{alarm, "! "}, span{bold, strings.TrimSpace(r.Code + " " + r.Number)}, text("  "+r.Address))
		p.prose(belowRoom, noInk, r.Message)
		p.labelled("hint:", r.Hint)
	}
}
