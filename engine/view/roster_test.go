package view_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
)

// roster is a matrix with something of everything.
func roster() access.Matrix {
	given := func(name, level string, line int) access.Given {
		return access.Given{Name: name, Level: level, Services: []string{}, Known: true, Line: line}
	}
	cell := func(user, account, function, word, level string) access.Cell {
		return access.Cell{
			User: user, Post: &access.Post{
				Account: account, Function: function, Role: "arn:aws:iam::{" + account + "}:role/orgwright/" + function,
				Word: word, Level: level, Services: []string{}, Unknown: []string{}, Grants: []access.Given{given(function+"-policy", level, 12)},
			},
		}
	}
	plus := cell("cas", "production", "developers", "s3:write+", "write")
	plus.Services, plus.Surprise = []string{"s3"}, "beside CloudWatchLogsReadOnlyAccess also inline (s3:write)"
	doubt := cell("cas", "sandbox", "developers", "?", "unknown")
	doubt.Unknown = []string{"customer/x"}
	return access.Matrix{
		Format: access.MatrixFormat, Organization: "acme", Master: "111111111111", Live: true, AsOf: "2026-11-22T09:14:02Z",
		Caller: "arn:aws:iam::111111111111:user/ada", Calls: 31, File: engine.File{Path: "org.yaml", SHA256: "ab12"}, NotCounted: access.NotCounted(),
		Accounts: []access.Place{
			{Account: "production", ID: "333333333333", Classification: "customer", Unit: "Live"},
			{Account: "sandbox", Classification: "test"},
		},
		People: []access.Person{
			{User: "ada", Email: "ada@acme.example", Functions: []string{"operations"}, Credentials: &access.Credentials{MFA: true, Keys: []access.Key{{Last4: "ABCD", AgeDays: 41}}}},
			{User: "cas", Functions: []string{"developers"}, Credentials: &access.Credentials{Keys: []access.Key{{Last4: "WXYZ", AgeDays: 97}}}},
			{User: "eve", Functions: []string{}},
		},
		Cells: []access.Cell{
			cell("ada", "production", "operations", "ADMIN", "permissions"), cell("ada", "sandbox", "operations", "ADMIN", "permissions"), plus, doubt,
		},
		Crossings: []access.Crossing{{User: "ada", Reach: []access.Reach{
			{Classification: "customer", Accounts: []string{"production"}, Functions: []string{"operations"}},
			{Classification: "test", Accounts: []string{"sandbox"}, Functions: []string{"operations"}},
		}}},
		Unreadable: []engine.Unknown{{Account: "legacy", Why: "AccessDenied"}},
	}
}

func TestAccessText(t *testing.T) {
	m := roster()
	golden(t, "roster", func(out *bytes.Buffer, s view.Style) error { return view.AccessText(out, m, s) })
}

// crowded gives a matrix more accounts than stand beside each other anywhere.
func crowded(m access.Matrix) access.Matrix {
	for i := range 45 {
		name := "leaf-" + string(rune('a'+i%26)) + string(rune('a'+i/26))
		m.Accounts = append(m.Accounts, access.Place{Account: name, Classification: "test"})
		post := *m.Cells[1].Post
		post.Account = name
		m.Cells = append(m.Cells, access.Cell{User: m.Cells[1].User, Post: &post})
	}
	return m
}

// TestManyAccounts lists what no table has room for, and loses none.
func TestManyAccounts(t *testing.T) {
	m := crowded(roster())
	var page bytes.Buffer
	if err := view.AccessMarkdown(&page, m); err != nil || !strings.Contains(page.String(), "and 37 more") {
		t.Errorf("%v\n%s", err, &page)
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"text":     func(out *bytes.Buffer) error { return view.AccessText(out, m, view.Style{Width: 80}) },
		"markdown": func(out *bytes.Buffer) error { return view.AccessMarkdown(out, m) },
		"html":     func(out *bytes.Buffer) error { return view.AccessHTML(out, m) },
	} {
		var out bytes.Buffer
		if err := write(&out); err != nil {
			t.Fatal(err)
		}
		for _, a := range m.Accounts {
			if !strings.Contains(out.String(), a.Account) && name != "markdown" {
				t.Errorf("%s does not have %s", name, a.Account)
			}
		}
	}
}

func TestAccessMarkdown(t *testing.T) {
	var out bytes.Buffer
	if err := view.AccessMarkdown(&out, roster()); err != nil {
		t.Fatal(err)
	}
	same(t, "testdata/roster.md", out.String())
}

