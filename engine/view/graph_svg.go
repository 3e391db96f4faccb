package view

import (
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// GraphSVG writes the organization as a picture: functions with their people
// on the left, units with their accounts on the right, lines between what leads
// where, and in each box how far.
func GraphSVG(w io.Writer, m access.Matrix) error {
	return written(w, newGraph(m).svg(), "SVG")
}

// Measures of the picture, in its own units: pixels at its natural size.
const (
	letter   = 7.6 // how wide a letter is taken to be
	lineHigh = 19
	inset    = 12
	gap      = 16
	between  = 170 // from functions to units, for the lines
	pageWide = 1210
	apart    = 90 // the most between functions that are spread beside tall units
)

// A canvas is a picture being drawn.
type canvas struct {
	strings.Builder
	g graph
}

// A card is a box with lines of text, laid out.
type card struct {
	x, y, w, h float64
	title      string
	sub        string
	lines      []string // of people
	ways       []wayIn
	class      string // of CSS
	style      string // fill and line, for a classification
}

// size makes the card as large as its text.
func (c card) size(least float64) card {
	c.w, c.h = max(least, wideText(c.title)*1.06), inset*2
	for _, l := range append([]string{c.sub}, c.lines...) {
		c.w = max(c.w, wideText(l))
	}
	for _, w := range c.ways {
		c.w = max(c.w, wideText(w.function+"  "+w.word+w.note))
	}
	c.w += 2 * inset
	n := len(c.lines) + len(c.ways)
	if c.title != "" {
		n++
	}
	if c.sub != "" {
		n++
	}
	c.h += float64(n) * lineHigh
	return c
}

func wideText(s string) float64 {
	n := 0.0
	for _, r := range Escape(s) {
		if r >= 0x1100 { // what East Asia writes is twice as wide
			n++
		}
		n++
	}
	return n * letter
}

func (g graph) svg() string {
	c := &canvas{g: g}
	left, leftWide, leftHigh := g.leftCards()
	right, units, rightWide, rightHigh := g.rightCards(leftWide + 2*gap + between)
	width, height := leftWide+2*gap+between+rightWide+gap, max(leftHigh, rightHigh)+gap
	spread(left, rightHigh-leftHigh)
	fmt.Fprintf(c, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img" aria-labelledby="graph-title graph-desc" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif" font-size="13">`+"\n",
		width, height, width, height)
	fmt.Fprintf(c, "<title id=\"graph-title\">%s</title>\n<desc id=\"graph-desc\">%s</desc>\n", xml("Organization "+g.organization), xml(g.describe()))
	c.WriteString("<style>" + graphStyle + "</style>\n")
	fmt.Fprintf(c, "<rect class=\"paper\" width=\"%.0f\" height=\"%.0f\"/>\n", width, height)
	c.card(left[0])
	c.lines(left[1:], units)
	for _, card := range append(left[1:], right...) {
		c.card(card)
	}
	c.WriteString("</svg>\n")
	return c.String()
}

// graphStyle is for light and dark alike; on a classification's colour ink
// stays dark.
const graphStyle = `.paper{fill:#fff}.ink{fill:#1b1f24}.soft{fill:#57606a}.box{fill:#f6f8fa;stroke:#8c959f}.leaf{fill:#fff;stroke:#57606a}.way{fill:none;stroke:#57606a;stroke-width:1.6;stroke-opacity:.75}.on .ink{fill:#111}.on .soft{fill:#30363d}.title{font-weight:650;font-size:14px}` +
	`@media (prefers-color-scheme:dark){.paper{fill:#0d1117}.ink{fill:#e6edf3}.soft{fill:#a3adb8}.box{fill:#161b22;stroke:#6e7681}.leaf{fill:#0d1117;stroke:#8b949e}.way{stroke:#a3adb8}}` +
	`@media print{.paper{fill:#fff}.ink{fill:#000}.soft{fill:#222}.box,.leaf{fill:#fff;stroke:#444}.way{stroke:#444}}`

// leftCards are the master account and in it the functions.
func (g graph) leftCards() (cards []card, wide, high float64) {
	head := card{title: "master " + g.master, sub: "people and groups", class: "box"}
	y := float64(gap + inset + 2*lineHigh + 8)
	var inner []card
	for _, f := range g.functions {
		lines := wrap(f.who(few), 30)
		inner = append(inner, card{title: f.name, lines: lines, class: "leaf"}.size(150))
	}
	if len(g.idle) > 0 {
		inner = append(inner, card{title: "no function", lines: wrap(activity{people: g.idle}.who(few), 30), class: "leaf"}.size(150))
	}
	for _, c := range inner {
		wide = max(wide, c.w)
	}
	wide = max(wide, wideText(head.title))
	for i := range inner {
		inner[i].x, inner[i].y, inner[i].w = gap+inset, y, wide
		y += inner[i].h + gap
	}
	head.x, head.y, head.w, head.h = gap, gap, wide+2*inset, y-gap
	return append([]card{head}, inner...), head.w + gap, y + gap
}

// spread puts functions further apart, where there is room, so that their lines
// are short: the box around them first.
func spread(cards []card, room float64) {
	if room <= 0 || len(cards) < 2 {
		return
	}
	more := min(room/float64(len(cards)), apart)
	above := max(0, room-more*float64(len(cards))) / 2
	for i := range cards[1:] {
		cards[i+1].y += above + more*(float64(i)+.5)
	}
	cards[0].h += more * float64(len(cards))
	cards[0].y += above
}

// rightCards are the units, and in them the accounts. The first of the two
// lists has all, the second the units alone.
func (g graph) rightCards(x float64) (all, units []card, wide, high float64) {
	y := float64(gap)
	for _, u := range g.units {
		box, inner := g.unitCards(u, x, y)
		wide = max(wide, box.w)
		units = append(units, box)
		all = append(all, inner...)
		y += box.h + gap
	}
	for i := range units {
		units[i].w = wide
	}
	return append(append([]card{}, units...), all...), units, wide, y
}

// unitCards lays out one unit at a place.
func (g graph) unitCards(u unitBox, x, y float64) (box card, inner []card) {
	box = card{title: u.path, ways: u.ways, class: "box"}
	if g.collapsed {
		box.sub = count(len(u.accounts), "account") + u.classNote()
		box.style = g.fill(u.classesOf()...)
		box = box.size(300)
		box.x, box.y = x, y
		return box, nil
	}
	box = box.size(300)
	box.x, box.y = x, y
	var widest float64
	for _, a := range u.accounts {
		c := card{title: a.name, sub: a.class, ways: a.ways, class: "leaf", style: g.fill(a.class)}.size(140)
		widest = max(widest, c.w)
		inner = append(inner, c)
	}
	perRow := max(1, int((pageWide-x-inset+gap)/(widest+gap)))
	y += box.h - inset/2
	for row := range slices.Chunk(inner, perRow) {
		highest := 0.0
		for i := range row {
			row[i].x, row[i].y, row[i].w = x+inset+float64(i)*(widest+gap), y, widest
			highest = max(highest, row[i].h)
		}
		for i := range row {
			row[i].h = highest
		}
		y += highest + gap
	}
	box.w = max(box.w, float64(min(perRow, len(inner)))*(widest+gap)-gap+2*inset)
	box.h = y - gap + inset - box.y
	return box, inner
}

// fill is the look of a classification.
func (g graph) fill(of ...string) string {
	p := g.paint(of...)
	return fmt.Sprintf(`fill="%s" stroke="%s"`, p.fill, p.line)
}

// lines draws from each function to each unit that it leads into. They leave a
// card at one point and arrive spread over the unit's side.
func (c *canvas) lines(left, units []card) {
	at := map[string]card{}
	for _, card := range left {
		at[card.title] = card
	}
	for i, u := range c.g.units {
		reaching := u.reaches()
		for n, function := range reaching {
			from, to := at[function], units[i]
			x1, y1 := from.x+from.w, from.y+from.h/2
			x2, y2 := to.x, to.y+to.h*float64(n+1)/float64(len(reaching)+1)
			fmt.Fprintf(c, "<path class=\"way\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1f\"%s><title>%s</title></path>\n",
				x1, y1, x1+between*.55, y1, x2-between*.55, y2, x2, y2, dashes(c.g, function), xml(function+" leads into "+u.path))
		}
	}
}

// dashes tell the lines of functions apart.
func dashes(g graph, function string) string {
	patterns := []string{"", "7 4", "2 4", "10 3 2 3", "14 5", "5 2"}
	for i, f := range g.functions {
		if p := patterns[i%len(patterns)]; f.name == function && p != "" {
			return ` stroke-dasharray="` + p + `"`
		}
	}
	return ""
}

// card draws a box and its text.
func (c *canvas) card(k card) {
	group, look := "", fmt.Sprintf(`class="%s"`, k.class)
	if k.style != "" {
		group, look = ` class="on"`, k.style
	}
	fmt.Fprintf(c, "<g%s><rect %s x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\"/>", group, look, k.x, k.y, k.w, k.h)
	y := k.y + inset + 13
	write := func(class, s string) {
		if s != "" {
			fmt.Fprintf(c, `<text class="%s" x="%.1f" y="%.1f">%s</text>`, class, k.x+inset, y, xml(s))
			y += lineHigh
		}
	}
	write("ink title", k.title)
	write("soft", k.sub)
	for _, l := range k.lines {
		write("ink", l)
	}
	for _, w := range k.ways {
		fmt.Fprintf(c, `<text class="ink" x="%.1f" y="%.1f">%s <tspan font-weight="650">%s</tspan></text>`, k.x+inset, y, xml(w.function), xml(w.word+w.note))
		y += lineHigh
	}
	c.WriteString("</g>\n")
}

// xml is a text inside an element.
func xml(s string) string { return html.EscapeString(Escape(s)) }
