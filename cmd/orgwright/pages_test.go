package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestCommandsPage has docs/commands.md, and the table of the first page, name
// every command, every flag, and none that there is not.
func TestCommandsPage(t *testing.T) {
	root := commands()
	page, table := pageAt(t, "../../docs/commands.md"), under(t, pageAt(t, readme), "## Commands")
	plain := strings.ReplaceAll(page, `\|`, "|")
	spellings := []string{"--help"}
	leaves(root, nil, func(path []string, c *command) {
		name := strings.Join(path, " ")
		if !strings.Contains(page, "`"+name) || !strings.Contains(table, "`"+path[0]) {
			t.Errorf("docs/commands.md or README.md says nothing of %s", name)
		}
		for _, f := range c.allFlags() {
			spellings = append(spellings, f.spellings()...)
			if !strings.Contains(page, "`--"+f.name) {
				t.Errorf("docs/commands.md says nothing of --%s, which %s has", f.name, name)
			}
			if all := strings.Join(c.choices[f.name], "|"); all != "" && !strings.Contains(plain, "--"+f.name+" "+all) {
				t.Errorf("docs/commands.md does not have --%s %s, of %s", f.name, all, name)
			}
		}
	})
	for _, spelled := range regexp.MustCompile(`--[a-z][a-z-]*`).FindAllString(page+table, -1) {
		if !slices.Contains(spellings, spelled) {
			t.Errorf("a page has %s, which no command has", spelled)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z]+)").FindAllStringSubmatch(table, -1) {
		if root.find(row[1]) == nil {
			t.Errorf("README.md has the command %s, which there is not", row[1])
		}
	}
}

func pageAt(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// under is the part of a page under a heading.
func under(t *testing.T, page, heading string) string {
	t.Helper()
	_, part, found := strings.Cut(page, "\n"+heading+"\n")
	if !found {
		t.Fatalf("there is no %q", heading)
	}
	part, _, _ = strings.Cut(part, "\n## ")
	return part
}
