package access_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
)

// reviewed makes a review of rows "PERSON ACCOUNT FUNCTION DECISION".
func reviewed(lines ...string) access.Review {
	var r access.Review
	for _, line := range lines {
		row := make(access.ReviewRow, len(access.ReviewColumns))
		for i, value := range strings.Fields(line) {
			row.Set([]string{"person", "account_name", "function", "decision"}[i], value)
		}
		row.Set("reviewer", "grace")
		r.Rows = append(r.Rows, row)
	}
	return r
}

// TestOpenRows finds every row that is not decided.
func TestOpenRows(t *testing.T) {
	r := reviewed("ada prod ops keep", "ada prod ops", "ada prod ops kep", "ada prod ops change", "ada prod ops REMOVE", "grace prod ops keep", "ada dev ops keep")
	r.Rows[6].Set("reviewer", " ")
	want := []string{
		"ada as ops in prod: no decision", `ada as ops in prod: "kep" is not one of keep, change, remove`,
		"ada as ops in prod: a change without a comment that says which", "grace as ops in prod: people do not review themselves", "ada as ops in dev: no reviewer",
	}
	if got := r.Open(); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// TestOutcome divides decisions by what they ask for.
func TestOutcome(t *testing.T) {
	r := reviewed("ada prod ops remove", "ada dev ops remove", "bob prod ops remove", "bob dev ops keep", "cas prod other remove", "dee prod ops change", "eve prod ops keep")
	r.Rows[5].Set("comment", "less")
	out := r.Outcome(func(_, function string) bool { return function == "ops" })
	if len(out.Leaving) != 1 || out.Leaving[0] != (engine.Becoming{User: "ada", Function: "ops"}) || out.Kept != 2 ||
		!slices.Equal(out.Partly, []string{"bob as ops in prod: bob would lose dev too"}) ||
		!slices.Equal(out.ByHand, []string{"cas as other in prod"}) || !slices.Equal(out.Changes, []string{"dee as ops in prod: less"}) {
		t.Errorf("%+v", out)
	}
}

// TestProve notes what is gone, once, and lists what is not; what has come back
// is no longer proved.
func TestProve(t *testing.T) {
	r := reviewed("ada prod ops remove", "ada dev ops remove", "bob dev ops keep")
	still := []engine.Becoming{{User: "ada", Account: "dev", Function: "ops"}, {User: "bob", Account: "dev", Function: "ops"}}
	proved, left := r.Prove(still, "first", "c1")
	if proved != 1 || !slices.Equal(left, []string{"ada as ops in dev"}) || r.Rows[0].At("removal_verified_at") != "first" {
		t.Errorf("%d %q %q", proved, left, r.Rows)
	}
	proved, left = r.Prove(nil, "second", "c2")
	if proved != 2 || left != nil || r.Rows[0].At("removal_verified_at") != "first" || r.Rows[1].At("removal_verified_at") != "second" || r.Rows[1].At("removed_by_commit") != "c2" {
		t.Errorf("%d %q %q", proved, left, r.Rows)
	}
	if _, left = r.Prove(still, "third", "c3"); len(left) != 1 || r.Rows[1].At("removal_verified_at") != "" {
		t.Errorf("what came back is proved to be gone: %q", r.Rows)
	}
}

func TestSince(t *testing.T) {
	came, went := reviewed("ada prod ops", "bob prod ops").Since(reviewed("bob prod ops", "cas prod ops"))
	if !slices.Equal(came, []string{"ada as ops in prod"}) || !slices.Equal(went, []string{"cas as ops in prod"}) {
		t.Errorf("%q %q", came, went)
	}
}
