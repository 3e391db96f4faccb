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

// Heartbeat is how long anything may be silent.
const Heartbeat = 10 * time.Second

// A Progress tells how an apply goes: a line for everything that ends, and for
// what takes long a line each Heartbeat, so that a log of it reads like the
// terminal. On a live terminal what is on its way stands in one last line
// instead, which is written over. It is used from several goroutines. What
// cannot be written is lost: a closed terminal must not stop an apply.
type Progress struct {
	Events *Events // where programs are told the same; nil where there are none

	w     io.Writer
	style Style
	total int // changes there are to make
	now   func() time.Time

	mu      sync.Mutex
	done    int // changes that have ended, well or not
	running []inFlight
	doing   *inFlight // what is done as a whole, such as reading; nil when nothing is
	status  int       // columns of the last line where it is one to write over
}

// An inFlight is a change that has begun and not ended.
type inFlight struct {
	change      engine.Change
	name        string
	usual       string // how long it usually takes, where that is long
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

// Every is how often Beat is best called: a live line has a clock in it.
func (p *Progress) Every() time.Duration {
	if p.style.Live {
		return time.Second
	}
	return Heartbeat
}

// Doing tells what is being done as a whole, such as reading the organization,
// until something else is or Close is called: a live terminal at once, others
// each Heartbeat.
func (p *Progress) Doing(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doing = &inFlight{name: what, since: p.now(), said: p.now()}
	p.redraw()
}

// Close ends what is done as a whole, and takes the live line away.
func (p *Progress) Close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.doing, p.running = nil, nil
	p.redraw()
}

// Begin notes that a change is being made.
func (p *Progress) Begin(c engine.Change) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f := inFlight{c, c.Address.String(), usual[c.Kind], p.now(), p.now()}
	p.running = append(p.running, f)
	p.tell(Begun, f, nil)
	p.redraw()
}

// End tells that a change is made, or what came of it: one line, whatever the
// error's text holds.
func (p *Progress) End(c engine.Change, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done++
	f := inFlight{change: c, since: p.now()}
	if i := slices.IndexFunc(p.running, func(f inFlight) bool { return f.name == c.Address.String() }); i >= 0 {
		f = p.running[i]
		p.running = slices.Delete(p.running, i, i+1)
	}
	p.tell(came(err), f, err)
	took := seconds(p.now().Sub(f.since))
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
		p.failed([]span{number, action, name, {alarm, "FAILED"}, text(" after " + took)}, err)
	}
}

// interrupted reports whether a change was cut off, so that nobody here knows
// whether AWS has made it.
func interrupted(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// usual is how long AWS takes where it takes long.
var usual = map[string]string{"account": "usually 1-5 min"}

// Beat tells of everything that has been silent for a Heartbeat; a live line it
// writes anew.
func (p *Progress) Beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if d := p.doing; d != nil && now.Sub(d.said) >= Heartbeat {
		d.said = now
		p.Events.Say(d.clock(now))
		p.unlessLive(d.clock(now))
	}
	for i := range p.running {
		if f := &p.running[i]; now.Sub(f.said) >= Heartbeat {
			f.said = now
			p.tell(Working, *f, nil)
			p.unlessLive(f.name + ": AWS is working (" + f.times(now) + ")")
		}
	}
	if p.style.Live {
		p.redraw()
	}
}

// unlessLive writes a line where there is no live one that says the same.
func (p *Progress) unlessLive(s string) {
	if !p.style.Live {
		p.line(text(s))
	}
}

// tell tells programs what happens to a change.
func (p *Progress) tell(what Happening, f inFlight, err error) {
	step := Step{
		Address: f.change.Address, Action: f.change.Action().String(), Ended: p.done, Total: p.total,
		Seconds: p.now().Sub(f.since).Round(time.Millisecond).Seconds(), Usual: usual[f.change.Kind],
	}
	if err != nil {
		step.Error = err.Error()
	}
	p.Events.Tell(what, step)
}

// came is what became of a change.
func came(err error) Happening {
	switch {
	case err == nil:
		return Done
	case interrupted(err):
		return Unknown
	}
	return Failed
}

// Stopping tells that no more changes are begun, and which are on their way.
func (p *Progress) Stopping() {
	p.mu.Lock()
	defer p.mu.Unlock()
	var names []string
	for _, f := range p.running {
		names = append(names, f.name)
	}
	p.Events.Tell(Stopping, struct {
		Running []string `json:"running"`
	}{names})
	after := cmp.Or(strings.Join(names, ", "), "what is done")
	p.words(0, "stopping after "+after+"; Ctrl-C again stops now; running again continues")
}

// Say tells something else on one line: a wait, a retry, a lock taken over.
func (p *Progress) Say(s string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.Events.Say(s)
	p.words(0, s)
}
