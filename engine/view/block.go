package view

import (
	"io"
	"slices"
	"strings"
)

// BlockDiff writes what changes in a block of a file, before and after being
// its text. An empty text is a block that is not there. Nothing else of the
// file is shown: it is somebody's own.
func BlockDiff(w io.Writer, before, after string, s Style) error {
	p := &page{style: s}
	a, b := slices.Collect(strings.Lines(before)), slices.Collect(strings.Lines(after))
	for _, line := range compared(chomped(a), chomped(b)) {
		p.line(0, span{diffInks[line.mark], strings.TrimRight(string(line.mark)+" "+line.text, " ")})
	}
	return p.to(w)
}

func chomped(lines []string) []string {
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], "\r\n")
	}
	return lines
}
