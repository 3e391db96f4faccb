package policy

import (
	"os"
	"strings"
	"testing"
)

// TestActionsAreSpelledAsAWSDoes takes the names of real actions: all of IAM,
// Organizations, STS and Account Management, and those people write most.
func TestActionsAreSpelledAsAWSDoes(t *testing.T) {
	names, err := os.ReadFile("testdata/actions.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range strings.Fields(string(names)) {
		if got := spellAction(strings.ToLower(want)); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
