package schema

import (
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// sureMarks are the marks of template languages, such as {{ email }}, <%= email
// %>, {% for %}, ${EMAIL}, CloudFormation's ${AWS::AccountId}, and <no value>,
// which Go's templates write for a value that is not there. IAM's own
// variables, such as ${aws:username} and ${*}, are none: they have one colon,
// or no letter (AWS: IAM policy variables).
const sureMarks = `(?s)\{\{.+?\}\}|\{%.+?%\}|<%.+?%>|<no value>|\$\{(?:[\w.]+(?::-[^}]*)?|AWS::\w+)\}`

// likelyMarks may also be meant: in a regular expression, or as a name.
const likelyMarks = `\[\[ [^\[\]]+ \]\]|__[A-Z][A-Z0-9_]*__`

var (
	sure   = regexp.MustCompile(sureMarks)
	likely = regexp.MustCompile(likelyMarks)
	// wrongLine finds them in a line that is wrong anyway, also cut short there.
	wrongLine = regexp.MustCompile(sureMarks + "|" + likelyMarks + `|\{\{|\{%|<%`)
)

// longestMark is how many bytes of a mark are shown.
const longestMark = 64

// Unrendered is the first mark of a template in what the problem is about, or
// on its line, such as {{ email }}; "" where there is none.
func (p Problem) Unrendered() string {
	mark := cmp.Or(p.mark, wrongLine.FindString(p.text))
	if len(mark) > longestMark || strings.Contains(mark, "\n") {
		return mark[:2]
	}
	return mark
}

// marked looks for a template's mark in a text of the document. One that is
// meant in no document is an error, and answered; one that may be is a warning.
// What is written with escapes is meant: no template language would read it.
func (s *source) marked(text string, at spot, what string) (p Problem, found bool) {
	if mark := sure.FindString(text); mark != "" && s.verbatim(mark, text, at) {
		p = s.problem("ORG122", at, "%s holds %s, the mark of a template that was not rendered", what, quoted(mark))
		p.mark = mark
		p.Hint = "render it whole"
		if strings.HasPrefix(mark, "${") {
			p.Hint += "; a variable of IAM has its service before a colon, as ${aws:username}"
		}
		return p, true
	}
	if mark := likely.FindString(text); mark != "" && s.verbatim(mark, text, at) {
		s.notes = append(s.notes, s.problem("ORG206", at, "%s holds %s, which may be a template's mark that was not rendered", what, quoted(mark)))
	}
	return p, false
}

// verbatim reports whether a mark in a text at a spot begins there as it is
// written, and not with escapes, of which the longest has ten letters.
func (s *source) verbatim(mark, text string, at spot) bool {
	written := s.text
	for range at.line - 1 {
		_, written, _ = strings.Cut(written, "\n")
	}
	return strings.Contains(written[:min(len(written), at.col+10*len(text)+longestMark)], mark[:2])
}

// Meant is a JSON document with escapes for the first two letters of whatever
// looks like a template's mark.
func Meant(document string) string {
	return sure.ReplaceAllStringFunc(document, func(mark string) string {
		return fmt.Sprintf(`\u%04x\u%04x`, mark[0], mark[1]) + mark[2:]
	})
}

// marked notes a template's mark in a text at a place.
func (d *decoder) marked(text string, at spot, what string) bool {
	p, found := d.source.marked(text, at, what)
	if found {
		d.found = append(d.found, p)
	}
	return found
}

// jsonMarks are the templates' marks in the texts of a JSON document, as many
// as anybody is shown.
func (s *source) jsonMarks() (all Problems) {
	d := json.NewDecoder(strings.NewReader(s.text))
	for len(all)+len(s.notes) < shownProblems {
		from := int(d.InputOffset())
		t, err := d.Token()
		if err != nil { // the end: what is no JSON was found before
			return all
		}
		if text, ok := t.(string); ok && (sure.MatchString(text) || likely.MatchString(text)) {
			at := s.at(from + max(strings.IndexByte(s.text[from:], '"'), 0))
			if p, found := s.marked(text, at, "the policy"); found {
				all = append(all, p)
			}
		}
	}
	return all
}

// at is the spot of a byte of the text.
func (s *source) at(offset int) spot {
	before := s.text[:min(offset, len(s.text))]
	return spot{strings.Count(before, "\n") + 1, len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1}
}
