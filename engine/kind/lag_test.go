package kind

import (
	"fmt"
	"testing"
)

// lags are worlds in which what is made is seen late, or seen, lost and seen
// again, as AWS's eventually consistent reads do.
var lags = []string{
	"service=iam do=lag:1000", "service=iam do=lag:5000", "service=iam do=lag:20000", "service=iam do=lag:60000",
	"service=organizations do=lag:1000", "service=organizations do=lag:5000", "service=organizations do=lag:30000",
	"op=CreateAccount do=lag:60000", "op=Create* do=flicker:1", "op=Create* do=flicker:3", "op=Create* do=flicker:10",
}

// A run in a lagging world ends, or says that it cannot yet; run again once
// the world has caught up, everything is there once.
func TestLag(t *testing.T) {
	org := parse(t, small)
	want, calls := baseline(t, org)
	var names []string
	var faults []fault
	for _, rule := range lags {
		names, faults = append(names, rule), append(faults, fault{})
		for k := 10; k < calls; k += 17 {
			names, faults = append(names, fmt.Sprintf("%s, crash after call %d", rule, k)), append(faults, fault{k, crashAfter})
		}
	}
	rule := func(i int) string {
		for j := len(lags) - 1; j >= 0; j-- {
			if len(names[i]) >= len(lags[j]) && names[i][:len(lags[j])] == lags[j] {
				return lags[j]
			}
		}
		return ""
	}
	trials(t, names, func(i int) []string {
		tr := newTrial(t, org)
		tr.must(tr.world.Fault(rule(i)))
		_, _ = tr.run(faults[i])
		tr.must(tr.world.ClearFaults())
		tr.catchUp()
		if _, err := tr.run(); err != nil {
			tr.wrong("one further run does not end well: %v", err)
		}
		tr.settled(want)
		return tr.faulty
	})
}

// catchUp lets a world become one with itself: time goes by, and what flickers
// has been looked at often enough.
func (tr *trial) catchUp() {
	tr.Helper()
	tr.must(tr.clock.sleep(tr.Context(), 2*catchUp))
	for range 15 {
		c, err := tr.open(tr.Context(), &wire{world: tr.world, sends: map[string]int{}})
		tr.must(err)
		_, _ = compare(tr.Context(), c, &Wish{Org: tr.org, Today: today, Names: c.Names})
	}
}

// Two runs at once, call by call in turn as a seed says: the lock lets one
// work; and where the lock fails, nothing is there twice all the same.
func TestTwoRunsAtOnce(t *testing.T) {
	org := parse(t, small)
	want, _ := baseline(t, org)
	var names []string
	for seed := range 30 {
		names = append(names, fmt.Sprintf("seed %d", seed))
	}
	trials(t, names, func(i int) []string {
		tr := newTrial(t, org)
		tr.race(uint64(i), i%2 == 0)
		if _, err := tr.run(); err != nil {
			tr.wrong("a run after both does not end well: %v", err)
		}
		tr.settled(want)
		return tr.faulty
	})
}
