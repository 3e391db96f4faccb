package engine_test

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

func TestOnly(t *testing.T) {
	have := state("storage/role/old", "storage/grant/old/p", "master/fence/f")
	want := state("production/role/r", "production/grant/r/p", "storage/role/r", "storage/grant/r/p", "master/group/r")
	plan := engine.Order(engine.Diff(have, want), kinds)
	for prefix, only := range map[string]string{
		"production/grant": "build + production/role/r none\nbuild + production/grant/r/p grants\n",
		"storage/role/old": "revoke - storage/grant/old/p revokes\nclear - storage/role/old destroys\n",
		"master/group/r":   "build + master/group/r none\n",
		"nowhere":          "",
		"":                 show(plan),
	} {
		if got := show(plan.Only(prefix)); got != only {
			t.Errorf("only %q:\n%swant\n%s", prefix, got, only)
		}
	}
	if part := plan.Only("production"); part.Sum() == plan.Sum() || strings.Contains(show(part), "storage") {
		t.Error("a part is held to a sum of its own")
	}
}

// What takes something's place names it among its needs: a part that has the
// removal has its successor too, and one that has the successor need not have
// the removal, which comes later.
func TestOnlyKeepsSuccessors(t *testing.T) {
	old := engine.Address{Account: "production", Kind: "role", Name: "old"}
	after := func(engine.Change) []engine.Address { return []engine.Address{old} }
	kinds := []engine.Kind{{Name: "role"}, {Name: "assume", Reach: engine.Gives, Needs: after}}
	plan := engine.Order(engine.Diff(state("production/role/old", "storage/role/old"), state("master/assume/new")), kinds)
	for prefix, only := range map[string]string{
		"production/":   "build + master/assume/new grants\nclear - production/role/old destroys\n",
		"storage/":      "clear - storage/role/old destroys\n",
		"master/assume": "build + master/assume/new grants\n",
	} {
		if got := show(plan.Only(prefix)); got != only {
			t.Errorf("only %q:\n%swant\n%s", prefix, got, only)
		}
	}
}

// What is built after somebody has left something waits for the leaving, and a
// part that has the building has the leaving too.
func TestOnlyKeepsWhatMustBeGone(t *testing.T) {
	gone := engine.Address{Account: "master", Kind: "member", Name: "carol"}
	kinds := []engine.Kind{
		{Name: "grant", Reach: engine.Gives, Needs: func(engine.Change) []engine.Address { return []engine.Address{gone} }},
		{Name: "member", Reach: engine.Gives},
	}
	plan := engine.Order(engine.Diff(state("master/member/carol"), state("production/grant/more")), kinds)
	if got, want := show(plan.Only("production/")), show(plan); got != want {
		t.Errorf("only production/:\n%swant\n%s", got, want)
	}
	if got, want := show(plan.Only("master/")), "revoke - master/member/carol revokes\n"; got != want {
		t.Errorf("only master/:\n%swant\n%s", got, want)
	}
}
