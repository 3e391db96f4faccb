package view_test

import (
	"bytes"
	"errors"
	"regexp"
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
		lines = append(lines, overwritten(sgr.ReplaceAllString(line, "")))
	}
	return strings.Join(lines, "\n")
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

// overwritten is a line after its returns and erasures.
func overwritten(line string) string {
	var cells []rune
	for i, piece := range strings.Split(line, "\r") {
		if rest, erases := strings.CutPrefix(piece, "\x1b[K"); erases && i > 0 {
			cells, piece = nil, rest
		}
		over := []rune(piece)
		if len(over) < len(cells) {
			over = append(over, cells[len(over):]...)
		}
		cells = over
	}
	return strings.TrimRight(string(cells), " ")
}

// With colours or without, in which case there is no escape at all.
func TestALiveLineIsWrittenOver(t *testing.T) {
	for _, color := range []bool{false, true} {
		if out := livesOn(t, view.Style{Width: 80, Live: true, Color: color}); strings.Contains(out, "\x1b") != color {
			t.Errorf("colour %v: %q", color, out)
		}
	}
}

func livesOn(t *testing.T, s view.Style) string {
	t.Helper()
	var out bytes.Buffer
	var c clock
	p := view.NewProgress(&out, 46, c.now, s)
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
	return out.String()
}

// Whatever happens, the live line fits into one, and beside it nothing hostile
// is written.
func TestTheLiveLineNeverWraps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t, rapid.OneOf(hostile(), rapid.Just("日本語のとても長い名前日本語のとても長い名前"))}
		var out bytes.Buffer
		p := view.NewProgress(&out, 3, func() time.Time { return time.Time{} }, view.Style{Width: 40, Live: true, Color: true})
		p.Doing(d.s())
		for range 3 {
			p.Begin(d.change())
		}
		p.Beat()
		written := sgr.ReplaceAllString(out.String(), "")
		harmless(t, strings.ReplaceAll(written, eraseLine, ""))
		for piece := range strings.SplitSeq(written, eraseLine) {
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

// At a terminal what is said wraps between words, and why something failed
// stands below it; in a log each is one line.
func TestWordsWrapAtATerminal(t *testing.T) {
	why := errors.New("iam AttachRolePolicy in production: AccessDenied: not authorized to perform iam:AttachRolePolicy")
	for live, want := range map[bool]string{
		true:  "[1/1] + master/user/a  FAILED after 0.0s\n      iam AttachRolePolicy in production: AccessDenied: not\n      authorized to perform iam:AttachRolePolicy\nstopping after what is done; Ctrl-C again stops now; running\nagain continues\n",
		false: "[1/1] + master/user/a  FAILED after 0.0s: " + why.Error() + "\nstopping after what is done; Ctrl-C again stops now; running again continues\n",
	} {
		var out bytes.Buffer
		p := view.NewProgress(&out, 1, func() time.Time { return time.Time{} }, view.Style{Width: 60, Live: live})
		p.End(create("master/user/a"), why)
		p.Stopping()
		if out.String() != want {
			t.Errorf("live %v: got\n%s\nwant\n%s", live, out.String(), want)
		}
	}
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
