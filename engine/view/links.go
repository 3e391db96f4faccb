package view

import (
	"bytes"
	"fmt"
	"html/template"
	"io"
	"time"

	"github.com/orgwright/orgwright/engine/handout"
)

// An addressee is an account as a page of links has it, with the person's ways
// into it.
type addressee struct {
	Name, ID, Classification, Data string
	Anchor                         string       // of the heading
	Paint                          template.CSS // the classification's colour
	Links                          []lasting
}

// A lasting link says how long a session lasts, in words.
type lasting struct {
	handout.Link
	Lasts string
}

// byAccount gathers links, which come account by account.
func byAccount(links []handout.Link) []addressee {
	var all []addressee
	for _, l := range links {
		if n := len(all); n == 0 || all[n-1].Name != l.Account {
			paint := template.CSS("#8c959f")
			if l.Color.Hex != "" {
				paint = template.CSS("#" + l.Color.Hex)
			}
			all = append(all, addressee{
				Name: l.Account, ID: l.ID(), Classification: l.Classification, Data: prose(l.Data),
				Anchor: fmt.Sprintf("account-%d", n+1), Paint: paint,
			})
		}
		last := &all[len(all)-1]
		l.Does = prose(l.Does)
		last.Links = append(last.Links, lasting{l, hours(l.Session)})
	}
	return all
}

// LinksText writes a person's links to the console, account by account.
func LinksText(w io.Writer, who handout.Person, links []handout.Link, s Style) error {
	p := &page{style: s}
	p.prose(0, noInk, "First sign in, as "+who.Name+" and with MFA:")
	p.line(2, text(who.SignIn()))
	for _, a := range byAccount(links) {
		p.blank()
		p.line(0, span{bold, a.Name}, text("  "+a.ID), span{faint, "  " + a.Classification})
		for _, l := range a.Links {
			p.line(2, text(l.Function))
			p.line(4, text(l.URL))
		}
	}
	return p.to(w)
}

// LinksMarkdown writes the links as a page for a wiki or a mail.
func LinksMarkdown(w io.Writer, who handout.Person, links []handout.Link) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, "# AWS accounts of %s in %s\n\nFirst sign in at <%s> as %s, with your MFA device. Then:\n",
		said(who.Name, code), said(who.Organization, code), who.SignIn(), said(who.Name, code))
	for _, a := range byAccount(links) {
		fmt.Fprintf(&out, "\n## %s\n\naccount %s", said(a.Name, code), a.ID)
		if a.Classification != "" {
			fmt.Fprintf(&out, ", %s", said(a.Classification, code))
		}
		if a.Data != "" {
			fmt.Fprintf(&out, ": %s", said(a.Data, code))
		}
		out.WriteString("\n\n")
		for _, l := range a.Links {
			fmt.Fprintf(&out, "- [%s in %s](%s)", label(l.Function), label(l.Account), l.URL)
			if l.Does != "" {
				fmt.Fprintf(&out, ": %s", said(l.Does, code))
			}
			out.WriteByte('\n')
		}
	}
	_, err := w.Write(out.Bytes())
	return err
}

// label is text within the brackets of a link, where code spans may stand.
func label(s string) string { return said(s, tagged) }

// LinksHTML writes the links as one page that needs nothing else: no script,
// no network, readable in the dark, on a telephone and on paper.
func LinksHTML(w io.Writer, who handout.Person, links []handout.Link) error {
	page, err := seal("")
	if err != nil {
		return err
	}
	return fill(w, "links.html", struct {
		sealed
		Person, Organization, SignIn string
		Accounts                     []addressee
	}{page, prose(who.Name), prose(who.Organization), who.SignIn(), byAccount(links)})
}

// hours says seconds as people say them: 4 hours, 90 minutes.
func hours(seconds int32) string {
	d := time.Duration(seconds) * time.Second
	if d%time.Hour == 0 {
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/time.Minute), "minute")
}
