package view

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// AccessCSV writes a row for each way of a person into an account. A cell that
// a spreadsheet would take for a formula has an apostrophe before it.
func AccessCSV(w io.Writer, m access.Matrix) error {
	people, places := map[string]access.Person{}, map[string]access.Place{}
	for _, p := range m.People {
		people[p.User] = p
	}
	for _, p := range m.Accounts {
		places[p.Account] = p
	}
	return writeCSV(w, func(yield func([]string) bool) {
		more := yield([]string{
			"user", "email", "account", "account_id", "classification", "function", "role", "access", "level", "services",
			"surprise", "unknown", "mfa", "keys", "lines",
		})
		for i := 0; more && i < len(m.Cells); i++ {
			c := m.Cells[i]
			more = yield(csvRow(c, people[c.User], places[c.Account]))
		}
	}, Inert)
}

func csvRow(c access.Cell, p access.Person, at access.Place) []string {
	mfa, keys := "", ""
	if p.Credentials != nil {
		mfa, keys = strconv.FormatBool(p.Credentials.MFA), keyWord(p.Credentials).text
	}
	var lines []string
	for _, n := range c.Lines() {
		lines = append(lines, strconv.Itoa(n))
	}
	return []string{
		c.User, p.Email, c.Account, at.ID, at.Classification, c.Function, c.Role, c.Word, c.Level, strings.Join(c.Services, " "),
		c.Surprise, strings.Join(c.Unknown, " "), mfa, keys, strings.Join(lines, " "),
	}
}

// writeCSV writes rows as CSV (RFC 4180), each cell as a spreadsheet is to have
// it.
func writeCSV(w io.Writer, rows iter.Seq[[]string], as func(string) string) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for row := range rows {
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
