package view

import (
	"cmp"
	"fmt"
	"io"

	"github.com/orgwright/orgwright/engine"
)

// DriftMarkdown writes a drift as the text of one issue, which every run
// changes, of at most 60,000 characters: the verdict, what differs and how to
// put it back or keep it, and folded below it the differences inside. It begins
// with a hidden marker, always the same, by which the issue is found again.
func DriftMarkdown(w io.Writer, d engine.Drift, h Header) error {
	return driftSheet(d, h).to(w, commentLimit)
}

func driftSheet(d engine.Drift, h Header) sheet {
	c := newComparison(&page{}, d, h)
	s := sheet{head: marker("drift", cmp.Or(h.Organization, h.OrganizationID), c.file) + c.title(), end: c.closing()}
	s.add("summary", 1, c.verdict)
	unseenBlocks(&s, "nothing is known to be as written here", d.Unreadable)
	c.differenceBlocks(&s)
	s.add("hint", len(c.d.Changes), c.remedies)
	s.add("origin", len(c.all())+len(d.Unreadable), func() string { return origin(h, c.file, len(d.Unreadable)) + "\n" })
	taskBlocks(&s, todo(engine.Plan{}, d.Pending))
	noteBlocks(&s, d.Notes)
	c.remedyBlocks(&s)
	insideBlocks(&s, changesOf(c.byClass[engine.Changed]))
	c.ignoredBlocks(&s)
	return s
}

func changesOf(all []engine.Deviation) []engine.Change {
	changes := make([]engine.Change, len(all))
	for i, x := range all {
		changes[i] = x.Change
	}
	return changes
}

// title is the verdict. What was not seen is not in sync.
func (c comparison) title() string {
	s := "### orgwright drift: "
	switch weak, errors := c.weaker(), c.errors(); {
	case c.inSync():
		return s + "in sync\n"
	case weak > 0:
		s += count(weak, "difference") + " let people do more than is written"
		if weak == 1 {
			s = "### orgwright drift: 1 difference lets people do more than is written"
		}
	case errors > 0:
		s += count(errors, "finding")
	default:
		s += count(c.differences(), "difference")
	}
	if n := len(c.d.Unreadable); n > 0 {
		s += ", " + count(n, "thing") + " unknown"
	}
	return s + "\n"
}

func (c comparison) errors() int {
	n, _ := c.severities()
	return n
}

func (c comparison) differences() int { return len(c.all()) }

// verdict is the summary sentence, or the proof that nothing differs.
func (c comparison) verdict() string {
	if c.inSync() {
		return said(c.proof(), code) + "\n"
	}
	s := "**" + c.sentence() + "**\n"
	if errors, warnings := c.severities(); errors+warnings > 0 {
		s += "Findings: " + count(errors, "error") + ", " + count(warnings, "warning") + ".\n"
	}
	return s
}

func (c comparison) closing() string {
	return "This issue is changed by each run and closes itself when nothing differs any more.\n"
}

// differenceBlocks lists all that differs, class by class: of what is there and
// nobody wants, or somebody should see, too. Who and when are told where that was
// asked.
func (c comparison) differenceBlocks(s *sheet) {
	var rows [][]string
	for _, k := range classes {
		for _, x := range c.byClass[k.class] {
			rows = append(rows, c.differenceRow(k.word, x))
		}
		rows = append(rows, c.foundRows(k.class, k.word)...)
	}
	heads, rule := []string{"", "what", "", "asked for", ""}, "|---|---|---|---|---|"
	if c.d.Since != nil {
		heads, rule = append(heads, "since", "who"), rule+"---|---|"
	}
	parts := pieces(rows, aPiece)
	for i, part := range parts {
		s.add("difference", len(part), func() string {
			text := table(heads, rule, part)
			if len(rows) <= manyRows {
				return text
			}
			return details("<b>What differs</b>: "+count(len(rows), "row")+ofHowMany(i, len(parts)), text)
		})
	}
}

func (c comparison) differenceRow(word string, x engine.Deviation) []string {
	risk := ""
	if x.Weaker {
		risk = "**" + weaker + "**"
	}
	row := []string{"**" + word + "**", cell(x.Address.String()), said(x.Why, cell), c.h.linked(c.file, x.Line), risk}
	return append(row, c.sinceWho(x.Seen)...)
}

// sinceWho are the cells of who did it; none where that was not asked.
func (c comparison) sinceWho(e *engine.Event) []string {
	switch {
	case c.d.Since == nil:
		return nil
	case e == nil:
		return []string{"not known", ""}
	}
	return []string{e.At.UTC().Format("2006-01-02 15:04Z"), cell(e.By) + ", " + cell(e.Call)}
}

func (c comparison) foundRows(k engine.Class, word string) (rows [][]string) {
	for _, f := range c.found[k] {
		severity := "**error**"
		if f.Severity == engine.Warning {
			severity = "warning"
		}
		row := []string{"**" + word + "**", cell(f.Address.String()), cell(f.Rule) + " " + said(f.Detail, cell), "", severity}
		rows = append(rows, append(row, c.sinceWho(f.Seen)...))
	}
	return rows
}

// remedies tells once, class by class, how to put back or keep what differs.
func (c comparison) remedies() string {
	s := ""
	for _, k := range classes {
		if len(c.byClass[k.class]) > 0 {
			s += fmt.Sprintf("- **%s** fix: %s %s; keep: %s\n", k.word, code(clipped(c.h.next())), k.fix, said(fmt.Sprintf(k.keep, clipped(c.file)), code))
		}
	}
	return s
}

// remedyBlocks tells, folded, how to put back or keep each finding.
func (c comparison) remedyBlocks(s *sheet) {
	parts := pieces(c.d.Findings, manyRows)
	for i, part := range parts {
		s.add("finding hint", len(part), func() string {
			text := ""
			for _, f := range part {
				text += "- " + code(f.Address.String()) + " " + code(f.Rule) + "\n"
				if f.Fix != "" {
					text += "  - fix: " + said(f.Fix, code) + "\n"
				}
				if f.Keep != "" {
					text += "  - keep: " + code(prose(f.Keep)) + "\n"
				}
			}
			return details("<b>Fix or keep</b> what was found"+ofHowMany(i, len(parts)), text)
		})
	}
}

// ignoredBlocks lists, folded, what the document says to be quiet about.
func (c comparison) ignoredBlocks(s *sheet) {
	var rows [][]string
	for _, x := range c.d.Ignored {
		rows = append(rows, []string{cell(x.Address.String()), said(x.Reason, cell), said(x.Until, cell)})
	}
	parts := pieces(rows, aPiece)
	for i, part := range parts {
		s.add("ignored thing", len(part), func() string {
			return details(fmt.Sprintf("%s ignored%s", thousands(len(rows)), ofHowMany(i, len(parts))),
				table([]string{"what", "reason", "until"}, "|---|---|---|", part))
		})
	}
}
