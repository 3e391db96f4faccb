package view

import (
	"fmt"
	"io"
	"strings"
)

// A Remark is something to say about a line of a file. Level is error, warning
// or note; Line and Col count from one, and are 0 for the file as a whole.
type Remark struct {
	Level     string
	File      string
	Line, Col int
	Title     string
	Text      []string // lines
}

// RemarksGitHub writes remarks as workflow commands: errors, then warnings,
// then notices, at most ten of a kind, the last of them saying how many there
// are.
func RemarksGitHub(w io.Writer, all []Remark) error {
	var out strings.Builder
	for _, level := range []struct{ of, command string }{{"error", "error"}, {"warning", "warning"}, {"note", "notice"}} {
		var file string
		var notes []annotation
		for _, r := range all {
			if r.Level == level.of {
				file = r.File
				notes = append(notes, annotation{file: r.File, line: r.Line, col: r.Col, title: r.Title, text: r.Text})
			}
		}
		for _, a := range atMostTen(level.command, notes) {
			out.WriteString(a.command(level.command, file))
		}
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write workflow commands: %w", err)
	}
	return nil
}
