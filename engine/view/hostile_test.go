package view_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// A draw takes hostile values for every field of what is shown.
type draw struct {
	*rapid.T
	text *rapid.Generator[string]
}

func (d draw) s() string { return d.text.Draw(d.T, "text") }

func (d draw) address() engine.Address {
	return engine.Address{Account: d.s(), Kind: d.s(), Name: d.s()}
}

// body is JSON with hostile strings in it, or no JSON at all, or nothing.
func (d draw) body() engine.Body {
	switch rapid.IntRange(0, 3).Draw(d.T, "body") {
	case 0:
		return ""
	case 1:
		return engine.Body("x" + d.s())
	}
	body, err := engine.Write(map[string]any{d.s(): []string{d.s(), d.s()}, "policy": `{"Sid":"` + d.s() + `"}`})
	if err != nil {
		d.Fatal(err)
	}
	return body
}

func (d draw) change() engine.Change {
	c := engine.Change{
		Address: d.address(), Before: d.body(), After: d.body(), Why: d.s(),
		Risk: rapid.SampledFrom([]engine.Risk{engine.NoRisk, engine.Grants, engine.Revokes, engine.Permanent, engine.Risk(d.s())}).Draw(d.T, "risk"),
		Line: rapid.IntRange(-1, 30).Draw(d.T, "line"),
	}
	if rapid.Bool().Draw(d.T, "waits") {
		a := d.address()
		c.Waits = &a
	}
	return c
}

// access is what people gain and lose, by a change or by none.
func (d draw) access(at engine.Address) engine.Access {
	name := engine.Power{Name: d.s(), Level: d.s()}
	p := engine.Powers{
		Address: at, Account: d.s(), Function: d.s(), People: []string{d.s(), d.s()}, Resources: []string{d.s()},
		Gained: []engine.Power{name, {Name: d.s() + ":" + d.s(), Level: "permissions"}}, Lost: []engine.Power{name}, Idle: []engine.Power{name},
		Guardrails: []string{d.s()}, Fences: []engine.Fence{{Guardrail: d.s(), Stops: []engine.Power{name}}, {Guardrail: d.s(), MayStop: []engine.Power{name}}},
		Wildcards: []engine.Wildcard{{Code: d.s(), Pattern: d.s(), Gained: []engine.Power{name}, Instead: []string{d.s()}}, {Pattern: d.s(), Gained: []engine.Power{name}}},
	}
	other := p
	other.Address = d.address()
	b := engine.Becoming{User: d.s(), Account: d.s(), Function: d.s()}
	return engine.Access{Gained: []engine.Becoming{b}, Lost: []engine.Becoming{b, {User: d.s(), Account: d.s(), Function: d.s()}}, Powers: []engine.Powers{p, other}}
}

func (d draw) pending() []engine.Pending {
	a, b := d.address(), d.address()
	b.Kind = a.Kind
	return []engine.Pending{{Address: a, Steps: []string{d.s(), " " + a.Name}}, {Address: b, Steps: []string{d.s(), " " + b.Name}}}
}

func (d draw) unknown() []engine.Unknown {
	return []engine.Unknown{{Account: d.s(), Kind: d.s(), Why: d.s(), Hint: d.s()}}
}

func (d draw) header() view.Header {
	return view.Header{Version: d.s(), Organization: d.s(), Source: d.s(), File: d.s(), Commit: d.s(), Caller: d.s(), Account: d.s(), AccountName: d.s(), OrganizationID: d.s(), Next: d.s(), Save: d.s()}
}

func (d draw) review() engine.Review {
	steps := []engine.Step{
		{Movement: engine.Build, Kind: d.s(), Changes: []engine.Change{d.change(), d.change()}},
		{Movement: engine.Clear, Kind: d.s(), Changes: []engine.Change{d.change()}},
		{Movement: engine.Build, Kind: d.s(), ByHand: true, Changes: []engine.Change{d.change()}},
	}
	for _, a := range []engine.Address{d.address(), d.address()} {
		a.Kind = "role"
		steps = append(steps, engine.Step{Movement: engine.Build, Kind: "role", Changes: []engine.Change{{Address: a, After: "{}"}}})
	}
	return engine.Review{
		Organization: d.s(), Master: d.s(), File: engine.File{Path: d.s()}, Sum: d.s(), Plan: engine.Plan{Steps: steps},
		Access:   d.access(steps[0].Changes[0].Address),
		Budget:   []engine.Quota{{What: d.s(), Used: 9, Limit: 10}},
		Refusals: []engine.Refusal{{Code: d.s(), Address: d.s(), Message: d.s(), Hint: d.s()}},
		Pending:  d.pending(), Unreadable: d.unknown(), Notes: []string{d.s()},
	}
}

func (d draw) event() *engine.Event { return &engine.Event{By: d.s(), Call: d.s()} }

func (d draw) drift() engine.Drift {
	return engine.Drift{
		Since:    &time.Time{},
		Changes:  []engine.Deviation{{Change: d.change(), Rule: d.s(), Seen: d.event()}, {Change: d.change()}},
		Findings: []engine.Finding{{Rule: d.s(), Severity: engine.Severity(d.s()), Class: engine.Class(d.s()), Address: d.address(), Detail: d.s(), Fix: d.s(), Keep: d.s(), Seen: d.event()}},
		Ignored:  []engine.Ignored{{Address: d.address(), Reason: d.s(), Until: d.s()}},
		Pending:  d.pending(), Unreadable: d.unknown(), Notes: []string{d.s()},
	}
}

// pages writes everything this package writes for people.
func (d draw) pages(s view.Style) string {
	var out bytes.Buffer
	check := func(err error) {
		if err != nil {
			d.Fatal(err)
		}
	}
	check(view.PlanText(&out, d.review(), d.header(), s))
	check(view.DriftText(&out, d.drift(), d.header(), s))
	partial := &engine.Partial{
		Done: []engine.Change{d.change()}, Skipped: []engine.Change{d.change()},
		Failed: []engine.Failure{{Change: d.change(), Err: errors.New(d.s())}}, Stopped: errors.New(d.s()),
	}
	check(view.Outcome(&out, view.Applied{Partial: partial, Next: d.s(), Record: d.s()}, s))
	_, err := view.StepsText(&out, view.Steps{Review: d.review(), Header: d.header()}, s)
	check(err)
	check(view.Outcome(&out, view.Applied{Pending: d.pending(), Plan: d.review().Plan, Steps: d.s()}, s))
	p := view.NewProgress(&out, 3, func() time.Time { return time.Time{} }, s)
	c := d.change()
	p.Begin(c)
	p.Stopping()
	p.End(c, errors.New(d.s()))
	p.Say(d.s())
	return out.String()
}

func TestNothingHostileReachesTheTerminal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t, hostile()}
		harmless(t, d.pages(view.Style{Width: rapid.IntRange(0, 130).Draw(t, "width")}))
	})
}

func TestColoursAreTheOnlyEscapes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t, hostile()}
		page := d.pages(view.Style{Color: true})
		for piece := range strings.SplitSeq(page, "\x1b[") {
			if _, rest, found := strings.Cut(piece, "m"); found {
				piece = rest
			}
			harmless(t, piece)
		}
	})
}

func TestNoTrailingSpaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t, hostile()}
		for line := range strings.Lines(d.pages(view.Style{})) {
			if strings.HasSuffix(strings.TrimSuffix(line, "\n"), " ") {
				t.Fatalf("%q", line)
			}
		}
	})
}
