package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// Taking over a role opens it to all people of the function, with MFA. Where it
// let in fewer of them, that gives access, and import says what is dropped.
func TestTakingOverANarrowTrust(t *testing.T) {
	const mfa, own = `"Bool":{"aws:MultiFactorAuthPresent":"true"}`, `"AWS":"arn:aws:iam::` + masterID + `:user/orgwright/alice"`
	for _, test := range []struct {
		name, trust, drops string
		risk               engine.Risk
	}{
		{"MFA alone", trust(byRoot(masterID), "AssumeRole", "{"+mfa+"}"), "", engine.NoRisk},
		{"an external id", trust(byRoot(masterID), "AssumeRole", "{"+mfa+`,"StringEquals":{"sts:ExternalId":"hush"}}`), "sts:ExternalId", engine.Grants},
		{"an hour's MFA", trust(byRoot(masterID), "AssumeRole", "{"+mfa+`,"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}`), "aws:MultiFactorAuthAge", engine.Grants},
		{"without MFA", trust(byRoot(masterID), "AssumeRole", `{"StringEquals":{"sts:ExternalId":"hush"}}`), "sts:ExternalId", engine.Revokes},
		{"if there is MFA", trust(byRoot(masterID), "AssumeRole", `{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`), "", engine.Revokes},
		{"tags for the session", strings.Replace(trust(byRoot(masterID), "AssumeRole", "{"+mfa+"}"), `"sts:AssumeRole"`, `["sts:AssumeRole","sts:TagSession"]`, 1), "sts:TagSession", engine.Revokes},
		{"one person", trust("{"+own+"}", "AssumeRole", "{"+mfa+"}"), "user/orgwright/alice alone", engine.Grants},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := inSandbox(t, sandbox.Options{})
			s := &scene{l.open(divided)}
			s.apply()
			s.draft()
			s.role("one", "Ext", test.trust, readonly)
			text := string(l.survey().YAML())
			said := strings.Contains(text, "one/role/Ext") && strings.Contains(text, "taking the role over drops it: "+test.drops+"\n")
			if said != (test.drops != "") || strings.Contains(text, "hush") {
				t.Errorf("said %t in\n%s", said, text)
			}
			taken := strings.Replace(divided, "functions:\n", "functions:\n  Ext: {adopt: true, path: /, grants: [{to: one, managed: [ReadOnlyAccess]}]}\n", 1)
			for _, step := range l.open(taken).draft().Plan.Steps {
				for _, c := range step.Changes {
					if c.Kind == role.name && c.Risk != test.risk {
						t.Errorf("%s is marked %q, want %q", c.Address, c.Risk, test.risk)
					}
				}
			}
		})
	}
}
