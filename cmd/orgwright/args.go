package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// A line is a command line, understood.
type line struct {
	command *command
	path    []string // the names that lead to the command
	flags   []string // --name or --name=value, the long names only
	args    []string
	help    bool
	waiting *flag // the last word is this flag, and its value is missing
}

// A reader understands a command line word by word. Flags may stand anywhere
// before "--"; one that follows an argument counts like any other.
type reader struct {
	line
	rest  []string
	plain bool // after "--": everything is an argument
	lost  bool // a command is unknown: what follows means nothing
	err   error
}

// read understands the words after the program's name. With the error comes
// as much of the line as was understood.
func read(root *command, words []string) (line, error) {
	r := &reader{line: line{command: root}, rest: words}
	for len(r.rest) > 0 && !r.lost {
		word := r.rest[0]
		r.rest = r.rest[1:]
		switch {
		case r.plain || word == "-" || !strings.HasPrefix(word, "-"):
			r.word(word)
		case word == "--":
			r.plain = true
		default:
			r.flag(word)
		}
	}
	if r.help && !r.lost {
		return r.line, nil
	}
	r.count()
	return r.line, r.err
}

// wrong keeps the first thing that is wrong.
func (r *reader) wrong(err error) {
	if r.err == nil {
		r.err = err
	}
}

// word takes a word that is no flag: the name of a command, else an argument.
func (r *reader) word(word string) {
	switch {
	case r.command.sub == nil:
		r.args = append(r.args, word)
	case word == "help" && !r.plain:
		r.help = true
	default:
		r.descend(word)
	}
}

// descend goes on to a subcommand.
func (r *reader) descend(name string) {
	path := append(slices.Clip(r.path), name)
	sub := r.command.find(name)
	if sub == nil {
		r.lost = true
		r.wrong(usageError("unknown command %q%s", strings.Join(path, " "), meant(name, r.command.subNames())))
		return
	}
	r.command, r.path = sub, path
}

// flag takes a word that begins with a hyphen, and the flag's value with it.
func (r *reader) flag(word string) {
	if word == "-h" || word == "--help" {
		r.help = true
		return
	}
	spelled, value, given := strings.Cut(word, "=")
	f := r.command.flag(spelled)
	switch {
	case f == nil:
		r.wrong(r.unknown(spelled))
	case given:
		r.flags = append(r.flags, "--"+f.name+"="+value)
	case f.value == "":
		r.flags = append(r.flags, "--"+f.name)
	default:
		r.take(spelled, f)
	}
}

// take takes a flag's value from the next word. A word that looks like a flag
// is more often a forgotten value than a value.
func (r *reader) take(spelled string, f *flag) {
	if len(r.rest) == 0 {
		r.waiting = f
		r.wrong(usageError("%s needs a value: %s %s", spelled, spelled, f.value))
		return
	}
	next := r.rest[0]
	if strings.HasPrefix(next, "-") && next != "-" {
		r.wrong(usageError("%s needs a value; if that is %s, write %s=%s", spelled, next, spelled, next))
		return
	}
	r.rest = r.rest[1:]
	r.flags = append(r.flags, "--"+f.name+"="+next)
}

func (r *reader) unknown(spelled string) error {
	var known []string
	for _, f := range r.command.allFlags() {
		known = append(known, f.spellings()...)
	}
	near := meant(spelled, known)
	if near == "" && r.command.sub != nil {
		near = " before the name of a command"
	}
	return usageError("unknown flag %s%s", spelled, near)
}

// count holds the arguments to what the command takes.
func (r *reader) count() {
	c := r.command
	switch {
	case c.sub != nil && len(r.path) > 0:
		r.wrong(usageError("%s needs a command: %s", strings.Join(r.path, " "), strings.Join(c.subNames(), ", ")))
	case len(r.args) > c.max:
		r.wrong(usageError("unexpected argument %q", r.args[c.max]).hint("usage: %s", c.usage(r.path)))
	case len(r.args) < c.min:
		r.wrong(usageError("an argument is missing").hint("usage: %s", c.usage(r.path)))
	}
}

// file is the document that the line names.
func (l line) file() string { return cmp.Or(l.value("file"), "org.yaml") }

// value is what the line gives a flag; empty when nothing. The last one counts.
func (l line) value(flag string) string {
	for _, f := range slices.Backward(l.flags) {
		if value, ok := strings.CutPrefix(f, "--"+flag+"="); ok {
			return value
		}
	}
	return ""
}

// argv is the line as urfave/cli understands it: flags before arguments.
func (l line) argv() []string {
	return slices.Concat([]string{program}, l.path, l.flags, []string{"--"}, l.args)
}

// checkChoices holds flags that take one of a few values to those.
func (c *command) checkChoices(ctx *cli.Context) error {
	for _, name := range slices.Sorted(maps.Keys(c.choices)) {
		got, may := ctx.String(name), c.choices[name]
		if ctx.IsSet(name) && !slices.Contains(may, got) {
			return usageError("--%s is one of %s, not %q%s", name, strings.Join(may, ", "), got, meant(got, may))
		}
	}
	return nil
}

// meant is ", did you mean X?" for the nearest of the names, empty when none
// is near.
func meant(word string, names []string) string {
	best, least := "", max(1, min(3, len(word)/2))+1
	for _, name := range names {
		if d := distance(word, name); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %s?", best)
}

// distance is how many letters must be put in, taken out, changed or swapped
// with their neighbour to make one word the other.
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range b {
		d[0][j+1] = j + 1
	}
	for i := range a {
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d[i+1][j+1] = min(d[i][j]+cost, d[i][j+1]+1, d[i+1][j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d[i+1][j+1] = min(d[i+1][j+1], d[i-1][j-1]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
