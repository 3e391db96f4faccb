package view

import (
	"fmt"
	"io"
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
