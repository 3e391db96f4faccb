package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
)

// Partial is the error of an apply that did not do everything. Failed says
// what was tried; Skipped was never begun, because it needs something that
// failed or because the run was stopped. Planning again shows what is left.
type Partial struct {
	Done    []Change
	Failed  []Failure
	Skipped []Change
	Stopped error // why no more was begun: the context's error, nil otherwise
}

// A Failure is a change that was tried and what came of it.
type Failure struct {
	Change Change
	Err    error
}

// Error names the first failure; the rest are the reader's to list.
func (p *Partial) Error() string {
	if len(p.Failed) == 0 {
		return fmt.Sprintf("stopped: %v (%d done, %d not begun)", p.Stopped, len(p.Done), len(p.Skipped))
	}
	f := p.Failed[0]
	return fmt.Sprintf("%c %s: %v (%d done, %d failed, %d not begun)",
		f.Change.Action(), f.Change.Address, f.Err, len(p.Done), len(p.Failed), len(p.Skipped))
}

// Unwrap gives all the errors behind it.
func (p *Partial) Unwrap() []error {
	var all []error
	for _, f := range p.Failed {
		all = append(all, f.Err)
	}
	return append(all, p.Stopped)
}

// Apply carries out a plan, step by step. Within a step accounts go side by
// side, at most width of them, and the changes of one account in order, as
// many at once as the kind allows. Steps in which accounts do the same each for
// itself, such as roles and their grants, an account goes through without
// waiting for the others: a slow one does not hold them up. A change that fails
// ends what needs it and nothing else. When ctx ends, nothing more is begun.
// The error, if any, is a *Partial.
func Apply(ctx context.Context, p Plan, width int, do func(context.Context, Change) error) error {
	r := &run{do: do, broken: map[Address]bool{}, changes: map[Address]Change{}}
	for _, c := range p.Changes() {
		r.changes[c.Address] = c
	}
	for _, s := range r.stretches(p.Steps, width > 1) {
		r.stretch(ctx, s, max(width, 1))
	}
	return r.result(ctx)
}

// A run is an apply on its way.
type run struct {
	do      func(context.Context, Change) error
	changes map[Address]Change

	mu     sync.Mutex
	broken map[Address]bool // failed or skipped
	out    Partial
}

// stretch lets the accounts go through some steps.
func (r *run) stretch(ctx context.Context, steps []Step, width int) {
	slots := make(chan struct{}, width)
	var wg sync.WaitGroup
	for _, account := range byAccount(steps) {
		slots <- struct{}{} // taken here, so that a width of one keeps the order
		wg.Go(func() {
			defer func() { <-slots }()
			for _, s := range account {
				r.account(ctx, s.Changes, min(max(s.parallel, 1), width))
			}
		})
	}
	wg.Wait()
}

// account carries out the changes of one account, parallel of them at once.
func (r *run) account(ctx context.Context, changes []Change, parallel int) {
	slots := make(chan struct{}, parallel)
	var wg sync.WaitGroup
	for _, c := range changes {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			r.one(ctx, c)
		})
	}
	wg.Wait()
}

func (r *run) one(ctx context.Context, c Change) {
	if c.Waits != nil {
		return
	}
	if ctx.Err() != nil || r.blocked(c) {
		r.locked(func() { r.broken[c.Address] = true; r.out.Skipped = append(r.out.Skipped, c) })
		return
	}
	err := r.do(ctx, c)
	r.locked(func() {
		if err == nil {
			r.out.Done = append(r.out.Done, c)
			return
		}
		r.broken[c.Address] = true
		r.out.Failed = append(r.out.Failed, Failure{c, err})
	})
}

func (r *run) locked(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f()
}

// blocked reports whether something that c is bound to went wrong: what a
// creation stands on, what still stands on a deletion, or what was to replace
// it. What cannot be undone is not begun when anything at all went wrong.
func (r *run) blocked(c Change) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c.Risk == Permanent && c.Action() == Delete && len(r.broken) > 0 {
		return true
	}
	for a := range r.broken {
		if bound(c, r.changes[a]) {
			return true
		}
	}
	return false
}

func (r *run) result(ctx context.Context) error {
	if len(r.out.Failed) == 0 && len(r.out.Skipped) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		r.out.Stopped = cmp.Or(context.Cause(ctx), err)
	}
	slices.SortFunc(r.out.Failed, func(a, b Failure) int { return a.Change.Compare(b.Change.Address) })
	out := r.out
	return &out
}

// AsPartial finds the Partial in an error.
func AsPartial(err error) (*Partial, bool) {
	p := new(Partial)
	ok := errors.As(err, &p)
	return p, ok
}
