package view

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// roomy is the width from which every change says where the document asks for
// it. Below, a section says where it begins, and only what changes inside says
// it for itself.
const roomy = 100

// placed is where a document asks for something: org.yaml:52. What no line
// asks for has no place.
func placed(file string, line int) string {
	if line <= 0 {
		return ""
	}
	return Escape(fmt.Sprintf("%s:%d", path.Base(file), line))
}

// tail is what stands at the right edge of a row: where the document asks for
// it, and the word of its risk. Places end at one column, in front of words of
// the width.
func (r row) tail(word int) []span {
	switch {
	case r.at != "" && word > 0:
		gap := strings.Repeat(" ", rowGap+max(0, word-columns(r.word.text)))
		return []span{{faint, r.at}, text(gap), r.word}
	case r.at != "" && r.word.text != "":
		return []span{{faint, r.at}, text(strings.Repeat(" ", rowGap)), r.word}
	case r.at != "":
		return []span{{faint, r.at}}
	case r.word.text != "":
		return []span{r.word}
	default:
		return nil
	}
}

func widestWord(rows []row) (n int) {
	for _, r := range rows {
		n = max(n, columns(r.word.text))
	}
	return n
}

// spanning is how wide spans are that are escaped.
func spanning(spans []span) (n int) {
	for _, s := range spans {
		n += columns(s.text)
	}
	return n
}

// first writes a row's first line, its tail at the right edge; where an
// address leaves it no room, on a line of its own.
func (p *page) first(r row, head string, g grid) {
	spans, tail := []span{r.mark, text(head)}, r.tail(g.word)
	if len(tail) == 0 {
		p.line(0, spans...)
		return
	}
	if left := g.edge - spanning(spans) - spanning(tail); left >= rowGap {
		p.line(0, append(append(spans, text(strings.Repeat(" ", left))), tail...)...)
		return
	}
	p.line(0, spans...)
	p.line(max(0, g.edge-spanning(tail)), tail...)
}

// section starts a section of changes. Where its rows do not say where the
// document asks for them, the section says where it begins to.
func (b briefing) section(title string, changes []engine.Change) {
	silent := slices.DeleteFunc(slices.Clone(changes), func(c engine.Change) bool { return b.at(c) != "" })
	at := placed(b.file, firstLine(silent))
	b.blank()
	left := b.edge - columns(title) - columns(at)
	if at == "" || left < rowGap {
		b.line(0, span{bold, title})
		return
	}
	b.line(0, span{bold, title}, text(strings.Repeat(" ", left)), span{faint, at})
}

// firstLine is the first line that asks for any of the changes.
func firstLine(changes []engine.Change) (line int) {
	for _, c := range changes {
		if c.Line > 0 && (line == 0 || c.Line < line) {
			line = c.Line
		}
	}
	return line
}

// lines tells which line asks for each change.
func (b briefing) lines() map[engine.Address]int {
	lines := map[engine.Address]int{}
	for _, c := range b.r.Plan.Changes() {
		lines[c.Address] = c.Line
	}
	return lines
}
