package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Severity says how much a problem matters.
type Severity string

// The severities: an error refuses the document, a warning is for a person to
// judge, a note is only to be known.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// A Code says which sort of problem one is, for good: ORG1 and two digits is an
// error of the document, ORG2 and two digits a warning. docs/codes.md has a
// section for each.
type Code string

// Severity is how much problems of the code matter.
func (c Code) Severity() Severity {
	if strings.HasPrefix(string(c), "ORG2") {
		return Warning
	}
	return Error
}

// A Problem is one thing wrong with a document. Line and Col count from one,
// Col in characters; both are 0 when the problem has no place. Message is one
// sentence in lower case without a full stop; Hint says what to do about it,
// or is empty.
type Problem struct {
	File      string
	Line, Col int
	Code      Code
	Severity  Severity
	Message   string
	Hint      string

	text string // the line it is on
	mark string // of a template, in what it is about
}

// String is the problem on one line: org.yaml:14:9: unknown key "emial" [ORG101].
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Col)
	}
	if p.File != "" {
		b.WriteString(": ")
	}
	if p.Severity != Error && p.Severity != "" {
		b.WriteString(string(p.Severity) + ": ")
	}
	b.WriteString(p.Message)
	if p.Code != "" {
		b.WriteString(" [" + string(p.Code) + "]")
	}
	return printable(b.String())
}

// Text is the problem as a person is shown it: the line of String, the line
// of YAML with a caret under the place, and the hint. Nothing in it can drive
// a terminal, whatever the file holds.
func (p Problem) Text() string {
	text := p.String() + "\n" + p.Excerpt()
	if p.Hint != "" {
		text += "  hint: " + printable(p.Hint) + "\n"
	}
	return text
}

// Excerpt is the line of YAML and the caret line under it, or nothing when the
// problem has no place.
func (p Problem) Excerpt() string {
	if p.Line == 0 {
		return ""
	}
	margin := fmt.Sprintf("%6d | ", p.Line)
	shown, before := window(p.text, p.Col)
	return strings.TrimRight(margin+shown, " ") + "\n" +
		strings.Repeat(" ", len(margin)-2) + "| " + strings.Repeat(" ", before) + "^\n"
}

// Problems are all the problems of a document, in line order.
type Problems []Problem

// shownProblems is how many problems an error prints: a hostile file can hold
// a hundred thousand, and nobody reads the thousandth.
const shownProblems = 200

// Error is the text of all problems, as a person is shown them.
func (ps Problems) Error() string {
	var b strings.Builder
	for i, p := range ps {
		if i == shownProblems {
			fmt.Fprintf(&b, "and %d more\n", len(ps)-i)
			break
		}
		b.WriteString(p.Text())
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// sorted puts problems in the order of the document, each once.
func (ps Problems) sorted() Problems {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line, a.Col-b.Col, strings.Compare(a.Message, b.Message))
	})
	return slices.Compact(ps)
}
