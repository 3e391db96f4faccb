package view

import (
	"io"
	"slices"
	"strings"
)

// BlockDiff writes what changes in a block of a file, before and after being
// its text: the paragraphs in which something does. An empty text is a block
// that is not there. Nothing else of the file is shown: it is somebody's own.
func BlockDiff(w io.Writer, before, after string, s Style) error {
	p := &page{style: s}
	lines, left := compared(chomped(before), chomped(after)), false
	for len(lines) > 0 {
		end := 1 + slices.IndexFunc(lines, func(l diffLine) bool { return l.text == "" && l.mark == ' ' })
		if end == 0 {
			end = len(lines)
		}
		changes := slices.ContainsFunc(lines[:end], func(l diffLine) bool { return l.mark != ' ' })
		switch {
		case changes:
			p.differing(lines[:end])
		case !left:
			p.line(0, span{faint, "  ..."})
		}
		lines, left = lines[end:], !changes
	}
	return p.to(w)
}

// differing writes the lines of a comparison.
func (p *page) differing(lines []diffLine) {
	for _, l := range lines {
		p.line(0, span{diffInks[l.mark], strings.TrimRight(string(l.mark)+" "+l.text, " ")})
	}
}

func chomped(text string) []string {
	var lines []string
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, "\r\n"))
	}
	return lines
}
