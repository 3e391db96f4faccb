package main

import (
	"sync"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// A telling is standard output as a stream of events. A nil one tells nobody.
type telling struct {
	out *view.Events

	mu     sync.Mutex
	record *report // of what was done; nil until it is known
}

// opened begins to tell events.
func (s *session) opened() *telling {
	t := &telling{out: view.NewEvents(s.Out, s.Now)}
	t.out.Tell(view.Opened, struct {
		Version string `json:"version"`
	}{thisBuild().Version})
	return t
}

// lines is where events go; nil where nobody listens.
func (t *telling) lines() *view.Events {
	if t == nil {
		return nil
	}
	return t.out
}

// plan tells of a plan.
func (t *telling) plan(r engine.Review) {
	t.out.Tell(view.Planned, struct {
		Plan engine.Review `json:"plan"`
	}{r})
}

// keep keeps the record for the last line, and tells what a person must do.
func (t *telling) keep(r report) {
	if t == nil {
		return
	}
	for _, p := range r.Pending {
		t.out.Tell(view.Person, p)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.record = &r
}

// An ending is the last line.
type ending struct {
	Outcome string `json:"outcome"` // that of the record; without one, refused, interrupted or failed
	failureTold
	Record *report `json:"record"` // null when nothing was begun
}

// close tells how it ended. Nothing is told after it. The error is that of a
// line that could not be written.
func (t *telling) close(e *exit) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	end := ending{Outcome: "failed", failureTold: e.told(), Record: t.record}
	switch {
	case t.record != nil:
		end.Outcome = t.record.Outcome
	case e.code == codeRefused:
		end.Outcome = "refused"
	case e.code == codeInterrupted:
		end.Outcome = "interrupted"
	}
	t.out.Tell(view.Closed, end)
	return t.out.Err()
}
