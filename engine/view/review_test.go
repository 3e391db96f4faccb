package view_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
)

// begun is a sealed review of the roster of the tests.
func begun(m access.Matrix) access.Review {
	return view.SealReview(access.Begin(m, access.Reviewing{
		ID: "2026-Q4", Reviewer: "grace", Tool: "orgwright 1.0", Commit: "4f1c9e2 (clean)", Users: 3, Accounts: 2,
		Wanted:  []engine.Becoming{{User: "ada", Account: "production", Function: "operations"}},
		Granted: func(string, string) (string, string) { return "4f1c9e2aaaaa", "#17" },
	}))
}

func reviewCSV(t *testing.T, r access.Review) string {
	t.Helper()
	var out bytes.Buffer
	if err := view.ReviewCSV(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestReviewFiles(t *testing.T) {
	m := roster()
	m.Unreadable = nil
	r := begun(m)
	same(t, "testdata/review.csv.txt", reviewCSV(t, r))
	before := begun(m)
	before.Rows, before.Head[0][1] = before.Rows[1:], "2026-Q3"
	var page bytes.Buffer
	if err := view.ReviewMarkdown(&page, r, &before); err != nil {
		t.Fatal(err)
	}
	same(t, "testdata/review.md.txt", page.String())
	if !r.Agree() || begun(roster()).Agree() {
		t.Error("counts agree when all was read, and only then")
	}
}

// TestReviewIsReadBack reads what was written, by any spreadsheet, as it was;
// and tells it from what was edited.
func TestReviewIsReadBack(t *testing.T) {
	m := roster()
	m.Organization, m.People[0].User, m.Cells[0].User, m.Cells[0].Function, m.Cells[1].Surprise = evil, evil, evil, "=1+1", "'quoted"
	text := reviewCSV(t, begun(m))
	saved := map[string]string{
		"as it is":                text,
		"with LF":                 strings.ReplaceAll(text, "\r\n", "\n"),
		"with a byte order mark":  "\ufeff" + text,
		"with empty cells behind": strings.ReplaceAll(text, "\r\n", ",,,\r\n"),
	}
	for name, text := range saved {
		if name == "with empty cells behind" { // the rows have their number of cells already
			lines := strings.Split(text, "\r\n")
			for i, l := range lines {
				if !strings.HasPrefix(l, "# ") && !strings.HasPrefix(l, `"# `) {
					lines[i] = strings.TrimSuffix(l, ",,,")
				}
			}
			text = strings.Join(lines, "\r\n")
		}
		r, err := view.ReadReview([]byte(text))
		if err != nil || !r.Intact() || len(r.Rows) != 4 {
			t.Fatalf("%s: %v, intact %v\n%s", name, err, r.Intact(), text)
		}
		if reviewCSV(t, r) != reviewCSV(t, begun(m)) {
			t.Errorf("%s: written again it is another", name)
		}
	}
	r, _ := view.ReadReview([]byte(text))
	for _, column := range []string{"reviewer", "decision", "decided_on", "comment"} {
		if r.Rows[0].Set(column, "x"); !r.Intact() {
			t.Errorf("%s is the reviewer's to write", column)
		}
	}
	for name, edit := range map[string]func(*access.Review){
		"a cell":          func(r *access.Review) { r.Rows[0].Set("highest_level", "read") },
		"a row less":      func(r *access.Review) { r.Rows = r.Rows[1:] },
		"a row more":      func(r *access.Review) { r.Rows = append(r.Rows, r.Rows[0]) },
		"another order":   func(r *access.Review) { r.Rows[0], r.Rows[1] = r.Rows[1], r.Rows[0] },
		"the head":        func(r *access.Review) { r.Head[9][1] = "7" },
		"without the sum": func(r *access.Review) { r.Head = r.Head[:len(r.Head)-1] },
	} {
		r, _ := view.ReadReview([]byte(text))
		if edit(&r); r.Intact() {
			t.Errorf("%s: the review passes for intact", name)
		}
	}
}

// TestReviewsThatAreNone are files that cannot be read.
func TestReviewsThatAreNone(t *testing.T) {
	for _, text := range []string{"", "a,b\n", "# review,x\n", "# review,x\nreview_id,as_of_utc\n", "\"", strings.Repeat(",", 40)} {
		if _, err := view.ReadReview([]byte(text)); err == nil {
			t.Errorf("%q is read as a review", text)
		}
	}
}
