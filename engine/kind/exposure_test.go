package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// A protected account keeps its guardrails, also those of the unit it is in, and
// also when the document lost the line; another one is not moved out of its last
// ones by a yes alone.
func TestAccountsKeepTheirGuardrails(t *testing.T) {
	guarded := strings.NewReplacer(
		"production: {guardrails: [no-leaving]}", "production: {guardrails: [no-leaving]}\n  bare: {guardrails: []}\n  vault: {guardrails: [no-leaving, no-root-user]}",
		"storage:    {", "storage:    {protect: true, ",
	).Replace(ruled)
	l := inSandbox(t, sandbox.Options{})
	l.open(guarded).apply()
	to := func(email, class string) (old, new string) {
		return email + "@acme.example, classification: production", email + "@acme.example, classification: " + class
	}
	edit := func(old, new string) string { return strings.Replace(guarded, old, new, 1) }
	storageGoes := "protected master/placement/storage account storage is protected, and would lose no-leaving"
	for _, test := range []struct{ name, document, refused, typed string }{
		{"moved to where nothing is denied", edit(to("storage", "bare")), storageGoes, "move storage storage is moved out of its last guardrails, no-leaving"},
		{"and without its line", strings.Replace(edit(to("storage", "bare")), "protect: true, ", "", 1), storageGoes, "move storage storage is moved out of its last guardrails, no-leaving"},
		{"moved to where more is denied", edit(to("storage", "vault")), "", ""},
		{
			"the unit's detached", edit("{guardrails: [no-leaving]}", "{guardrails: []}"),
			"protected master/attachment/no-leaving@/production account storage is protected, and would lose no-leaving", "detach /production no-leaving is the last guardrail of /production",
		},
		{"another one moved", edit(to("prod", "bare")), "", "move production production is moved out of its last guardrails, no-leaving"},
		{"another one moved to where more is denied", edit(to("prod", "vault")), "", ""},
		{"the unit renamed", strings.NewReplacer("  production: {guardrails", "  live: {was: production, guardrails", "classification: production", "classification: live").Replace(guarded), "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			o := l.open(test.document)
			if got := told(o.held()); got != test.refused {
				t.Errorf("refused: %q, want %q", got, test.refused)
			}
			all, err := o.solemns()
			l.must(err)
			var got []string
			for _, s := range all {
				got = append(got, s.What+" "+s.Name+" "+s.Why)
			}
			if strings.Join(got, "\n") != test.typed {
				t.Errorf("typed: %q, want %q", got, test.typed)
			}
		})
	}
}
