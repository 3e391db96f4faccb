package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// A command is one verb of the program: how it is called, what its help says,
// and what it does.
type command struct {
	name     string
	does     string   // in one line
	about    string   // what else is to be known, wrapped by hand at 78 columns
	examples []string // command lines that work
	args     string   // the arguments as the usage line has them, such as [DIR]
	min, max int      // how many arguments there may be
	flags    []cli.Flag

	choices map[string][]string // the values that a flag takes, where they are few
	names   completer

	lines bool // whether its JSON is events, an object a line

	minor bool // whether the help of its parent only names it

	sub []*command
	run func(*session, *cli.Context) error
}

// A completer lists what could stand for a flag's value, by the flag's name, or
// under "" for an argument. The order does not matter.
type completer map[string]func(*session, line) []string

// sharedFlags are those that every command takes, before its name or after it.
func sharedFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "file", Aliases: []string{"f"}, Value: "org.yaml", Usage: "read the document from `FILE`"},
		&cli.StringFlag{Name: "profile", Usage: "use the AWS profile `NAME`"},
		&cli.StringFlag{Name: "mfa-code", Usage: "the one-time `CODE` that the profile wants"},
		&cli.StringFlag{Name: "sandbox", Usage: "run against the embedded sandbox, its state in `FILE`"},
		&cli.BoolFlag{Name: "no-color", Usage: "no colour, whatever the terminal"},
	}
}

// find is the subcommand of a name, nil when there is none.
func (c *command) find(name string) *command {
	for _, sub := range c.sub {
		if sub.name == name {
			return sub
		}
	}
	return nil
}

// subNames lists the names of the subcommands, in the order of their help.
func (c *command) subNames() []string {
	var names []string
	for _, sub := range c.sub {
		names = append(names, sub.name)
	}
	return names
}

// flag is the flag spelled so, dashes and all, nil when there is none.
func (c *command) flag(spelled string) *flag {
	for _, f := range c.allFlags() {
		if slices.Contains(f.spellings(), spelled) {
			return &f
		}
	}
	return nil
}

// allFlags lists the command's own flags, then the shared ones.
func (c *command) allFlags() []flag {
	var all []flag
	for _, f := range slices.Concat(c.flags, sharedFlags()) {
		all = append(all, describe(f))
	}
	return all
}

// A flag is what the command line and the help know of a cli.Flag.
type flag struct {
	name    string   // the long one, without dashes
	aliases []string // without dashes
	value   string   // what its value is called, empty when it takes none
	usage   string
	byself  string // its default, empty when that needs no telling
}

func describe(f cli.Flag) flag {
	names := f.Names()
	d := flag{name: names[0], aliases: names[1:]}
	doc, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return d
	}
	d.usage = doc.GetUsage()
	if doc.TakesValue() {
		d.value, d.byself = "VALUE", strings.Trim(cmp.Or(doc.GetDefaultText(), doc.GetValue()), `"`)
	}
	if before, rest, ok := strings.Cut(d.usage, "`"); ok {
		name, after, _ := strings.Cut(rest, "`")
		d.value, d.usage = name, before+name+after
	}
	return d
}

// spellings lists the ways to write it: --output, -o.
func (f flag) spellings() []string {
	return append([]string{"--" + f.name}, f.short()...)
}

func (f flag) short() []string {
	var all []string
	for _, a := range f.aliases {
		if len(a) == 1 {
			all = append(all, "-"+a)
		} else {
			all = append(all, "--"+a)
		}
	}
	return all
}

// cli makes the command what urfave/cli runs. Help, completion, suggestions
// and the order of arguments are not left to it.
func (c *command) cli(s *session) *cli.Command {
	made := &cli.Command{Name: c.name, HideHelp: true, OnUsageError: wrongValue}
	for _, sub := range c.sub {
		made.Subcommands = append(made.Subcommands, sub.cli(s))
	}
	if c.run != nil {
		made.Flags = slices.Concat(c.flags, sharedFlags())
		made.Action = func(ctx *cli.Context) error {
			if err := c.checkChoices(ctx); err != nil {
				return err
			}
			return c.run(s, ctx)
		}
	}
	return made
}

// wrongValue says of a value that is not of the flag's type what urfave/cli
// says, with both dashes.
func wrongValue(_ *cli.Context, err error, _ bool) error {
	return usageError("%s", strings.NewReplacer(" for flag -", " for --", " for -", " for --").Replace(err.Error()))
}
