package view

import (
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// GraphHTML writes the organization as a page of its own: the picture, and the
// same in words.
func GraphHTML(w io.Writer, m access.Matrix) error {
	s, err := seal("")
	if err != nil {
		return err
	}
	g := newGraph(m)
	p := graphPage{sealed: s, M: m, Counted: counted(m), Legend: access.Legend(m.Cells), Picture: template.HTML(g.svg())}
	for _, f := range g.functions {
		p.Rows = append(p.Rows, graphRow{f.name, strings.Join(f.people, ", "), g.leads(f.name)})
	}
	return fill(w, "graph.html", p)
}

// A graphPage is what the template is filled with.
type graphPage struct {
	sealed
	M       access.Matrix
	Counted string
	Legend  []string
	Picture template.HTML // of our own making, with every name escaped
	Rows    []graphRow
}

type graphRow struct {
	Name, People string
	Leads        []string
}

// leads lists where a function leads and how far, a line for each unit.
func (g graph) leads(function string) []string {
	var all []string
	for _, u := range g.units {
		if g.collapsed {
			all = append(all, u.counts(function)...)
			continue
		}
		where := map[string][]string{}
		var words []string
		add := func(ways []wayIn, account string) {
			for _, w := range ways {
				if w.function == function {
					words = append(words, w.word)
					where[w.word] = append(where[w.word], account)
				}
			}
		}
		add(u.ways, u.everyAccount()+u.but(function))
		for _, a := range u.accounts {
			add(a.ways, a.name)
		}
		var parts []string
		for _, word := range distinct(words) {
			parts = append(parts, word+" in "+strings.Join(where[word], ", "))
		}
		if len(parts) > 0 {
			all = append(all, u.path+": "+strings.Join(parts, "; "))
		}
	}
	return all
}

// counts is a line that tells into how many of a unit's accounts a function
// leads, and how far; none where it does not.
func (u unitBox) counts(function string) []string {
	var parts []string
	for _, w := range u.ways {
		switch {
		case w.function == function && w.note == "":
			parts = append(parts, w.word+" in "+u.everyAccount())
		case w.function == function:
			parts = append(parts, w.word+w.note+" of "+count(len(u.accounts), "account"))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return []string{u.path + ": " + strings.Join(parts, "; ")}
}

// but names the accounts of a unit that a function reaches in another way than
// most.
func (u unitBox) but(function string) string {
	var others []string
	for _, a := range u.accounts {
		if a.reachedBy(function) {
			others = append(others, a.name)
		}
	}
	if len(others) == 0 || !slices.ContainsFunc(u.ways, func(w wayIn) bool { return w.function == function }) {
		return ""
	}
	return " but " + strings.Join(others, ", ")
}

// everyAccount is what stands for the accounts of a unit.
func (u unitBox) everyAccount() string {
	if len(u.accounts) == 1 {
		return u.accounts[0].name
	}
	return "all of " + count(len(u.accounts), "account")
}
