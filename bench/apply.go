package main

import (
	"context"
	"fmt"
	"time"
)

// parallel is how many accounts the program works in at once unless it is told
// otherwise.
const parallel = 20

// maxApply is how many times its bound an apply of 100 accounts may take.
const maxApply = 1.5

// apply lets the program build the organization but for its accounts, at AWS's
// rates and with a network's delay where that ends today, and is a line about it.
func (b *bench) apply(ctx context.Context, at *site, path string, s size) (string, error) {
	slow := s.accounts <= 100
	if slow {
		if err := b.reopened(at); err != nil {
			return "", err
		}
		at.latency.Store(int64(40 * time.Millisecond))
	}
	before := at.world.Calls()
	words := []string{b.program, "apply", "-f", path, "--yes"}
	c, err := b.play(ctx, at, words...)
	if err != nil {
		return "", err
	}
	if !slow {
		return fmt.Sprintf("%-14s %-6s %8s %6d %7s %8s %8s %5.0f MiB", s, "apply", "0s", c.calls, "", short(c.wall), short(c.cpu), mib(c.memory)), nil
	}
	bound := least(before, at.world.Calls(), 40*time.Millisecond)
	ratio := c.wall.Seconds() / bound.Seconds()
	line := fmt.Sprintf("%-14s %-6s %8s %6d %7s %8s %8s %5.0f MiB %8s %6.2f  the accounts themselves were there", s, "apply", "40ms", c.calls, "",
		short(c.wall), short(c.cpu), mib(c.memory), short(bound), ratio)
	if s.accounts >= 100 && ratio > maxApply {
		return line, fmt.Errorf("apply: %.2f of its bound, more than %.1f\n%s", ratio, maxApply, line)
	}
	return line, nil
}
