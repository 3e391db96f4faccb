package kind

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/orgwright/orgwright/schema"
)

// small is the least organization that has every way to go wrong.
const small = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example, alias: acme}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  production: {email: aws+prod@acme.example, classification: production}
  legacy:     {email: aws@acme.example, id: "222222222222", join: invite, classification: production}
functions:
  operations: {grants: [{to: production, managed: [AdministratorAccess]}, {to: production, deny: [{actions: "iam:CreateUser"}]}]}
users:
  alice: {email: alice@acme.example, functions: [operations]}
`

func parse(t *testing.T, document string) *schema.Org {
	t.Helper()
	org, err := schema.Parse("org.yaml", []byte(document), nil)
	if err != nil {
		t.Fatal(err)
	}
	return org
}

// baseline is what a run without faults makes, and how many calls it takes.
func baseline(t *testing.T, org *schema.Org) (census string, calls int) {
	t.Helper()
	tr := newTrial(t, org)
	calls, err := tr.run()
	tr.must(err)
	tr.settled(tr.census())
	if len(tr.faulty) > 0 {
		t.Fatal(strings.Join(tr.faulty, "\n"))
	}
	return tr.census(), calls
}

// converge is one trial: a run with faults, then runs without, at most two.
func converge(t *testing.T, org *schema.Org, want string, rounds ...[]fault) []string {
	tr := newTrial(t, org)
	for _, faults := range rounds {
		_, err := tr.run(faults...) // whatever came of it, the next one goes on
		if len(faults) == 1 && err != nil && slices.Contains([]mode{replyLost, errorAfter, errorBefore, throttled}, faults[0].mode) {
			tr.wrong("a run that lives does not end well: %v", err)
		}
	}
	if _, err := tr.run(); err != nil {
		tr.wrong("one further run does not end well: %v", err)
	}
	tr.settled(want)
	return tr.faulty
}

// stride is 1, and 8 with -short: of many trials that are alike every eighth.
func stride() int {
	if testing.Short() {
		return 8
	}
	return 1
}

// trials runs many of them, two at a time, and counts. With -short it is every
// eighth.
func trials(t *testing.T, all []string, one func(i int) []string) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	next, step, played, bad := 0, stride(), 0, 0
	for range 2 {
		wg.Go(func() {
			for {
				mu.Lock()
				i := next
				next += step
				if i < len(all) {
					played++
				}
				mu.Unlock()
				if i >= len(all) {
					return
				}
				if faulty := one(i); len(faulty) > 0 {
					mu.Lock()
					if bad++; bad <= 3 {
						t.Errorf("%s:\n%s", all[i], strings.Join(faulty, "\n"))
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	t.Logf("%d trials, %d bad", played, bad)
}

// Every call of a bootstrap, in every way that leaves it in doubt: the next
// run goes on from there, and everything is there once.
func TestCrashAtEveryCall(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent()) // a dead run leaves nothing running
	org := parse(t, small)
	want, calls := baseline(t, org)
	var names []string
	var faults []fault
	for _, m := range []mode{crashBefore, crashAfter, replyLost, errorAfter} {
		for k := 1; k <= calls; k++ {
			names, faults = append(names, fmt.Sprintf("%s call %d", m, k)), append(faults, fault{k, m})
		}
	}
	t.Logf("%d calls", calls)
	trials(t, names, func(i int) []string { return converge(t, org, want, []fault{faults[i]}) })
}

// The full document, sampled.
func TestCrashOfTheFullDocument(t *testing.T) {
	org := parse(t, full)
	want, calls := baseline(t, org)
	r := rand.New(rand.NewPCG(1, 2))
	modes := []mode{crashBefore, crashAfter, replyLost, errorAfter}
	var names []string
	var faults []fault
	for i := range 40 {
		f := fault{1 + r.IntN(calls), modes[i%len(modes)]}
		names, faults = append(names, fmt.Sprintf("%s call %d", f.mode, f.at)), append(faults, f)
	}
	t.Logf("%d calls", calls)
	trials(t, names, func(i int) []string { return converge(t, org, want, []fault{faults[i]}) })
}

// Two crashes, one after the other.
func TestCrashTwice(t *testing.T) {
	org := parse(t, small)
	want, calls := baseline(t, org)
	r := rand.New(rand.NewPCG(3, 4))
	var names []string
	var pairs [][2]fault
	for range 80 {
		p := [2]fault{{1 + r.IntN(calls), crashAfter}, {1 + r.IntN(calls), crashBefore}}
		names, pairs = append(names, fmt.Sprintf("crash after call %d, then before call %d", p[0].at, p[1].at)), append(pairs, p)
	}
	trials(t, names, func(i int) []string { return converge(t, org, want, pairs[i][:1], pairs[i][1:]) })
}

// Random runs of bad luck. A seed makes the same luck every time:
// ORGWRIGHT_SEED=17 plays one alone, ORGWRIGHT_SEEDS=2000 that many.
func TestBadLuck(t *testing.T) {
	org := parse(t, small)
	want, calls := baseline(t, org)
	first, n := 0, 40
	if s, err := strconv.Atoi(os.Getenv("ORGWRIGHT_SEED")); err == nil {
		first, n = s, 1
	} else if s, err := strconv.Atoi(os.Getenv("ORGWRIGHT_SEEDS")); err == nil {
		n = s
	}
	var names []string
	for seed := range n {
		names = append(names, fmt.Sprintf("ORGWRIGHT_SEED=%d", first+seed))
	}
	trials(t, names, func(i int) []string { return converge(t, org, want, luck(uint64(first+i), calls)...) })
}

// luck is one to three runs, each with up to four things going wrong.
func luck(seed uint64, calls int) [][]fault {
	r := rand.New(rand.NewPCG(seed, 5))
	modes := []mode{crashBefore, crashAfter, replyLost, errorBefore, errorAfter, throttled, denied, expired}
	rounds := make([][]fault, 1+r.IntN(3))
	for i := range rounds {
		for range 1 + r.IntN(4) {
			rounds[i] = append(rounds[i], fault{1 + r.IntN(calls), modes[r.IntN(len(modes))]})
		}
	}
	return rounds
}

// AWS that asks for fewer and fewer calls gets one at a time, and a leaf's
// credentials, which are a call too, are not waited for for ever.
func TestThrottledToOneCallAtATime(t *testing.T) {
	org := parse(t, small)
	want, _ := baseline(t, org)
	tr := newTrial(t, org)
	_, err := tr.run()
	tr.must(err)
	for first := 2; first < 40; first += 4 {
		var faults []fault
		for k := range 8 {
			faults = append(faults, fault{first + k, throttled})
		}
		if _, err := tr.run(faults...); err != nil {
			t.Errorf("throttled from call %d on: %v", first, err)
		}
	}
	tr.settled(want)
	for _, wrong := range tr.faulty {
		t.Error(wrong)
	}
}
