package view

import (
	"fmt"
	"slices"

	"github.com/orgwright/orgwright/engine"
)

const (
	matrixCorner = "new roles"
	matrixIndent = 4 // where the names of rows begin
)

// leastPlaces is how many accounts an overview is worth having for.
const leastPlaces = 2

// matrix shows at a glance which function goes where and with what, for the
// roles that a movement makes, when there is enough of them for an overview.
// Accounts that there is no room for are left out, and named.
func (b briefing) matrix(m engine.Movement) {
	var changes []engine.Change
	for _, s := range b.r.Steps {
		if s.Movement == m {
			changes = append(changes, s.Changes...)
		}
	}
	r := newReach(changes)
	table := r.table()
	widths := widthsOf(table)
	shown := fitting(widths, b.style.width()-matrixIndent) - 1 // the first column is the functions
	if len(r.names) < 2 || shown < leastPlaces {
		return
	}
	for _, line := range table {
		var spans []span
		for i, cell := range line[:shown+1] {
			spans = append(spans, span{cell.ink, cell.text}, text(pad("", widths[i]-columns(cell.text)+rowGap)))
		}
		b.line(matrixIndent, spans...)
	}
	if left := r.accounts[shown:]; len(left) > 0 {
		b.prose(matrixIndent, faint, fmt.Sprintf("and %s more, for want of room: %s", thousands(len(left)), some(left, manyPlaces)))
	}
	if slices.ContainsFunc(r.accounts[:shown], func(a string) bool { return r.waits[a] }) {
		b.line(matrixIndent, span{faint, "* waits for a person"})
	}
	b.blank()
}

// fitting is how many columns of such widths find room side by side.
func fitting(widths []int, room int) (n int) {
	used := -rowGap
	for n < len(widths) && used+rowGap+widths[n] <= room {
		used += rowGap + widths[n]
		n++
	}
	return n
}

// table is the matrix cell by cell, escaped, its first line the accounts.
func (r reach) table() [][]span {
	head := []span{{faint, matrixCorner}}
	for _, a := range r.accounts {
		if r.waits[a] {
			a += "*"
		}
		head = append(head, span{faint, Escape(a)})
	}
	table := [][]span{head}
	for _, name := range r.names {
		line := []span{text(Escape(name))}
		for _, a := range r.accounts {
			line = append(line, r.cell(name, a))
		}
		table = append(table, line)
	}
	return table
}

func widthsOf(table [][]span) []int {
	widths := make([]int, len(table[0]))
	for _, line := range table {
		for i, cell := range line {
			widths[i] = max(widths[i], columns(cell.text))
		}
	}
	return widths
}

// across is how wide a table is.
func across(table [][]span) int {
	n := -rowGap
	for _, w := range widthsOf(table) {
		n += w + rowGap
	}
	return n
}
