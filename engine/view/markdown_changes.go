package view

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// fenceWidth is the most that a line in a fence is laid out for: it is scrolled
// where there is less room, which is better than wrapped.
const fenceWidth = 160

// changeBlocks lists, folded, the changes that apply makes, a line each.
func (b briefing) changeBlocks(s *sheet) {
	movements := present(b.r.Plan)
	for _, m := range movements {
		for _, section := range sectionsOf(b.r.Plan, m) {
			title := "<b>" + section.title + "</b>"
			if len(movements) > 1 {
				title = said(strings.ToUpper(string(m)), tagged) + " " + title
			}
			parts := pieces(section.changes, aPiece)
			for i, part := range parts {
				s.add("change", len(part), func() string {
					summary := title + ofHowMany(i, len(parts)) + ": " + said(acts(part)+" ("+byKind(part)+")", tagged)
					return details(summary, fence("", "diff", b.listing(part))+sentence(invented(part, code)))
				})
			}
		}
	}
}

// sentence is a paragraph below a fence; nothing when there is none to say.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	return "\n" + s + "\n"
}

// acts counts changes by what they do: "3 to create, 1 to destroy".
func acts(changes []engine.Change) string {
	var out []string
	for _, action := range []engine.Action{engine.Create, engine.Update, engine.Delete} {
		n := 0
		for _, c := range changes {
			if c.Action() == action {
				n++
			}
		}
		if n > 0 {
			out = append(out, thousands(n)+" to "+deeds[action])
		}
	}
	return strings.Join(out, ", ")
}

// listing is a line for each change, with its mark in the first column, where
// a diff is coloured by it.
func (b briefing) listing(changes []engine.Change) []string {
	var rows []row
	for _, c := range changes {
		r := plainRow(c)
		r.at = placed(b.file, c.Line)
		r.mark.text = strings.TrimLeft(r.mark.text, " ")
		rows = append(rows, r)
	}
	if section(changes[0].Kind) == functionsTitle {
		rows = byFunction(rows)
	}
	p := &page{style: Style{Width: fenceWidth}}
	p.rows(rows, min(fenceWidth, max(aligned(rows), usualWidth-4)))
	return strings.Split(strings.TrimSuffix(p.out.String(), "\n"), "\n")
}

// aligned is how wide rows are whose details stand in one column.
func aligned(rows []row) int {
	name, detail, tail, word := 0, 0, 0, widestWord(rows)
	for _, r := range rows {
		name = max(name, columns(r.mark.text)+columns(r.name))
		detail = max(detail, columns(r.detail))
		tail = max(tail, spanning(r.tail(word)))
	}
	return name + rowGap + detail + rowGap + tail
}

// diffBlocks shows, folded, what changes inside of what is there already: a
// policy as AWS will store it.
func (b briefing) diffBlocks(s *sheet) {
	var changes []engine.Change
	for _, step := range b.r.Steps {
		if !step.ByHand {
			changes = append(changes, step.Changes...)
		}
	}
	insideBlocks(s, slices.DeleteFunc(changes, func(c engine.Change) bool { _, told := b.twins.first[c.Address]; return told }))
}

// insideBlocks shows the bodies of the changes that update.
func insideBlocks(s *sheet, changes []engine.Change) {
	for _, c := range changes {
		if c.Action() == engine.Update {
			s.add("detailed change", 1, func() string {
				var lines []string
				for _, d := range inside(c.Before, c.After) {
					lines = append(lines, d.text)
				}
				return details(tagged(c.Address.String())+": what changes inside", fence("", "diff", lines))
			})
		}
	}
}

// grave lists what apply does that is destroyed, revoked or permanent, the
// gravest first.
func (b briefing) grave() []engine.Change {
	var all []engine.Change
	for _, c := range b.r.Plan.Changes() {
		if c.Waits == nil && slices.Contains(graveRisks, c.Risk) {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b engine.Change) int {
		return cmp.Compare(slices.Index(graveRisks, a.Risk), slices.Index(graveRisks, b.Risk))
	})
	return all
}

var graveRisks = []engine.Risk{engine.Destroys, engine.Permanent, engine.Revokes}
