package view

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// Heartbeat is how long a change may be silent, and how often Beat is best
// called.
const Heartbeat = 10 * time.Second

// A Progress tells, line by line, how an apply goes. It is used from several
// goroutines. It moves no cursor, so that a log of it reads like the terminal.
// What cannot be written is lost: a closed terminal must not stop an apply.
type Progress struct {
	w     io.Writer
	style Style
	total int // changes there are to make
	now   func() time.Time

	mu      sync.Mutex
	done    int // changes that have ended, well or not
	running []inFlight
}

// An inFlight is a change that has begun and not ended.
type inFlight struct {
	change      engine.Change
	since, said time.Time
}

// NewProgress begins to tell of an apply of total changes. now is the clock.
func NewProgress(w io.Writer, total int, now func() time.Time, s Style) *Progress {
	return &Progress{w: w, style: s, total: total, now: now}
}

// Track wraps what makes a change, so that its beginning and end are told.
func (p *Progress) Track(do func(context.Context, engine.Change) error) func(context.Context, engine.Change) error {
	return func(ctx context.Context, c engine.Change) error {
		p.Begin(c)
		err := do(ctx, c)
		p.End(c, err)
		return err
	}
}

// Begin notes that a change is being made.
func (p *Progress) Begin(c engine.Change) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.running = append(p.running, inFlight{c, p.now(), p.now()})
}

// End tells that a change is made, or what came of it: one line, whatever the
// error's text holds.
func (p *Progress) End(c engine.Change, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	took := ""
	if i := slices.IndexFunc(p.running, func(f inFlight) bool { return f.change.Address == c.Address }); i >= 0 {
		took = seconds(p.now().Sub(p.running[i].since))
		p.running = slices.Delete(p.running, i, i+1)
	}
	digits := len(fmt.Sprint(p.total))
	number := span{faint, fmt.Sprintf("[%*d/%d]", digits, p.done, p.total)}
	name := text(c.Address.String() + "  ")
	action := span{marks[c.Action()], fmt.Sprintf(" %c ", c.Action())}
	switch {
	case err == nil:
		p.line(number, action, name, span{faint, took})
	case interrupted(err):
		p.line(number, action, name, span{yellow, "INTERRUPTED"}, text(" after "+took))
	default:
		p.line(number, action, name, span{alarm, "FAILED"}, text(" after "+took+": "+prose(err.Error())))
	}
}

// interrupted reports whether a change was cut off, so that nobody here knows
// whether AWS has made it.
func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// usual is how long AWS takes where it takes long.
var usual = map[string]string{"account": "usually 1-5 min"}

// Beat tells of each change that has been silent for a Heartbeat.
func (p *Progress) Beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	for i := range p.running {
		f := &p.running[i]
		if now.Sub(f.said) < Heartbeat {
			continue
		}
		f.said = now
		times := now.Sub(f.since).Round(time.Second).String()
		if u := usual[f.change.Kind]; u != "" {
			times += ", " + u
		}
		p.line(text(f.change.Address.String() + ": AWS is working (" + times + ")"))
	}
}

// Stopping tells that no more changes are begun, and which are on their way.
func (p *Progress) Stopping() {
	p.mu.Lock()
	defer p.mu.Unlock()
	var names []string
	for _, f := range p.running {
		names = append(names, f.change.Address.String())
	}
	after := cmp.Or(strings.Join(names, ", "), "what is done")
	p.line(text("stopping after " + after + "; Ctrl-C again stops now; running again continues"))
}

// Say tells something else on one line: a wait, a retry, a lock taken over.
func (p *Progress) Say(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.line(text(prose(s)))
}

// line writes one line at once, so that lines of two goroutines never mix.
func (p *Progress) line(spans ...span) {
	out := page{style: p.style}
	out.line(0, spans...)
	_ = out.to(p.w)
}
