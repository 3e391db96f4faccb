package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

func userPasswordCommand() *command {
	return &command{
		name: "password", does: "a person's first password for the console", run: userPassword,
		args: "NAME", min: 1, max: 1, names: completer{"": everybody},
		examples: []string{"orgwright user password alice", "orgwright user password alice --reset   # it was forgotten"},
		about: "Makes a random password that the account's rules take, and shows it once, at a\n" +
			"terminal alone. It has to be changed at the first sign-in. Hand it over in\n" +
			"person or by telephone, not in a message.",
		flags: []cli.Flag{&cli.BoolFlag{Name: "reset", Usage: "give another one in place of the one there is"}},
	}
}

func userPassword(s *session, c *cli.Context) (err error) {
	if err := s.watched("user password"); err != nil {
		return err
	}
	p, err := s.person(c, opening{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	who, err := kind.FindPerson(c.Context, p.wish, p.cloud, p.name)
	if err != nil {
		return unsafe(err)
	}
	if _, err := who.MayHavePassword(c.Context, c.Bool("reset")); err != nil {
		return unsafe(err) // before anybody is asked anything
	}
	if _, err := s.line(c.Context, "The password is shown once. Press Enter when nobody looks over your shoulder. "); err != nil {
		return err
	}
	secret, err := who.FirstPassword(c.Context, s.Random, c.Bool("reset"))
	if err != nil {
		return unsafe(err)
	}
	fmt.Fprintf(s.Err, "\n    %s\n\n", secret.Reveal())
	if _, err := s.line(c.Context, "Press Enter when it is noted. "); err != nil {
		return err
	}
	if s.style(s.Err, c).Live {
		fmt.Fprint(s.Err, strings.Repeat("\x1b[1A\x1b[2K", 4)) // the four lines with it in their midst
	}
	_, err = fmt.Fprintf(s.Out, "%s signs in at %s and is asked for another password\n", view.Escape(p.name), p.wish.SignIn())
	return err
}
