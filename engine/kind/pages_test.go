package kind

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// Listings with short pages, and with an empty one in the middle, are read to
// their end: nothing is made twice, and the plan after apply is empty.
func TestEmptyPages(t *testing.T) {
	l := inSandbox(t, sandbox.Options{PageSize: 2, EmptyPages: true})
	l.open(full).apply()
	l.join()
	l.enrol("alice")
	l.enrol("bob")
	l.world.Accounts[masterID].Root.MFA = true
	l.open(full).apply()
	d := l.open(full).draft()
	for _, k := range All {
		same(t, d, k.name)
	}
}

// docs/drift.md has a section for each rule, which begins with its severity and
// what it finds, and none for what is no rule.
func TestRulesHaveSections(t *testing.T) {
	page, err := os.ReadFile("../../docs/drift.md")
	if err != nil {
		t.Fatal(err)
	}
	var sections, want []string
	for _, m := range regexp.MustCompile(`(?m)^### (.*)\n\n(.*)$`).FindAllStringSubmatch(string(page), -1) {
		sections = append(sections, m[1]+": "+m[2])
	}
	for _, r := range Rules() {
		want = append(want, fmt.Sprintf("%s: **%s** · %s", r.Name, r.Severity, r.About))
	}
	if !slices.Equal(sections, want) {
		t.Errorf("docs/drift.md has\n%s\nthe rules are\n%s", strings.Join(sections, "\n"), strings.Join(want, "\n"))
	}
}
