package view_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// A clock that only moves when told to.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func create(address string) engine.Change {
	return engine.Change{Address: at(address), After: "{}"}
}

// An apply on its way: a slow account, a failure, a word, an interruption.
func onItsWay(out *bytes.Buffer, s view.Style) error {
	var c clock
	p := view.NewProgress(out, 46, c.now, s)
	storage, role, grant := create("master/account/storage"), create("production/role/operations"), create("production/grant/operations/AdministratorAccess")
	p.Begin(storage)
	p.Begin(role)
	c.pass(800 * time.Millisecond)
	p.End(role, nil)
	p.Beat() // too early to say anything
	for range 8 {
		c.pass(view.Heartbeat)
		p.Beat()
	}
	p.Begin(grant)
	c.pass(1200 * time.Millisecond)
	p.End(grant, errors.New("iam AttachRolePolicy in production: AccessDenied: not\r\nauthorized \x1b[2K"))
	p.Say("AWS asks us to slow down")
	p.Stopping()
	c.pass(time.Second)
	p.End(storage, fmt.Errorf("create account: %w", context.Canceled))
	p.Begin(engine.Change{Address: at("master/user/mallory"), Before: "{}"})
	p.End(engine.Change{Address: at("master/user/mallory"), Before: "{}"}, nil)
	p.Stopping()
	return nil
}

func TestProgress(t *testing.T) { golden(t, "progress", onItsWay) }

func TestProgressFromManyGoroutines(t *testing.T) {
	var out bytes.Buffer
	var c clock
	var wg sync.WaitGroup
	p := view.NewProgress(&out, 50, c.now, view.Style{})
	do := p.Track(func(context.Context, engine.Change) error { c.pass(time.Second); p.Beat(); return nil })
	for i := range 50 {
		wg.Go(func() { _ = do(t.Context(), create(fmt.Sprintf("master/user/u%d", i))) })
	}
	wg.Wait()
	ended := 0
	for line := range strings.Lines(out.String()) {
		switch {
		case strings.Contains(line, "AWS is working"):
		case strings.HasPrefix(line, fmt.Sprintf("[%2d/50] + master/user/u", ended+1)):
			ended++
		default:
			t.Errorf("stray line %q", line)
		}
	}
	if ended != 50 {
		t.Errorf("%d of 50 told", ended)
	}
}

func TestTrackHandsTheErrorOn(t *testing.T) {
	want := errors.New("no")
	p := view.NewProgress(new(bytes.Buffer), 1, func() time.Time { return time.Time{} }, view.Style{})
	do := p.Track(func(context.Context, engine.Change) error { return want })
	if got := do(t.Context(), create("master/user/a")); !errors.Is(got, want) {
		t.Errorf("got %v", got)
	}
}

func outcome(a view.Applied) func(*bytes.Buffer, view.Style) error {
	return func(out *bytes.Buffer, s view.Style) error { return view.Outcome(out, a, s) }
}

func TestOutcome(t *testing.T) {
	r := review(nil, acme())
	golden(t, "outcome", outcome(view.Applied{Plan: r.Plan, Pending: append(join(), enrol("alice"), enrol("bob")), Elapsed: 130 * time.Second, Steps: "orgwright steps N", Record: "record.json"}))
}

func TestOutcomeHalfWay(t *testing.T) {
	partial := &engine.Partial{
		Done: []engine.Change{create("production/role/operations"), create("master/organization/acme")},
		Failed: []engine.Failure{
			{Change: create("production/role/developers"), Err: errors.New("iam CreateRole in production: AccessDenied: arn:aws:sts::222222222222:assumed-role/OrganizationAccountAccessRole/alice is not authorized to perform iam:CreateRole (request 8f2a)")},
			{Change: create("master/account/storage"), Err: fmt.Errorf("create account: %w", context.Canceled)},
		},
		Skipped: []engine.Change{create("production/grant/developers/inline"), create("storage/role/operations")},
		Stopped: errors.New("interrupt"),
	}
	golden(t, "halfway", outcome(view.Applied{Partial: partial, Elapsed: 80 * time.Second, Next: "orgwright apply plan.json"}))
}
