package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// AccessHTML writes who can do what where as a page of its own: no outside
// asset, readable without scripts, which only filter.
func AccessHTML(w io.Writer, m access.Matrix) error {
	s, err := seal("access.js")
	if err != nil {
		return err
	}
	r := newRoster(nil, m)
	p := rosterPage{
		sealed: s, M: m, Wide: len(m.Accounts) <= manyInHTML, Span: max(len(m.Accounts), 1), Counted: counted(m),
		Legend: access.Legend(m.Cells), Notes: footnotes(m), Crossings: crossings(m), Roles: r.roles(),
	}
	if !p.Wide {
		p.Span = 1
	}
	for _, a := range m.Accounts {
		p.Classes = append(p.Classes, a.Classification)
	}
	for _, c := range m.Cells {
		p.Functions = append(p.Functions, c.Function)
	}
	p.Classes, p.Functions = distinct(p.Classes), distinct(p.Functions)
	p.Classes = slices.DeleteFunc(p.Classes, func(class string) bool { return class == "" })
	for _, person := range m.People {
		p.People = append(p.People, r.person(person, p.Wide))
	}
	return fill(w, "access.html", p)
}

// manyInHTML is how many accounts stand beside each other on a page that can be
// scrolled.
const manyInHTML = 40

// A rosterPage is what the template is filled with.
type rosterPage struct {
	sealed
	M                                            access.Matrix
	Wide                                         bool // accounts stand beside each other
	Span                                         int  // how many columns they are
	Counted                                      string
	Classes, Functions, Legend, Notes, Crossings []string
	People                                       []personHTML
	Roles                                        []roleHTML
}

type personHTML struct {
	User, MFA, Key     string
	MFAAlarm, KeyAlarm bool
	Ways               []wayHTML
}

type wayHTML struct {
	User, Function string
	Cells          []cellHTML
}

type cellHTML struct {
	Account, Class, Word, Level string
	Rank                        int
}

type roleHTML struct {
	cellHTML
	Function, On, People, Users string
	Policies                    []string
}

func (r roster) person(p access.Person, wide bool) personHTML {
	mfa, key := mfaWord(p.Credentials), keyWord(p.Credentials)
	out := personHTML{User: p.User, MFA: mfa.text, Key: key.text, MFAAlarm: mfa.ink == alarm, KeyAlarm: key.ink == red}
	for _, function := range r.ways[p.User] {
		way := wayHTML{User: p.User, Function: function}
		if wide {
			way.Cells = r.besideEachOther(p.User, function)
		} else {
			way.Cells = r.together(p.User, function)
		}
		out.Ways = append(out.Ways, way)
	}
	return out
}

func (r roster) besideEachOther(user, function string) []cellHTML {
	var all []cellHTML
	for _, a := range r.m.Accounts {
		cell := cellHTML{Account: a.Account, Class: a.Classification, Rank: -1}
		if c, ok := r.cells[[2]string{user, function}][a.Account]; ok {
			cell.Word, cell.Level, cell.Rank = c.Word, c.Level, access.Rank(c.Level)
		}
		all = append(all, cell)
	}
	return all
}

// together joins the accounts behind each word.
func (r roster) together(user, function string) []cellHTML {
	var all []cellHTML
	for _, g := range r.grouped(user, function, len(r.m.Accounts)) {
		word, where, _ := strings.Cut(g, " in ")
		of := cellHTML{Account: where, Word: word}
		for _, c := range r.cells[[2]string{user, function}] {
			if c.Word == word {
				of.Level, of.Rank = c.Level, access.Rank(c.Level)
			}
		}
		all = append(all, of)
	}
	return all
}

// roles are the roles that somebody can become, each once, with all who can.
func (r roster) roles() []roleHTML {
	class := map[string]string{}
	for _, a := range r.m.Accounts {
		class[a.Account] = a.Classification
	}
	people, first := map[[2]string][]string{}, map[[2]string]access.Cell{}
	var order [][2]string
	for _, c := range r.m.Cells {
		key := [2]string{c.Function, c.Account}
		if people[key] == nil {
			order, first[key] = append(order, key), c
		}
		people[key] = append(people[key], c.User)
	}
	slices.SortFunc(order, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	var all []roleHTML
	for _, key := range order {
		c := first[key]
		all = append(all, roleHTML{
			cellHTML: cellHTML{c.Account, class[c.Account], c.Word, c.Level, access.Rank(c.Level)}, Function: c.Function, On: on(c),
			People: strings.Join(people[key], ", "), Users: strings.Join(people[key], " "), Policies: policies(r.m, c),
		})
	}
	return all
}

// on is what a cell's level is about, in words.
func on(c access.Cell) string {
	switch {
	case len(c.Services) > 0:
		return some(c.Services, 8)
	case c.Level == "unknown" || c.Level == "none":
		return "-"
	case len(c.Unknown) > 0:
		return "many services"
	}
	return "all services"
}

// policies tells each policy of a cell, its level, and where it is granted.
func policies(m access.Matrix, c access.Cell) []string {
	var all []string
	for _, g := range c.Grants {
		text := g.Name + ": " + g.Level
		if !g.Known {
			text += ", by its name"
		}
		if g.Line > 0 {
			text += fmt.Sprintf(" (%s:%d)", m.File.Path, g.Line)
		}
		all = append(all, text)
	}
	return all
}
