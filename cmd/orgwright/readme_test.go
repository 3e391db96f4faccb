package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const readme = "../../README.md"

// TestReadmePlans runs what the first page shows: of its document, each line
// of its excerpts comes in the order of the real output.
func TestReadmePlans(t *testing.T) {
	page := pageAt(t, readme)
	document := shown(t, page, "yaml\nversion: 1\n")
	plan := shown(t, page, "console\n$ orgwright --sandbox rehearsal.json plan\n")
	again := shown(t, page, "\nNo changes")
	t.Chdir(t.TempDir())
	if err := os.WriteFile("org.yaml", []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	excerpt(t, plan, really(t, "plan", "--sandbox", "rehearsal.json"))
	really(t, "apply", "--yes", "--sandbox", "rehearsal.json")
	excerpt(t, again, really(t, "plan", "--sandbox", "rehearsal.json"))
}

// shown is the block of a page that begins with the given words.
func shown(t *testing.T, page, begin string) string {
	t.Helper()
	_, block, found := strings.Cut(page, "\n```"+begin)
	if !found {
		t.Fatalf("%s has no block that begins with %q", readme, begin)
	}
	block, _, _ = strings.Cut(block, "```\n")
	_, first, _ := strings.Cut(begin, "\n")
	return first + block
}

// really is what a command prints, by a clock that goes.
func really(t *testing.T, words ...string) string {
	t.Helper()
	s, out, errs := trial("")
	s.Now = time.Now
	if code := s.run(t.Context(), words); code != codeDone {
		t.Fatalf("%s: exit %d, stderr %s", words[0], code, errs)
	}
	return out.String()
}

// What is another one from time to time: a plan's name, and what it took.
var fleeting = regexp.MustCompile(`\b(Plan [0-9a-f]{8}|[0-9]+ calls in [0-9.]+s)\b`)

func excerpt(t *testing.T, block, out string) {
	t.Helper()
	rest := strings.Split(fleeting.ReplaceAllString(out, "?"), "\n")
	for line := range strings.Lines(fleeting.ReplaceAllString(block, "?")) {
		line = strings.TrimSuffix(line, "\n")
		if line == "…" || strings.HasPrefix(line, "$ ") {
			continue
		}
		i := slices.Index(rest, line)
		if i < 0 {
			t.Fatalf("%s shows %q, which is not the next of these lines:\n%s", readme, line, out)
		}
		rest = rest[i+1:]
	}
}
