package view

import "github.com/orgwright/orgwright/engine"

const (
	matrixCorner = "new roles"
	matrixIndent = 4 // where the names of rows begin
)

// matrix shows at a glance which function goes where and with what, for the
// roles that a movement makes, when there is enough of them for an overview
// and room for all accounts: half a table would mislead.
func (b briefing) matrix(m engine.Movement) {
	var changes []engine.Change
	for _, s := range b.r.Steps {
		if s.Movement == m {
			changes = append(changes, s.Changes...)
		}
	}
	r := newReach(changes)
	table := r.table()
	if len(r.names) < 2 || len(r.accounts) < 2 || matrixIndent+across(table) > b.style.width() {
		return
	}
	widths := widthsOf(table)
	for _, line := range table {
		var spans []span
		for i, cell := range line {
			spans = append(spans, span{cell.ink, cell.text}, text(pad("", widths[i]-columns(cell.text)+rowGap)))
		}
		b.line(matrixIndent, spans...)
	}
	if r.someWait() {
		b.line(matrixIndent, span{faint, "* waits for a person"})
	}
	b.blank()
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
