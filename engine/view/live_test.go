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

const eraseLine = "\r\x1b[K"

// screen is what a terminal shows of what was written to it.
func screen(written string) string {
	var lines []string
	for line := range strings.SplitSeq(written, "\n") {
		if i := strings.LastIndex(line, eraseLine); i >= 0 {
			line = line[i+len(eraseLine):]
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestALiveLineIsWrittenOver(t *testing.T) {
	var out bytes.Buffer
	var c clock
	p := view.NewProgress(&out, 46, c.now, view.Style{Width: 80, Live: true})
	expect := func(want string) {
		t.Helper()
		if got := screen(out.String()); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
	p.Doing("reading the organization")
	expect("reading the organization (0s)")
	c.pass(2 * time.Second)
	p.Beat()
	expect("reading the organization (2s)")
	p.Close()
	expect("")
	storage, role := create("master/account/storage"), create("production/role/operations")
	p.Begin(storage)
	p.Begin(role)
	c.pass(1200 * time.Millisecond)
	p.End(role, nil)
	expect("[ 1/46] + production/role/operations  1.2s\n[1/46] 1 on the way: master/account/storage (1s, usually 1-5 min)")
	p.Say("AWS asks us to slow down")
	c.pass(time.Minute)
	p.Beat()
	p.Begin(create("production/role/a-function-of-a-long-name"))
	expect("[ 1/46] + production/role/operations  1.2s\nAWS asks us to slow down\n" +
		"[1/46] 2 on the way: master/account/storage (1m1s, usually 1-5 min); product...")
	p.End(storage, errors.New("gone"))
	p.End(create("production/role/a-function-of-a-long-name"), nil)
	if got := screen(out.String()); !strings.HasSuffix(got, "  0.0s\n") {
		t.Errorf("something is left of the live line:\n%s", got)
	}
}

// Whatever happens, the live line fits into one, and beside it nothing hostile
// is written.
func TestTheLiveLineNeverWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t, rapid.OneOf(hostile(), rapid.Just("日本語のとても長い名前日本語のとても長い名前"))}
		var out bytes.Buffer
		p := view.NewProgress(&out, 3, func() time.Time { return time.Time{} }, view.Style{Width: 40, Live: true})
		p.Doing(d.s())
		for range 3 {
			p.Begin(d.change())
		}
		p.Beat()
		harmless(t, strings.ReplaceAll(out.String(), eraseLine, ""))
		for piece := range strings.SplitSeq(out.String(), eraseLine) {
			width := 0
			for _, r := range piece {
				width++
				if r > 0x10ff {
					width++
				}
			}
			if width > 39 || strings.Contains(piece, "\n") {
				t.Fatalf("%d columns: %q", width, piece)
			}
		}
	})
}

// Elsewhere there is a line each heartbeat, and no escape code ever.
func TestWithoutATerminalThereAreLines(t *testing.T) {
	var out bytes.Buffer
	var c clock
	p := view.NewProgress(&out, 0, c.now, view.Style{})
	p.Doing("reading the organization")
	if out.Len() > 0 {
		t.Errorf("at once: %q", out.String())
	}
	for range 25 {
		c.pass(time.Second)
		p.Beat()
	}
	p.Close()
	if want := "reading the organization (10s)\nreading the organization (20s)\n"; out.String() != want {
		t.Errorf("got %q", out.String())
	}
	if p.Every() != view.Heartbeat || view.NewProgress(&out, 0, c.now, view.Style{Live: true}).Every() > time.Second {
		t.Error("the clock of a live line stands still")
	}
	p.Begin(engine.Change{Address: at("master/user/a"), After: "{}"})
	if strings.Contains(out.String(), "\x1b") {
		t.Errorf("escape codes in %q", out.String())
	}
}
