package view_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

func planMarkdown(t *testing.T, r engine.Review, h view.Header) string {
	t.Helper()
	var out bytes.Buffer
	if err := view.PlanMarkdown(&out, r, h); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func driftMarkdown(t *testing.T, d engine.Drift, h view.Header) string {
	t.Helper()
	var out bytes.Buffer
	if err := view.DriftMarkdown(&out, d, h); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// sourced is a header of a document that has an address.
func sourced() view.Header {
	h := header()
	h.Source = "https://github.com/acme/organization/blob/91ab03d/org.yaml"
	return h
}

func TestMarkdownPages(t *testing.T) {
	waits := lined(review(withoutLegacy(), acme()))
	waits.Pending = join()
	for name, page := range map[string]string{
		"founded":    planMarkdown(t, founded(), founding()),
		"everywhere": planMarkdown(t, everywhere(), sourced()),
		"walled":     planMarkdown(t, walled(), sourced()),
		"powers":     planMarkdown(t, wildcard(), sourced()),
		"left":       planMarkdown(t, left(), sourced()),
		"fenced":     planMarkdown(t, fenced(), header()),
		"swapped":    planMarkdown(t, swapped(), header()),
		"refused":    planMarkdown(t, refused(), header()),
		"waiting":    planMarkdown(t, waits, header()),
		"nothing":    planMarkdown(t, review(acme(), acme()), header()),
		"unreadable": planMarkdown(t, unread(), header()),
		"drift":      driftMarkdown(t, drifted(), sourced()),
		"insync":     driftMarkdown(t, compared(acme()), header()),
	} {
		wellFormed(t, name, page)
		same(t, filepath.Join("testdata", name+".md"), page)
	}
}

// many is a plan of n changes of every sort, updates with policies among them.
func many(n int) engine.Review {
	have, want := engine.State{}, engine.State{}
	for i := range n {
		name := fmt.Sprintf("production/grant/f%d/inline", i)
		switch i % 4 {
		case 0:
			have[at(name)] = engine.Body(strings.Replace(uploads, "%s", "s3:PutObject", 1))
			want[at(name)] = engine.Body(strings.Replace(uploads, "%s", "s3:Put*", 1))
		case 1:
			want[at(fmt.Sprintf("account-%d/role/f%d", i%40, i))] = `{"note":"a role"}`
		case 2:
			have[at(fmt.Sprintf("master/user/u%d", i))] = `{"note":"somebody"}`
		case 3:
			want[at(fmt.Sprintf("master/member/f%d/u%d", i, i))] = `{}`
		}
	}
	r := review(have, want)
	for i := range n {
		r.Access.Gained = append(r.Access.Gained, becoming(fmt.Sprintf("u%d", i), fmt.Sprintf("f%d", i), "production storage")...)
	}
	for i := range n / 4 {
		p := putEverything()
		p.Address = at(fmt.Sprintf("production/grant/f%d/inline", 4*i))
		r.Access.Powers = append(r.Access.Powers, p)
	}
	return r
}

const githubLimit = 60_000

func TestLongPlansFitTheirComment(t *testing.T) {
	for _, n := range []int{300, 5000} {
		r := many(n)
		page := ""
		if took := fastest(func() { page = planMarkdown(t, r, header()) }); took > 10*time.Second { // a second when nothing else runs, unless it has become quadratic
			t.Errorf("%d changes took %v", n, took)
		}
		wellFormed(t, fmt.Sprint(n), page)
		if len(page) > githubLimit || len(page) < githubLimit/3 {
			t.Errorf("%d changes: %d characters", n, len(page))
		}
		for _, want := range []string{
			fmt.Sprintf("%d to create, %d to change, %d to destroy", n/2, n/4, n/4), "**Left out, because", "**Destroyed, permanent or revoked**",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%d changes: no %q", n, want)
			}
		}
	}
	same(t, filepath.Join("testdata", "300.md"), planMarkdown(t, many(300), header()))
}

// fastest is how long something takes on a machine that others use too.
func fastest(f func()) time.Duration {
	best := time.Hour
	for range 3 {
		began := time.Now()
		f()
		best = min(best, time.Since(began))
	}
	return best
}

// What is not on the page is counted: shown and left out are all there is.
func TestWhatIsLeftOutIsCounted(t *testing.T) {
	page := planMarkdown(t, many(5000), header())
	_, end, found := strings.Cut(page, "**Left out, because")
	if !found {
		t.Fatal("nothing left out")
	}
	left := map[string]int{}
	for _, m := range regexp.MustCompile(`([0-9,]+) (changes|effects|access rows)`).FindAllStringSubmatch(end, -1) {
		n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		if err != nil {
			t.Fatal(err)
		}
		left[m[2]] = n
	}
	shown := len(regexp.MustCompile(`(?m)^[-+~] \S+/\S+/\S+`).FindAllString(page, -1))
	if shown == 0 || shown+left["changes"] != 5000 {
		t.Errorf("%d changes shown, %d left out: %s", shown, left["changes"], end)
	}
	if n := strings.Count(page, "people: `bob`"); n == 0 || n+left["effects"] != 1250 {
		t.Errorf("%d effects shown, left out %v", n, left)
	}
	if n := strings.Count(page, "| gains |"); n == 0 || n+left["access rows"] != 5000 {
		t.Errorf("%d rows of access shown, left out %v", n, left)
	}
}

// The summary of a step has room for more than a comment.
func TestSummaryOfAStepHasMore(t *testing.T) {
	var out bytes.Buffer
	if err := view.PlanSummary(&out, many(5000), header()); err != nil {
		t.Fatal(err)
	}
	wellFormed(t, "summary", out.String())
	if n := out.Len(); n > 1<<20 || n < 2*githubLimit {
		t.Errorf("%d bytes", n)
	}
}

// One thing that would fill a page by itself does not take all others with it.
func TestOneHugeThingIsLeftOutAlone(t *testing.T) {
	r := left()
	r.Notes = []string{strings.Repeat("word ", 20_000), "a short note"}
	page := planMarkdown(t, r, header())
	wellFormed(t, "huge", page)
	if !strings.Contains(page, "2 notes (1 section)") || !strings.Contains(page, "master/member/operations/mallory") || len(page) > githubLimit {
		t.Errorf("%d characters:\n%.3000s", len(page), page)
	}
}

func TestTheMarkerIsTheSameForEveryPlan(t *testing.T) {
	first := func(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }
	want := "<!-- orgwright:plan org=acme config=org.yaml -->"
	for _, r := range []engine.Review{founded(), wildcard(), review(acme(), acme()), refused()} {
		if got := first(planMarkdown(t, r, header())); got != want {
			t.Errorf("got %s", got)
		}
	}
	h := header()
	h.Organization = "acme"
	if got := first(driftMarkdown(t, drifted(), h)); got != "<!-- orgwright:drift org=acme config=org.yaml -->" {
		t.Errorf("got %s", got)
	}
}

func TestUnreadableIsNeverInSyncInMarkdown(t *testing.T) {
	d := compared(acme())
	d.Unreadable = []engine.Unknown{{Account: "legacy", Why: "AccessDenied"}}
	for _, page := range []string{planMarkdown(t, unread(), header()), driftMarkdown(t, d, header())} {
		if regexp.MustCompile(`(?i)in sync|no changes`).MatchString(page) {
			t.Errorf("called in sync:\n%s", page)
		}
	}
}

var tag = regexp.MustCompile(`</?[a-z]+>`)

// wellFormed checks that a page is whole: fences closed, what is folded ended,
// tables as wide as their heads, and nothing too long.
func wellFormed(t interface{ Errorf(string, ...any) }, name, page string) {
	open, depth, cells := "", 0, 0
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		bar := strings.TrimLeft(line, " ")
		ticks := bar[:len(bar)-len(strings.TrimLeft(bar, "`"))]
		switch {
		case open != "" && bar == open:
			open = ""
		case open != "":
			continue
		case len(ticks) >= 3 && !strings.Contains(bar[len(ticks):], "`"):
			open = ticks
		}
		for _, x := range tag.FindAllString(uncoded(line), -1) {
			switch x {
			case "<details>":
				depth++
			case "</details>":
				depth--
			case "<summary>", "</summary>", "<b>", "</b>", "<code>", "</code>":
			default:
				t.Errorf("%s: tag %s in %q", name, x, line)
			}
		}
		if depth < 0 || depth > 1 {
			t.Errorf("%s: %d details deep at %q", name, depth, line)
		}
		n := 0
		if strings.HasPrefix(line, "|") {
			n = strings.Count(line, "|")
		}
		if cells > 0 && n > 0 && n != cells {
			t.Errorf("%s: %d cells after %d in %q", name, n, cells, line)
		}
		cells = n
	}
	if open != "" || depth != 0 {
		t.Errorf("%s: ends in a fence %q, %d details deep", name, open, depth)
	}
}

// uncoded takes the code spans out of a line.
func uncoded(line string) string {
	var out strings.Builder
	for {
		i := strings.IndexByte(line, '`')
		if i < 0 {
			return out.String() + line
		}
		rest := strings.TrimLeft(line[i:], "`")
		ticks := line[i : len(line)-len(rest)]
		end := closing(rest, len(ticks))
		if end < 0 {
			return out.String() + line
		}
		out.WriteString(line[:i])
		line = rest[end+len(ticks):]
	}
}

// closing finds the first run of exactly n backticks.
func closing(s string, n int) int {
	for i := 0; i < len(s); {
		if s[i] != '`' {
			i++
			continue
		}
		run := len(s[i:]) - len(strings.TrimLeft(s[i:], "`"))
		if run == n {
			return i
		}
		i += run
	}
	return -1
}
