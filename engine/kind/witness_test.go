package kind

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// unseen are intrusions that were done to the world itself, by nobody's call.
var unseen = []string{
	"extra user-not-declared master/user/administrator", "extra user-in-leaf legacy/user/administrator", "extra access-key-in-leaf legacy/key/administrator",
	"extra access-key-in-leaf sandbox/key/ci-bot",
}

// Who did it and when is known of everything that was done by a call, and of
// nothing that was not; and only of what was done since.
func TestWitness(t *testing.T) {
	l := theatre(t)
	start := l.clock.Now()
	l.clock.now = start.Add(time.Hour)
	s := &scene{l.open(peopled)}
	s.draft()
	for _, i := range intrusions() {
		i.plant(s)
	}
	l.clock.now = l.clock.now.Add(time.Minute)
	for since, want := range map[time.Time]bool{start.Add(time.Minute): true, l.clock.Now(): false} {
		o := l.open(peopled)
		p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
		l.must(err)
		d := Drift(o.Wish, o.cloud, p, Compare(o.Wish, o.cloud, p))
		d.Since = &since
		l.must(Witness(t.Context(), o.cloud, p, &d))
		tell := func(line string, e *engine.Event) {
			switch {
			case (e != nil) != (want && !slices.Contains(unseen, line) && !strings.Contains(line, " root-")): // root users were meddled with in the world itself
				t.Errorf("since %s: %s: %v", since, line, e)
			case e != nil && (!strings.HasPrefix(e.By, "user/administrator of master") && !strings.HasPrefix(e.By, "role/OrganizationAccountAccessRole (orgwright-acme) of ") || !e.At.Equal(start.Add(time.Hour).Truncate(time.Millisecond))):
				t.Errorf("%s: %+v", line, e)
			}
		}
		for _, c := range d.Changes {
			one := drifts(engine.Drift{Changes: []engine.Deviation{c}})
			tell(one[0], c.Seen)
		}
		for _, f := range d.Findings {
			if f.Severity == engine.Error {
				tell(drifts(engine.Drift{Findings: []engine.Finding{f}})[0], f.Seen)
			} else if f.Seen != nil {
				t.Errorf("%s: time has a witness", f.Address)
			}
		}
		if notes := strings.Join(d.Notes, "\n"); strings.Contains(notes, "not known") {
			t.Errorf("notes: %s", notes)
		}
	}
}

// Without the permission nobody is named, and a note says what would help.
func TestNoWitness(t *testing.T) {
	l := built(t)
	s := &scene{l.open(full)}
	s.draft()
	s.retrust("production", "operations", policy.TrustAccount(masterID).String())
	g := newGate(l, full, readPowers(t, full))
	g.may = map[string]policy.Document{cloud.Master: less(g.may[cloud.Master], "cloudtrail:LookupEvents"), anyLeaf: less(g.may[anyLeaf], "cloudtrail:LookupEvents")}
	g.without = "none:None"
	o := g.at(l).open(full)
	p, err := o.cloud.Read(t.Context(), NeedOfDrift(o.Wish))
	l.must(err)
	d := Drift(o.Wish, o.cloud, p, Compare(o.Wish, o.cloud, p))
	since := l.clock.Now().Add(-time.Hour)
	d.Since = &since
	l.must(Witness(t.Context(), o.cloud, p, &d))
	if len(d.Changes) != 1 || d.Changes[0].Seen != nil {
		t.Errorf("changes: %+v", d.Changes)
	}
	notes := strings.Join(d.Notes, "\n")
	if !strings.Contains(notes, "who did what in production is not known: ") || !strings.Contains(notes, `"Action":["cloudtrail:LookupEvents"]`) {
		t.Errorf("notes: %s", notes)
	}
}
