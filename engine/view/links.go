package view

import (
	"io"

	"github.com/orgwright/orgwright/engine/handout"
)

// LinksText writes a person's links to the console, account by account.
func LinksText(w io.Writer, links []handout.Link, s Style) error {
	p := &page{style: s}
	for i, l := range links {
		if i == 0 || links[i-1].Account != l.Account {
			p.blank()
			p.line(0, span{bold, l.Account}, span{faint, "  " + l.ID() + "  " + l.Classification})
		}
		p.line(2, text(l.Function))
		p.line(4, text(l.URL))
	}
	return p.to(w)
}
