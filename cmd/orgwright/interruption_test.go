package main

import (
	"os"
	"os/signal"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The real program, interrupted as Ctrl-C does it.
func TestInterrupt(t *testing.T) {
	tell(t, tale{"once", interruptOnce}, tale{"twice", interruptTwice}, tale{"while it looks", interruptOfALook}, tale{"by a terminal that is closed", closedTerminal})
}

// Interrupted while a call is under way, a run ends with it: what was done is
// told from what was not begun, and the same command does the rest.
func interruptOnce(t *testing.T) {
	s := staged(t, tiny)
	there, on := make(chan bool), make(chan bool)
	g := opened(t, s.aws, held("organizations:AttachPolicy", there, on))
	l := s.start(g, "apply", "--yes")
	<-there
	l.interrupt()
	if took := l.says("stopping after master/attachment/no-leaving@/production; Ctrl-C again stops now; running again continues"); took > moment {
		t.Errorf("answered after %v", took)
	}
	close(on)
	e := l.wait().must(t, codeInterrupted, "Stopped by: interrupted", "Run the same command again")
	holds(t, headed(e.out, "DONE"), "+ master/attachment/no-leaving@/production", "+ master/account/production")
	holds(t, headed(e.out, "NOT STARTED"), "+ production/role/operations", "+ master/member/operations/alice")
	lacks(t, e.out, "NOT KNOWN", "FAILED")
	s.resumes()
}

// Interrupted again, a run does not wait for the call. What came of it is not
// known, and said so.
func interruptTwice(t *testing.T) {
	s := staged(t, tiny)
	there, on := make(chan bool), make(chan bool)
	g := opened(t, s.aws, held("organizations:AttachPolicy", there, on))
	l := s.start(g, "apply", "--yes")
	<-there
	l.interrupt()
	l.says("stopping")
	l.interrupt()
	began := time.Now()
	e := l.wait().must(t, codeInterrupted)
	if took := time.Since(began); took > moment {
		t.Errorf("ended %v after the second interrupt", took)
	}
	close(on)
	g.within.Wait()
	holds(t, headed(e.out, "NOT KNOWN"), "+ master/attachment/no-leaving@/production")
	holds(t, headed(e.out, "DONE"), "+ master/account/production")
	holds(t, headed(e.out, "NOT STARTED"), "+ production/role/operations")
	s.resumes()
}

// Interrupted before it has begun to write, a run ends at once and leaves
// nothing, not even the lock.
func interruptOfALook(t *testing.T) {
	s := staged(t, tiny)
	there, on := make(chan bool), make(chan bool)
	hold := held("organizations:DescribeOrganization", there, on)
	var locked atomic.Bool
	g := opened(t, s.aws, func(c *crossing) {
		if c.lock("iam:CreateRole") {
			locked.Store(true) // a run that has it looks once more
		}
		if locked.Load() {
			hold(c)
		}
	})
	l := s.start(g, "apply", "--yes")
	<-there
	l.interrupt()
	began := time.Now()
	e := l.wait().must(t, codeInterrupted)
	if took := time.Since(began); took > moment {
		t.Errorf("ended %v after the interrupt", took)
	}
	close(on)
	g.within.Wait()
	lacks(t, e.out, "DONE")
	if s.still().Organization != nil {
		t.Error("there is an organization")
	}
	s.resumes()
}

// A terminal that is closed ends a run as Ctrl-C does. Whoever runs the tests
// under nohup would have it outlive the terminal: caught here, the signal is the
// program's again.
func closedTerminal(t *testing.T) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGHUP)
	defer signal.Stop(signals)
	s := staged(t, tiny)
	there, on := make(chan bool), make(chan bool)
	g := opened(t, s.aws, held("organizations:AttachPolicy", there, on))
	goOn := sync.OnceFunc(func() { close(on) })
	t.Cleanup(goOn) // also where the program never says it
	l := s.start(g, "apply", "--yes")
	<-there
	s.check(l.cmd.Process.Signal(syscall.SIGHUP))
	l.says("stopping after")
	goOn()
	l.wait().must(t, codeInterrupted, "Stopped by: interrupted")
	s.resumes()
}

// Interrupted at any call, a run ends soon and well, and the same command does
// the rest.
func TestInterruptAnywhere(t *testing.T) {
	t.Parallel()
	_, calls := undisturbed(t, tiny)
	all := blades(sampled(t, 8), calls)
	if testing.Short() {
		all = blades(3, calls)
	}
	aside(t, 12, each(all, blade.String), func(t *testing.T, i int) {
		s := staged(t, tiny)
		born := make(chan *life, 1)
		g := opened(t, s.aws, func(c *crossing) {
			if c.n != all[i].at {
				return
			}
			if all[i].after {
				c.pass()
			}
			l := <-born
			l.interrupt()
		})
		l := s.start(g, "apply", "--yes")
		born <- l
		if e := l.wait(); e.code != codeDone { // the last calls are made all the same
			e.must(t, codeInterrupted)
		}
		g.within.Wait()
		s.resumes()
	})
}

// held is the rule of a gate that keeps the reply to the first call of an
// operation. AWS has done what it asks.
func held(op string, there chan<- bool, on <-chan bool) func(*crossing) {
	first := newTally()
	return func(c *crossing) {
		if c.op != op || first.add(op) > 1 {
			return
		}
		c.pass()
		there <- true
		<-on
	}
}

// resumes holds that no lock is left, and that the same command does the rest.
func (s *stage) resumes() {
	s.Helper()
	if s.locked() {
		s.Error("the lock is still there")
	}
	e := s.apply()
	if strings.Contains(e.errs, "taking over") {
		s.Error("there was something to take over")
	}
	want, _ := undisturbed(s.T, tiny)
	s.converged(want)
}
