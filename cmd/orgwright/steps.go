package main

import (
	"errors"
	"strconv"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/view"
)

func stepsCommand() *command {
	return &command{
		name: "steps", does: "show again what a person must do", args: "[N]", max: 1, run: steps,
		examples: []string{
			"orgwright steps     # all of it, numbered as in the plan",
			"orgwright steps 2   # one of them, and what waits for it",
		},
		about: "What no program can do: accept an invitation, enrol a device for one-time codes,\n" +
			"put a root user away. Says who does it, with which command and until when, as it\n" +
			"stands now: what is done is no longer listed. Only reads.",
		flags: []cli.Flag{accessRoleFlag(), parallelFlag(), targetFlag()},
		names: completer{"target": accountsAndMaster},
	}
}

func steps(s *session, c *cli.Context) (err error) {
	number := 0
	if word := c.Args().First(); word != "" {
		if number, err = strconv.Atoi(word); err != nil || number < 1 {
			return usageError("%q is no number of a step", word).hint("orgwright steps lists all, numbered")
		}
	}
	f, err := s.open(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	done := s.reading(c)
	d, picture, err := f.plan(c.Context)
	done()
	if err != nil {
		return err
	}
	there, err := view.StepsText(s.Out, view.Steps{Review: d.Review, Header: f.header(s, picture), Number: number}, s.style(s.Out, c))
	switch {
	case err != nil:
		return err
	case !there:
		return usageError("there is no step %d: there are %d", number, len(d.Pending)).hint("orgwright steps lists all; what is done is no longer listed")
	}
	return unseen(d)
}
