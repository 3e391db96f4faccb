package view

import (
	"fmt"
	"io"

	"github.com/orgwright/orgwright/engine"
)

// Steps are what a plan leaves to people: all of it, or the one of a Number
// from one.
type Steps struct {
	Review engine.Review
	Header Header
	Number int
}

// StepsText writes what a plan leaves to people, numbered as in the plan, and
// what waits for it; one step alone with its own names. It answers false when
// there is no such step.
func StepsText(w io.Writer, steps Steps, s Style) (ok bool, err error) {
	r, h, p := steps.Review, steps.Header, &page{style: s}
	b := newBriefing(p, r, h)
	tasks := todo(r.Plan, r.Pending)
	switch {
	case steps.Number > 0:
		t, there := numbered(tasks, steps.Number)
		if !there {
			return false, nil
		}
		number := fmt.Sprint(steps.Number)
		p.tell(number, len(number), t)
		b.waitsFor(t)
	case len(tasks) == 0:
		p.line(0, text("Nothing is left for a person "+h.proof()+"."))
	default:
		p.mustDo(tasks)
		b.waits()
	}
	p.notSeen(r.Unreadable)
	return true, p.to(w)
}

// numbered is the task of a number, told for its address alone.
func numbered(tasks []task, number int) (task, bool) {
	var order []engine.Address
	for _, t := range together(tasks) {
		order = append(order, t.of...)
	}
	if number > len(order) {
		return task{}, false
	}
	for _, t := range tasks {
		if t.of[0] == order[number-1] {
			return t, true
		}
	}
	return task{}, false
}

// waitsFor says what a step holds up, and what makes that once it is done.
func (b briefing) waitsFor(t task) {
	_, waiting := b.waiting()
	if held := waiting[t.of[0]]; len(held) > 0 {
		b.blank()
		b.prose(0, noInk, fmt.Sprintf("%s for it (%s). When it is done:", waits(len(held)), byKind(held)))
		b.blank()
		b.line(4, span{bold, b.h.next()})
	}
}

func waits(n int) string {
	if n == 1 {
		return "1 change waits"
	}
	return thousands(n) + " changes wait"
}
