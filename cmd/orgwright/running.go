package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
)

// A running is an apply that has been agreed to.
type running struct {
	*session
	*office
	c     *cli.Context
	began time.Time

	reviewed engine.Review // the saved plan; of no format where there is none

	record string        // where the report goes; empty is nowhere
	people []farewell    // for the report: those whom the plan takes everything from
	sworn  []kind.Solemn // whose names were typed or said, without the reasons
}

// locked carries a plan out while no other run does the same. Under the lock
// it looks once more: only what was shown is done. Where nobody was asked, a
// plan that moved is shown anew: what a killed run had begun, such as an
// account, AWS may have finished since the first look.
func (r *running) locked(d kind.Draft) error {
	return r.alone(r.c.Context, func(held context.Context) error { return r.lookAgain(held, d) })
}

// alone does something while no other run changes anything.
func (f *office) alone(ctx context.Context, do func(held context.Context) error) (err error) {
	host, _ := os.Hostname() // without a name, only silence tells that a holder is dead
	held, release, err := f.cloud.Lock(ctx, cloud.Holder{Who: f.cloud.Caller, Host: host, Process: os.Getpid()}, alive)
	if err != nil {
		return busy(err, f.where)
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute) // AWS may ask for patience
		defer cancel()
		err = errors.Join(err, release(ctx))
	}()
	return do(held)
}

func (r *running) lookAgain(held context.Context, d kind.Draft) error {
	again, picture, err := r.plan(held)
	switch {
	case err != nil:
		return err
	case again.Sum == d.Sum:
		if err := r.still(again, picture); err != nil {
			return err
		}
		return r.carryOut(held, d)
	case r.c.Args().Present() || !r.c.Bool("yes"):
		return moved(d.Plan, again.Plan)
	}
	r.tell("the plan", "AWS has changed since it was made; it is now another one")
	err = r.show(again, picture)
	if err != nil || again.Summary.Todo() == 0 {
		return errors.Join(err, r.nothing(again))
	}
	if err := r.unsworn(again, picture); err != nil {
		return err
	}
	return r.carryOut(held, again)
}

// still refuses a plan that breaks a safety rule which it did not break when it
// was shown: what a rule is about, such as who has MFA, need not be in a plan.
func (r *running) still(again kind.Draft, p *cloud.Picture) error {
	if len(again.Refusals) == 0 {
		return r.unsworn(again, p)
	}
	e := refused("ORG329", "the plan breaks %s, which it did not when it was shown: nothing was changed", count(len(again.Refusals), "safety rule"))
	for _, one := range again.Refusals {
		e.hint("%s", strings.TrimSpace(one.Address+" "+one.Message+" ["+one.Number+"]")).hint("  %s", one.Hint)
	}
	return e
}

// busy is the refusal of a run while another one holds the lock.
func busy(err error, where string) error {
	other := new(cloud.Locked)
	if !errors.As(err, &other) {
		return err
	}
	return refused("ORG324", "%w", err).hint("wait until it has ended, or, if you know that it is dead: orgwright unlock%s", where)
}

// alive reports whether a process of this machine lives.
func alive(process int) bool {
	p, err := os.FindProcess(process)
	return err == nil && p.Signal(syscall.Signal(0)) == nil
}

// moved is the refusal of a plan that is no longer the one that was shown. It
// names what moved.
func moved(shown, now engine.Plan) *exit {
	e := refused("ORG325", "AWS has changed since this plan was shown: nothing was done")
	before, after := byAddress(shown), byAddress(now)
	both := maps.Clone(before)
	maps.Copy(both, after)
	named := 0
	for _, a := range slices.SortedFunc(maps.Keys(both), engine.Address.Compare) {
		if before[a] == after[a] {
			continue
		}
		if named++; named > 10 {
			return e.hint("and more")
		}
		e.hint("%s moved", a)
	}
	return e
}

// A pair is what a change goes from and to.
type pair struct{ before, after engine.Body }

func byAddress(p engine.Plan) map[engine.Address]pair {
	all := map[engine.Address]pair{}
	for _, c := range p.Changes() {
		all[c.Address] = pair{c.Before, c.After}
	}
	return all
}

