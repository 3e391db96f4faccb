package kind

import (
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// Listings with short pages, and with an empty one in the middle, are read to
// their end: nothing is made twice, and the plan after apply is empty.
func TestEmptyPages(t *testing.T) {
	l := inSandbox(t, sandbox.Options{PageSize: 2, EmptyPages: true})
	l.open(full).apply()
	l.join()
	l.enrol("alice")
	l.enrol("bob")
	l.world.Accounts[masterID].Root.MFA = true
	l.open(full).apply()
	d := l.open(full).draft()
	for _, k := range All {
		same(t, d, k.name)
	}
}
