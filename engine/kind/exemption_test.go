package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// A slip in the access role's name does not take the exemption from the role
// that is there.
func TestAMistypedAccessRoleIsExemptedNowhere(t *testing.T) {
	fenced := altered("storage:    {", "storage:    {guardrails: [only-s3], ")
	l := inSandbox(t, sandbox.Options{})
	l.open(fenced).apply()
	typo := strings.Replace(fenced, "home_region", "access_role: OrganisationAccountAccessRole, home_region", 1)
	want := "guardrail-locks-out master/guardrail/only-s3 it would exempt the role OrganisationAccountAccessRole, and as that nobody could enter storage: whatever it exempts now would be bound by it"
	if got := told(l.open(typo).refusals()); got != want {
		t.Errorf("refused: %q, want %q", got, want)
	}
	for id, a := range l.world.Accounts { // the role is there by that name too
		if id != masterID && a.IAM.Roles["OrganizationAccountAccessRole"] != nil {
			other := *a.IAM.Roles["OrganizationAccountAccessRole"]
			other.Name, other.ID = "OrganisationAccountAccessRole", "AROAOTHER"+id
			a.IAM.Roles[other.Name] = &other
		}
	}
	if got := told(l.open(typo).refusals()); got != "" {
		t.Errorf("with the role there: %s", got)
	}
}
