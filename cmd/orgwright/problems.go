package main

import (
	"io"

	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

// A problem is one of the document's as programs read it.
type problem struct {
	Code     schema.Code     `json:"code"`
	Severity schema.Severity `json:"severity"`
	File     string          `json:"file"`
	Line     int             `json:"line"`   // counted from one; 0 is the file as a whole
	Column   int             `json:"column"` // in characters, counted from one
	Message  string          `json:"message"`
	Hint     string          `json:"hint"`
}

// problems are the document's for programs; never null.
func problems(found schema.Problems) []problem {
	all := []problem{}
	for _, p := range found {
		all = append(all, problem{p.Code, p.Severity, p.File, p.Line, p.Col, p.Message, p.Hint})
	}
	return all
}

// validateFormat names the JSON of a validation and its version.
const validateFormat = "orgwright/validate/1"

// validateJSON writes what is wrong with a document, and odd about it.
func validateJSON(w io.Writer, found schema.Problems) error {
	return view.JSON(w, struct {
		Format   string    `json:"format"`
		Valid    bool      `json:"valid"`
		Problems []problem `json:"problems"`
	}{validateFormat, mistaken("", found) == nil, problems(found)})
}

// remarks are the document's problems as annotations of its lines.
func remarks(found schema.Problems) []view.Remark {
	var all []view.Remark
	for _, p := range found {
		r := view.Remark{Level: string(p.Severity), File: p.File, Line: p.Line, Col: p.Col, Title: string(p.Code), Text: []string{p.Message}}
		if p.Hint != "" {
			r.Text = append(r.Text, "hint: "+p.Hint)
		}
		all = append(all, r)
	}
	return all
}
