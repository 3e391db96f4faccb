package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
)

const reviewedOrg = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@x.example}
classifications:
  live: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@x.example, classification: live}
  reports: {email: aws+reports@x.example, classification: live}
functions:
  operations: {grants: [{to: "*", managed: [AdministratorAccess]}]}
  developers: {grants: [{to: production, managed: [AmazonS3ReadOnlyAccess]}]}
users:
  ada: {email: ada@x.example, functions: [operations]} # lead
  cas:
    email: cas@x.example
    functions:
      - developers # since the merger
      - operations # for the move
`

// An audit is a folder with org.yaml, a sandbox and a review.
type audit struct {
	*testing.T
	org, state, folder string
}

func newAudit(t *testing.T) audit {
	t.Helper()
	home := t.TempDir()
	d := audit{t, filepath.Join(home, "org.yaml"), filepath.Join(home, "world.json"), filepath.Join(home, "reviews", "2026-Q4")}
	if err := os.WriteFile(d.org, []byte(reviewedOrg), 0o640); err != nil {
		t.Fatal(err)
	}
	d.says(codeDone, "apply", "--yes", "--sandbox", d.state)
	return d
}

// says runs a command and holds it to its exit code.
func (d audit) says(want int, words ...string) string {
	d.Helper()
	s, out, errs := trial("")
	s.Now = time.Now
	s.Commit = func(string) string { return "4f1c9e2 (clean)" }
	s.Blame = func(_ string, line int) signature { return signature{"4f1c9e2aaaaa", "org: a line (#17)"} }
	if code := s.run(d.Context(), append(words, "-f", d.org)); code != want {
		d.Fatalf("%v: exit %d, want %d\n%s%s", words, code, want, out, errs)
	}
	return out.String() + errs.String()
}

// decide is what a reviewer does with a spreadsheet.
func (d audit) decide(how func(access.ReviewRow)) {
	d.Helper()
	path := filepath.Join(d.folder, "access.csv")
	src, err := os.ReadFile(path)
	if err != nil {
		d.Fatal(err)
	}
	r, err := view.ReadReview(src)
	if err != nil {
		d.Fatal(err)
	}
	for _, row := range r.Rows {
		how(row)
	}
	f, err := os.Create(path)
	if err != nil {
		d.Fatal(err)
	}
	defer f.Close()
	if err := view.ReviewCSV(f, r); err != nil {
		d.Fatal(err)
	}
}

func (d audit) has(path, want string) {
	d.Helper()
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), want) {
		d.Errorf("%s has no %q: %v\n%s", path, want, err, text)
	}
}

// TestReview goes the whole way: started, decided, finished, applied, proved.
func TestReview(t *testing.T) {
	t.Parallel()
	d := newAudit(t)
	start := []string{"review", "start", d.folder, "--reviewer", "grace", "--sandbox", d.state}
	d.says(codeDone, start...)
	d.has(filepath.Join(d.folder, "access.csv"), "# counts agree,yes")
	d.has(filepath.Join(d.folder, "access.csv"), ",4f1c9e2aaaaa,#17,")
	d.has(filepath.Join(d.folder, "access.md"), "## <code>cas</code>")
	if said := d.says(codeRefused, start...); !strings.Contains(said, "ORG371") {
		t.Error(said)
	}
	if said := d.says(codeRefused, "review", "finish", d.folder); !strings.Contains(said, "cas as operations in reports: no decision") {
		t.Error(said)
	}
	d.decide(func(row access.ReviewRow) { row.Set("decision", "keep") })
	d.decide(func(row access.ReviewRow) {
		if row.At("person") == "cas" && row.At("function") == "operations" && row.At("account_name") == "reports" {
			row.Set("decision", "remove")
		}
	})
	if said := d.says(codeRefused, "review", "finish", d.folder); !strings.Contains(said, "cas would lose production too") {
		t.Error(said)
	}
	d.decide(func(row access.ReviewRow) {
		if row.At("person") == "cas" && row.At("function") == "operations" {
			row.Set("decision", "remove")
		}
	})
	d.says(codeDone, "review", "finish", d.folder)
	text, _ := os.ReadFile(d.org)
	if want := strings.Replace(reviewedOrg, "      - operations # for the move\n", "", 1); string(text) != want {
		t.Errorf("org.yaml is\n%s", text)
	}
	if info, err := os.Stat(d.org); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("org.yaml has another mode: %v %v", info.Mode(), err)
	}
	if said := d.says(codeDone, "review", "finish", d.folder); strings.Contains(said, "by hand\n") || !strings.Contains(said, "cas as operations in reports is no longer in org.yaml") {
		t.Errorf("again, nothing is left to edit: %s", said)
	}
	if said := d.says(codeDifferences, "review", "verify", d.folder, "--sandbox", d.state); !strings.Contains(said, "0 removals proved in AWS, 2 still there") {
		t.Error(said)
	}
	d.says(codeDone, "apply", "--yes", "--sandbox", d.state)
	if said := d.says(codeDone, "review", "verify", d.folder, "--sandbox", d.state); !strings.Contains(said, "2 removals proved in AWS, 0 still there") {
		t.Error(said)
	}
	d.has(filepath.Join(d.folder, "access.csv"), ",4f1c9e2,20")
}

// TestReviewOfNewNames takes out what was removed under the names that people and
// functions have by now.
func TestReviewOfNewNames(t *testing.T) {
	t.Parallel()
	d := newAudit(t)
	d.says(codeDone, "review", "start", d.folder, "--reviewer", "grace", "--sandbox", d.state)
	d.decide(func(row access.ReviewRow) {
		row.Set("decision", "keep")
		if row.At("person") == "cas" && row.At("function") == "developers" {
			row.Set("decision", "remove")
		}
	})
	names := strings.NewReplacer("  cas:\n", "  caspar:\n    was: cas\n", "  developers: {", "  builders: {was: developers, ", "- developers #", "- builders #")
	renamed := names.Replace(reviewedOrg)
	if err := os.WriteFile(d.org, []byte(renamed), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := d.says(codeDone, "review", "finish", d.folder); !strings.Contains(said, "- caspar no longer performs builders") || !strings.Contains(said, "0 to remove by hand") {
		t.Error(said)
	}
	text, _ := os.ReadFile(d.org)
	if want := strings.Replace(renamed, "      - builders # since the merger\n", "", 1); string(text) != want {
		t.Errorf("org.yaml is\n%s", text)
	}
	d.says(codeDone, "apply", "--yes", "--max-deletes", "20", "--sandbox", d.state)
	if said := d.says(codeDone, "review", "verify", d.folder, "--sandbox", d.state); !strings.Contains(said, "1 removal proved in AWS, 0 still there") {
		t.Error(said)
	}
}

// TestReviewOfEditedRows refuses what is not the reviewer's to write, and a
// review of another organization.
func TestReviewOfEditedRows(t *testing.T) {
	t.Parallel()
	d := newAudit(t)
	d.says(codeDone, "review", "start", d.folder, "--reviewer", "grace", "--sandbox", d.state)
	d.decide(func(row access.ReviewRow) { row.Set("decision", "keep") })
	elsewhere := filepath.Join(filepath.Dir(d.org), "other.yaml")
	if err := os.WriteFile(elsewhere, []byte(strings.ReplaceAll(reviewedOrg, "111111111111", "999999999999")), 0o600); err != nil {
		t.Fatal(err)
	}
	other := d
	other.org = elsewhere
	if said := other.says(codeError, "review", "finish", d.folder); !strings.Contains(said, "is a review of the master account 111111111111") {
		t.Error(said)
	}
	d.decide(func(row access.ReviewRow) { row.Set("privileged", "no") })
	for _, command := range []string{"finish", "verify"} {
		words := []string{"review", command, d.folder}
		if command == "verify" {
			words = append(words, "--sandbox", d.state)
		}
		if said := d.says(codeRefused, words...); !strings.Contains(said, "ORG372") {
			t.Error(said)
		}
	}
	if said := d.says(codeError, "review", "finish", filepath.Join(d.folder, "nowhere")); !strings.Contains(said, "there is no ") {
		t.Error(said)
	}
}

func TestPullRequestOfACommit(t *testing.T) {
	for subject, want := range map[string]string{
		"org: bob leaves (#41)": "#41", "Merge pull request #7 from x/y": "#7", "org: bob leaves": "", "(#1) not at the end": "",
	} {
		if got := pullRequest(subject); got != want {
			t.Errorf("%q: %q", subject, got)
		}
	}
}

// TestReviewOfWhatWasRenamed proves nothing by a new name of an account, a
// person or a function, with was in org.yaml or after.
func TestReviewOfWhatWasRenamed(t *testing.T) {
	t.Parallel()
	d := newAudit(t)
	d.says(codeDone, "review", "start", d.folder, "--reviewer", "grace", "--sandbox", d.state)
	d.decide(func(row access.ReviewRow) {
		row.Set("decision", map[bool]string{true: "remove", false: "keep"}[row.At("person") == "cas" && row.At("function") == "developers"])
	})
	verify := []string{"review", "verify", d.folder, "--sandbox", d.state}
	for _, step := range []struct{ from, to, left string }{
		{"production: {email", "live: {was: production, email", "cas as developers in production: now cas as developers in live"},
		{"to: production", "to: live", "cas as developers in production: now cas as developers in live"},
		{"  cas:\n", "  kas:\n    was: cas\n", "cas as developers in production: now kas as developers in live"},
		{"    was: cas\n", "", "cas as developers in production: not proved, kas as developers in live may be the same under another name"},
		{"developers: {grants", "builders: {was: developers, grants", "cas as developers in production: not proved, kas as builders in live may be"},
		{"was: developers, ", "", "cas as developers in production: not proved, kas as builders in live may be"},
	} {
		src, err := os.ReadFile(d.org)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(strings.ReplaceAll(string(src), step.from, step.to), "- developers", map[bool]string{true: "- builders", false: "- developers"}[strings.HasPrefix(step.from, "developers:")], 1)
		if err := os.WriteFile(d.org, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		if step.from != "production: {email" {
			d.says(codeDone, "apply", "--yes", "--sandbox", d.state)
			if said := d.says(codeDifferences, verify...); !strings.Contains(said, step.left) {
				t.Errorf("after %q: %s", step.to, said)
			}
		}
	}
	src, err := os.ReadFile(d.org)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.org, []byte(strings.Replace(string(src), "      - builders # since the merger\n", "", 1)), 0o640); err != nil {
		t.Fatal(err)
	}
	d.says(codeDone, "apply", "--yes", "--sandbox", d.state)
	if said := d.says(codeDone, verify...); !strings.Contains(said, "1 removal proved in AWS, 0 still there") {
		t.Error(said)
	}
}
