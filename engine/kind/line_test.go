package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// Every change knows the line of the document that asks for it.
func TestLines(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	text := strings.Split(full, "\n")
	for _, c := range l.open(full).draft().Plan.Changes() {
		if c.Line < 1 {
			t.Errorf("%s has no line", c.Address)
			continue
		}
		word := map[string]string{
			unit.name: "ou:", member.name: "functions:", grant.name: "grants:", attachment.name: "guardrails:", placement.name: "email:",
			user.name: c.Name, role.name: c.Name, group.name: c.Name, account.name: c.Name, alias.name: "alias", contact.name: "security",
			selfservice.name: "users:",
		}[c.Kind]
		if got := text[c.Line-1]; word != "" && !strings.Contains(got+text[c.Line], word) && c.Kind != grant.name && c.Kind != unit.name {
			t.Errorf("%s is said to come of line %d: %s", c.Address, c.Line, got)
		}
	}
}
