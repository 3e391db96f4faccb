package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/urfave/cli/v2"
)

// interrupted runs do as a command while signals come in.
func interrupted(t *testing.T, do func(*session, *cli.Context) error, signal func(chan<- os.Signal)) (code int, errs string) {
	t.Helper()
	s, _, text := trial("")
	signals := make(chan os.Signal)
	s.Signals = signals
	go signal(signals)
	ctx, done := s.stop.watch(t.Context(), s)
	defer done()
	err := s.finish(ctx, func() error { return do(s, cli.NewContext(nil, nil, &cli.Context{Context: ctx})) })
	return s.ended(ctx, err).code, text.String()
}

// once interrupts a second into the command.
func once(signals chan<- os.Signal) {
	time.Sleep(time.Second)
	signals <- os.Interrupt
}

func twice(signals chan<- os.Signal) {
	once(signals)
	once(signals)
}

func TestInterruptEndsACommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code, errs := interrupted(t, func(_ *session, c *cli.Context) error {
			<-c.Context.Done()
			return c.Context.Err()
		}, once)
		if code != codeInterrupted || errs != "" {
			t.Errorf("exit %d, %q", code, errs)
		}
	})
}

func TestInterruptOfWhatIsDeaf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, never := time.Now(), make(chan struct{})
		defer close(never)
		code, _ := interrupted(t, func(*session, *cli.Context) error { <-never; return nil }, once)
		if took := time.Since(began); code != codeInterrupted || took > time.Second+grace {
			t.Errorf("exit %d after %v", code, took)
		}
	})
}

// The first signal lets what is in flight finish, and says so at once.
func TestGentle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		stopped := errors.New("stopped")
		code, errs := interrupted(t, func(s *session, c *cli.Context) error {
			soft, done := s.gentle(c.Context, s.windingDown)
			defer done()
			<-soft.Done()
			time.Sleep(10 * grace) // in flight
			if c.Context.Err() != nil || !errors.Is(context.Cause(soft), errInterrupted) {
				t.Errorf("hard %v, soft %v", c.Context.Err(), context.Cause(soft))
			}
			return partial(stopped)
		}, once)
		if code != codePartial || errs != "stopping after what is in flight; Ctrl-C again stops now\n" {
			t.Errorf("exit %d, %q", code, errs)
		}
	})
}

func TestGentleTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code, errs := interrupted(t, func(s *session, c *cli.Context) error {
			_, done := s.gentle(c.Context, s.windingDown)
			defer done()
			<-c.Context.Done()
			return partial(c.Context.Err())
		}, twice)
		if code != codeInterrupted || strings.Count(errs, "stopping") != 1 {
			t.Errorf("exit %d, %q", code, errs)
		}
	})
}

// After what was in flight is done, one signal is enough again.
func TestGentleNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		code, errs := interrupted(t, func(s *session, c *cli.Context) error {
			_, done := s.gentle(c.Context, s.windingDown)
			done()
			<-c.Context.Done()
			return c.Context.Err()
		}, once)
		if code != codeInterrupted || errs != "" {
			t.Errorf("exit %d, %q", code, errs)
		}
	})
}
