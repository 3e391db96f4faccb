package view

import (
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// A row is one change on one line: its mark, its address, a detail for people,
// the word of its risk, and below it what it waits for and what changed inside.
type row struct {
	kind   string
	mark   span // with the space around it
	name   string
	detail string
	word   span
	waits  string
	diff   []span
}

var marks = map[engine.Action]ink{engine.Create: green, engine.Update: yellow, engine.Delete: red}

var words = map[engine.Risk]span{
	engine.Grants:    {yellow, "GRANTS"},
	engine.Revokes:   {yellow, "REVOKES"},
	engine.Destroys:  {alarm, "DESTROYS"},
	engine.Permanent: {magenta, "PERMANENT"},
	engine.Person:    {cyan, "HUMAN"},
}

func mark(c engine.Change) span {
	return span{marks[c.Action()], "  " + string(rune(c.Action())) + " "}
}

// changeRow shows a change with all there is to say about it.
func changeRow(c engine.Change) row {
	r := plainRow(c)
	if c.Waits != nil {
		r.waits = "waits for " + c.Waits.String()
	}
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
	return row{kind: c.Kind, mark: mark(c), name: Escape(c.Address.String()), word: words[c.Risk]}
}

// Rows are indented, marked, and their columns stand apart.
const (
	rowGap    = 2
	leastRoom = 24 // a detail column narrower than this is not worth having
	belowRoom = 6  // where everything else about a row stands
)

// natural is how wide rows would be on an endless line.
func natural(rows []row) int {
	widest := 0
	for _, r := range rows {
		w := columns(r.mark.text) + columns(r.name)
		if r.detail != "" {
			w += rowGap + columns(r.detail)
		}
		if r.word.text != "" {
			w += rowGap + columns(r.word.text)
		}
		widest = max(widest, w)
	}
	return widest
}

// A grid is the columns of rows that stand together.
type grid struct {
	edge   int // where the right-hand words end
	name   int // width of the names
	room   int // width of the details
	beside bool
}

// layout finds the columns for rows. Details stand beside the names when all of
// them fit there in two lines, else all below: rows of one kind look alike.
func layout(rows []row, edge int) grid {
	g := grid{edge: edge, beside: true}
	word, detail, mark := 0, 0, 0
	for _, r := range rows {
		mark = max(mark, columns(r.mark.text))
		g.name = max(g.name, columns(r.name))
		detail = max(detail, columns(r.detail))
		if r.word.text != "" {
			word = max(word, columns(r.word.text)+rowGap)
		}
	}
	g.room = edge - mark - g.name - rowGap - word
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
	g := layout(rows, edge)
	if g.beside {
		p.alike(rows, g)
		return
	}
	for i, j := 0, 0; i < len(rows); i = j {
		for j < len(rows) && rows[j].kind == rows[i].kind {
			j++
		}
		if i > 0 && len(rows[i-1].diff) > 0 {
			p.blank()
		}
		p.alike(rows[i:j], layout(rows[i:j], edge))
	}
}

func (p *page) alike(rows []row, g grid) {
	for i, r := range rows {
		if i > 0 && len(rows[i-1].diff) > 0 {
			p.blank()
		}
		if g.beside {
			p.beside(r, g)
		} else {
			p.below(r, g)
		}
		p.prose(belowRoom, cyan, r.waits)
		for _, d := range r.diff {
			p.line(belowRoom, d)
		}
	}
}

func (p *page) beside(r row, g grid) {
	lines := wrap(r.detail, g.room)
	if len(lines) == 0 {
		lines = []string{""}
	}
	head := strings.TrimRight(pad(r.name, g.name)+"  "+lines[0], " ")
	p.first(r, head, g.edge)
	for _, line := range lines[1:] {
		p.line(columns(r.mark.text)+g.name+rowGap, text(line))
	}
}

func (p *page) below(r row, g grid) {
	p.first(r, r.name, g.edge)
	for _, line := range wrap(r.detail, g.edge-belowRoom) {
		p.line(belowRoom, text(line))
	}
}

// first writes a row's first line, the word at the right edge; where an
// address leaves it no room, on a line of its own.
func (p *page) first(r row, head string, edge int) {
	spans := []span{r.mark, text(head)}
	if r.word.text == "" {
		p.line(0, spans...)
		return
	}
	if left := edge - columns(r.mark.text) - columns(head) - columns(r.word.text); left >= rowGap {
		p.line(0, append(spans, text(strings.Repeat(" ", left)), r.word)...)
		return
	}
	p.line(0, spans...)
	p.line(max(0, edge-columns(r.word.text)), r.word)
}
