package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
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
	var progress *view.Progress
	f, err := s.open(c, opening{tell: func(what, news string) {
		if progress != nil {
			progress.Say(what + ": " + news)
		}
	}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
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
		if err := s.confirm(c.Context, fmt.Sprintf("\nCarry out plan %s?", d.Sum[len("sha256:"):][:8])); err != nil {
			return err
		}
	}
	progress = view.NewProgress(s.Err, d.Summary.Todo(), s.Now, s.style(s.Err, c))
	return s.carryOut(c, f, d, progress)
}

// carryOut applies a plan, tells how it goes, and says at the end what came of
// it.
func (s *session) carryOut(c *cli.Context, f *office, d kind.Draft, progress *view.Progress) error {
	began := s.Now()
	soft, done := s.gentle(c.Context)
	defer done()
	beating, quiet := context.WithCancel(c.Context)
	go beat(beating, progress)
	do := progress.Track(kind.Do(f.cloud))
	err := engine.Apply(soft, d.Plan, f.cloud.Parallel, func(_ context.Context, change engine.Change) error {
		return do(c.Context, change) // what is in flight ends with the run, not with the first interrupt
	})
	quiet()
	partial, stopped := engine.AsPartial(err)
	applied := view.Applied{Plan: d.Plan, Partial: partial, Pending: d.Pending, Elapsed: s.Now().Sub(began), Next: "orgwright apply" + f.flags}
	if !stopped {
		applied.Partial = nil
	}
	if err := view.Outcome(s.Out, applied, s.style(s.Out, c)); err != nil {
		return err
	}
	switch {
	case stopped && errors.Is(partial.Stopped, errInterrupted):
		return silent(codeInterrupted)
	case stopped:
		return silent(codePartial)
	}
	return unseen(d)
}

// unseen is the error of a run that did all it could see to do, where not
// everything could be seen.
func unseen(d kind.Draft) error {
	if len(d.Unreadable) == 0 {
		return nil
	}
	return silent(codeError)
}

// beat shows every while what is taking long.
func beat(ctx context.Context, p *view.Progress) {
	tick := time.NewTicker(view.Heartbeat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			p.Beat()
		}
	}
}
