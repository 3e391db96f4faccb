package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// A blade kills a life at one call, before or after AWS has carried it out.
type blade struct {
	at    int    // the call's number; or
	op    string // the first call of this operation
	after bool
}

// String says where it falls.
func (b blade) String() string {
	when := "before"
	if b.after {
		when = "after"
	}
	if b.op != "" {
		return when + " " + b.op
	}
	return fmt.Sprintf("%s call %d", when, b.at)
}

// meets reports whether this is the call.
func (b blade) meets(c *crossing) bool { return c.n == b.at || b.op != "" && c.op == b.op }

// falls is the rule of a gate: at the call, SIGKILL ends the life, and nobody
// sees the reply. What the life sent at the same time is carried out.
func (b blade) falls(victim func() *life) func(*crossing) {
	var fallen atomic.Bool
	return func(c *crossing) {
		if !b.meets(c) || !fallen.CompareAndSwap(false, true) {
			return
		}
		if b.after {
			c.pass()
		}
		c.lost = true
		if err := victim().cmd.Process.Kill(); err != nil {
			victim().Errorf("kill: %v", err)
		}
	}
}

// killed plays a life that ends at a blade.
func (s *stage) killed(b blade, words ...string) {
	s.Helper()
	born := make(chan *life, 1)
	g := opened(s.T, s.aws, b.falls(func() *life { l := <-born; born <- l; return l }))
	l := s.start(g, words...)
	born <- l
	if e := l.wait(); !l.killed() {
		s.Errorf("%s: ended by itself after %d calls", b, g.count())
		e.must(s.T, -1)
	}
	g.within.Wait()
}

// blades are n calls of so many, the first and the last among them, before and
// after by turns.
func blades(n, calls int) []blade {
	var all []blade
	for i := range n {
		all = append(all, blade{at: 1 + i*(calls-1)/max(n-1, 1), after: i%2 == 1})
	}
	return all
}

// sampled is how many calls are tried: ORGWRIGHT_KILLS, else what is usual.
func sampled(t *testing.T, usual int) int {
	t.Helper()
	text := os.Getenv("ORGWRIGHT_KILLS")
	if text == "" {
		return usual
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 2 {
		t.Fatalf("ORGWRIGHT_KILLS=%s is no number of kills", text)
	}
	return n
}

// A real process, really killed: the same command goes on from there, and
// everything is there once.
func TestKill(t *testing.T) {
	t.Parallel()
	want, calls := undisturbed(t, tiny)
	all := blades(sampled(t, 8), calls)
	if testing.Short() {
		all = blades(3, calls)
	}
	all = append(all, // where it would hurt most
		blade{op: "organizations:CreateOrganization", after: true}, blade{op: "organizations:CreateAccount", after: true},
		blade{op: "organizations:CreateAccount"}, blade{op: "iam:DeleteRole"})
	t.Logf("%d calls", calls)
	aside(t, 12, each(all, blade.String), func(t *testing.T, i int) {
		s := staged(t, tiny)
		s.killed(all[i], "apply", "--yes")
		before := len(s.world.Writes())
		s.apply()
		if len(s.world.Writes()) > before && s.locked() {
			t.Error("the lock is still there")
		}
		s.converged(want)
		if n := s.world.Calls()["organizations:CreateAccount"]; n != 1 {
			t.Errorf("CreateAccount came %d times", n)
		}
	})
}

func each[T any](all []T, name func(T) string) []string {
	var names []string
	for _, one := range all {
		names = append(names, strings.ReplaceAll(name(one), "/", "-"))
	}
	return names
}
