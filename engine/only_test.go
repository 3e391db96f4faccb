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
