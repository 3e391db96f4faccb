package view

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// manyColumns is how many accounts a table of Markdown has at most beside each
// other; more become lines.
const manyColumns = 10

// AccessMarkdown writes who can do what where as a page of Markdown.
func AccessMarkdown(w io.Writer, m access.Matrix) error {
	r := newRoster(nil, m)
	s := sheet{head: fmt.Sprintf("### Access: %s\n\n%s\n", tagged(m.Organization), said(counted(m), code))}
	for _, part := range pieces(r.markdownRows(), manyRows) {
		s.add("way", len(part), func() string {
			return table(r.markdownHead(), "|---|---|"+strings.Repeat("---|", len(r.markdownHead())-2), part)
		})
	}
	s.add("word", 1, func() string { return strings.Join(access.Legend(m.Cells), " · ") + "\n" })
	s.add("footnote", len(footnotes(m)), func() string { return bullets(footnotes(m)) })
	s.add("crossing", len(m.Crossings), func() string {
		return "**Crossing**: who can change things in accounts of more than one classification\n\n" + bullets(crossings(m))
	})
	unseenBlocks(&s, "nobody is counted here", m.Unreadable)
	s.end = "Not counted: " + strings.Join(m.NotCounted, "; ") + ".\n"
	return s.to(w, commentLimit)
}

func bullets(lines []string) string {
	var out strings.Builder
	for _, l := range lines {
		out.WriteString("- " + said(l, code) + "\n")
	}
	return out.String()
}

// wide reports whether accounts stand beside each other.
func (r roster) wide() bool { return len(r.m.Accounts) <= manyColumns }

func (r roster) markdownHead() []string {
	head := []string{"person", "function"}
	if r.m.Live {
		head = append(head, "MFA", "key")
	}
	if !r.wide() {
		return append(head, "where")
	}
	for _, a := range r.m.Accounts {
		name := tagged(a.Account)
		if a.Classification != "" {
			name += "<br>" + tagged(a.Classification)
		}
		head = append(head, name)
	}
	return head
}

func (r roster) markdownRows() [][]string {
	var rows [][]string
	for _, p := range r.m.People {
		functions := r.ways[p.User]
		if len(functions) == 0 {
			functions = []string{""}
		}
		for _, function := range functions {
			row := []string{cell(p.User), "-"}
			if function != "" {
				row[1] = cell(function)
			}
			if r.m.Live {
				row = append(row, mfaWord(p.Credentials).text, keyWord(p.Credentials).text)
			}
			rows = append(rows, append(row, r.markdownWords(p.User, function)...))
		}
	}
	return rows
}

func (r roster) markdownWords(user, function string) []string {
	var row []string
	if !r.wide() {
		var all []string
		for _, g := range r.grouped(user, function, manyColumns) {
			all = append(all, cell(g))
		}
		return []string{strings.Join(all, "; ")}
	}
	for _, a := range r.m.Accounts {
		word := r.word(user, function, a.Account).text
		if word != "-" {
			word = cell(word)
		}
		row = append(row, word)
	}
	return row
}

// AccessCSV writes a row for each way of a person into an account. A cell that
// a spreadsheet would take for a formula has an apostrophe before it.
func AccessCSV(w io.Writer, m access.Matrix) error {
	rows := [][]string{{
		"user", "email", "account", "account_id", "classification", "function", "role", "access", "level", "services",
		"surprise", "unknown", "mfa", "keys", "lines",
	}}
	people, places := map[string]access.Person{}, map[string]access.Place{}
	for _, p := range m.People {
		people[p.User] = p
	}
	for _, p := range m.Accounts {
		places[p.Account] = p
	}
	for _, c := range m.Cells {
		p, at := people[c.User], places[c.Account]
		mfa, keys := "", ""
		if p.Credentials != nil {
			mfa, keys = strconv.FormatBool(p.Credentials.MFA), keyWord(p.Credentials).text
		}
		var lines []string
		for _, n := range c.Lines() {
			lines = append(lines, strconv.Itoa(n))
		}
		rows = append(rows, []string{
			c.User, p.Email, c.Account, at.ID, at.Classification, c.Function, c.Role, c.Word, c.Level, strings.Join(c.Services, " "),
			c.Surprise, strings.Join(c.Unknown, " "), mfa, keys, strings.Join(lines, " "),
		})
	}
	return writeCSV(w, rows, Inert)
}

// writeCSV writes rows as CSV (RFC 4180), each cell as a spreadsheet is to have
// it.
func writeCSV(w io.Writer, rows [][]string, as func(string) string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, c := range row {
			safe[i] = as(c)
		}
		if err := out.Write(safe); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// Inert is a text as a cell of a spreadsheet: escaped, and with an apostrophe
// before what would be a formula (OWASP: CSV injection). Revived undoes that.
func Inert(s string) string {
	s = Escape(s)
	if s != "" && strings.ContainsAny(s[:1], "=+-@'") {
		return "'" + s
	}
	return s
}

// Revived is the text that Inert made a cell of.
func Revived(s string) string { return strings.TrimPrefix(s, "'") }
