package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// A protected account that is to be closed stays protected: it is closed after
// its mark is gone, and so never by one document.
func TestProtectionOutlivesTheWishToClose(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	line := func(more string) string {
		return altered("aws+storage@acme.example, classification: production", "aws+storage@acme.example, classification: production"+more)
	}
	closing := func(document string) *office {
		o := l.open(document)
		o.Close = "storage"
		return o
	}
	l.open(line(", protect: true")).apply()
	both := line(", protect: true, state: closed")
	if got := lines(l.open(both).draft().Plan); strings.Contains(got, "protection") {
		t.Errorf("to be closed:\n%s", got)
	}
	l.open(both).apply()
	for _, document := range []string{both, line(", state: closed")} {
		if got := told(closing(document).refusals()); !strings.Contains(got, "protected master/account/storage ") {
			t.Errorf("closing what is protected: %s", got)
		}
	}
	l.open(line(", state: closed")).apply()
	if got := told(closing(line(", state: closed")).refusals()); got != "" {
		t.Errorf("and then: %s", got)
	}
}

// The mark is made of an account that is to be closed already, too; of one that
// is not there it is not wanted.
func TestProtectionOfWhatIsToBeClosed(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	late := altered("aws+storage@acme.example, classification: production", "aws+storage@acme.example, classification: production, state: closed, protect: true")
	l.open(late).apply()
	l.open(ruled).apply()
	if got := lines(l.open(late).draft().Plan); !strings.Contains(got, "build + master/protection/storage\n") {
		t.Errorf("got\n%s", got)
	}
	l.open(late).apply()
}
