package main

import (
	"bufio"
	"embed"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// completionFlag, as the last word of a line, asks what could stand in place of
// the word before it. It is the word that urfave/cli's own scripts use too.
const completionFlag = "--generate-bash-completion"

//go:embed completions
var completions embed.FS

var shells = []string{"bash", "zsh", "fish"}

func completionCommand() *command {
	return &command{
		name: "completion", minor: true, does: "print a completion script for a shell", run: printCompletion,
		args: "bash|zsh|fish", min: 1, max: 1, names: completer{"": func(*session, line) []string { return shells }},
		examples: []string{"source <(orgwright completion bash)", "orgwright completion fish | source"},
		about:    "Completes commands, flags, their values and names from org.yaml. It never calls\nAWS and never runs what is typed.",
	}
}

func printCompletion(s *session, c *cli.Context) error {
	shell := c.Args().First()
	if !slices.Contains(shells, shell) {
		return usageError("unknown shell %q%s", shell, meant(shell, shells)).hint("there are scripts for %s", strings.Join(shells, ", "))
	}
	script, err := completions.ReadFile("completions/" + shell)
	if err != nil {
		return fmt.Errorf("read the script for %s: %w", shell, err)
	}
	_, err = s.Out.Write(script)
	return err
}

// complete prints, one a line, what the last of the typed words could become.
// Nothing printed leaves it to the shell, which then offers files.
func (s *session) complete(root *command, typed []string) error {
	var word string
	if n := len(typed); n > 0 {
		typed, word = typed[:n-1], typed[n-1]
	}
	typed, word, shown := equals(typed, word)
	if slices.Contains(typed, "--") && word != "--" {
		return nil
	}
	l, _ := read(root, typed) // a line that is still being typed is seldom right
	return s.offer(s.candidates(l, word), word, shown)
}

// candidates are the words that could come next on a line.
func (s *session) candidates(l line, word string) []string {
	switch {
	case l.waiting != nil:
		return s.values(l, l.waiting)
	case strings.HasPrefix(word, "--") && strings.Contains(word, "="):
		return s.assigned(l, word)
	case strings.HasPrefix(word, "-"):
		return l.command.flagWords()
	case l.command.sub != nil:
		return l.command.subNames()
	case len(l.args) < l.command.max:
		return s.named(l, "")
	}
	return nil
}

// equals puts together what bash takes apart: --format=te arrives as three
// words, and bash expects the last of them alone for an answer. Shown is how
// much of the word is not to be printed.
func equals(typed []string, word string) (before []string, whole string, shown int) {
	n := len(typed)
	switch {
	case word == "=" && n > 0 && strings.HasPrefix(typed[n-1], "--"):
		return typed[:n-1], typed[n-1] + "=", len(typed[n-1]) + 1
	case n > 1 && typed[n-1] == "=" && strings.HasPrefix(typed[n-2], "--"):
		return typed[:n-2], typed[n-2] + "=" + word, len(typed[n-2]) + 1
	}
	return typed, word, 0
}

// flagWords lists the command's flags as one types them.
func (c *command) flagWords() []string {
	words := []string{"--help"}
	for _, f := range c.allFlags() {
		words = append(words, "--"+f.name)
	}
	return words
}

// assigned lists the values for a word like --format=te, the flag with them.
func (s *session) assigned(l line, word string) []string {
	spelled, _, _ := strings.Cut(word, "=")
	f := l.command.flag(spelled)
	if f == nil {
		return nil
	}
	var all []string
	for _, v := range s.values(l, f) {
		all = append(all, spelled+"="+v)
	}
	return all
}

// values lists what a flag may be set to, as far as that is known.
func (s *session) values(l line, f *flag) []string {
	if may := l.command.choices[f.name]; may != nil {
		return may
	}
	if f.name == "profile" {
		return s.profiles()
	}
	return s.named(l, f.name)
}

func (s *session) named(l line, name string) []string {
	if names := l.command.names[name]; names != nil {
		return names(s, l)
	}
	return nil
}

// typeable are the words that mean themselves in every shell. Others are not
// offered: the shell would put them on the command line as they are.
var typeable = regexp.MustCompile(`^[A-Za-z0-9_.,:@%/+=-]+$`)

// offer prints those of the words that begin like the one being typed.
func (s *session) offer(words []string, typed string, shown int) error {
	words = slices.Sorted(slices.Values(words))
	for _, w := range slices.Compact(words) {
		if !strings.HasPrefix(w, typed) || !typeable.MatchString(w) {
			continue
		}
		if _, err := fmt.Fprintln(s.Out, w[shown:]); err != nil {
			return err
		}
	}
	return nil
}

// profiles lists the profiles of the AWS configuration files. Files that
// cannot be read have none to offer.
func (s *session) profiles() []string {
	var names []string
	for _, at := range [][2]string{{"AWS_CONFIG_FILE", "config"}, {"AWS_SHARED_CREDENTIALS_FILE", "credentials"}} {
		if path, err := s.awsFile(at[0], at[1]); err == nil {
			names = append(names, sections(path)...)
		}
	}
	return names
}

// section is the head of a profile: [profile NAME], [default], and in the file
// of credentials [NAME].
var section = regexp.MustCompile(`^\s*\[\s*(?:profile\s+)?([^\s\]]+)\s*\]`)

func sections(path string) []string {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	var names []string
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if m := section.FindStringSubmatch(lines.Text()); m != nil {
			names = append(names, m[1])
		}
	}
	return names
}
