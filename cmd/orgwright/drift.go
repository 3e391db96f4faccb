package main

import (
	"errors"
	"strconv"
	"strings"
	"time"

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
			"orgwright drift --since 36h   # with who did it, and when",
		},
		about: "Only reads. Exits 0 when everything is as written, 2 when something is not, or\n" +
			"could not be seen, so that it can run every night.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print the drift as `FORMAT`: text, markdown, json or sarif"},
			&cli.StringFlag{Name: "fail-on", Value: "error", Usage: "exit 2 for findings of this `SEVERITY`, or more: error or warning"},
			&cli.StringFlag{Name: "since", Usage: "ask AWS's log who did what differs since `WHEN`: 36h, 7d or 2026-11-20"},
			accessRoleFlag(), parallelFlag(),
		},
		choices: map[string][]string{"format": {"text", "markdown", "json", "sarif"}, "fail-on": {"error", "warning"}},
		run:     drift,
	}
}

func drift(s *session, c *cli.Context) (err error) {
	since, err := s.since(c.String("since"))
	if err != nil {
		return err
	}
	f, err := s.open(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	log, err := s.readJournal(f.org)
	if err != nil {
		return err
	}
	f.wish.RootUses = log.Uses
	done := s.reading(c)
	draft, picture, err := f.compare(c.Context, kind.NeedOfDrift(f.wish))
	d := engine.Drift{}
	if err == nil {
		d = kind.Drift(f.wish, f.cloud, picture, draft)
	}
	if err == nil && since != nil {
		d.Since = since
		err = kind.Witness(c.Context, f.cloud, picture, &d)
	}
	done()
	if err != nil {
		return err
	}
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

// history is how far back AWS's log of events goes (AWS: CloudTrail, event history).
const history = 90 * 24 * time.Hour

// since is the moment that --since says: so long ago, or the beginning of a day
// in UTC. It is nil where it says nothing.
func (s *session) since(words string) (*time.Time, error) {
	if words == "" {
		return nil, nil
	}
	now := s.Now().UTC()
	at, err := time.Parse(time.DateOnly, words)
	if err != nil {
		var ago time.Duration
		if days, ok := strings.CutSuffix(words, "d"); ok {
			var n int
			n, err = strconv.Atoi(days)
			ago = time.Duration(n) * 24 * time.Hour
		} else {
			ago, err = time.ParseDuration(words)
		}
		at = now.Add(-ago)
	}
	switch {
	case err != nil || at.After(now):
		return nil, usageError("--since %q is neither a duration such as 36h or 7d nor a day such as 2026-11-20 that is past", words)
	case now.Sub(at) > history:
		return nil, usageError("--since %s: AWS's log of events goes back 90 days", words)
	}
	return &at, nil
}
