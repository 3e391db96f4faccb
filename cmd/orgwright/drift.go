package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
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
			"orgwright drift --format sarif > drift.sarif        # for code scanning",
			"orgwright drift --fail-on warning",
		},
		about: "Only reads. Exits 0 when everything is as written, 2 when something is not, or\n" +
			"could not be seen, so that it can run every night.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print the drift as `FORMAT`: text, markdown, json or sarif"},
			&cli.StringFlag{Name: "fail-on", Value: "error", Usage: "exit 2 for findings of this `SEVERITY`, or more: error or warning"},
			accessRoleFlag(), parallelFlag(),
		},
		choices: map[string][]string{"format": {"text", "markdown", "json", "sarif"}, "fail-on": {"error", "warning"}},
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
	case "sarif":
		err = view.DriftSARIF(s.Out, d, h, kind.Rules())
	default:
		err = view.DriftText(s.Out, d, h, s.style(s.Out, c))
	}
	if err == nil && d.Fails(engine.Severity(c.String("fail-on"))) {
		return differences()
	}
	return err
}
