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
	r.Rows[4].Set("surprise", "not in org.yaml")
	out := r.Outcome(func(user, function string) (engine.Becoming, bool) {
		return engine.Becoming{User: user, Function: function}, function == "ops"
	})
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
	still := standing("ada dev ops", "bob dev ops")
	proved, left := r.Prove(still, "first", "c1")
	if proved != 1 || !slices.Equal(left, []string{"ada as ops in dev"}) || r.Rows[0].At("removal_verified_at") != "first" {
		t.Errorf("%d %q %q", proved, left, r.Rows)
	}
	proved, left = r.Prove(access.Standing{}, "second", "c2")
	if proved != 2 || left != nil || r.Rows[0].At("removal_verified_at") != "first" || r.Rows[1].At("removal_verified_at") != "second" || r.Rows[1].At("removed_by_commit") != "c2" {
		t.Errorf("%d %q %q", proved, left, r.Rows)
	}
	if _, left = r.Prove(still, "third", "c3"); len(left) != 1 || r.Rows[1].At("removal_verified_at") != "" {
		t.Errorf("what came back is proved to be gone: %q", r.Rows)
	}
}

// standing is what there is now, of lines "PERSON ACCOUNT FUNCTION": all
// functions are org.yaml's, and people exist since yesterday.
func standing(lines ...string) access.Standing {
	now := access.Standing{Users: map[string]access.Past{}, Functions: map[string]string{}}
	for _, line := range lines {
		w := strings.Fields(line)
		now.Cells = append(now.Cells, access.Cell{User: w[0], Post: &access.Post{Account: w[1], Function: w[2]}})
		now.Users[w[0]], now.Functions[w[2]] = access.Past{Created: "yesterday"}, ""
	}
	return now
}

// TestProveWhatWasRenamed takes no new name for a removal: an account is known
// by its id, a user and a function by was, and where that line is gone already
// nothing is proved.
func TestProveWhatWasRenamed(t *testing.T) {
	was := func(user, function string) func(*access.Standing) {
		return func(now *access.Standing) {
			for name := range now.Users {
				now.Users[name] = access.Past{Created: "yesterday", Was: user}
			}
			for name := range now.Functions {
				now.Functions[name] = function
			}
		}
	}
	tests := []struct {
		name, now string
		also      func(*access.Standing)
		left      string
	}{
		{"nothing", "ada dev ops", nil, "ada as ops in dev"},
		{"the account", "ada development ops", func(now *access.Standing) { now.Accounts = []access.Place{{Account: "development", ID: "2"}} }, "ada as ops in dev: now ada as ops in development"},
		{"another account of the same name", "ada dev ops", func(now *access.Standing) { now.Accounts = []access.Place{{Account: "dev", ID: "3"}} }, ""},
		{"the user", "eda dev ops", was("ada", ""), "ada as ops in dev: now eda as ops in dev"},
		{"the user, and the line is gone", "eda dev ops", nil, "ada as ops in dev: not proved, eda as ops in dev may be the same under another name"},
		{"another person since", "eda dev ops", func(now *access.Standing) { now.Users["eda"] = access.Past{Created: "today"} }, ""},
		{"a person whom the review knows", "bob dev ops", nil, ""},
		{"one who could do nothing then", "idle dev ops", nil, ""},
		{"the function", "ada dev operations", was("", "ops"), "ada as ops in dev: now ada as operations in dev"},
		{"the function, and the line is gone", "ada dev operations", nil, "ada as ops in dev: not proved, ada as operations in dev may be the same under another name"},
		{"another function, since the old one is there", "ada dev operations", func(now *access.Standing) { now.Functions["ops"] = "" }, ""},
		{"a function that the review knows", "ada dev look", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := reviewed("ada dev ops remove", "bob prod look keep")
			r.Head = [][2]string{{"users without a row", "1 idle"}}
			r.Rows[0].Set("user_created", "yesterday")
			now := standing(tt.now)
			if now.Accounts = []access.Place{{Account: "dev", ID: "2"}}; tt.also != nil {
				tt.also(&now)
			}
			r.Rows[0].Set("account_id", "2")
			proved, left := r.Prove(now, "now", "c1")
			if strings.Join(left, "; ") != tt.left || proved != 1-len(left) {
				t.Errorf("%d proved, left %q, want %q", proved, left, tt.left)
			}
		})
	}
}

func TestSince(t *testing.T) {
	came, went := reviewed("ada prod ops", "bob prod ops").Since(reviewed("bob prod ops", "cas prod ops"))
	if !slices.Equal(came, []string{"ada as ops in prod"}) || !slices.Equal(went, []string{"cas as ops in prod"}) {
		t.Errorf("%q %q", came, went)
	}
}
