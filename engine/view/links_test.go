package view_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/view"
)

// alice may go to three places.
func alice() handout.Person {
	way := func(account, function, class, id string) handout.Way {
		return handout.Way{Account: account, Function: function, Classification: class, Role: "arn:aws:iam::" + id + ":role/orgwright/" + function, Session: 3600}
	}
	p := handout.Person{
		Name: "alice", Organization: "acme", Region: "eu-west-1", Master: "111111111111", Alias: "acme-people",
		Devices: []string{"arn:aws:iam::111111111111:mfa/alice"},
		Ways: []handout.Way{
			way("production", "network", "production", "222222222222"), way("production", "operations", "production", "222222222222"), way("master", "watch", "", "111111111111"),
		},
	}
	for i := range 2 {
		p.Ways[i].Data, p.Ways[i].Color = "Real customer data", handout.Color{Name: "red", Hex: "F2B0A9"}
	}
	p.Ways[1].Does, p.Ways[1].Session = "Keeps it running", 5400
	return p
}

// links are the pages of links of a person, and the letter with them.
func drawn(t rapid.TB, p handout.Person) map[string]string {
	t.Helper()
	links, err := p.Links()
	if err != nil {
		t.Fatal(err)
	}
	var text, markdown, html, letter bytes.Buffer
	for _, err := range []error{
		view.LinksText(&text, p, links, view.Style{}), view.LinksMarkdown(&markdown, p, links), view.LinksHTML(&html, p, links),
		view.Welcome(&letter, view.Letter{Person: p, Config: "aws-config", Links: "links.html"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return map[string]string{"links.txt": text.String(), "links.md": markdown.String(), "links.html": html.String(), "welcome.md": letter.String()}
}

func TestHandout(t *testing.T) {
	for name, got := range drawn(t, alice()) {
		same(t, filepath.Join("testdata", "handout."+name), got)
	}
	p := alice()
	p.Devices, p.Alias = nil, ""
	same(t, filepath.Join("testdata", "handout.welcome-new.md"), drawn(t, p)["welcome.md"])
	var letter bytes.Buffer
	if err := view.Welcome(&letter, view.Letter{Person: alice(), Config: "aws-config", Links: "links.html", Key: "alice-key.age", Open: "(umask 077; mkdir -p ~/.aws; age -d -i ~/.ssh/id_ed25519 alice-key.age >> ~/.aws/credentials)"}); err != nil {
		t.Fatal(err)
	}
	same(t, filepath.Join("testdata", "handout.welcome-key.md"), letter.String())
}

// The page needs nothing from elsewhere and runs nothing.
func TestLinksPageStandsAlone(t *testing.T) {
	page := drawn(t, alice())["links.html"]
	for _, never := range []string{"<script", "src=", "<link", "@import", "url(", "onload", "onclick", "<form", "<iframe"} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %s", never)
		}
	}
	for _, must := range []string{`lang="en"`, "prefers-color-scheme: dark", "@media print", ":focus-visible", `name="viewport"`, "default-src 'none'", `aria-labelledby="account-1"`, `id="account-1"`} {
		if !strings.Contains(page, must) {
			t.Errorf("the page lacks %s", must)
		}
	}
}

// Whatever descriptions and names hold, they are read as themselves: no tag, no
// attribute and no link comes of them.
func TestHostileHandout(t *testing.T) {
	calm := shape(t, drawn(t, alice())["links.html"])
	rapid.Check(t, func(t *rapid.T) {
		p := alice()
		for i := range p.Ways {
			for _, s := range []*string{&p.Ways[i].Data, &p.Ways[i].Does} {
				if *s != "" {
					*s = marked().Draw(t, "text") + "x"
				}
			}
		}
		p.Ways[2].Account = marked().Draw(t, "account") + "x"
		p.Ways[0].Classification = marked().Draw(t, "classification") + "x"
		p.Name = marked().Draw(t, "name") + "x"
		pages := drawn(t, p)
		for _, page := range pages {
			harmless(t, page)
		}
		if got := shape(t, pages["links.html"]); got != calm {
			t.Fatalf("another page: %s\nwant %s", got, calm)
		}
		for _, name := range []string{"links.md", "welcome.md"} {
			inert(t, pages[name])
		}
	})
}

// ours is what the pages themselves make of links.
var ours = regexp.MustCompile(`\]\(https://signin\.aws\.amazon\.com/switchrole\?[^)\s]*\)|<https://[a-z0-9.-]+/console>`)

// inert fails on whatever Markdown would make more of than words.
func inert(t *rapid.T, page string) {
	t.Helper()
	for line := range strings.Lines(page) {
		rest := ownTags.ReplaceAllString(uncoded(coded.ReplaceAllString(ours.ReplaceAllString(line, ""), "")), "")
		if found := markup.FindString(strings.TrimSuffix(rest, "\n")); found != "" {
			t.Fatalf("%q outside code in %q", found, line)
		}
	}
}

// shape is a page's tags with where its links go, without its text.
func shape(t rapid.TB, page string) string {
	t.Helper()
	var out strings.Builder
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			t.Fatalf("%v in %s", err, page)
		}
		if tag, ok := token.(xml.StartElement); ok {
			out.WriteString("<" + tag.Name.Local)
			for _, a := range tag.Attr {
				value, _, _ := strings.Cut(a.Value, "&displayName=") // which has the account's name
				out.WriteString(" " + a.Name.Local + "=" + value)
			}
			out.WriteString(">")
		}
	}
}

func TestBlockDiff(t *testing.T) {
	for _, tt := range []struct{ before, after, want string }{
		{"", "a\nb\n", "+ a\n+ b\n"},
		{"a\nb\n\nc\n", "a\nB\n\nc\n", "  a\n- b\n+ B\n\n  ...\n"},
		{"a\n\nb\n\nc\nd\n\ne\n", "a\n\nb\n\nd\n\ne\n", "  ...\n- c\n  d\n\n  ...\n"},
		{"a\n\nb\n", "a\n\nb\n", "  ...\n"},
		{"a\x1b[2K\n", "a\n", "- a\\x1b[2K\n+ a\n"},
	} {
		var out bytes.Buffer
		if err := view.BlockDiff(&out, tt.before, tt.after, view.Style{}); err != nil || out.String() != tt.want {
			t.Errorf("%q to %q: %q (%v), want %q", tt.before, tt.after, out.String(), err, tt.want)
		}
		var inks bytes.Buffer
		if err := view.BlockDiff(&inks, tt.before, tt.after, view.Style{Color: true}); err != nil || uncolored(inks.String()) != tt.want {
			t.Errorf("colour changes the text: %q (%v)", inks.String(), err)
		}
	}
}
