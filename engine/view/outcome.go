package view

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// An Applied is an apply that has ended.
type Applied struct {
	Plan    engine.Plan      // what it set out to do
	Partial *engine.Partial  // what it did instead; nil when all was done
	Pending []engine.Pending // what only a person can do
	Elapsed time.Duration
	Next    string // the command to run again; empty is "orgwright apply"
	Steps   string // the command that shows the person's steps again; empty is not told
	Record  string // the file that the record of the run is in; empty is none
}

// Outcome writes what an apply came to. Half-way it lists what was done, what
// was not begun, what is not known and what failed, and that the same command
// goes on from there.
func Outcome(w io.Writer, a Applied, s Style) error {
	p := &page{style: s}
	if a.Partial == nil {
		p.whole(a)
	} else {
		p.half(a)
	}
	return p.to(w)
}

func (p *page) whole(a Applied) {
	n := a.Plan.Summary()
	p.mustDo(todo(a.Plan, a.Pending))
	p.blank()
	p.line(0, span{bold, fmt.Sprintf("Applied in %s: %d created, %d changed, %d destroyed, %d wait, %d for a person.",
		seconds(a.Elapsed), n.Create, n.Update, n.Delete, n.Waiting, n.ByHand)})
	p.recorded(a)
	if a.Steps != "" && n.ByHand > 0 {
		p.blank()
		p.prose(0, noInk, "This shows a person's steps again, as they stand then:")
		p.blank()
		p.line(4, span{bold, a.Steps})
	}
	if n.Waiting > 0 {
		p.blank()
		p.prose(0, noInk, "When the person's steps are done, this makes what waits:")
		p.command(a)
	}
}

// recorded says where the record of the run is.
func (p *page) recorded(a Applied) {
	if a.Record != "" {
		p.line(0, text("The record is in "+a.Record+"."))
	}
}

func (p *page) half(a Applied) {
	var failed, cut []engine.Failure
	for _, f := range a.Partial.Failed {
		if interrupted(f.Err) {
			cut = append(cut, f)
		} else {
			failed = append(failed, f)
		}
	}
	p.changes(bold, "DONE", a.Partial.Done)
	p.changes(bold, "NOT STARTED", a.Partial.Skipped)
	p.failures(yellow, "NOT KNOWN", cut)
	p.failures(alarm, "FAILED", failed)
	p.blank()
	p.line(0, span{bold, fmt.Sprintf("Stopped half-way after %s: %d done, %d failed, %d not known, %d not started.",
		seconds(a.Elapsed), len(a.Partial.Done), len(failed), len(cut), len(a.Partial.Skipped))})
	if a.Partial.Stopped != nil {
		p.prose(0, noInk, "Stopped by: "+a.Partial.Stopped.Error())
	}
	p.recorded(a)
	p.prose(0, noInk, "Nothing is lost. Run the same command again: it looks at what is there and goes on.")
	p.command(a)
}

func (p *page) command(a Applied) {
	p.blank()
	p.line(4, span{bold, cmp.Or(a.Next, "orgwright apply")})
}

// changes lists changes by name, in the order of addresses: that of doing them
// is not the same twice.
func (p *page) changes(i ink, title string, changes []engine.Change) {
	if len(changes) == 0 {
		return
	}
	p.heading(i, fmt.Sprintf("%s %d", title, len(changes)))
	changes = slices.Clone(changes)
	slices.SortFunc(changes, func(a, b engine.Change) int { return a.Compare(b.Address) })
	for _, c := range changes {
		p.line(0, mark(c), text(c.Address.String()))
	}
}

func (p *page) failures(i ink, title string, failures []engine.Failure) {
	if len(failures) == 0 {
		return
	}
	p.heading(i, fmt.Sprintf("%s %d", title, len(failures)))
	for _, f := range failures {
		p.line(0, mark(f.Change), text(f.Change.Address.String()))
		p.prose(belowRoom, noInk, f.Err.Error())
	}
}
