package view_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// marked draws text that tries to be Markdown, HTML or a mention, or to end
// what it stands in.
func marked() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{
				"|", "\\|", "\\", "`", "``", "```", "\n```\n", "~~~", "<script>", "</details>", "</summary>", "</code>", "<b>", "<!--", "-->",
				"@alice", "@acme/owners", "#1", "acme/x#2", "GH-3", "[x](http://evil.example)", "![x](y)", "http://evil.example", "www.evil.example",
				"**", "_", "~", "&lt;", "&#60;", "&", "$x$", ":smile:", "- ", "1. ", "> ", "# ", "===", "---", "[^1]", "\t", "\r", "  ", "\x1b[2K", "\u202e", "\u2028",
				"|---|", "word", "a.b", "(x)", "\"", "'", "%0A", "::error::", "0123456789abcdef",
			}),
			rapid.String(),
		), 0, 5).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

// markdown draws every page of Markdown there is. The summary of a step has what
// the comment has and more.
func (d draw) markdown() []string {
	var plan, drift bytes.Buffer
	h := d.header()
	for _, err := range []error{view.PlanSummary(&plan, d.review(), h), view.DriftMarkdown(&drift, d.drift(), h)} {
		if err != nil {
			d.Fatal(err)
		}
	}
	return []string{plan.String(), drift.String()}
}

var (
	coded     = regexp.MustCompile(`<code>[^<>]*</code>`)
	ownTags   = regexp.MustCompile(`</?(details|summary|b)>`)
	ownLink   = regexp.MustCompile(`\[\]\(https?://[A-Za-z0-9:/._~%?=&+-]+#L[0-9]+\)`)
	ownMarker = regexp.MustCompile(`^<!-- orgwright:(plan|drift) org=[^ <>]* config=[^ <>]* -->\n`)
	markup    = regexp.MustCompile(`[<&~$_\]]|@\w|#\w|https?:|www\.|(?i)gh-[0-9]|:\w+:|\\[^*]`)
)

// nothingMarked fails on whatever is not code, not ours, and yet a sign.
func nothingMarked(t *rapid.T, page string) {
	t.Helper()
	harmless(t, page)
	wellFormed(t, "page", page)
	if !ownMarker.MatchString(page) {
		t.Fatalf("no marker first: %.200q", page)
	}
	bar := ""
	for line := range strings.Lines(ownMarker.ReplaceAllString(page, "")) {
		line = strings.TrimRight(line, "\n")
		if start := strings.TrimLeft(line, " "); strings.HasPrefix(start, "```") && strings.Trim(strings.TrimLeft(start, "`"), "abcdefghijklmnopqrstuvwxyz") == "" {
			ticks := start[:len(start)-len(strings.TrimLeft(start, "`"))]
			if bar == "" {
				bar = ticks
				continue
			}
			if start == bar {
				bar = ""
				continue
			}
		}
		if bar != "" {
			continue
		}
		rest := ownTags.ReplaceAllString(coded.ReplaceAllString(uncoded(line), ""), "")
		rest = ownLink.ReplaceAllString(rest, "")
		rest = strings.TrimSuffix(strings.NewReplacer("> [!WARNING]", "", "> [!CAUTION]", "").Replace(rest), "\\")
		if found := markup.FindString(rest); found != "" {
			t.Fatalf("%q outside code in %q", found, line)
		}
	}
}

func TestNothingHostileIsMarkup(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, page := range (draw{t, rapid.OneOf(marked(), hostile())}).markdown() {
			nothingMarked(t, page)
		}
	})
}

func TestNothingHostileIsACommand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draw{t, rapid.OneOf(marked(), hostile())}
		var out bytes.Buffer
		if err := view.PlanGitHub(&out, d.review(), d.header()); err != nil {
			t.Fatal(err)
		}
		harmless(t, out.String())
		commands(t, out.String())
	})
}

// The checks above find what they are for.
func TestTheChecksBite(t *testing.T) {
	for _, page := range []string{"@alice\n", "<script>\n", "a [x](y)\n", "see #1\n", "www.evil.example\n", "`a` <b@c>\n"} {
		if markup.FindString(ownTags.ReplaceAllString(uncoded(page), "")) == "" {
			t.Errorf("%q passes", page)
		}
	}
	for _, page := range []string{"```\nopen\n", "<details>\n", "| a | b |\n| c |\n", "</details>\n", "<script>\n"} {
		var found faults
		wellFormed(&found, "page", page)
		if found == 0 {
			t.Errorf("%q is called well formed", page)
		}
	}
}

type faults int

func (f *faults) Errorf(string, ...any) { *f++ }

// However long what others wrote is, the page fits and is whole.
func TestHugeTextsFit(t *testing.T) {
	huge := strings.Repeat("`|<@a\n ", 10_000)
	address := engine.Address{Account: huge, Kind: huge, Name: huge}
	change := engine.Change{Address: address, Before: "{}", After: engine.Body(huge), Why: huge, Risk: engine.Grants, Line: 3}
	p := putEverything()
	p.Address, p.Account, p.Function, p.People, p.Resources = address, huge, huge, []string{huge}, []string{huge}
	r := engine.Review{
		Organization: huge, Master: huge, File: engine.File{Path: huge}, Sum: huge,
		Plan:     engine.Plan{Steps: []engine.Step{{Movement: engine.Build, Kind: huge, Changes: []engine.Change{change}}}},
		Access:   engine.Access{Gained: []engine.Becoming{{User: huge, Account: huge, Function: huge}}, Powers: []engine.Powers{p}},
		Budget:   []engine.Quota{{What: huge, Used: 9, Limit: 10}},
		Refusals: []engine.Refusal{{Code: huge, Address: huge, Message: huge, Hint: huge}},
		Pending:  []engine.Pending{{Address: address, Steps: []string{huge}}}, Notes: []string{huge},
		Unreadable: []engine.Unknown{{Account: huge, Why: huge}},
	}
	h := view.Header{Version: huge, Organization: huge, File: huge, Commit: huge, Source: "https://" + huge, Caller: huge, Account: huge, AccountName: huge, OrganizationID: huge, Next: huge}
	d := engine.Drift{Changes: []engine.Deviation{{Change: change}}, Findings: []engine.Finding{{Rule: huge, Address: address, Detail: huge, Fix: huge, Keep: huge}}, Unreadable: r.Unreadable}
	for _, page := range []string{planMarkdown(t, r, h), driftMarkdown(t, d, h)} {
		wellFormed(t, "huge", page)
		if len(page) > githubLimit || !strings.Contains(page, "**Left out, because") {
			t.Errorf("%d characters: %.2000s", len(page), page)
		}
	}
}