// carryOut applies a plan, tells how it goes, and says at the end what came of
// it. The first interrupt lets what is in flight end; lost credentials end the
// run in the same way, since nothing after them can succeed.
func (r *running) carryOut(ctx context.Context, d kind.Draft) (err error) {
	if r.people, err = r.farewells(ctx, d); err != nil {
		return err
	}
	r.progress = view.NewProgress(r.Err, d.Summary.Todo(), r.Now, r.style(r.Err, r.c))
	r.progress.Events = r.events.lines()
	started := r.Now()
	soft, done := r.gentle(ctx, r.progress.Stopping)
	defer done()
	soft, lose := context.WithCancelCause(soft)
	defer lose(nil)
	quiet := beat(ctx, r.progress)
	defer quiet()
	do := r.progress.Track(retelling(kind.Do(r.wish, r.cloud)))
	err = engine.Apply(soft, d.Plan, r.cloud.Parallel, func(_ context.Context, change engine.Change) error {
		err := do(r.c.Context, change) // what is in flight ends with the run, not with the first interrupt
		if why := expired(err); why != nil {
			lose(why)
		}
		return err
	})
	quiet()
	fmt.Fprintln(r.Err)
	partial, stopped := engine.AsPartial(err)
	if !stopped {
		partial = nil
	}
	lost := r.parted(ctx) // a record without it says so
	return errors.Join(verdict(d, partial), lost, r.conclude(d, partial, r.Now().Sub(started)))
}

// conclude writes the record, and says what came of the run.
func (r *running) conclude(d kind.Draft, partial *engine.Partial, elapsed time.Duration) error {
	applied := view.Applied{
		Plan: d.Plan, Partial: partial, Pending: d.Pending, Elapsed: elapsed,
		Next: "orgwright apply" + r.flags + r.scope, Steps: "orgwright steps N" + r.flags + sameFlags(r.c, []string{"target"}), Record: r.record,
	}
	unrecorded := r.report(d, partial, "applied")
	if unrecorded != nil {
		applied.Record = ""
	}
	if r.events != nil {
		return unrecorded
	}
	return errors.Join(view.Outcome(r.Out, applied, r.style(r.Out, r.c)), unrecorded)
}

// retelling puts what AWS says in fewer words than the SDK: the operation, the
// code with its reason, the message, the request's id.
func retelling(do func(context.Context, engine.Change) error) func(context.Context, engine.Change) error {
	return func(ctx context.Context, c engine.Change) error {
		err := do(ctx, c)
		if code(err) != "" {
			return &retold{awsText(err), err}
		}
		return err
	}
}

// A retold error says the same in other words.
type retold struct {
	text string
	err  error
}

func (r *retold) Error() string { return r.text }
func (r *retold) Unwrap() error { return r.err }

// verdict is the exit of an apply.
func verdict(d kind.Draft, partial *engine.Partial) error {
	e := new(exit)
	switch {
	case partial == nil:
		return unseen(d)
	case errors.Is(partial.Stopped, errInterrupted):
		return silent(codeInterrupted)
	case errors.As(partial.Stopped, &e):
		return e
	}
	return silent(codePartial)
}

// beat shows every while what is taking long, until it is told to be quiet.
func beat(ctx context.Context, p *view.Progress) (quiet func()) {
	ctx, stop := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(p.Every())
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				p.Beat()
			}
		}
	}()
	return sync.OnceFunc(func() {
		stop()
		<-ended
		p.Close()
	})
}

// reading shows that the organization is being read, until it has been: to a
// person at a terminal at once, elsewhere when it takes long.
func (s *session) reading(c *cli.Context) (done func()) {
	p := view.NewProgress(s.Err, 0, s.Now, s.style(s.Err, c))
	p.Events = s.events.lines()
	p.Doing("reading the organization")
	s.progress = p
	quiet := beat(c.Context, p)
	return func() {
		s.progress = nil
		quiet()
	}
}

// tell passes on how a long wait is getting on.
func (s *session) tell(what, news string) {
	if s.progress != nil {
		s.progress.Say(what + ": " + news)
		return
	}
	s.events.lines().Say(what + ": " + news)
	s.told("%s: %s", what, news)
}