// evil is a name that means something everywhere.
const evil = "=x\"><script>alert(1)</script>|`@here`\x1b[2J\u202e,'"

// TestAccessOfHostileNames has names that would be markup, a formula or a
// control sequence come out as themselves.
func TestAccessOfHostileNames(t *testing.T) {
	m := roster()
	m.Organization, m.Accounts[0].Account, m.People[0].User = evil, evil, evil
	m.Cells[0].User, m.Cells[0].Account, m.Cells[0].Function, m.Cells[2].Surprise = evil, evil, evil, evil
	m.Crossings[0].User, m.Unreadable[0].Why, m.File.Path = evil, evil, evil
	var html, text, markdown, table bytes.Buffer
	if err := errors.Join(view.AccessHTML(&html, m), view.AccessText(&text, m, view.Style{}), view.AccessMarkdown(&markdown, m), view.AccessCSV(&table, m)); err != nil {
		t.Fatal(err)
	}
	for name, page := range map[string]string{"html": html.String(), "text": text.String(), "markdown": markdown.String(), "csv": table.String()} {
		if strings.ContainsAny(page, "\x1b\u202e") {
			t.Errorf("%s holds a control sequence", name)
		}
	}
	if n := strings.Count(html.String(), "<script"); n != 1 {
		t.Errorf("%d scripts in the page", n)
	}
	if bare := regexp.MustCompile("``.*?``").ReplaceAllString(markdown.String(), ""); strings.ContainsAny(bare, "@\"") || strings.Contains(bare, "<script") {
		t.Errorf("markdown:\n%s", &markdown)
	}
	rows, err := csv.NewReader(&table).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@") {
				t.Errorf("a spreadsheet would run %q", cell)
			}
		}
	}
	if got := view.Revived(rows[1][0]); got != view.Escape(evil) {
		t.Errorf("a cell read back is %q", got)
	}
}

var outside = regexp.MustCompile(`(?i)(?:src|href|url)\s*[=(]|@import|https?://`)

// TestAccessHTML holds the page to what it promises: nothing from outside, one
// script that its own policy names, a heading for each column, every word.
func TestAccessHTML(t *testing.T) {
	var out bytes.Buffer
	if err := view.AccessHTML(&out, roster()); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	if found := outside.FindString(page); found != "" {
		t.Errorf("the page asks for something outside: %s", found)
	}
	for _, want := range []string{
		`lang="en"`, "default-src 'none'", "script-src 'sha256-", `<th scope="col" data-account="production"`, `<th scope="rowgroup">ada`, `<th scope="row">operations`,
		"s3:write&#43;", "41d", "97d!", "NO!", "no access", `aria-live="polite"`, "<caption>", "org.yaml:12", "root users", "AccessDenied", `class="filters" hidden`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if strings.Contains(page, "ZgotmplZ") {
		t.Error("the template took a value for dangerous")
	}
}

// TestAccessCSV has a row for each way, all as wide as the head.
func TestAccessCSV(t *testing.T) {
	var out bytes.Buffer
	if err := view.AccessCSV(&out, roster()); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Fatalf("%v %q", err, rows)
	}
	if want := []string{"ada", "ada@acme.example", "production", "333333333333", "customer", "operations"}; !slices.Equal(rows[1][:6], want) {
		t.Errorf("%q", rows[1])
	}
}

// A cell at a time is the same document as all at once, also of nobody and of
// names that JSON escapes.
func TestAccessJSONIsTheDocument(t *testing.T) {
	evil, empty := roster(), roster()
	evil.Cells[0].User, evil.Cells[2].Surprise = "<a>\"\n  \"cells\": [\u2028", "\n  \"cells\": ["
	evil.Organization = "\n  \"cells\": [],\x00"
	empty.Cells = nil
	for _, m := range []access.Matrix{roster(), evil, empty} {
		var whole, pieces bytes.Buffer
		if err := errors.Join(view.JSON(&whole, m), view.AccessJSON(&pieces, m)); err != nil {
			t.Fatal(err)
		}
		if whole.String() != pieces.String() {
			t.Errorf("in pieces:\n%s\nat once:\n%s", pieces.String(), whole.String())
		}
	}
	if err := view.AccessJSON(full{}, roster()); err == nil {
		t.Error("nobody hears of a full disk")
	}
}
