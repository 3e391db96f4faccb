package kind

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"sync"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A turn lets one of two runs make its next call, as a seed says, until one
// has ended.
type turn struct {
	mu     sync.Mutex
	free   *sync.Cond
	random *rand.Rand
	next   int
	ended  [2]bool

	call sync.Mutex // held for the whole of each call, and for what is checked after it
}

func newTurn(seed uint64) *turn {
	t := &turn{random: rand.New(rand.NewPCG(seed, 6))}
	t.free = sync.NewCond(&t.mu)
	return t
}

// take waits for a run's turn and gives the next one away.
func (t *turn) take(who int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.next != who && !t.ended[1-who] {
		t.free.Wait()
	}
	t.next = t.random.IntN(2)
	t.free.Broadcast()
}

func (t *turn) end(who int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ended[who] = true
	t.free.Broadcast()
}

// A queued wire is a wire that waits for its turn before each call.
type queued struct {
	*wire
	turn *turn
	who  int
}

// RoundTrip makes a call when it may.
func (q *queued) RoundTrip(r *http.Request) (*http.Response, error) {
	q.turn.take(q.who)
	q.turn.call.Lock()
	defer q.turn.call.Unlock()
	return q.wire.RoundTrip(r)
}

// race is two applies at once, with the lock or, as if it had failed, without.
func (tr *trial) race(seed uint64, locked bool) {
	t := newTurn(seed)
	var wg sync.WaitGroup
	for who := range 2 {
		w := &wire{world: tr.world, sends: map[string]int{}, check: tr.check}
		wg.Go(func() {
			defer t.end(who)
			// What it comes to is not promised: one may be refused, or find things done.
			_ = tr.applyAs(tr.Context(), &queued{w, t, who}, who, locked)
		})
	}
	wg.Wait()
	tr.runs++
}

// applyAs is an apply of one of several runs that are alive.
func (tr *trial) applyAs(ctx context.Context, at http.RoundTripper, who int, locked bool) error {
	c, err := tr.open(ctx, at)
	if err != nil {
		return err
	}
	wish := &Wish{Org: tr.org, Today: today, Names: c.Names}
	d, err := compare(ctx, c, wish)
	if err != nil || d.Summary.Todo() == 0 {
		return err
	}
	if !locked {
		return engine.Apply(ctx, d.Plan, 1, Do(wish, c))
	}
	held, release, err := c.Lock(ctx, cloud.Holder{Who: "trial", Host: "here", Process: who + 1}, func(int) bool { return true })
	if err != nil {
		return err
	}
	return errors.Join(engine.Apply(held, d.Plan, 1, Do(wish, c)), release(ctx))
}
