package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// Several runs of the real program, one at a time.
func TestRuns(t *testing.T) {
	tell(t, tale{"two at once", twoRuns}, tale{"late", lateRun}, tale{"late for a sign-in", func(t *testing.T) { lateForSignIn(t, false) }}, tale{"late for a sign-in and more", func(t *testing.T) { lateForSignIn(t, true) }}, tale{"late for a rule", lateForARule}, tale{"after a killed one", killedHolder})
}

// Two runs ask for the lock at the same time: one gets it, the other says who
// has it and does nothing.
func twoRuns(t *testing.T) {
	s := staged(t, tiny)
	var both sync.WaitGroup
	both.Add(2)
	meet := func(c *crossing) {
		if c.lock("iam:CreateRole") {
			both.Done()
			both.Wait()
		}
	}
	one, other := opened(t, s.aws, meet), opened(t, s.aws, meet)
	a, b := s.start(one, "apply", "--yes"), s.start(other, "apply", "--yes")
	won, lost := a, b
	if a.wait().code != codeDone {
		won, lost = b, a
	}
	won.wait().must(t, codeDone, "Applied in")
	lost.wait().must(t, codeRefused, "another run holds the lock: ", fmt.Sprintf("(process %d)", won.cmd.Process.Pid), "orgwright unlock")
	if s.locked() {
		t.Error("the lock is still there")
	}
	want, calls := undisturbed(t, tiny)
	s.converged(want)
	if n := one.count() + other.count(); n > 2*calls {
		t.Errorf("%d calls of two runs, where one makes %d", n, calls)
	}
}

// A run that looked before another one began, and gets the lock after that one
// has ended, does nothing twice.
func lateRun(t *testing.T) {
	s := staged(t, tiny)
	there, on := make(chan bool), make(chan bool)
	var once sync.Once
	late := s.start(opened(t, s.aws, func(c *crossing) {
		if c.lock("iam:CreateRole") {
			once.Do(func() { there <- true; <-on })
		}
	}), "apply", "--yes")
	<-there
	s.apply()
	want, writes := s.census(), len(s.world.Writes())
	close(on)
	late.wait().must(t, codeDone, "AWS has changed since it was made", "No changes for apply")
	for _, w := range s.world.Writes()[writes:] {
		if w.Operation != "iam:CreateRole" && w.Operation != "iam:DeleteRole" { // the lock
			t.Errorf("the late run wrote %s", w.Operation)
		}
	}
	s.converged(want)
	s.apply().must(t, codeDone, "No changes for apply") // and one that starts now has nothing to do
}

// Who signs in between the look and the lock is not deleted by a yes alone,
// whether or not the plan is another one then.
func lateForSignIn(t *testing.T, moved bool) {
	s := staged(t, tiny+"  bob: {email: bob@tiny.example, functions: [operations]}\n")
	s.apply()
	s.write(tiny)
	there, on := make(chan bool), make(chan bool)
	var once sync.Once
	late := s.start(opened(t, s.aws, func(c *crossing) {
		if c.lock("iam:CreateRole") {
			once.Do(func() { there <- true; <-on })
		}
	}), "apply", "--yes", "--max-deletes", "20")
	<-there
	now := time.Now()
	people := s.still().Accounts[stageMaster].IAM.Users
	people["bob"].Login = &sandbox.LoginProfile{Created: now, LastLogin: &now}
	if moved {
		people["alice"].Groups = nil
	}
	writes := len(s.world.Writes())
	close(on)
	late.wait().must(t, codeRefused, "bob signed in 0 days ago, which was not so when the plan was shown", "ORG323")
	for _, w := range s.world.Writes()[writes:] {
		if w.Operation != "iam:CreateRole" && w.Operation != "iam:DeleteRole" { // the lock
			t.Errorf("the late run wrote %s", w.Operation)
		}
	}
	e, _ := s.run(nil, "apply", "--yes", "--max-deletes", "20", "--confirm", "bob")
	e.must(t, codeDone, "Applied in")
}

// A safety rule that a plan breaks since it was shown, although it is the same
// plan still, stands in its way: here an administrator lost the MFA device.
func lateForARule(t *testing.T) {
	three := strings.Replace(ruled, "functions: [auditors, developers]", "functions: [auditors, developers, admins]", 1)
	s := staged(t, three)
	s.apply()
	s.enrol("alice", "bob", "erin")
	s.write(strings.Replace(three, "alice@tiny.example, functions: [admins]", "alice@tiny.example, functions: [auditors]", 1))
	e, _ := s.run(nil, "plan", "-o", "plan.json")
	e.must(t, codeDone)
	for _, words := range [][]string{{"apply", "--yes"}, {"apply", "plan.json"}} {
		there, on := make(chan bool), make(chan bool)
		var once sync.Once
		late := s.start(opened(t, s.aws, func(c *crossing) {
			if c.lock("iam:CreateRole") {
				once.Do(func() { there <- true; <-on })
			}
		}), words...)
		<-there
		delete(s.still().Accounts[stageMaster].IAM.MFA, deviceOf("erin"))
		writes := len(s.world.Writes())
		close(on)
		late.wait().must(t, codeRefused, "the plan breaks 1 safety rule, which it did not when it was shown", "with MFA only bob would keep it: at least 2 must [ORG312]")
		for _, w := range s.still().Writes()[writes:] {
			if w.Operation != "iam:CreateRole" && w.Operation != "iam:DeleteRole" { // the lock
				t.Errorf("the late run wrote %s", w.Operation)
			}
		}
		if t.Failed() {
			return // it is another plan now
		}
		s.enrol("erin")
	}
	s.apply()
}

// A lock that a killed run left on this machine is taken over, with a word.
func killedHolder(t *testing.T) {
	s := staged(t, tiny)
	s.killed(blade{op: "organizations:CreateOrganizationalUnit"}, "apply", "--yes")
	if !s.locked() {
		t.Fatal("the killed run left no lock")
	}
	began := time.Now()
	s.apply().must(t, codeDone, "lock: taking over from ", ", which is gone")
	if took := time.Since(began); took > time.Minute {
		t.Errorf("it took %v", took)
	}
	want, _ := undisturbed(t, tiny)
	s.converged(want)
}

// A tally counts by name.
type tally struct {
	mu sync.Mutex
	n  map[string]int
}

func newTally() *tally { return &tally{n: map[string]int{}} }

// add counts one more, and is how many there are.
func (c *tally) add(name string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n[name]++
	return c.n[name]
}
