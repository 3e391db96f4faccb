package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/view"
)

func unlockCommand() *command {
	return &command{
		name: "unlock", minor: true,
		does: "remove the lock that a dead run left behind",
		examples: []string{
			"orgwright unlock            # shows who holds it and asks",
			"orgwright unlock --yes",
		},
		about: "apply takes over by itself a lock that has been silent for two minutes, or whose\n" +
			"process on this machine is gone. This is for the rest.",
		flags: []cli.Flag{&cli.BoolFlag{Name: "yes", Usage: "do not ask"}},
		run:   unlock,
	}
}

func unlock(s *session, c *cli.Context) (err error) {
	if err := s.mayAsk(c); err != nil {
		return err
	}
	f, err := s.open(c, opening{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	holder, err := f.cloud.LockHolder(c.Context)
	if err != nil {
		return err
	}
	if holder == nil {
		_, err := fmt.Fprintln(s.Out, "Nobody holds the lock.")
		return err
	}
	fmt.Fprintf(s.Err, "The lock is held by %s.\n", view.Escape(holder.String()))
	if !c.Bool("yes") {
		if err := s.confirm(c.Context, "Remove it? A run that still lives would go on beside the next one."); err != nil {
			return err
		}
	}
	if err := f.cloud.Unlock(c.Context); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.Out, "The lock is removed.")
	return err
}
