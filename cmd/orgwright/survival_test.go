package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"
)

// twoLeaves has two leaf accounts, so that one can go wrong and the other not.
const twoLeaves = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@tiny.example, classification: production}
  development: {email: aws+dev@tiny.example, classification: production}
`

// people is what comes on top of the accounts.
const people = `functions:
  operations: {grants: [{to: "*", managed: [AdministratorAccess]}]}
  auditors: {grants: [{to: production, managed: [SecurityAudit]}]}
users:
  alice: {email: alice@tiny.example, functions: [operations]}
  bob: {email: bob@tiny.example, functions: [auditors]}
`

// What the real program may not do, or not see.
func TestDenied(t *testing.T) {
	tell(t, tale{"writes", deniedWrites}, tale{"reads", deniedReads})
}

// One account refuses writes half-way: everything else is finished, what needs
// the refused is not begun, and the refused is named with AWS's own code.
// Allowed again, the same command goes on.
func deniedWrites(t *testing.T) {
	want, _ := undisturbed(t, twoLeaves+people)
	role, grant := "+ development/role/operations\n", "+ development/grant/operations/AdministratorAccess\n"
	tests := []struct {
		ops             []string
		failed, skipped string
	}{
		{[]string{"PutRolePolicy", "AttachRolePolicy"}, grant, ""},
		{[]string{"CreateRole"}, role, grant},
	}
	aside(t, 2, []string{"grant", "role"}, func(t *testing.T, i int) {
		s := staged(t, twoLeaves)
		s.apply()
		s.write(twoLeaves + people)
		for _, op := range tests[i].ops {
			s.check(s.world.Fault("service=iam op=" + op + " account=" + s.member("aws+dev@tiny.example") + " do=error:AccessDenied"))
		}
		e, _ := s.run(nil, "apply", "--yes")
		e.must(t, codePartial)
		holds(t, headed(e.out, "FAILED 1"), tests[i].failed, "AccessDenied")
		holds(t, headed(e.out, "NOT STARTED 1"), strings.TrimSpace(tests[i].skipped))
		lacks(t, headed(e.out, "DONE"), tests[i].failed)
		holds(t, headed(e.out, "DONE"), "+ production/grant/operations/AdministratorAccess",
			"+ production/role/auditors", "+ master/user/alice", "+ master/member/auditors/bob")
		if s.locked() {
			t.Error("the lock is still there")
		}
		s.check(s.world.ClearFaults())
		s.apply()
		s.converged(want)
	})
}

// An account that cannot be looked into is never called in sync, and nothing is
// planned in it.
func deniedReads(t *testing.T) {
	s := staged(t, twoLeaves)
	s.apply()
	dev := s.member("aws+dev@tiny.example")
	s.check(s.world.Fault("service=iam op=GetAccountAuthorizationDetails account=" + dev + " do=error:AccessDenied"))
	for _, document := range []string{twoLeaves, twoLeaves + people} {
		s.write(document)
		for _, words := range [][]string{{"plan"}, {"plan", "--detailed-exitcode"}} {
			e, _ := s.run(nil, words...)
			e.must(t, codeError)
			holds(t, headed(e.out, "NOT SEEN"), "development", "AccessDenied")
			lacks(t, e.out, "No changes", "+ development/", "- development/", "~ development/")
		}
		e, _ := s.run(nil, "drift")
		e.must(t, codeDifferences, "UNKNOWN", "development", "AccessDenied")
		lacks(t, e.out, "In sync")
	}
	before := len(s.world.Writes())
	s.write(twoLeaves)
	e, _ := s.run(nil, "apply", "--yes")
	e.must(t, codeError)
	lacks(t, e.out, "No changes", "Applied")
	if after := len(s.world.Writes()); after != before {
		t.Errorf("%d writes by an apply with nothing to do", after-before)
	}
}

// From one call on, AWS no longer knows the credentials: the run stops and says
// what was done. With good ones the same command goes on.
func TestExpiredCredentials(t *testing.T) {
	t.Parallel()
	want, calls := undisturbed(t, tiny)
	at := []int{1, calls / 4, calls / 2, calls * 5 / 8, calls * 3 / 4, calls - 4}
	if testing.Short() {
		at = at[2:4]
	}
	aside(t, len(at), each(at, func(k int) string { return fmt.Sprintf("from call %d", k) }), func(t *testing.T, i int) {
		s := staged(t, tiny)
		e, _ := s.run(func(c *crossing) {
			if c.n >= at[i] {
				c.refuse(http.StatusForbidden, "ExpiredToken")
			}
		}, "apply", "--yes")
		e.must(t, codeCredentials, "ExpiredToken", "sign in again")
		if strings.Contains(e.errs, "[ 1/") { // it had begun
			holds(t, e.out, "Stopped half-way", "Run the same command again")
			if done := strings.Count(headed(e.out, "DONE"), "+ "); done != len(finished(e.errs)) {
				t.Errorf("%d are said to be done, of %q", done, finished(e.errs))
			}
		}
		s.apply()
		s.converged(want)
	})
}

// bare has an organization and an account, and so what must not be doubled.
const bare = `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications:
  production: {}
