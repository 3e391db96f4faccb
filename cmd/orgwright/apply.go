package main

import (
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

func applyCommand() *command {
	return &command{
		name: "apply",
		does: "make the organization what org.yaml says",
		examples: []string{
			"orgwright apply             # shows the plan and asks",
			"orgwright apply --yes       # does not ask",
		},
		about: "Shows the plan, asks, and carries it out: access is revoked first, then\n" +
			"everything is built, then what is no longer wanted is cleared away. Stopped\n" +
			"anywhere, the same command goes on from there.",
		flags: []cli.Flag{
			&cli.BoolFlag{Name: "yes", Usage: "do not ask"},
			maxDeletesFlag(),
		},
		run: apply,
	}
}

func apply(s *session, c *cli.Context) (err error) {
	if err := s.mayAsk(c); err != nil {
		return err
	}
	r := &running{session: s, c: c}
	f, err := s.open(c, opening{tell: r.tell})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	r.office = f
	d, picture, err := f.draft(c.Context)
	if err != nil {
		return err
	}
	d.Refusals = append(d.Refusals, d.Plan.Guard(f.limits(d, c.Int("max-deletes")))...)
	if err := view.PlanText(s.Out, d.Review, f.header(s, picture), s.style(s.Out, c)); err != nil {
		return err
	}
	if len(d.Refusals) > 0 {
		return refused("the plan breaks %s, nothing was changed", count(len(d.Refusals), "safety rule"))
	}
	if d.Summary.Todo() == 0 {
		return unseen(d)
	}
	if !c.Bool("yes") {
		if err := s.confirm(c.Context, fmt.Sprintf("\nCarry out plan %s?", short(d.Sum))); err != nil {
			return err
		}
	}
	return r.locked(d)
}

// short is what a plan's sum is called by people: its first eight digits.
func short(sum string) string { return sum[len("sha256:"):][:8] }

// unseen is the error of a run that did all it could see to do, where not
// everything could be seen.
func unseen(d kind.Draft) error {
	if len(d.Unreadable) == 0 {
		return nil
	}
	return silent(codeError)
}
