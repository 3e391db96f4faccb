package view

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// EventsFormat names the lines by which an apply tells programs how it goes,
// and their version. Within a version, keys and happenings are only added.
const EventsFormat = "orgwright/events/1"

// A Happening is what a line of events is about.
type Happening string

// The happenings of an apply. Those from Begun to Unknown are of one change,
// and their lines are a Step.
const (
	Opened   Happening = "opened"   // the first line
	Planned  Happening = "planned"  // there is a plan, and it is this one
	Said     Happening = "said"     // a word for people: a wait, a lock taken over
	Begun    Happening = "begun"    // a change is being made
	Working  Happening = "working"  // it has been quiet for another Heartbeat
	Done     Happening = "done"     // it is made
	Failed   Happening = "failed"   // it was tried and is not made
	Unknown  Happening = "unknown"  // it was cut off: AWS may have made it, or not
	Stopping Happening = "stopping" // no more changes are begun
	Person   Happening = "person"   // what only a person can do
	Closed   Happening = "closed"   // the last line
)

// A Step is what happens to one change.
type Step struct {
	Address engine.Address `json:"address"`
	Action  string         `json:"action"`
	Ended   int            `json:"ended"`   // changes that have ended by now, well or not
	Total   int            `json:"total"`   // changes there are to make
	Seconds float64        `json:"seconds"` // since it was begun
	Usual   string         `json:"usual,omitempty"`
	Error   string         `json:"error,omitempty"`
}

// Events are told to programs: a JSON object a line, from several goroutines. A
// nil Events tells nobody.
type Events struct {
	mu     sync.Mutex
	w      io.Writer
	now    func() time.Time
	opened bool
	closed bool
	err    error
}

// NewEvents tells events to w. now is the clock.
func NewEvents(w io.Writer, now func() time.Time) *Events { return &Events{w: w, now: now} }

// head is what every line begins with.
type head struct {
	Format string    `json:"format,omitempty"` // of the first line
	Event  Happening `json:"event"`
	At     time.Time `json:"at"` // in UTC
}

// Tell writes one line: what happens, when, and the fields of a struct, which
// may be nil. After Closed nothing more is written. The first line that could
// not be written is the error that Err gives.
func (e *Events) Tell(what Happening, fields any) {
	if e == nil {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return
	}
	h := head{Event: what, At: e.now().UTC().Round(time.Millisecond)}
	if !e.opened {
		h.Format = EventsFormat
	}
	e.opened, e.closed = true, what == Closed
	if err := e.line(h, fields); err != nil && e.err == nil {
		e.err = err
	}
}

// Say tells a word for people.
func (e *Events) Say(s string) {
	e.Tell(Said, struct {
		Text string `json:"text"`
	}{s})
}

// Err is why not every line was written; nil when all were.
func (e *Events) Err() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.err
}

// line writes two structs as one object.
func (e *Events) line(h head, fields any) error {
	var out, more bytes.Buffer
	if err := encode(&out, h, "", ""); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	if fields != nil {
		if err := encode(&more, fields, "", ""); err != nil {
			return fmt.Errorf("write events: %w", err)
		}
		if rest := more.Bytes()[1:]; rest[0] != '}' {
			out.Truncate(out.Len() - len("}\n"))
			out.WriteByte(',')
			out.Write(rest)
		}
	}
	_, err := e.w.Write(out.Bytes())
	return err
}
