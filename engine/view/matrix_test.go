package view_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// overview is the matrix of a page, its lines without the indent.
func overview(page string) []string {
	var lines []string
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "    new roles") || len(lines) > 0 && strings.HasPrefix(line, "    ") {
			lines = append(lines, strings.TrimSpace(line))
		} else if len(lines) > 0 {
			break
		}
	}
	return lines
}

func roles(names ...string) engine.State {
	s := engine.State{}
	for _, name := range names {
		account, function, _ := strings.Cut(name, "/")
		s[engine.Address{Account: account, Kind: "role", Name: function}] = "{}"
	}
	return s
}

func TestMatrix(t *testing.T) {
	for grants, want := range map[string]string{
		"": "nothing",
		`one {"policy":"arn:aws:iam::aws:policy/AdministratorAccess"}`:                                 "ADMIN",
		`one {"policy":"arn:aws-cn:iam::aws:policy/AdministratorAccess"}`:                              "ADMIN",
		`one {"policy":"arn:aws:iam::{legacy}:policy/AdministratorAccess"}`:                            "1 policy",
		`one {"policy":"arn:aws:iam::aws:policy/AdministratorAccess-Amplify"}`:                         "1 policy",
		`one {"policy":"arn:aws:iam::aws:policy/SecurityAudit"}`:                                       "read",
		`one {"policy":"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}`:                         "read",
		`one {"policy":"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}`:                              "read",
		`one {"policy":"arn:aws:iam::222222222222:policy/ReadOnlyAccess"}`:                             "1 policy",
		`one {"document":{"Version":"2012-10-17"}}`:                                                    "1 policy",
		`one {"policy":"arn:aws:iam::aws:policy/SecurityAudit"}|two {"document":{}}`:                   "2 policies",
		`one {"document":{}}|two {"policy":"arn:aws:iam::aws:policy/AdministratorAccess"}`:             "ADMIN",
		`one {"policy":"arn:aws:iam::aws:policy/ReadOnlyAccess"}|two {"unreadable":"x"}`:               "2 policies",
		`one {"policy":"arn:aws:iam::aws:policy/ReadOnlyAccess"}|two "text"`:                           "2 policies",
		`one {"policy":"arn:aws:iam::aws:policy/ReadOnlyAccess"}|two {"policy":"AdministratorAccess"}`: "2 policies",
	} {
		want = strings.Join([]string{"ops", want, "nothing"}, "  ")
		have := engine.State{}
		all := roles("a/dev", "a/ops", "b/ops")
		for grant := range strings.SplitSeq(grants, "|") {
			if name, body, found := strings.Cut(grant, " "); found {
				all[engine.Address{Account: "a", Kind: "grant", Name: "ops/" + name}] = engine.Body(body)
			}
		}
		lines := overview(render(t, plan(review(have, all), header())))
		if len(lines) != 3 || strings.Join(strings.Fields(lines[2]), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("%s: got %q, want %q", grants, lines, want)
		}
	}
}

func TestMatrixOnlyWhereItIsAnOverview(t *testing.T) {
	wide := []string{}
	for i := range 12 {
		wide = append(wide, fmt.Sprintf("account-%02d/dev", i), fmt.Sprintf("account-%02d/ops", i))
	}
	long := strings.Repeat("account-of-a-long-name-", 2)
	four := []string{"a/dev", "a/ops", "b/dev", "b/ops"}
	for name, test := range map[string]struct {
		have, want []string
		lines      int
	}{
		"four new roles":         {nil, four, 3},
		"one function":           {nil, []string{"a/dev", "b/dev"}, 0},
		"one account":            {nil, []string{"a/dev", "a/ops"}, 0},
		"no new roles":           {four, four, 0},
		"roles that go":          {four, nil, 0},
		"some of them are there": {[]string{"a/dev", "b/dev"}, four, 0},
		"no room for all":        {nil, wide, 5},
		"no room for two":        {nil, []string{long + "1/dev", long + "1/ops", long + "2/dev", long + "2/ops"}, 0},
	} {
		page := render(t, plan(review(roles(test.have...), roles(test.want...)), header()))
		if lines := overview(page); len(lines) != test.lines {
			t.Errorf("%s: %d lines, want %d:\n%s", name, len(lines), test.lines, page)
		}
	}
}

// Where there is no room at one width there may be at another, and it is used.
func TestMatrixKeepsWithinTheWidth(t *testing.T) {
	all := roles("production/developers", "production/operations", "development/developers", "storage/operations")
	for width := 40; width <= 120; width++ {
		var out strings.Builder
		if err := view.PlanText(&out, review(nil, all), header(), view.Style{Width: width}); err != nil {
			t.Fatal(err)
		}
		lines := overview(out.String())
		if len(lines) < 3 || strings.HasSuffix(strings.Join(lines, " "), "and 1 more, for want of room: storage") != (width < 48) {
			t.Fatalf("width %d: %q", width, lines)
		}
		for _, line := range lines {
			if len(line)+4 > width {
				t.Errorf("width %d: %q", width, line)
			}
		}
	}
}

// More accounts than there is room for: columns go, from the last, and are
// named; nothing is cut.
func TestMatrixOfManyPlaces(t *testing.T) {
	var all []string
	for _, account := range []string{"archive", "customers", "development", "payments", "production", "storage", "telemetry"} {
		all = append(all, account+"/auditors", account+"/developers")
	}
	golden(t, "places", plan(review(nil, roles(all...)), header()))
}
