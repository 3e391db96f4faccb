package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

func planCommand() *command {
	return &command{
		name: "plan",
		does: "show what would change, and change nothing",
		examples: []string{
			"orgwright plan",
			"orgwright plan -o plan.json && orgwright apply plan.json",
			"orgwright plan --format markdown > comment.md   # for a pull request",
			"orgwright plan --format json | jq .summary",
			"orgwright plan --sandbox /tmp/rehearsal.json    # against the embedded sandbox",
		},
		about: "Compares org.yaml with the live organization, in every account it has. Only\n" +
			"reads. What only a person can do is listed with its steps and is no change.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print the plan as `FORMAT`: text, markdown, json or github"},
			&cli.BoolFlag{Name: "detailed-exitcode", Usage: "exit 2 when apply would change something"},
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "save the plan to a new `FILE`, for apply to carry out exactly"},
			targetFlag(), maxDeletesFlag(), maxRevokesFlag(), accessRoleFlag(), parallelFlag(), closeFlag(), retireFlag(),
		},
		choices: map[string][]string{"format": {"text", "markdown", "json", "github"}},
		names:   completer{"close": toClose, "target": accountsAndMaster},
		run:     plan,
	}
}

func retireFlag() cli.Flag {
	return &cli.BoolFlag{Name: "retire", Usage: "delete the roles of others that functions with adopt and was have taken the place of"}
}

func maxDeletesFlag() cli.Flag {
	return &cli.IntFlag{Name: "max-deletes", Value: engine.DefaultMaxDeletes, Usage: "let at most `N` facts be removed at once"}
}

func maxRevokesFlag() cli.Flag {
	return &cli.IntFlag{Name: "max-revokes", Value: engine.DefaultMaxRevokes, Usage: "let at most `N` people lose a role"}
}

func accessRoleFlag() cli.Flag {
	return &cli.StringFlag{Name: "access-role", Usage: "assume the role `NAME` in every leaf account; ci-read is CI's for reading"}
}

// defaultParallel is how many accounts are worked in at once. Twice as many save
// a plan of 100 accounts a sixth of a second, and one of 1,000 nothing: it waits
// for the pages in which AWS lists accounts (docs/performance.md).
const defaultParallel = 20

func parallelFlag() cli.Flag {
	return &cli.IntFlag{Name: "parallel", Value: defaultParallel, Usage: "work in at most `N` accounts at once"}
}

func targetFlag() cli.Flag {
	return &cli.StringFlag{Name: "target", Usage: "plan for addresses that begin with `PREFIX` alone, and what they need"}
}

func plan(s *session, c *cli.Context) (err error) {
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
	h := f.header(s, picture)
	if out := c.String("out"); out != "" {
		if err := save(out, d.Review); err != nil {
			return err
		}
		h.Save, h.Next = "", "orgwright apply "+shellWord(out)+f.flags
		fmt.Fprintf(s.Err, "Saved to %s, without secrets. It is void as soon as %s or AWS changes.\n", view.Escape(out), view.Escape(f.org.Path()))
	}
	if err := s.showPlan(c, d.Review, h); err != nil {
		return err
	}
	switch {
	case len(d.Unreadable) > 0:
		return silent(codeError)
	case c.Bool("detailed-exitcode") && d.Summary.Todo() > 0:
		return differences()
	}
	return nil
}

// showPlan prints a plan in the format that was asked for.
func (s *session) showPlan(c *cli.Context, r engine.Review, h view.Header) error {
	switch c.String("format") {
	case "json":
		return view.JSON(s.Out, r)
	case "markdown":
		return view.PlanMarkdown(s.Out, r, h)
	case "github":
		return errors.Join(view.PlanGitHub(s.Out, r, h), s.summarise(r, h))
	default:
		return view.PlanText(s.Out, r, h, s.style(s.Out, c))
	}
}

// summarise adds the plan to the summary of a GitHub workflow's step, where
// there is one.
func (s *session) summarise(r engine.Review, h view.Header) error {
	path := s.Getenv("GITHUB_STEP_SUMMARY")
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("write the step's summary: %w", err)
	}
	return errors.Join(view.PlanSummary(f, r, h), f.Close())
}
