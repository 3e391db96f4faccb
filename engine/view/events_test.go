package view_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// Programs are told all that the progress of an apply tells people, with the
// heartbeat of a live terminal too, and nothing after the end.
func TestEvents(t *testing.T) {
	for _, live := range []bool{false, true} {
		var out, people bytes.Buffer
		c := clock{at: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}
		e := view.NewEvents(&out, c.now)
		e.Tell(view.Opened, nil)
		p := view.NewProgress(&people, 2, c.now, view.Style{Live: live})
		p.Events = e
		storage, role := create("master/account/storage"), create("production/role/operations")
		p.Begin(storage)
		for range 12 {
			c.pass(time.Second)
			p.Beat()
		}
		p.Begin(role)
		p.Say("AWS asks\nus <to> slow down")
		p.Stopping()
		p.End(storage, errors.New("gone"))
		p.End(role, context.Canceled)
		e.Tell(view.Closed, struct {
			Lists []string `json:"lists"`
		}{})
		p.Begin(role)
		want := `{"format":"orgwright/events/1","event":"opened","at":"2026-11-22T09:00:00Z"}
{"event":"begun","at":"2026-11-22T09:00:00Z","address":"master/account/storage","action":"create","ended":0,"total":2,"seconds":0,"usual":"usually 1-5 min"}
{"event":"working","at":"2026-11-22T09:00:10Z","address":"master/account/storage","action":"create","ended":0,"total":2,"seconds":10,"usual":"usually 1-5 min"}
{"event":"begun","at":"2026-11-22T09:00:12Z","address":"production/role/operations","action":"create","ended":0,"total":2,"seconds":0}
{"event":"said","at":"2026-11-22T09:00:12Z","text":"AWS asks\nus <to> slow down"}
{"event":"stopping","at":"2026-11-22T09:00:12Z","running":["master/account/storage","production/role/operations"]}
{"event":"failed","at":"2026-11-22T09:00:12Z","address":"master/account/storage","action":"create","ended":1,"total":2,"seconds":12,"usual":"usually 1-5 min","error":"gone"}
{"event":"unknown","at":"2026-11-22T09:00:12Z","address":"production/role/operations","action":"create","ended":2,"total":2,"seconds":0,"error":"context canceled"}
{"event":"closed","at":"2026-11-22T09:00:12Z","lists":[]}
`
		want = strings.Replace(want, "AWS asks\nus", `AWS asks\nus`, 1)
		if out.String() != want || e.Err() != nil {
			t.Errorf("live %v: %v, got\n%s\nwant\n%s", live, e.Err(), out.String(), want)
		}
	}
}

// Who tells nobody may be told everything.
func TestNoEvents(t *testing.T) {
	var none *view.Events
	none.Tell(view.Planned, engine.Review{})
	none.Say("word")
	var out bytes.Buffer
	e := view.NewEvents(&out, func() time.Time { return time.Time{} })
	e.Tell(view.Said, struct{ F func() }{})
	if e.Err() == nil || out.Len() > 0 {
		t.Errorf("what is no JSON: %v, %q", e.Err(), out.String())
	}
}
