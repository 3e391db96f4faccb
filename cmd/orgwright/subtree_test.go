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

// cuts are a document without one part of it, for each part that can be told by
// its lines or its brackets: a line with all that is indented below it, and an
// element of a list or a mapping in brackets.
func cuts(text string) []string {
	var all []string
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
		all = append(all, strings.Join(lines[:i], "")+strings.Join(lines[end:], ""))
	}
	for _, s := range elements(text) {
		all = append(all, text[:s[0]]+text[s[1]:])
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

// Whatever one part of an example goes missing: the document is wrong, or the
// plan is refused, or what it removes is within the budget. No account is closed
// and nobody locked out, in any case.
func TestNoMissingPartIsACatastrophe(t *testing.T) {
	t.Parallel()
	for _, example := range []string{"acme", "large", "legacy", "tiny"} {
		t.Run(example, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := os.CopyFS(folder, os.DirFS(filepath.Join("../../examples", example))); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(filepath.Join(folder, "org.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			world := filepath.Join(folder, "world.json")
			if code, out, errs := atTerminal(t, "", "apply", "--no-wait", "--yes", "--sandbox", world, "-f", filepath.Join(folder, "org.yaml")); code != codeDone {
				t.Fatal(code, out, errs)
			}
			wrong, refusedOnes, within := 0, 0, 0
			for i, doc := range cuts(string(text)) {
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
					harmless(t, r, doc)
				}
			}
			t.Logf("%d documents wrong, %d plans refused, %d within the budget", wrong, refusedOnes, within)
			if wrong == 0 || within == 0 || refusedOnes == 0 && example != "tiny" {
				t.Error("the cuts are too narrow")
			}
		})
	}
}

// harmless holds a plan that would be carried out to what it may take away.
func harmless(t *testing.T, r engine.Review, doc string) {
	t.Helper()
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
