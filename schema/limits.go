package schema

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// What a document may be at most. They are checked before it is parsed, since
// parsers answer hostile texts with seconds and gigabytes.
const (
	maxBytes  = 1 << 20
	maxLines  = 10_000
	maxDepth  = 32
	maxTokens = 300_000
)

// before looks at the bytes of a text and answers what forbids to read it at
// all. A byte order mark is taken off.
func (s *source) before() Problems {
	if len(s.text) > maxBytes {
		return s.whole("ORG114", "the file has %d bytes, more than 1 MiB (%d)", len(s.text), maxBytes)
	}
	if strings.HasPrefix(s.text, "\xff\xfe") || strings.HasPrefix(s.text, "\xfe\xff") {
		return s.whole("ORG115", "the file is in UTF-16; save it as UTF-8")
	}
	if text, ok := strings.CutPrefix(s.text, "\ufeff"); ok {
		s.text = text
		note := s.problem("ORG205", spot{1, 1}, "the file begins with a byte order mark, which is skipped")
		note.Severity = Note
		s.notes = append(s.notes, note)
	}
	if n := strings.Count(s.text, "\n"); n > maxLines {
		return s.whole("ORG114", "the file has %d lines, more than %d", n, maxLines)
	}
	return s.characters()
}

// whole is a problem of the file as a whole.
func (s *source) whole(code Code, format string, args ...any) Problems {
	p := s.problem(code, spot{}, format, args...)
	return Problems{p}
}

// characters reads the text once and answers the first character that has no
// business in it, or brackets and dashes piled up on one line. Deep nesting
// over many lines is left to the tokens, of which there are few then.
func (s *source) characters() Problems {
	at := spot{1, 0}
	open, dashes := 0, 0
	for i, r := range s.text {
		at.col++
		switch {
		case r == '\n':
			at, open, dashes = spot{at.line + 1, 0}, 0, 0
		case r == '[', r == '{':
			open++
		case r == ']', r == '}':
			open--
		case strings.HasPrefix(s.text[i:], "- "), strings.HasPrefix(s.text[i:], "? "):
			dashes++
		case r != ' ':
			dashes = 0
		}
		if open > 2*maxDepth || dashes > 2*maxDepth {
			return Problems{s.problem("ORG118", at, "nested deeper than %d", maxDepth)}
		}
		if p := s.character(at, i, r); p != nil {
			return p
		}
	}
	return nil
}

func (s *source) character(at spot, i int, r rune) Problems {
	switch {
	case r == utf8.RuneError && !strings.HasPrefix(s.text[i:], "\ufffd"):
		return Problems{s.problem("ORG115", at, "the byte 0x%02x is not UTF-8", s.text[i])}
	case r == '\r' && !strings.HasPrefix(s.text[i:], "\r\n"):
		return Problems{s.problem("ORG115", at, "a carriage return without a line feed; end lines with LF or CRLF")}
	case hidden(r):
		return Problems{s.problem("ORG113", at, "the invisible character U+%04X, which readers of the file would miss", r)}
	}
	return nil
}

// blank reports whether there is nothing in a text but comments.
func blank(text string) bool {
	for line := range bytes.Lines([]byte(text)) {
		line = bytes.TrimSpace(line)
		if len(line) > 0 && line[0] != '#' && string(line) != "---" && string(line) != "..." {
			return false
		}
	}
	return true
}
