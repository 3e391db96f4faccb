package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"
)

// leaves calls do for every command that does something, with the way to it.
func leaves(root *command, path []string, do func(path []string, c *command)) {
	for _, sub := range root.sub {
		way := append(slices.Clone(path), sub.name)
		if sub.run != nil {
			do(way, sub)
		}
		leaves(sub, way, do)
	}
}

// given are as many arguments as a command must have.
func given(c *command) []string { return slices.Repeat([]string{"bash"}, c.min) }

// spelled is a flag as typed, with a value where it takes one.
func spelled(c *command, f flag, as string) []string {
	switch {
	case f.value == "":
		return []string{as}
	case c.choices[f.name] != nil:
		return []string{as, c.choices[f.name][0]}
	}
	return []string{as, "1"}
}

// recorded is the whole program with each command replaced by one that notes
// what it was called with and does nothing.
func recorded(called *[]string) *command {
	root := commands()
	leaves(root, nil, func(path []string, c *command) {
		c.run = func(_ *session, ctx *cli.Context) error {
			*called = append(*called, strings.Join(path, " "))
			for _, f := range c.allFlags() {
				if ctx.IsSet(f.name) {
					*called = append(*called, "--"+f.name)
				}
			}
			*called = append(*called, ctx.Args().Slice()...)
			return nil
		}
	})
	return root
}

// Every flag of every command is seen wherever it stands: never swallowed as
// an argument, never taken for another's value.
func TestFlagsAnywhere(t *testing.T) {
	leaves(commands(), nil, func(path []string, c *command) {
		for _, f := range c.allFlags() {
			for _, as := range f.spellings() {
				words := spelled(c, f, as)
				lines := [][]string{
					slices.Concat(path, words, given(c)),
					slices.Concat(path, given(c), words),
					slices.Concat(path, given(c), []string{strings.Join(words, "=")}),
				}
				if commands().flag(as) != nil {
					lines = append(lines, slices.Concat(words, path, given(c)))
				}
				for _, line := range lines {
					var called []string
					s, _, _ := trial("")
					err := s.dispatch(t.Context(), recorded(&called), line)
					want := slices.Concat([]string{strings.Join(path, " "), "--" + f.name}, given(c))
					if d := cmp.Diff(want, called); err != nil || d != "" {
						t.Errorf("%q: %v\n%s", line, err, d)
					}
				}
			}
		}
	})
}

// What no command knows is refused, wherever it stands, and nothing runs.
func TestNothingRunsOnWrongUsage(t *testing.T) {
	leaves(commands(), nil, func(path []string, c *command) {
		many := slices.Repeat([]string{"bash"}, c.max+1)
		lines := [][]string{
			slices.Concat(path, given(c), []string{"--no-such-flag"}),
			slices.Concat(path, given(c), []string{"--no-such-flag=x"}),
			slices.Concat(path, given(c), []string{"-Z"}),
			slices.Concat(path, []string{"-file"}, given(c)),
			slices.Concat([]string{"--no-such-flag"}, path, given(c)),
			slices.Concat(path, many),
			slices.Concat(path, []string{"--"}, many),
			slices.Concat(path, given(c), []string{"--file"}),
			slices.Concat(path, given(c), []string{"--file", "--no-color"}),
			slices.Concat(path, given(c), []string{"--no-color=perhaps"}),
			slices.Concat(path, given(c), []string{completionFlag, "--no-color"}),
		}
		if c.min > 0 {
			lines = append(lines, path)
		}
		for _, line := range lines {
			var called []string
			s, out, _ := trial("")
			err := s.dispatch(t.Context(), recorded(&called), line)
			if got := s.ended(t.Context(), err).code; got != codeUsage || called != nil || out.Len() > 0 {
				t.Errorf("%q: exit %d, ran %q, wrote %q", line, got, called, out)
			}
		}
	})
}

// A line that asks for completions never runs a command, however it looks.
func TestCompletionRunsNothing(t *testing.T) {
	leaves(commands(), nil, func(path []string, c *command) {
		for _, typed := range [][]string{{}, {""}, {"-"}, {"--"}, {"--", ""}, {"--yes", "--"}, {"x", "--f"}, {"--file"}, {"--file", ""}, {"--file", "="}, {"--help"}} {
			line := slices.Concat(path, typed, []string{completionFlag})
			var called []string
			s, _, _ := trial("")
			if err := s.dispatch(t.Context(), recorded(&called), line); err != nil || called != nil {
				t.Errorf("%q: %v, ran %q", line, err, called)
			}
		}
	})
}

func TestHelp(t *testing.T) {
	lines := [][]string{{"--help"}, {"help"}, {}}
	leaves(commands(), nil, func(path []string, c *command) {
		lines = append(lines,
			append(slices.Clone(path), "--help"),
			append([]string{"-h"}, path...),
			append([]string{"help"}, path...),
			slices.Concat(path, []string{"x", "y", "z", "--no-such-flag", "-h"}))
	})
	for _, c := range commands().sub {
		lines = append(lines, []string{c.name, "--help"})
	}
	for _, line := range lines {
		code, out, errs := runs(t, line...)
		if code != codeDone || errs != "" {
			t.Errorf("%q: exit %d, %s", line, code, errs)
		}
		all := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
		if at := slices.Index(all, "Examples:"); len(all) > 40 || at < 2 || at > 3 || !strings.Contains(all[at+1], "orgwright ") {
			t.Errorf("%q: %d lines\n%s", line, len(all), out)
		}
		if !strings.HasSuffix(out, exitCodes) {
			t.Errorf("%q: no exit codes at the end", line)
		}
		for _, l := range all {
			if len([]rune(l)) > 80 {
				t.Errorf("%q: wider than 80: %s", line, l)
			}
		}
	}
}

func TestRead(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"bootstrap", `unknown command "bootstrap"`},
		{"versoin", `unknown command "versoin", did you mean version?`},
		{"versoin --help", `unknown command "versoin", did you mean version?`},
		{"--profiel x version", "unknown flag --profiel, did you mean --profile?"},
		{"--json version", "unknown flag --json before the name of a command"},
		{"version --jsno", "unknown flag --jsno, did you mean --json?"},
		{"version --profile", "--profile needs a value: --profile NAME"},
		{"version -f --json", "-f needs a value; if that is --json, write -f=--json"},
		{"version again", `unexpected argument "again"`},
		{"version -- --json", `unexpected argument "--json"`},
		{"version -", `unexpected argument "-"`},
		{"completion", "an argument is missing"},
		{"version --json --profile=--x", ""},
		{"-- version", ""},
	} {
		_, err := read(commands(), strings.Fields(tt.line))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.line, got, tt.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "ab", 2}, {"plan", "plan", 0}, {"plna", "plan", 1}, {"paln", "plan", 1}, {"drfit", "drift", 1}, {"aply", "apply", 1}, {"né", "ne", 1}} {
		if got := distance(tt.a, tt.b); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if distance(tt.a, tt.b) != distance(tt.b, tt.a) {
			t.Errorf("distance(%q, %q) is not symmetric", tt.a, tt.b)
		}
	}
}
