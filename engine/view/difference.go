package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// edition is a document in words: "org.yaml at 1a2b3c4d5e6f".
func edition(e access.Edition) string {
	if e.Commit == "" {
		return e.File.Path
	}
	return e.File.Path + " at " + e.Commit[:min(12, len(e.Commit))]
}

// A stretch is the same difference of a person in several accounts.
type stretch struct {
	user, function, before, after string // words; empty is no way at all
	accounts                      []string
}

// stretches joins what is different, in the order of its parts: gained, lost,
// changed.
func stretches(d access.Difference) (all [3][]stretch) {
	at := map[stretchKey]int{}
	add := func(part int, user string, of *access.Post, before, after string) {
		key := stretchKey{part, user, of.Function, before, after}
		i, known := at[key]
		if !known {
			i = len(all[part])
			at[key] = i
			all[part] = append(all[part], stretch{user: user, function: of.Function, before: before, after: after})
		}
		all[part][i].accounts = append(all[part][i].accounts, of.Account)
	}
	for _, c := range d.Gained {
		add(0, c.User, c.Post, "", c.Word)
	}
	for _, c := range d.Lost {
		add(1, c.User, c.Post, c.Word, "")
	}
	for _, c := range d.Changed {
		add(2, c.User, c.After, policied(c.Before, c.After, c.Before), policied(c.After, c.After, c.Before))
	}
	return all
}

type stretchKey struct {
	part                          int
	user, function, before, after string
}

// policied is a post's word, and where the other has the same word what makes
// the two differ: the policies.
func policied(p, after, before *access.Post) string {
	if before.Word != after.Word {
		return p.Word
	}
	var names []string
	for _, g := range p.Grants {
		names = append(names, g.Name)
	}
	return p.Word + " by " + strings.Join(names, ", ")
}

// differenceParts are the headings of the parts, and their marks.
var differenceParts = [3]struct {
	heading, mark string
	ink           ink
}{{"GAINED: who can do what they could not", "+", green}, {"LOST: who can no longer", "-", red}, {"CHANGED: who can do more or less there, or by other policies", "~", yellow}}

// DifferenceText writes for people what is different between two matrices.
func DifferenceText(w io.Writer, d access.Difference, s Style) error {
	p := &page{style: s}
	p.prose(0, bold, differenceSides(d))
	for i, part := range stretches(d) {
		if len(part) == 0 {
			continue
		}
		p.heading(bold, differenceParts[i].heading)
		for _, x := range part {
			p.line(2, span{differenceParts[i].ink, differenceParts[i].mark + " "}, span{bold, Escape(x.user)}, text("  "+Escape(x.function)+"  "), text(Escape(x.words())))
			p.prose(6, noInk, "in "+some(x.accounts, 20))
		}
	}
	if len(d.Crossings) > 0 {
		p.heading(alarm, "CROSSING: who can newly change things in accounts of more than one classification")
		for _, x := range crossings(access.Matrix{Crossings: d.Crossings}) {
			p.prose(2, noInk, x)
		}
	}
	p.blank()
	p.prose(0, bold, differenceCounts(d))
	p.prose(0, faint, "Not counted: "+strings.Join(d.NotCounted, "; ")+". A policy's text that changed and left its level and services as they were is shown by orgwright plan.")
	return p.to(w)
}

func (x stretch) words() string {
	switch {
	case x.before == "":
		return x.after
	case x.after == "":
		return x.before
	}
	return x.before + " -> " + x.after
}

func differenceSides(d access.Difference) string {
	return "From " + edition(d.Before) + " to " + edition(d.After) + "."
}

func differenceCounts(d access.Difference) string {
	return fmt.Sprintf("Difference: %d gained, %d lost, %d changed, %d as before.", len(d.Gained), len(d.Lost), len(d.Changed), d.Same)
}

// DifferenceMarkdown writes the same for a pull request.
func DifferenceMarkdown(w io.Writer, d access.Difference) error {
	_, counts, _ := strings.Cut(differenceCounts(d), ": ")
	s := sheet{head: fmt.Sprintf("### Access of %s: %s\n\n%s\n", tagged(d.Organization), counts, said(differenceSides(d), code))}
	for i, part := range stretches(d) {
		for n, piece := range pieces(part, manyRows) {
			s.add("way", len(piece), func() string {
				return "**" + differenceParts[i].heading + ofHowMany(n, (len(part)+manyRows-1)/manyRows) + "**\n\n" + differenceTable(piece)
			})
		}
	}
	s.add("crossing", len(d.Crossings), func() string {
		return "**Crossing**: who can newly change things in accounts of more than one classification\n\n" + bullets(crossings(access.Matrix{Crossings: d.Crossings}))
	})
	s.end = "Not counted: " + strings.Join(d.NotCounted, "; ") + ".\n"
	return s.to(w, commentLimit)
}

func differenceTable(part []stretch) string {
	var rows [][]string
	for _, x := range part {
		rows = append(rows, []string{cell(x.user), cell(x.function), cellOrDash(x.before), cellOrDash(x.after), cell(some(x.accounts, 20))})
	}
	return table([]string{"person", "function", "before", "after", "accounts"}, "|---|---|---|---|---|", rows)
}
