package view

import (
	"io"

	"golang.org/x/term"
)

// A Style is what one output stream can show. Colour only adds: the text is
// the same without it.
type Style struct {
	Width int  // columns; 0, as some terminals answer, is 80
	Color bool // whether ANSI colours are written
	Live  bool // whether a line may be written over: a terminal that is not dumb

	Place string // flags that say where org.yaml and AWS are, each after a space: a person's commands get them
}

// Widths of the page: the usual one, and the least that is laid out for.
const (
	usualWidth = 80
	leastWidth = 40
)

func (s Style) width() int {
	if s.Width <= 0 {
		return usualWidth
	}
	return max(s.Width, leastWidth)
}

// StyleFor decides the style of one stream. Colour is for terminals that are
// not dumb; noColor (a flag) and NO_COLOR take it away, FORCE_COLOR and
// CLICOLOR_FORCE give it to anything. env is os.Getenv in a real run.
func StyleFor(w io.Writer, env func(string) string, noColor bool) Style {
	file, isFile := w.(interface{ Fd() uintptr })
	terminal := isFile && term.IsTerminal(int(file.Fd()))
	s := Style{
		Width: usualWidth, Color: colored(terminal, env) && !noColor && env("NO_COLOR") == "",
		Live: terminal && env("TERM") != "dumb",
	}
	if terminal {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			s.Width = width
		}
	}
	return s
}

func colored(terminal bool, env func(string) string) bool {
	for _, name := range []string{"FORCE_COLOR", "CLICOLOR_FORCE"} {
		if v := env(name); v != "" && v != "0" {
			return true
		}
	}
	return terminal && env("TERM") != "dumb" && env("CLICOLOR") != "0"
}

// An ink is an ANSI colour or weight: the parameters of its SGR sequence.
type ink string

const (
	noInk   ink = ""
	bold    ink = "1"
	faint   ink = "2"
	red     ink = "31"
	green   ink = "32"
	yellow  ink = "33"
	magenta ink = "35"
	cyan    ink = "36"
	alarm   ink = "1;31"
)

// on colours a text that is already escaped.
func (i ink) on(s string, color bool) string {
	if i == noInk || !color {
		return s
	}
	return "\x1b[" + string(i) + "m" + s + "\x1b[0m"
}
