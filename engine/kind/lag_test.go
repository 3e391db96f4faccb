package kind

import (
	"fmt"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
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

// A new organization may take an hour before it makes or invites accounts: a run
// waits, says so, and can be killed while it waits.
func TestOrganizationThatIsStillSetUp(t *testing.T) {
	for name, document := range map[string]string{"accounts": small, "invitation": invited} {
		org := parse(t, document)
		want, calls := baseline(t, org)
		young := sandbox.Options{CreateDelay: 3 * time.Second, Finalizing: 55 * time.Minute}
		tr := newTrialIn(t, org, young)
		began := tr.clock.Now()
		_, err := tr.run()
		tr.must(err)
		if waited := tr.clock.Now().Sub(began); waited < 55*time.Minute {
			t.Errorf("%s: the run took %s, and AWS needed 55 minutes", name, waited)
		}
		tr.settled(want)
		var names []string
		for k := 1; k <= calls; k += 4 {
			names = append(names, fmt.Sprintf("%s, crash after call %d", name, k))
		}
		trials(t, names, func(i int) []string {
			again := newTrialIn(t, org, young)
			_, _ = again.run(fault{1 + 4*i, crashAfter})
			if _, err := again.run(); err != nil {
				again.wrong("one further run does not end well: %v", err)
			}
			again.settled(want)
			return again.faulty
		})
		for _, wrong := range tr.faulty {
			t.Error(wrong)
		}
	}
}

// It does not wait for ever: what is still not set up is AWS's to explain.
func TestOrganizationThatIsNeverSetUp(t *testing.T) {
	tr := newTrialIn(t, parse(t, invited), sandbox.Options{Finalizing: 48 * time.Hour})
	began := tr.clock.Now()
	_, err := tr.run()
	if err == nil || !cloud.Is(err, "FinalizingOrganizationException") {
		t.Errorf("got %v, want AWS's own answer", err)
	}
	if waited := tr.clock.Now().Sub(began); waited < time.Hour || waited > 2*time.Hour {
		t.Errorf("the run gave up after %s", waited)
	}
}

// invited is an organization that makes no account.
const invited = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example, alias: acme}
classifications:
  production: {guardrails: [no-leaving]}
accounts:
  legacy: {email: aws@acme.example, id: "222222222222", join: invite, classification: production}
`
