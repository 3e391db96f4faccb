package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

func driftCommand() *command {
	return &command{
		name: "drift",
		does: "compare AWS with org.yaml, and look for intruders",
		examples: []string{
			"orgwright drift",
			"orgwright drift --format json | jq .findings",
		},
		about: "Only reads. Exits 0 when everything is as written, 2 when something is not, so\n" +
			"that it can run every night.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print the drift as `FORMAT`: text, markdown or json"},
			accessRoleFlag(),
		},
		choices: map[string][]string{"format": {"text", "markdown", "json"}},
		run:     drift,
	}
}

func drift(s *session, c *cli.Context) (err error) {
	f, err := s.open(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	done := s.reading(c)
	draft, picture, err := f.compare(c.Context, kind.NeedOfDrift(f.wish))
	done()
	if err != nil {
		return err
	}
	d := kind.Drift(f.wish, f.cloud, picture, draft)
	switch h := f.header(s, picture); c.String("format") {
	case "json":
		err = view.JSON(s.Out, d)
	case "markdown":
		err = view.DriftMarkdown(s.Out, d, h)
	default:
		err = view.DriftText(s.Out, d, h, s.style(s.Out, c))
	}
	if err == nil && !d.InSync {
		return differences()
	}
	return err
}
