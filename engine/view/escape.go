package view

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape makes text from anywhere (AWS, org.yaml, a plan file, the
// environment) safe on a terminal: what would not be seen as itself becomes a
// visible escape such as \x1b or \u202e. That is control characters, line and
// paragraph separators, bidirectional controls, invisible and unassigned
// characters, and bytes that are not UTF-8. Escaping twice is escaping once.
func Escape(s string) string {
	if plain(s) {
		return s
	}
	var out strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		out.WriteString(visible(r, s[:n]))
		s = s[n:]
	}
	return out.String()
}

func plain(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

var named = map[rune]string{'\n': `\n`, '\r': `\r`, '\t': `\t`}

func visible(r rune, raw string) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case unicode.IsPrint(r):
		return raw
	case named[r] != "":
		return named[r]
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xffff:
		return fmt.Sprintf(`\u%04x`, r)
	default:
		return fmt.Sprintf(`\U%08x`, r)
	}
}

// prose is text for people, on one line: white space of any sort is one space.
func prose(s string) string { return Escape(strings.Join(strings.Fields(s), " ")) }

// wrap breaks prose into lines of at most width columns. It breaks between
// words only: an address or an ARN is never cut, however long.
func wrap(s string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(prose(s)) {
		switch {
		case line == "":
			line = word
		case columns(line)+1+columns(word) <= width:
			line += " " + word
		default:
			lines = append(lines, line)
			line = word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// columns is how wide an escaped text is.
func columns(s string) int { return utf8.RuneCountInString(s) }
