package engine_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// everywhere is a role with a grant in each of some accounts.
func everywhere(accounts ...string) engine.State {
	want := engine.State{}
	for _, a := range accounts {
		want[engine.Address{Account: a, Kind: "role", Name: "developers"}] = "{}"
		want[engine.Address{Account: a, Kind: "grant", Name: "developers/ReadOnlyAccess"}] = "{}"
	}
	return want
}

// While one account is still at its first change, the others finish all theirs.
func TestASlowAccountHoldsUpNoOther(t *testing.T) {
	others := make(chan struct{})
	var mu sync.Mutex
	done := 0
	err := engine.Apply(t.Context(), engine.Order(engine.Diff(nil, everywhere("a", "b", "c")), kinds), 4, func(ctx context.Context, c engine.Change) error {
		if c.Account == "a" && c.Kind == "role" {
			select {
			case <-others:
			case <-time.After(10 * time.Second):
				return fmt.Errorf("b and c waited for a")
			}
		}
		mu.Lock()
		defer mu.Unlock()
		if done++; done == 4 {
			close(others)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// One at a time, changes are made in the plan's order.
func TestAWidthOfOneKeepsTheOrder(t *testing.T) {
	plan := engine.Order(engine.Diff(nil, everywhere("a", "b", "c")), kinds)
	var want, got []engine.Address
	for _, c := range plan.Changes() {
		want = append(want, c.Address)
	}
	if err := engine.Apply(t.Context(), plan, 1, func(_ context.Context, c engine.Change) error {
		got = append(got, c.Address)
		return nil
	}); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v: %v, want %v", err, got, want)
	}
}

// What needs something in another account waits for it, and so do all others
// there, for whom that is a step of the plan.
func TestWhatNeedsAnotherAccountWaitsForIt(t *testing.T) {
	leaning := slices.Clone(kinds)
	for i, k := range leaning {
		if k.Name == "grant" {
			leaning[i].Needs = func(engine.Change) []engine.Address {
				return []engine.Address{{Account: "c", Kind: "role", Name: "developers"}}
			}
		}
	}
	var mu sync.Mutex
	there := false
	err := engine.Apply(t.Context(), engine.Order(engine.Diff(nil, everywhere("a", "b", "c")), leaning), 4, func(_ context.Context, c engine.Change) error {
		if c.Kind == "role" && c.Account == "c" {
			time.Sleep(20 * time.Millisecond)
		}
		mu.Lock()
		defer mu.Unlock()
		there = there || c.Kind == "role" && c.Account == "c"
		if c.Kind == "grant" && !there {
			return fmt.Errorf("%s came before the role in c", c.Address)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
