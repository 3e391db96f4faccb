package engine_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

func address(text string) engine.Address {
	a, err := engine.ParseAddress(text)
	if err != nil {
		panic(err)
	}
	return a
}

// What is bound to a change that fails is not begun: what comes later and needs
// it, and a removal whose place it takes.
func TestAFailureHoldsBackWhatIsBoundToIt(t *testing.T) {
	have := state("master/member/carol", "master/fence/old", "master/fence/other")
	want := state("master/fence/new", "production/grant/r/more", "production/role/r")
	plan := engine.Order(engine.Diff(have, want), kinds).Bind(map[engine.Address][]engine.Address{
		address("master/fence/new"):        {address("master/fence/old"), address("master/fence/nowhere"), address("master/fence/new")},
		address("production/grant/r/more"): {address("master/member/carol")},
	})
	if got := plan.Changes()[1].Needs; !slices.Equal(got, []engine.Address{address("master/fence/old")}) {
		t.Errorf("only what is in the plan is needed: %v", got)
	}
	for fails, held := range map[string]string{
		"master/fence/new":    "master/fence/old",
		"master/member/carol": "production/grant/r/more",
		"master/fence/other":  "",
		"master/fence/old":    "",
	} {
		var skipped []string
		partial, _ := engine.AsPartial(engine.Apply(t.Context(), plan, 4, func(_ context.Context, c engine.Change) error {
			if c.String() == fails {
				return errors.New("it fails")
			}
			return nil
		}))
		for _, c := range partial.Skipped {
			skipped = append(skipped, c.String())
		}
		if got := strings.Join(skipped, " "); got != held {
			t.Errorf("%s failed: %q was held back, want %q", fails, got, held)
		}
	}
}

// A removal waits for a person with the build that takes its place, and so does
// the removal of what it stands on; what comes before a build does not wait for
// it.
func TestARemovalWaitsWithWhatReplacesIt(t *testing.T) {
	kinds := []engine.Kind{
		{Name: "door", ByHand: func(engine.Change) bool { return true }},
		{Name: "role"},
		{Name: "grant", Needs: role},
		{Name: "fence", Needs: func(engine.Change) []engine.Address { return []engine.Address{address("production/door/in")} }},
		{Name: "member", Reach: engine.Gives},
	}
	have := state("production/role/r", "production/grant/r/old", "master/member/carol")
	plan := engine.Order(engine.Diff(have, state("production/door/in", "production/fence/new")), kinds).Bind(map[engine.Address][]engine.Address{
		address("production/fence/new"): {address("production/grant/r/old"), address("master/member/carol")},
	})
	if got, want := show(plan), `revoke - master/member/carol revokes
build + production/door/in person by-hand
build + production/fence/new none waits-for production/door/in
clear - production/grant/r/old destroys waits-for production/door/in
clear - production/role/r destroys waits-for production/door/in
`; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// What cannot be undone is not begun in a run in which anything went wrong.
func TestNothingPermanentIsTakenAwayAfterAFailure(t *testing.T) {
	kinds := []engine.Kind{{Name: "account", Risk: func(engine.Change) engine.Risk { return engine.Permanent }}, {Name: "role"}}
	plan := engine.Order(engine.Diff(state("master/account/old"), state("production/role/r", "master/account/new")), kinds)
	for _, fails := range []string{"production/role/r", ""} {
		var done []string
		_ = engine.Apply(t.Context(), plan, 1, func(_ context.Context, c engine.Change) error {
			if c.String() == fails {
				return errors.New("it fails")
			}
			done = append(done, fmt.Sprintf("%c %s", c.Action(), c.Address))
			return nil
		})
		if got := slices.Contains(done, "- master/account/old"); got != (fails == "") {
			t.Errorf("after %q failed: %v", fails, done)
		}
	}
}

// What takes from people is built before what gives them something, and what
// gives when it goes is no revocation.
func TestWhatDeniesComesFirstAndGoesLast(t *testing.T) {
	denies := func(c engine.Change) bool { return strings.HasSuffix(c.Name, "/z-deny") }
	kinds := []engine.Kind{{Name: "grant", Reach: engine.Gives, First: denies, Risk: func(c engine.Change) engine.Risk {
		if denies(c) && c.Action() == engine.Delete {
			return engine.Grants
		}
		return ""
	}}}
	plan := engine.Order(engine.Diff(state("production/grant/old/z-deny", "production/grant/old/p"), state("production/grant/new/z-deny", "production/grant/new/p")), kinds)
	if got, want := show(plan), `revoke - production/grant/old/p revokes
build + production/grant/new/z-deny grants
build + production/grant/new/p grants
clear - production/grant/old/z-deny grants
`; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
