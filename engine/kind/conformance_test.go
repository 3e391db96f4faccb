package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// Every kind, on the sandbox: want, apply, have equals want, an empty plan;
// then remove, and nothing is left that can be removed. People do their part
// in between, so that what is by hand is held to the same.
func TestConformance(t *testing.T) {
	l := inSandbox(t, sandbox.Options{PageSize: 3})
	l.open(full).apply()
	l.join()
	l.enrol("alice")
	l.enrol("bob")
	l.world.Accounts[masterID].Root.MFA = true
	l.conforms(full, func(string) bool { return true })
}

// conforms holds every kind to its promise. Where an endpoint lacks what a
// kind needs, known says no.
func (l *lab) conforms(document string, known func(kind string) bool) {
	full := l.open(document)
	full.apply()
	d := full.draft()
	for _, k := range All {
		l.Run(k.name, func(t *testing.T) {
			if !known(k.name) {
				t.Skip("this endpoint lacks what it needs: docs/moto.md has what, and the sandbox is asked in its place")
			}
			same(t, d, k.name)
		})
	}
	removed := l.open(l.onlyAccounts(document))
	removed.apply()
	left := removed.draft()
	for _, k := range All {
		l.Run(k.name+"/remove", func(t *testing.T) {
			for _, a := range of(left.Have, k.name) {
				if _, wanted := left.Want[a]; !wanted {
					t.Errorf("%s is still there", a)
				}
			}
		})
	}
}

// onlyAccounts is bare, without the accounts that a document does not have.
func (l *lab) onlyAccounts(document string) string {
	var kept []string
	for line := range strings.Lines(bare) {
		if !strings.Contains(line, legacyID) || strings.Contains(document, legacyID) {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "")
}

// same holds that a kind has what it wants, and wants something.
func same(t *testing.T, d Draft, kind string) {
	wanted := of(d.Want, kind)
	if len(wanted) == 0 {
		t.Errorf("the document of this test wants no %s: extend it", kind)
	}
	for _, a := range wanted {
		if d.Have[a] != d.Want[a] {
			t.Errorf("%s\nwant %s\nhave %s", a, d.Want[a], d.Have[a])
		}
	}
	if have := of(d.Have, kind); len(have) != len(wanted) {
		t.Errorf("have %v, want %v", have, wanted)
	}
}

// A plan is made of what was seen, and so is its sum: looked at twice, it is
// the same plan.
func TestAPlanIsTheSameTwice(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	a, b := l.open(full).draft(), l.open(full).draft()
	if a.Sum != b.Sum || lines(a.Plan) != lines(b.Plan) {
		t.Errorf("%s\n%s\nthen\n%s\n%s", a.Sum, lines(a.Plan), b.Sum, lines(b.Plan))
	}
}

// Plans speak names: no account that is still to be made has a number.
func TestPlansSpeakNames(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	for _, c := range l.open(full).draft().Plan.Changes() {
		for _, body := range []engine.Body{c.Before, c.After} {
			if strings.Contains(string(body), masterID) || strings.Contains(string(body), legacyID) {
				t.Errorf("%s speaks a number: %s", c.Address, body)
			}
		}
	}
}