accounts:
  production: {email: aws+prod@tiny.example, classification: production}
`

// AWS refuses three calls in ten: the run only takes longer. Its pauses are the
// SDK's own, seconds each, so one run is usual; ORGWRIGHT_SEEDS=N plays N.
func TestThrottled(t *testing.T) {
	t.Parallel()
	want, calls := undisturbed(t, bare)
	seeds := []uint64{quick}
	if n, err := strconv.Atoi(os.Getenv("ORGWRIGHT_SEEDS")); err == nil {
		for seed := range n {
			seeds = append(seeds, uint64(seed))
		}
	}
	aside(t, 16, each(seeds, func(n uint64) string { return fmt.Sprintf("seed %d", n) }), func(t *testing.T, i int) {
		s := staged(t, bare)
		e, g := s.run(throttling(seeds[i], 0.3), "apply", "--yes")
		e.must(t, codeDone)
		if n := g.count(); n > 3*calls {
			t.Errorf("%d calls, where %d are enough", n, calls)
		}
		s.converged(want)
	})
}

// quick is a seed that refuses CreateOrganization, and little else.
const quick = 32

// throttling refuses calls by a throw of dice that depends on the operation and
// on how often it came: calls that run side by side change nothing.
func throttling(seed uint64, share float64) func(*crossing) {
	times := newTally()
	return func(c *crossing) {
		name := fnv.New64()
		name.Write([]byte(c.op))
		dice := rand.New(rand.NewPCG(seed, name.Sum64()+uint64(times.add(c.op))))
		if dice.Float64() >= share {
			return
		}
		if strings.HasPrefix(c.op, "organizations:") {
			c.refuse(http.StatusBadRequest, "TooManyRequestsException")
		} else {
			c.refuse(http.StatusBadRequest, "Throttling")
		}
	}
}

// headed is a part of an output: from its heading to the next empty line.
func headed(out, heading string) string {
	_, after, _ := strings.Cut("\n"+out, "\n"+heading)
	inside, _, _ := strings.Cut(after, "\n\n")
	return inside
}

// finished are the changes that progress told the good end of.
func finished(errs string) (all []string) {
	for line := range strings.Lines(errs) {
		if strings.HasPrefix(line, "[") && !strings.Contains(line, "FAILED") && !strings.Contains(line, "INTERRUPTED") {
			all = append(all, strings.TrimSpace(line))
		}
	}
	return all
}

// holds holds that all the words are in a text.
func holds(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in\n%s", w, text)
		}
	}
}

// lacks holds that none of the words is in a text.
func lacks(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(text, w) {
			t.Errorf("%q is in\n%s", w, text)
		}
	}
}

const moment = 500 * time.Millisecond
