package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

// A cut is a document without one part of it.
type cut struct {
	document string
	section  bool // it has lost a whole section of the top
}

// cuts are a document without one part of it, for each part that can be told by
// its lines or its brackets: a line with all that is indented below it, and an
// element of a list or a mapping in brackets.
func cuts(text string) []cut {
	var all []cut
	lines := strings.SplitAfter(text, "\n")
	for i, l := range lines {
		bare := strings.TrimLeft(l, " ")
		if strings.TrimSpace(bare) == "" || strings.HasPrefix(bare, "#") {
			continue
		}
		end := i + 1
		for end < len(lines) && (strings.TrimSpace(lines[end]) == "" || len(lines[end])-len(strings.TrimLeft(lines[end], " ")) > len(l)-len(bare)) {
			end++
		}
		all = append(all, cut{strings.Join(lines[:i], "") + strings.Join(lines[end:], ""), len(bare) == len(l)})
	}
	for _, s := range elements(text) {
		all = append(all, cut{document: text[:s[0]] + text[s[1]:]})
	}
	return all
}

// elements are where the elements of brackets begin and end, a comma with each.
func elements(text string) (all [][2]int) {
	var open []int // where the element at hand begins, by depth
	quoted, comment := false, false
	for i, r := range text {
		switch {
		case r == '\n':
			comment = false
		case comment:
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '#':
			comment = true
		case r == '{' || r == '[':
			open = append(open, i+1)
		case len(open) > 0 && r == ',':
			all = append(all, [2]int{open[len(open)-1], i + 1})
			open[len(open)-1] = i + 1
		case len(open) > 0 && (r == '}' || r == ']'):
			begin := open[len(open)-1]
			if text[begin-1] == ',' {
				begin-- // the comma before the last one
			}
			all = append(all, [2]int{begin, i})
			open = open[:len(open)-1]
		}
	}
	return all
}

// everywhere is a document of which each section can go and leave one that is
// right: nothing in it names an account, and nobody but its functions needs one.
const everywhere = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@tiny.example, classification: production}
functions:
  operations: {grants: [{to: "*", managed: [AdministratorAccess]}]}
  auditors: {grants: [{to: "*", managed: [SecurityAudit]}]}
users:
  alice: {email: alice@tiny.example, functions: [operations]}
  bob: {email: bob@tiny.example, functions: [auditors]}
ci:
  github: {repository: acme/organization, environment: production}
`

// Whatever one part of an example goes missing: the document is wrong, or the
// plan is refused, or what it removes is within the budget. No account is closed
// and nobody locked out, in any case; and a whole section that goes missing
// removes nothing at all.
func TestNoMissingPartIsACatastrophe(t *testing.T) {
	t.Parallel()
	for _, example := range []string{"acme", "large", "legacy", "tiny", "everywhere"} {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			lay(t, folder, example)
			text, err := os.ReadFile(filepath.Join(folder, "org.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			world := filepath.Join(folder, "world.json")
			if code, out, errs := atTerminal(t, "", "apply", "--no-wait", "--yes", "--sandbox", world, "-f", filepath.Join(folder, "org.yaml")); code != codeDone {
				t.Fatal(code, out, errs)
			}
			wrong, refusedOnes, within := 0, 0, 0
			for i, c := range cuts(string(text)) {
				doc := c.document
				path := filepath.Join(folder, fmt.Sprintf("cut-%d.yaml", i))
				if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
					t.Fatal(err)
				}
				code, out, errs := atTerminal(t, "", "plan", "--format", "json", "--sandbox", world, "-f", path)
				var r engine.Review
				switch err := json.Unmarshal([]byte(out), &r); {
				case code == codeError || code == codeRefused:
					wrong++
				case code != codeDone || err != nil:
					t.Errorf("exit %d, %v\n%s%s", code, err, doc, errs)
				case len(r.Refusals) > 0:
					refusedOnes++
				default:
					within++
					harmless(t, r, c)
				}
			}
			t.Logf("%d documents wrong, %d plans refused, %d within the budget", wrong, refusedOnes, within)
			if wrong == 0 || within == 0 || refusedOnes == 0 && example != "tiny" {
				t.Error("the cuts are too narrow")
			}
		})
	}
}

// lay puts an example into a folder.
func lay(t *testing.T, folder, example string) {
	t.Helper()
	put := func() error { return os.CopyFS(folder, os.DirFS(filepath.Join("../../examples", example))) }
	if example == "everywhere" {
		put = func() error { return os.WriteFile(filepath.Join(folder, "org.yaml"), []byte(everywhere), 0o600) }
	}
	if err := put(); err != nil {
		t.Fatal(err)
	}
}

// harmless holds a plan that would be carried out to what it may take away.
func harmless(t *testing.T, r engine.Review, c cut) {
	t.Helper()
	doc := c.document
	if c.section && r.Summary.Delete > 0 {
		t.Errorf("%d facts removed without a section\n%s", r.Summary.Delete, doc)
	}
	if r.Summary.Delete > engine.DefaultMaxDeletes {
		t.Errorf("%d facts removed by\n%s", r.Summary.Delete, doc)
	}
	for _, s := range r.Steps {
		for _, c := range s.Changes {
			if s.Kind == "account" && c.Action() == engine.Delete {
				t.Errorf("%s closed by\n%s", c.Name, doc)
			}
		}
	}
}
