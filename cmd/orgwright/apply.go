package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

func applyCommand() *command {
	return &command{
		name: "apply",
		does: "make the organization what org.yaml says",
		args: "[PLAN]", max: 1,
		examples: []string{
			"orgwright apply             # shows the plan and asks",
			"orgwright apply plan.json   # what was saved and reviewed, or nothing",
			"orgwright apply --yes --format json | jq -r .event",
		},
		about: "Shows the plan, asks, and carries it out: access is revoked first, then\n" +
			"everything is built, then what is no longer wanted is cleared away. Stopped\n" +
			"anywhere, the same command goes on from there. A saved PLAN is made again from\n" +
			"org.yaml and AWS, and carried out only if it is still the same.",
		flags: append([]cli.Flag{
			&cli.BoolFlag{Name: "yes", Usage: "do not ask"},
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print `FORMAT`: text or json"},
			&cli.BoolFlag{Name: "no-wait", Usage: "with --yes: no countdown before something is removed"},
			&cli.StringFlag{Name: "report", Usage: "write what was done to a new `FILE`, as JSON"},
			targetFlag(), maxDeletesFlag(), maxRevokesFlag(), accessRoleFlag(), parallelFlag(), closeFlag(), retireFlag(),
		}, confirmFlags()...),
		choices: map[string][]string{"format": {"text", "json"}},
		names:   completer{"close": toClose, "target": accountsAndMaster},
		lines:   true,
		run:     apply,
	}
}

func apply(s *session, c *cli.Context) (err error) {
	r := &running{session: s, c: c, began: s.Now()}
	if c.Args().Present() {
		err = r.takeUp(c.Args().First())
	} else {
		err = s.mayAsk(c)
	}
	if err != nil {
		return err
	}
	if err := s.mayClose(c); err != nil {
		return err
	}
	if err := r.openReport(c.String("report")); err != nil {
		return err
	}
	f, err := s.open(c, opening{})
	if err != nil {
		return unmeant(err, sameFlags(c, []string{"file"}))
	}
	defer func() { err = errors.Join(err, f.close()) }()
	r.office = f
	d, err := r.agreed()
	switch {
	case err != nil:
		return err
	case d.Summary.Todo() == 0:
		return r.nothing(d)
	}
	return r.locked(d)
}

// agreed is the plan to carry out: the saved one, if it is still what would be
// done, or else a new one that somebody said yes to. Nothing to do is agreed.
func (r *running) agreed() (kind.Draft, error) {
	path := r.c.Args().First()
	if path != "" {
		if err := r.stands(path); err != nil {
			return kind.Draft{}, err
		}
	}
	done := r.reading(r.c)
	d, picture, err := r.plan(r.c.Context)
	done()
	if err != nil {
		return d, err
	}
	if path != "" && d.Sum != r.reviewed.Sum {
		return d, r.changed(d.Plan)
	}
	err = r.show(d, picture)
	if err == nil && d.Summary.Todo() > 0 {
		err = r.solemnly(d, picture)
	}
	switch {
	case err != nil || d.Summary.Todo() == 0 || path != "":
		return d, err
	case r.c.Bool("yes"):
		return d, r.countDown(d.Summary.Delete)
	}
	return d, r.confirm(r.c.Context, fmt.Sprintf("\nCarry out plan %s?", short(d.Sum)))
}

// countDown gives a person at a terminal who said --yes ten seconds to see
// that something is about to be removed.
func (r *running) countDown(removals int) error {
	if removals == 0 || !r.ErrTerminal || r.c.Bool("no-wait") {
		return nil
	}
	defer fmt.Fprintln(r.Err)
	for left := 10; left > 0; left-- {
		fmt.Fprintf(r.Err, "\r%s removed in %2d s; Ctrl-C stops (--no-wait does without)", count(removals, "fact"), left)
		if err := cloud.Sleep(r.c.Context, time.Second); err != nil {
			return err
		}
	}
	return nil
}

// show prints a plan. The error is why it is not to be carried out, or, where
// nothing is to do, that not everything was seen.
func (r *running) show(d kind.Draft, p *cloud.Picture) error {
	if err := r.present(d, p); err != nil {
		return err
	}
	switch {
	case len(d.Refusals) > 0:
		return refused("ORG329", "the plan breaks %s, nothing was changed", count(len(d.Refusals), "safety rule"))
	case d.Summary.Todo() == 0:
		return unseen(d)
	}
	return nil
}

// present prints a plan for whoever reads standard output.
func (r *running) present(d kind.Draft, p *cloud.Picture) error {
	if r.events != nil {
		r.events.plan(d.Review)
		return r.events.out.Err() // what nobody could read is not carried out
	}
	h := r.header(r.session, p)
	h.Asking = true
	return view.PlanText(r.Out, d.Review, h, r.style(r.Out, r.c))
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
