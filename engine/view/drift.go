package view

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// DriftText writes for people how the live organization differs from the
// document: what is CHANGED, EXTRA, MISSING and UNKNOWN, each with how to put
// it back and how to keep it, then what waits for a person, then one summary
// sentence of fixed wording. In a changed body, - is what AWS has and + what
// the document says. An organization in sync is one line.
func DriftText(w io.Writer, d engine.Drift, h Header, s Style) error {
	c := newComparison(&page{style: s}, d, h)
	c.edge = min(s.width(), max(natural(c.all()), usualWidth-4))
	if !c.inSync() || len(d.Pending)+len(d.Notes) > 0 {
		c.header(h, "", d.Unreadable)
	}
	for _, k := range classes {
		c.changes(k.class, k.word, k.fix, k.keep)
		c.findings(k.class, k.word)
	}
	c.unknown()
	c.mustDo(todo(engine.Plan{}, d.Pending))
	c.notes(d.Notes)
	c.ending()
	return c.to(w)
}

// A comparison is a drift on its way to the page.
type comparison struct {
	*page
	d       engine.Drift
	h       Header
	file    string // path of the document
	byClass map[engine.Class][]engine.Deviation
	found   map[engine.Class][]engine.Finding
	edge    int
}

// newComparison sorts the changes that are not for a person to make, and what
// was found.
func newComparison(p *page, d engine.Drift, h Header) comparison {
	c := comparison{
		page: p, d: d, h: h, file: cmp.Or(h.File, "org.yaml"),
		byClass: map[engine.Class][]engine.Deviation{}, found: map[engine.Class][]engine.Finding{},
	}
	byHand := map[engine.Address]bool{}
	for _, x := range d.Pending {
		byHand[x.Address] = true
	}
	for _, x := range d.Changes {
		if !byHand[x.Address] {
			c.byClass[x.Class()] = append(c.byClass[x.Class()], x)
		}
	}
	for _, f := range d.Findings {
		class := f.Class
		if class != engine.Changed && class != engine.Missing {
			class = engine.Extra
		}
		c.found[class] = append(c.found[class], f)
	}
	return c
}

// The words of what drift finds.
const (
	changed = "CHANGED"
	extra   = "EXTRA"
	missing = "MISSING"
	unknown = "UNKNOWN"
	weaker  = "WEAKER"
)

var classes = []struct {
	class           engine.Class
	word, fix, keep string
}{
	{engine.Changed, changed, "puts it back", "write into %s what AWS has"},
	{engine.Extra, extra, "takes it away", "write it into %s"},
	{engine.Missing, missing, "makes it", "take it out of %s"},
}

// rowsOf makes a row of each change of a class, WEAKER where people can do more
// than is written.
func (c comparison) rowsOf(k engine.Class, word string, show func(engine.Change) row) (rows []row) {
	for _, x := range c.byClass[k] {
		r := show(x.Change)
		r.mark, r.of, r.at = class(word, marks[x.Action()]), "", placed(c.file, x.Line)
		switch {
		case x.Weaker:
			r.word = span{alarm, weaker}
		case x.Waits == nil:
			r.word = span{}
		}
		if c.d.Since != nil {
			r.under = func() { c.seen(x.Seen) }
		}
		rows = append(rows, r)
	}
	return rows
}

// seen writes who did it, as far as AWS's log says; it is never guessed.
func (c comparison) seen(e *engine.Event) {
	if c.d.Since != nil {
		c.labelled("seen", sighting(e))
	}
}

func sighting(e *engine.Event) string {
	if e == nil {
		return "not known"
	}
	return fmt.Sprintf("CloudTrail %s %s by %s", e.At.UTC().Format("2006-01-02 15:04Z"), e.Call, e.By)
}

func class(word string, i ink) span { return span{i, pad(word, 9)} }

func (c comparison) all() []row {
	var rows []row
	for _, k := range classes {
		rows = append(rows, c.findingRows(k.class, k.word)...)
		rows = append(rows, c.rowsOf(k.class, k.word, plainRow)...)
	}
	return rows
}

