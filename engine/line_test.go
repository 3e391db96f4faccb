package engine_test

import (
	"encoding/json"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

// A line that moved because of a comment above it voids no saved plan; it is
// carried all the same.
func TestLinesAreCarriedAndNotHeldTo(t *testing.T) {
	changes := engine.Diff(nil, state("master/group/a", "master/unit/b"))
	moved := engine.Diff(nil, state("master/group/a", "master/unit/b"))
	for i := range moved {
		moved[i].Line = 40 + i
	}
	plan, other := engine.Order(changes, kinds), engine.Order(moved, kinds)
	if plan.Sum() != other.Sum() {
		t.Error("a plan is void because its lines moved")
	}
	if other.Steps[0].Changes[0].Line == 0 {
		t.Error("the sum took the lines out of the plan itself")
	}
	text, err := json.Marshal(other)
	if err != nil {
		t.Fatal(err)
	}
	var back engine.Plan
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	for i, c := range other.Changes() {
		if got := back.Changes()[i].Line; got != c.Line || got < 40 {
			t.Errorf("%s: line %d became %d", c.Address, c.Line, got)
		}
	}
}
