package schema

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Of a line longer than charsMost, so many characters before and after the
// place are shown.
const (
	charsMost   = 110
	charsBefore = 60
	charsAfter  = 40
)

// window cuts what is worth showing out of a line and says how many columns of
// a terminal come before the col-th character, counted from one.
func window(line string, col int) (shown string, before int) {
	first, last := 1, charsMost // the characters to show
	if utf8.RuneCountInString(line) > charsMost {
		first, last = max(col-charsBefore, 1), max(col+charsAfter, charsMost)
	}
	var b strings.Builder
	if first > 1 {
		b.WriteString("...")
		before = 3
	}
	at := 0 // the character that is looked at
	for _, r := range line {
		if at++; at < first {
			continue
		}
		if at > last {
			b.WriteString("...")
			break
		}
		text, width := visible(r)
		b.WriteString(text)
		if at < col {
			before += width
		}
	}
	return b.String(), before
}

// printable makes a text harmless to a terminal; line breaks in it too.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		text, _ := visible(r)
		b.WriteString(text)
	}
	return b.String()
}

// visible is how a character is shown and how many columns that takes. What
// would move the cursor, colour the screen or turn the direction of writing
// round is spelled out; a tab is one space.
func visible(r rune) (text string, width int) {
	switch {
	case r == '\t':
		return " ", 1
	case r == utf8.RuneError:
		return "?", 1
	case r < 0x80 && unicode.IsPrint(r):
		return string(r), 1
	case unicode.In(r, unicode.Mn, unicode.Me):
		return string(r), 0
	case !unicode.IsPrint(r) && r != '\u00a0':
		text = fmt.Sprintf("\\u%04x", r)
		return text, len(text)
	case wide(r):
		return string(r), 2
	}
	return string(r), 1
}

// wide reports whether a terminal gives a character two columns: the East
// Asian scripts and the pictographs.
func wide(r rune) bool {
	for _, in := range [][2]rune{
		{0x1100, 0x115f},
		{0x2e80, 0xa4cf},
		{0xac00, 0xd7a3},
		{0xf900, 0xfaff},
		{0xfe30, 0xfe6f},
		{0xff00, 0xff60},
		{0xffe0, 0xffe6},
		{0x1f300, 0x1faff},
		{0x20000, 0x3fffd},
	} {
		if in[0] <= r && r <= in[1] {
			return true
		}
	}
	return false
}

// quoted is a value as messages show it: in quotes, spelled out, not too long.
func quoted(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s[:min(len(s), 4*most)])[:most]) + "..."
	}
	return fmt.Sprintf("%q", s)
}

// hidden reports whether a character is one that readers of the file do not
// see, or see somewhere else: controls, and marks that turn the direction of
// writing round. A review would miss them.
func hidden(r rune) bool {
	switch {
	case r == '\n', r == '\r', r == '\t':
		return false
	case r == 0x061c, r == 0xfeff, r == 0x2028, r == 0x2029:
		return true
	case 0x200b <= r && r <= 0x200f && r != 0x200d, 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Co)
}
