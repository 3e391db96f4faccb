package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/kind"
)

// parallel is how many accounts the program works in at once unless it is told
// otherwise.
const parallel = 20

// What an apply may cost: how many times its bound from 100 accounts on, and how
// much memory.
const (
	maxApply       = 1.5
	maxApplyMemory = 400 << 20
)

// paced is the most accounts that are moved at AWS's rate, two in a second, and
// twice the most for which that is done with and without a network's delay.
const (
	paced = 1000
	twice = 100
)

// apply builds the organization but for its accounts, and is a line about each
// time: by the program at AWS's rates, or, where that would take an hour, in
// this process as fast as it goes.
func (b *bench) apply(ctx context.Context, at *site, path string) (lines []string, err error) {
	if at.accounts > paced {
		line, err := b.applyHere(ctx, at)
		return []string{line}, err
	}
	prepared := at.world
	delays := latencies
	if at.accounts > twice {
		delays = delays[len(delays)-1:]
	}
	for _, latency := range delays {
		if err := b.reopened(at, prepared); err != nil {
			return nil, err
		}
		at.latency.Store(int64(latency))
		line, missed := b.applied(ctx, at, path)
		if line == "" {
			return nil, missed
		}
		lines, err = append(lines, line), errors.Join(err, missed)
	}
	return lines, err
}

// applied is a line about one apply.
func (b *bench) applied(ctx context.Context, at *site, path string) (string, error) {
	latency := time.Duration(at.latency.Load())
	before := at.world.Calls()
	c, err := b.play(ctx, at, b.program, "apply", "-f", path, "--yes")
	if err != nil {
		return "", err
	}
	bound := least(before, at.world.Calls(), latency)
	ratio := c.wall.Seconds() / bound.Seconds()
	line := fmt.Sprintf("%-14s %-6s %8s %6d %7s %8s %8s %5.0f MiB %8s %6.2f  (the accounts themselves were there)", at.size, "apply", latency, c.calls, "",
		short(c.wall), short(c.cpu), mib(c.memory), short(bound), ratio)
	switch {
	case at.accounts >= twice && ratio > maxApply:
		err = fmt.Errorf("%s apply: %.2f of its bound, more than %.1f", at.size, ratio, maxApply)
	case c.memory > maxApplyMemory:
		err = fmt.Errorf("%s apply: %.0f MiB, more than %.0f", at.size, mib(c.memory), mib(maxApplyMemory))
	}
	return line, err
}

func (b *bench) applyHere(ctx context.Context, at *site) (string, error) {
	at.forget()
	began := time.Now()
	c, w, d, err := at.draft(ctx)
	if err != nil {
		return "", err
	}
	if err := engine.Apply(ctx, d.Plan, c.Parallel, kind.Do(w, c)); err != nil {
		return "", err
	}
	wall := time.Since(began)
	if _, _, d, err = at.draft(ctx); err == nil && d.Summary.Todo() > 0 {
		err = errors.New("the plan after apply is not empty")
	}
	return fmt.Sprintf("%-14s %-6s %8s %6d %7s %8s  (not at AWS's rates, sandbox and program in one process)", at.size, "apply", "0s", c.Calls(), "", short(wall)), err
}
