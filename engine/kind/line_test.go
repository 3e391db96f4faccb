package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
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

// What others made is asked for by no line.
func TestNoLineOfOthers(t *testing.T) {
	org, err := schema.Parse("org.yaml", []byte(crowd(1)), nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &Wish{Org: org, Today: today}
	for _, c := range []struct {
		address engine.Address
		some    bool
	}{
		{engine.Address{Account: "a-0000", Kind: role.name, Name: "operations"}, true},
		{engine.Address{Account: "a-0000", Kind: grant.name, Name: "operations/ReadOnlyAccess"}, true},
		{engine.Address{Account: "a-0000", Kind: role.name, Name: "OrganizationAccountAccessRole"}, false},
		{engine.Address{Account: "a-0000", Kind: grant.name, Name: "OrganizationAccountAccessRole/AdministratorAccess"}, false},
	} {
		if line := w.Line(c.address); line > 0 != c.some {
			t.Errorf("%s: line %d", c.address, line)
		}
	}
}
