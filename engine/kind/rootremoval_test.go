package kind

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// heldByRoot is an organization with central root access whose legacy account joined
// with everything a root user can have. It answers what removes it, over a wire.
func heldByRoot(t *testing.T) (tr *trial, remove func(w *wire) error) {
	t.Helper()
	document := strings.Replace(small, "home_region: eu-west-1}", "home_region: eu-west-1, root_access: central}", 1)
	tr = newTrial(t, parse(t, document))
	_, err := tr.run()
	tr.must(err)
	l := &lab{T: t, world: tr.world, clock: tr.clock}
	l.must(l.joinOver(&wire{}))
	a := tr.world.Accounts[legacyID]
	a.Root.MFA = true
	for _, id := range []string{"AKIAROOTEXAMPLE00001", "AKIAROOTEXAMPLE00002"} {
		a.IAM.Keys[id] = &sandbox.AccessKey{Secret: "x", Active: true, Created: tr.clock.Now(), Changed: tr.clock.Now()}
	}
	return tr, func(w *wire) error {
		w.world, w.sends = tr.world, map[string]int{}
		c, err := tr.open(t.Context(), w)
		if err != nil {
			return err
		}
		d := RootDesk{Cloud: c, Account: "legacy"}
		h, err := d.Audit(t.Context())
		if err != nil || h.Empty() {
			return err
		}
		left, err := d.Remove(t.Context(), h)
		if err == nil && !left.Empty() {
			err = fmt.Errorf("left: %+v", left)
		}
		return err
	}
}

// Root credentials are taken away, wherever a run is stopped: the password never
// outlives the device, so that nobody enrols another one.
func TestRootRemovalAtEveryCall(t *testing.T) {
	_, remove := heldByRoot(t)
	first := new(wire)
	if err := remove(first); err != nil {
		t.Fatal(err)
	}
	for _, m := range []mode{crashBefore, crashAfter, replyLost} {
		for k := 1; k <= first.calls; k++ {
			t.Run(fmt.Sprintf("%s call %d", m, k), func(t *testing.T) {
				tr, remove := heldByRoot(t)
				a := tr.world.Accounts[legacyID]
				check := func() {
					if !a.Root.NoPassword && !a.Root.MFA {
						t.Error("a password without a device")
					}
				}
				if err := remove(&wire{faults: []fault{{k, m}}, check: check}); err != nil && m == replyLost {
					t.Errorf("a run that lives does not end well: %v", err)
				}
				if err := remove(&wire{check: check}); err != nil {
					t.Errorf("one further run: %v", err)
				}
				keys := 0
				for _, of := range a.IAM.Keys {
					if of.User == "" {
						keys++
					}
				}
				if !a.Root.NoPassword || a.Root.MFA || keys > 0 {
					t.Errorf("left: %+v, %d keys", a.Root, keys)
				}
			})
		}
	}
	t.Logf("%d calls", first.calls)
}

// The session for the removal may do nothing else, and AWS lets nobody become
// the master account's root user.
func TestRootRemovalElsewhere(t *testing.T) {
	tr, _ := heldByRoot(t)
	c, err := tr.open(t.Context(), &wire{world: tr.world, sends: map[string]int{}})
	tr.must(err)
	if _, err := (RootDesk{Cloud: c, Account: "master"}).Audit(t.Context()); err == nil {
		t.Error("the master account's root user was looked at")
	}
	if _, err := (RootDesk{Cloud: c, Account: "nobody"}).Audit(t.Context()); err == nil || !strings.Contains(err.Error(), "no id") {
		t.Errorf("%v", err)
	}
	if got := RootRules(); !slices.IsSorted(got) || len(got) != 5 {
		t.Errorf("%v", got)
	}
}
