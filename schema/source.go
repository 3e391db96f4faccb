package schema

import (
	"fmt"
	"strings"
)

// A source is the text that a document was read from, and where in it each
// value stands.
type source struct {
	name  string
	text  string
	lines []string
	root  *place
	sum   string   // the SHA-256 of the bytes of the file, in hexadecimal
	notes Problems // what is odd about the text and yet no error
}

// A spot is a place in a text: line and character, counted from one.
type spot struct{ line, col int }

// A place is where one value of the document stands: the key of a mapping or
// list that has one, else the value itself.
type place struct {
	name   string
	parent *place
	here   spot
	key    spot // where its key is; zero for an element of a list
	kids   map[string]*place
}

func newSource(name, text string) *source {
	return &source{name: name, text: text, root: &place{here: spot{1, 1}}}
}

// kid is the place of a value below, made when it is not there yet.
func (p *place) kid(name string) *place {
	if k, ok := p.kids[name]; ok {
		return k
	}
	if p.kids == nil {
		p.kids = map[string]*place{}
	}
	k := &place{name: name, parent: p}
	p.kids[name] = k
	return k
}

// String is the path to the place, such as accounts.production.
func (p *place) String() string {
	if p.parent == nil {
		return ""
	}
	if above := p.parent.String(); above != "" {
		return above + "." + p.name
	}
	return p.name
}

// under is " under accounts.production", or nothing at the top.
func (p *place) under() string {
	if s := p.String(); s != "" {
		return " under " + printable(s)
	}
	return ""
}

// find is the place of a value, or of the nearest value around it.
func (s *source) find(path []string) *place {
	at := s.root
	for _, name := range path {
		kid, ok := at.kids[name]
		if !ok {
			break
		}
		at = kid
	}
	return at
}

// line is the n-th line of the text, without its end.
func (s *source) line(n int) string {
	if n < 1 {
		return ""
	}
	if s.lines == nil {
		s.lines = strings.Split(s.text, "\n")
	}
	if n > len(s.lines) {
		return ""
	}
	return strings.TrimSuffix(s.lines[n-1], "\r")
}

// problem is an error at a spot of the text.
func (s *source) problem(code Code, at spot, format string, args ...any) Problem {
	return Problem{
		File: s.name, Line: at.line, Col: at.col, Code: code, Severity: code.Severity(),
		Message: fmt.Sprintf(format, args...), text: s.line(at.line),
	}
}

// At says where the value at a path stands, such as
// At("accounts", "production", "email"): its line and character, counted from
// one. A value that the document does not write stands where the nearest one
// around it does. An Org made in code has no places: both are 0.
func (o *Org) At(path ...string) (line, col int) {
	if o.source == nil {
		return 0, 0
	}
	at := o.source.find(path).here
	return at.line, at.col
}

// Writes reports whether the document itself has a value at a path, such as
// Writes("users"): an empty one counts. An Org made in code writes everything.
func (o *Org) Writes(path ...string) bool {
	if o.source == nil {
		return true
	}
	at := o.source.root
	for _, name := range path {
		kid, ok := at.kids[name]
		if !ok {
			return false
		}
		at = kid
	}
	return true
}

// Problem makes a problem of what is at a path of the document. The hint may
// be empty.
func (o *Org) Problem(code Code, message, hint string, path ...string) Problem {
	p := Problem{Code: code, Severity: code.Severity(), Message: message, Hint: hint}
	if o.source != nil {
		p.File = o.source.name
		p.Line, p.Col = o.At(path...)
		p.text = o.source.line(p.Line)
	}
	return p
}
