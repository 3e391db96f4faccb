package main

import (
	"context"
	"sync"
	"time"
)

// grace is how long a command may take to wind down after it was told to stop
// now: enough to give back a lock, too short to seem stuck.
const grace = time.Second

// A stopper turns signals into the end of contexts.
type stopper struct {
	mu   sync.Mutex
	soft context.CancelCauseFunc // set while something is in flight that should finish
	say  func()                  // says that nothing more is begun
}

// watch gives the context of a whole run. A signal ends it, unless something
// is in flight: then the first signal ends gentle's context and only the next
// one ends the run's.
func (t *stopper) watch(ctx context.Context, s *session) (context.Context, func()) {
	hard, cancel := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-done:
				return
			case <-s.Signals:
				if !t.ease() {
					cancel(errInterrupted)
				}
			}
		}
	}()
	return hard, sync.OnceFunc(func() { close(done) })
}

// ease ends what should finish first, and says so at once; false when there is
// nothing of the kind.
func (t *stopper) ease() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.soft == nil {
		return false
	}
	t.soft(errInterrupted)
	t.soft = nil
	t.say()
	return true
}

// gentle gives a context that ends with the first signal, while ctx, the run's
// own, lives on until the second: begin nothing new when the one ends, drop
// what is in flight when the other does. say answers the first signal at once.
// Call done when nothing is in flight any more.
func (s *session) gentle(ctx context.Context, say func()) (soft context.Context, done func()) {
	soft, cancel := context.WithCancelCause(ctx)
	s.stop.mu.Lock()
	defer s.stop.mu.Unlock()
	s.stop.soft, s.stop.say = cancel, say
	return soft, func() {
		s.stop.mu.Lock()
		defer s.stop.mu.Unlock()
		s.stop.soft = nil
		cancel(nil)
	}
}

// windingDown answers the first signal where what is in flight has no name.
func (s *session) windingDown() {
	s.told("stopping after what is in flight; Ctrl-C again stops now")
}

// finish runs a command and waits for it; once ctx is over, no longer than
// grace.
func (s *session) finish(ctx context.Context, do func() error) error {
	result := make(chan error, 1)
	go func() { result <- do() }()
	select {
	case err := <-result:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-result:
		return err
	case <-time.After(grace):
		return context.Cause(ctx)
	}
}
