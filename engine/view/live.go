package view

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// times is how long it has been, and how long it usually is.
func (f inFlight) times(now time.Time) string {
	s := now.Sub(f.since).Round(time.Second).String()
	if f.usual != "" {
		s += ", " + f.usual
	}
	return s
}

// clock is what is being done, and since when.
func (f inFlight) clock(now time.Time) string { return prose(f.name) + " (" + f.times(now) + ")" }

// line writes one line at once, so that lines of two goroutines never mix. A
// live line makes room for it and comes back below.
func (p *Progress) line(spans ...span) {
	out := page{style: p.style}
	out.line(0, spans...)
	p.write(out.out.String())
}

// words writes a text for people: wrapped at a terminal, elsewhere in one line.
func (p *Progress) words(indent int, s string) {
	if !p.style.Live {
		p.line(text(prose(s)))
		return
	}
	for _, line := range wrap(s, p.style.width()-indent) {
		p.line(text(strings.Repeat(" ", indent) + line))
	}
}

// failed writes the line of a change that failed, and why.
func (p *Progress) failed(spans []span, err error) {
	if p.style.Live {
		p.line(spans...)
		p.words(belowRoom, err.Error())
		return
	}
	p.line(append(spans, text(": "+prose(err.Error())))...)
}

// Signs a terminal acts upon: back to the left edge, and the rest of the line
// away.
const eraseLine = "\r\x1b[K"

// erase takes the live line away: with blanks where escapes are not wanted.
func (p *Progress) erase() string {
	if p.style.Color {
		return eraseLine
	}
	return "\r" + strings.Repeat(" ", p.status) + "\r"
}

// write puts finished lines above the live one.
func (p *Progress) write(lines string) {
	if p.status > 0 {
		lines = p.erase() + lines
	}
	status := p.statusLine()
	p.status = 0
	for _, r := range status {
		p.status += columnsOfRune(r)
	}
	if status != "" {
		lines += faint.on(status, p.style.Color)
	}
	_, _ = io.WriteString(p.w, lines)
}

// redraw writes the live line anew, or takes it away when nothing is on its
// way.
func (p *Progress) redraw() {
	if p.style.Live && (p.status > 0 || p.statusLine() != "") {
		p.write("")
	}
}

// statusLine says what is on its way, the oldest first, in one line that the
// terminal does not wrap: one that it did could not be written over.
func (p *Progress) statusLine() string {
	if !p.style.Live || p.doing == nil && len(p.running) == 0 {
		return ""
	}
	now := p.now()
	var parts []string
	if p.doing != nil {
		parts = append(parts, p.doing.clock(now))
	}
	for _, f := range p.running {
		parts = append(parts, f.clock(now))
	}
	s := strings.Join(parts, "; ")
	if n := len(p.running); n > 0 {
		s = fmt.Sprintf("[%d/%d] %d on the way: %s", p.done, p.total, n, s)
	}
	return cut(s, p.style.width()-1)
}

// cut is the beginning of an escaped text that is too wide. What may be wide on
// a terminal counts as two columns.
func cut(s string, width int) string {
	used, fits := 0, 0
	for i, r := range s {
		if used += columnsOfRune(r); used > width {
			return s[:fits] + "..."
		}
		if used <= width-3 {
			fits = i + utf8.RuneLen(r)
		}
	}
	return s
}

func columnsOfRune(r rune) int {
	const wide = 0x1100 // Hangul begins, and with it what East Asia writes
	if r >= wide {
		return 2
	}
	return 1
}
