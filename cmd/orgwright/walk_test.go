package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// walk is the commands of a page as a story: each must end as its comment says,
// with 0 where there is none, and tell the code that it names.
func walk(page string) string {
	var story strings.Builder
	for line := range strings.Lines(page) {
		line = strings.TrimSuffix(line, "\n")
		if heading, ok := strings.CutPrefix(line, "## "); ok {
			fmt.Fprintf(&story, "\n# %s\n", heading)
		}
		command, ok := strings.CutPrefix(line, "$ ")
		command, code, fails := strings.Cut(command, "    # exit ")
		switch {
		case !ok:
		case strings.HasPrefix(command, "cd "):
			fmt.Fprintln(&story, command)
		case fails:
			code, told, _ := strings.Cut(code, ", ")
			fmt.Fprintf(&story, "exits %s %s\n", code, command)
			if told != "" {
				fmt.Fprintf(&story, "stderr %s\n", told)
			}
		case strings.HasPrefix(command, program+" "):
			fmt.Fprintf(&story, "exec %s\n", command)
		default:
			fmt.Fprintf(&story, "exec sh -c '%s'\n", strings.ReplaceAll(command, "'", "''"))
		}
	}
	return story.String()
}

// TestTheFirstHour walks what the page says, command by command.
func TestTheFirstHour(t *testing.T) {
	page, err := os.ReadFile("../../docs/first-hour.md")
	if err != nil {
		t.Fatal(err)
	}
	story := walk(string(page))
	if n := strings.Count(story, "orgwright "); n < 20 {
		t.Fatalf("only %d commands of the program were found:\n%s", n, story)
	}
	file := filepath.Join(t.TempDir(), "first-hour.txtar")
	if err := os.WriteFile(file, []byte(story), 0o600); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{Files: []string{file}, RequireExplicitExec: true, Cmds: verbs(), Setup: alone})
}
