package cloud

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// tasks are pieces of reading, done side by side, or, when Parallel is one,
// each after the other in the order in which they were asked for: then a run
// makes its calls in the same order every time.
type tasks struct {
	group  *errgroup.Group
	inTurn bool
	queue  []func() error
}

// tasks begins a set of them. The context ends with the first that fails.
func (c *Cloud) tasks(ctx context.Context) (*tasks, context.Context) {
	group, ctx := errgroup.WithContext(ctx)
	return &tasks{group: group, inTurn: c.Parallel == 1}, ctx
}

// Go adds a piece. A piece may add more.
func (t *tasks) Go(f func() error) {
	if t.inTurn {
		t.queue = append(t.queue, f)
	} else {
		t.group.Go(f)
	}
}

// Wait waits for all and is the first error.
func (t *tasks) Wait() error {
	for len(t.queue) > 0 {
		next := t.queue[0]
		t.queue = t.queue[1:]
		if err := next(); err != nil {
			return err
		}
	}
	return t.group.Wait()
}
