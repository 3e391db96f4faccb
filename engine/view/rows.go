package view

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// A row is one change on one line: its mark, its address, a detail for people,
// the word of its risk or that it waits, and below it what changed inside.
type row struct {
	kind   string
	of     string // the function it is part of; empty where it is part of none
	mark   span   // with the space around it
	name   string
	detail string
	at     string // where the document asks for it; empty when that is not shown here
	word   span
	under  func() // writes what more there is to say; nil when there is nothing
	diff   []span
	apart  bool // whether an empty line comes before it
}

var marks = map[engine.Action]ink{engine.Create: green, engine.Update: yellow, engine.Delete: red}

var words = map[engine.Risk]span{
	engine.Grants:    {yellow, "GRANTS"},
	engine.Revokes:   {yellow, "REVOKES"},
	engine.Destroys:  {alarm, "DESTROYS"},
	engine.Permanent: {magenta, "PERMANENT"},
	engine.Person:    {cyan, "HUMAN"},
}

// waiting is the word of a change that is not made yet. What it does to people
// is told when it is due.
var waiting = span{cyan, "WAITS"}

func word(c engine.Change) span {
	if c.Waits != nil {
		return waiting
	}
	return words[c.Risk]
}

func mark(c engine.Change) span {
	return span{marks[c.Action()], "  " + string(rune(c.Action())) + " "}
}

// changeRow shows a change with all there is to say about it.
func changeRow(c engine.Change) row {
	r := plainRow(c)
	if c.Action() == engine.Update {
		r.diff = inside(c.Before, c.After)
	}
	return r
}

// plainRow shows a change on its one line.
func plainRow(c engine.Change) row {
	r := shortRow(c)
	r.detail = prose(c.Why)
	return r
}

// shortRow shows a change by name alone.
func shortRow(c engine.Change) row {
	return row{kind: c.Kind, of: function(c.Address), mark: mark(c), name: Escape(c.Address.String()), word: word(c)}
}

// Rows are indented, marked, and their columns stand apart.
const (
	rowGap    = 2
	leastRoom = 24 // a detail column narrower than this is not worth having
	belowRoom = 6  // where everything else about a row stands
)

// natural is how wide rows would be on an endless line.
func natural(rows []row) int {
	widest, word := 0, widestWord(rows)
	for _, r := range rows {
		w := columns(r.mark.text) + columns(r.name)
		if r.detail != "" {
			w += rowGap + columns(r.detail)
		}
		if tail := spanning(r.tail(word)); tail > 0 {
			w += rowGap + tail
		}
		widest = max(widest, w)
	}
	return widest
}

// A grid is the columns of rows that stand together.
type grid struct {
	edge   int // where the right-hand words end
	word   int // width of the widest word that a place may stand before
	name   int // width of the names that have details beside them
	room   int // width of the details
	beside bool
}

// layout finds the columns for rows that have words of such a width at most.
// Details stand beside the names when all of them fit there in two lines, else
// all below: rows of one kind look alike.
func layout(rows []row, edge, word int) grid {
	g := grid{edge: edge, word: word, beside: true}
	tail, detail, mark := 0, 0, 0
	for _, r := range rows {
		mark = max(mark, columns(r.mark.text))
		if r.detail != "" {
			g.name = max(g.name, columns(r.name))
			detail = max(detail, columns(r.detail))
		}
		if w := spanning(r.tail(word)); w > 0 {
			tail = max(tail, w+rowGap)
		}
	}
	g.room = edge - mark - g.name - rowGap - tail
	if detail > g.room {
		g.beside = g.room >= leastRoom
		for _, r := range rows {
			g.beside = g.beside && len(wrap(r.detail, g.room)) <= 2
		}
	}
	return g
}

// rows writes the changes of one section: in the same columns where details
// then find room, else each kind in its own, so that one long name does not
// push all details about. The right edge is one.
func (p *page) rows(rows []row, edge int) {
	rows = spaced(rows)
	grids := columnsOf(rows, edge)
	for _, r := range rows {
		if r.apart {
			p.blank()
		}
		if g := grids[r.kind]; g.beside {
			p.beside(r, g)
		} else {
			p.below(r, g)
		}
		p.inside(r)
	}
}

// inside writes what stands below a row: what it does to people, and what
// changed in its body.
func (p *page) inside(r row) {
	if r.under != nil {
		r.under()
		if len(r.diff) > 0 {
			p.blank()
		}
	}
	for _, d := range r.diff {
		p.line(belowRoom, d)
	}
}

// columnsOf finds the columns of each kind.
func columnsOf(rows []row, edge int) map[string]grid {
	word := widestWord(rows)
	whole := layout(rows, edge, word)
	alike := map[string][]row{}
	for _, r := range rows {
		alike[r.kind] = append(alike[r.kind], r)
	}
	grids := map[string]grid{}
	for kind, rows := range alike {
		grids[kind] = whole
		if !whole.beside {
			grids[kind] = layout(rows, edge, word)
		}
	}
	return grids
}

// spaced sets apart what a diff ends, and functions that have several rows.
func spaced(rows []row) []row {
	rows = slices.Clone(rows)
	size := map[string]int{}
	for _, r := range rows {
		size[r.of]++
	}
	for i := 1; i < len(rows); i++ {
		last, r := rows[i-1], &rows[i]
		r.apart = len(last.diff) > 0 || last.under != nil || last.of != r.of && size[last.of]+size[r.of] > 2
	}
	return rows
}

func (p *page) beside(r row, g grid) {
	lines := wrap(r.detail, g.room)
	if len(lines) == 0 {
		lines = []string{""}
	}
	head := strings.TrimRight(pad(r.name, g.name)+"  "+lines[0], " ")
	p.first(r, head, g)
	for _, line := range lines[1:] {
		p.line(columns(r.mark.text)+g.name+rowGap, text(line))
	}
}

func (p *page) below(r row, g grid) {
	p.first(r, r.name, g)
	for _, line := range wrap(r.detail, g.edge-belowRoom) {
		p.line(belowRoom, text(line))
	}
}
