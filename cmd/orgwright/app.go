package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"
)

// program is the name it goes by.
const program = "orgwright"

// commands is the program's root: everything it can do, in the order of the
// help.
func commands() *command {
	return &command{
		name: program,
		does: "bootstrap an AWS Organization from one org.yaml, and keep it that way",
		examples: []string{
			"orgwright init acme          # write a commented org.yaml to begin with",
			"orgwright plan -f acme/org.yaml --sandbox rehearsal.json",
		},
		sub: []*command{
			initCommand(),
			importCommand(),
			validateCommand(),
			planCommand(),
			applyCommand(),
			acceptCommand(),
			driftCommand(),
			stepsCommand(),
			accessCommand(),
			canCommand(),
			reviewCommand(),
			graphCommand(),
			doctorCommand(),
			policyCommand(),
			rootCommand(),
			userCommand(),
			unlockCommand(),
			explainCommand(),
			sandboxCommand(),
			schemaCommand(),
			completionCommand(),
			versionCommand(),
		},
	}
}

// run runs one command line, the words after the program's name, and answers
// the exit code.
func (s *session) run(ctx context.Context, words []string) int {
	out := &stream{w: s.Out}
	s.Out, s.Err = out, &stream{w: s.Err}
	ctx, done := s.stop.watch(ctx, s)
	defer done()
	err := s.finish(ctx, func() error { return s.dispatch(ctx, commands(), words) })
	e := s.ended(ctx, err)
	if s.events != nil {
		err = errors.Join(err, s.events.close(e))
	}
	if out.err != nil && quiet(err) {
		err = fmt.Errorf("writing standard output: %w", out.err)
	}
	e = s.ended(ctx, err)
	e.tell(s.Err)
	if s.asJSON && s.events == nil && !out.wrote {
		e.tellProgram(s.Out)
	}
	return e.code
}

// dispatch understands the words and does what they say.
func (s *session) dispatch(ctx context.Context, root *command, words []string) error {
	if typed, ok := completing(words); ok {
		return s.complete(root, typed)
	}
	l, err := read(root, words)
	if err == nil && (l.help || l.command == root) {
		return l.command.help(s.Out, l.path)
	}
	if s.asJSON = l.value("format") == "json"; s.asJSON && l.command.lines {
		s.events = s.opened()
	}
	if err != nil {
		return err
	}
	return s.app(root).RunContext(ctx, l.argv())
}

// app is urfave/cli's view of the commands: it reads the flags of a line that
// is already in order, and calls the command.
func (s *session) app(root *command) *cli.App {
	return &cli.App{
		Name: program, Writer: s.Out, ErrWriter: s.Err, Reader: s.In,
		Commands: root.cli(s).Subcommands,
		HideHelp: true, HideVersion: true, DisableSliceFlagSeparator: true,
		ExitErrHandler: func(*cli.Context, error) {},
		OnUsageError:   wrongValue,
	}
}

// completing reports whether the line asks for completions, and of what. Such
// a line never runs a command, whatever else is in it.
func completing(words []string) (typed []string, ok bool) {
	if len(words) == 0 || words[len(words)-1] != completionFlag {
		return nil, false
	}
	return slices.Clone(words[:len(words)-1]), true
}
