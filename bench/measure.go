package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// What a run with nothing to do may cost.
const (
	maxRatio  = 1.3             // of the bound, at 100 and 1,000 accounts, with a network's delay
	maxMemory = 300 << 20       // up to 1,000 accounts
	maxCPU    = 2 * time.Second // at 1,000 accounts, on one core
)

// measure builds one organization and lets the program look at it. What is
// over a limit is an error, told when all has been measured.
func (b *bench) measure(ctx context.Context, s size) error {
	path, document, err := b.generate(ctx, s)
	if err != nil {
		return err
	}
	at, err := newSite(document, s)
	if err != nil {
		return err
	}
	defer at.close()
	if err := at.prepare(ctx); err != nil {
		return fmt.Errorf("%s: making the accounts: %w", s, err)
	}
	applied, slow := b.apply(ctx, at, path)
	if len(applied) == 0 {
		return fmt.Errorf("%s apply: %w", s, slow)
	}
	at.latency.Store(0)
	if err := at.enrolAll(ctx); err != nil {
		return err
	}
	if err := b.reopened(at, at.world); err != nil {
		return err
	}
	missed := []error{slow}
	for _, latency := range latencies {
		at.latency.Store(int64(latency))
		for _, verb := range []string{"plan", "drift"} {
			missed = append(missed, b.compare(ctx, at, verb, path))
		}
	}
	fmt.Println(strings.Join(applied, "\n"))
	if s.accounts == 100 {
		missed = append(missed, b.widths(ctx, at, path))
		at.latency.Store(0)
		missed = append(missed, throughput(ctx, at))
	}
	if s.accounts == 1000 {
		at.latency.Store(0)
		missed = append(missed, b.alone(ctx, at, path))
	}
	return errors.Join(missed...)
}

// compare measures one verb beside its bound, and prints a line.
func (b *bench) compare(ctx context.Context, at *site, verb, path string) error {
	s := at.size
	c, err := b.again(ctx, at, b.program, verb, "-f", path)
	if err != nil {
		return err
	}
	bound, err := b.bound(ctx, at)
	if err != nil {
		return fmt.Errorf("the calls of %s again: %w", verb, err)
	}
	budget, ratio := s.budget(verb), c.wall.Seconds()/bound.Seconds()
	latency := time.Duration(at.latency.Load())
	fmt.Printf("%-14s %-6s %8s %6d %7d %8s %8s %5.0f MiB %8s %6.2f\n", s, verb, latency, c.calls, budget, short(c.wall), short(c.cpu),
		mib(c.memory), short(bound), ratio)
	switch {
	case c.calls > budget:
		return fmt.Errorf("%s %s: %d calls, more than %d", s, verb, c.calls, budget)
	case latency > 0 && s.accounts >= 100 && s.accounts <= 1000 && ratio > maxRatio:
		return fmt.Errorf("%s %s: %.2f of the bound, more than %.1f", s, verb, ratio, maxRatio)
	case s.accounts <= 1000 && c.memory > maxMemory:
		return fmt.Errorf("%s %s: %.0f MiB, more than %.0f", s, verb, mib(c.memory), mib(maxMemory))
	}
	return nil
}

// budget is how many calls a run with nothing to do may make: three an account,
// and sixty, which is room for Organizations at fifty accounts; of more, AWS
// lists twenty a page. Drift asks each account for its summary as well, which
// tells of root users and identity providers.
func (s size) budget(verb string) int {
	calls := 3*s.accounts + 60 + max(0, s.accounts-50)/20
	if verb == "drift" {
		calls += s.accounts
	}
	return calls
}

// alone measures a plan on one core.
func (b *bench) alone(ctx context.Context, at *site, path string) error {
	c, err := b.again(ctx, at, "env", "GOMAXPROCS=1", b.program, "plan", "-f", path)
	if err != nil {
		return err
	}
	fmt.Printf("%-14s plan on one core: %s of processor time (at most %s)\n", at.size, short(c.cpu), maxCPU)
	if c.cpu > maxCPU {
		return fmt.Errorf("%s plan: %s of processor time, more than %s", at.size, short(c.cpu), maxCPU)
	}
	return nil
}

// widths measures plans with more and fewer accounts read at once.
func (b *bench) widths(ctx context.Context, at *site, path string) error {
	fmt.Printf("%-14s plan with --parallel:", at.size)
	for _, width := range []string{"5", "10", "20", "30", "40", "60"} {
		c, err := b.again(ctx, at, b.program, "plan", "-f", path, "--parallel", width)
		if err != nil {
			return err
		}
		fmt.Printf("  %s: %s", width, short(c.wall))
	}
	fmt.Println()
	return nil
}

// bound is how long the calls of the last run take by themselves: the median.
func (b *bench) bound(ctx context.Context, at *site) (time.Duration, error) {
	r := chains(at.heard())
	var walls []time.Duration
	for range b.runs {
		time.Sleep(at.rest)
		at.night()
		wall, err := r.play(ctx, parallel)
		if err != nil {
			return 0, err
		}
		walls = append(walls, wall)
	}
	slices.Sort(walls)
	return walls[len(walls)/2], nil
}

func short(d time.Duration) string { return d.Round(10 * time.Millisecond).String() }
