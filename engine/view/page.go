// Package view shows what the engine found and did: plans, drifts and the
// progress of an apply, as text for people and as JSON for programs. It is the
// only package that knows about colour and width.
package view

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// A span is a piece of a line in one ink.
type span struct {
	ink  ink
	text string
}

// text is a span without colour.
func text(s string) span { return span{noInk, s} }

// A page is text being written. Every line of it goes through line, where it
// is escaped.
type page struct {
	out   strings.Builder
	style Style
}

// line writes one line: escaped, without trailing spaces.
func (p *page) line(indent int, spans ...span) {
	spans = trimmed(spans)
	if len(spans) > 0 {
		p.out.WriteString(strings.Repeat(" ", indent))
	}
	for _, s := range spans {
		p.out.WriteString(s.ink.on(Escape(s.text), p.style.Color))
	}
	p.out.WriteByte('\n')
}

func trimmed(spans []span) []span {
	for n := len(spans); n > 0; n-- {
		spans[n-1].text = strings.TrimRight(spans[n-1].text, " ")
		if spans[n-1].text != "" {
			return spans[:n]
		}
	}
	return nil
}

// blank writes an empty line, but never two and never at the top.
func (p *page) blank() {
	if s := p.out.String(); s != "" && !strings.HasSuffix(s, "\n\n") {
		p.out.WriteByte('\n')
	}
}

// heading starts a section.
func (p *page) heading(i ink, title string) {
	p.blank()
	for _, line := range wrap(title, p.style.width()) {
		p.line(0, span{i, line})
	}
}

// prose writes text for people, wrapped.
func (p *page) prose(indent int, i ink, s string) {
	for _, line := range wrap(s, p.style.width()-indent) {
		p.line(indent, span{i, line})
	}
}

// labelled writes "label  text" below a row, with the text wrapped beside the
// label.
func (p *page) labelled(label, s string) {
	beside := belowRoom + columns(label) + 2
	for i, line := range wrap(s, p.style.width()-beside) {
		if i > 0 {
			p.line(beside, text(line))
			continue
		}
		p.line(belowRoom, span{faint, label}, text("  "+line))
	}
}

// list writes words two spaces apart, as many to a line as fit.
func (p *page) list(indent int, words []string) {
	for _, line := range flow(words, "  ", p.style.width()-indent) {
		p.line(indent, text(line))
	}
}

// flow puts words, which may hold spaces, into lines of at most width columns.
func flow(words []string, between string, width int) []string {
	var lines []string
	for _, w := range words {
		w = Escape(w)
		n := len(lines) - 1
		if n >= 0 && columns(lines[n])+len(between)+columns(w) <= width {
			lines[n] += between + w
			continue
		}
		lines = append(lines, w)
	}
	return lines
}

// to hands the page over, in one write.
func (p *page) to(w io.Writer) error {
	if _, err := io.WriteString(w, p.out.String()); err != nil {
		return fmt.Errorf("write text: %w", err)
	}
	return nil
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-columns(s)))
}

// count writes "1 call", "2 calls".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// thousands writes 5120 as 5,120.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// seconds writes a duration as people read it: 0.8s, 1m20s.
func seconds(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1fs", d.Seconds())
	}
	return d.Round(time.Second).String()
}