// changes writes the changes of one class, and once what to do about them.
func (c comparison) changes(k engine.Class, word, fix, keep string) {
	rows := c.rowsOf(k, word, changeRow)
	if len(rows) == 0 {
		return
	}
	c.blank()
	c.rows(rows, c.edge)
	if k == engine.Changed {
		c.blank()
		c.prose(belowRoom, faint, "- is what AWS has, + is what "+c.file+" says")
	}
	c.labelled("fix ", c.h.next()+" ("+fix+")")
	c.labelled("keep", fmt.Sprintf(keep, c.file))
}

// findingRows makes a row of each finding of a class.
func (c comparison) findingRows(k engine.Class, word string) []row {
	var rows []row
	for _, f := range c.found[k] {
		r := row{mark: class(word, red), name: Escape(f.Address.String()), word: span{alarm, Escape(f.Rule)}}
		if f.Severity == engine.Warning {
			r.mark.ink, r.word = yellow, span{yellow, Escape(f.Rule) + " (warning)"}
		}
		rows = append(rows, r)
	}
	return rows
}

func (c comparison) findings(k engine.Class, word string) {
	for i, r := range c.findingRows(k, word) {
		f := c.found[k][i]
		c.blank()
		c.rows([]row{r}, c.edge)
		c.prose(belowRoom, noInk, f.Detail)
		c.seen(f.Seen)
		c.labelled("fix ", f.Fix)
		c.labelled("keep", f.Keep)
	}
}

func (c comparison) unknown() {
	for _, u := range c.d.Unreadable {
		c.blank()
		c.line(0, class(unknown, yellow), text(place(u)))
		c.prose(belowRoom, noInk, u.Why)
		c.labelled("fix ", u.Hint)
	}
}

// inSync trusts nobody's word alone: what was not seen is not in sync.
func (c comparison) inSync() bool {
	return c.d.InSync && len(c.d.Changes)+len(c.d.Findings)+len(c.d.Unreadable) == 0
}

// ending writes the summary. Programs look for it: its wording never changes.
func (c comparison) ending() {
	c.blank()
	if c.inSync() {
		c.line(0, text(c.proof()))
		return
	}
	c.line(0, span{bold, c.sentence()})
	if n := c.weaker(); n > 0 {
		c.line(2, span{alarm, fmt.Sprintf("%s %d", weaker, n)}, text("  people can do more than is written"))
	}
	errors, warnings := c.severities()
	if errors+warnings > 0 {
		c.line(2, text(fmt.Sprintf("findings: %s, %s", count(errors, "error"), count(warnings, "warning"))))
	}
}

// sentence is the summary of what differs.
func (c comparison) sentence() string {
	n := func(k engine.Class) int { return len(c.byClass[k]) + len(c.found[k]) }
	return fmt.Sprintf("Drift: %d changed, %d extra, %d missing, %d unknown, %d ignored, %d for a person, %d as written.",
		n(engine.Changed), n(engine.Extra), n(engine.Missing), len(c.d.Unreadable),
		len(c.d.Ignored), len(c.d.Pending), c.d.Unchanged)
}

func (c comparison) proof() string {
	parts := []string{fmt.Sprintf("In sync. %s in %s %s as written %s.", count(c.d.Unchanged, "fact"),
		count(c.h.Accounts, "account"), are(c.d.Unchanged), c.h.proof())}
	if n := len(c.d.Ignored); n > 0 {
		parts = append(parts, fmt.Sprintf("%d ignored.", n))
	}
	if n := len(c.d.Pending); n > 0 {
		parts = append(parts, fmt.Sprintf("%d for a person.", n))
	}
	return strings.Join(parts, " ")
}

func (c comparison) weaker() (n int) {
	for _, k := range classes {
		for _, x := range c.byClass[k.class] {
			if x.Weaker {
				n++
			}
		}
	}
	return n
}

func (c comparison) severities() (errors, warnings int) {
	for _, f := range c.d.Findings {
		if f.Severity == engine.Warning {
			warnings++
		} else {
			errors++
		}
	}
	return errors, warnings
}
