package kind

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// What a grant denies is taken from people when it comes and given back when it
// goes: it comes before what allows, and goes after what takes its place.
func TestDenials(t *testing.T) {
	l := inSandbox(t, sandbox.Options{})
	grants := func(text string) *office {
		org, err := schema.Parse("org.yaml", []byte(strings.Replace(ruled, "managed: [SecurityAudit]", text, 1)), fstest.MapFS{
			"keep.json": {Data: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}`)},
		})
		l.must(err)
		return l.openOrg(org)
	}
	const (
		none   = `managed: [SecurityAudit]`
		inline = `managed: [SecurityAudit], deny: [{actions: ["s3:DeleteBucket"]}]`
		file   = `managed: [SecurityAudit], policy: keep.json`
		mixed  = `managed: [SecurityAudit], allow: [{actions: ["ec2:*"]}], deny: [{actions: ["s3:DeleteBucket"]}]`
	)
	grants(none).apply()
	for _, test := range []struct{ name, document, want string }{
		{"one comes", inline, "build + production/grant/auditors/inline revokes"},
		{"another in its place", file, "build + production/grant/auditors/keep revokes\nclear - production/grant/auditors/inline grants"},
		{"it goes", none, "clear - production/grant/auditors/keep grants"},
		{"one that also allows", mixed, "build + production/grant/auditors/inline grants"},
		{"is followed by one that does not", file, "build + production/grant/auditors/keep revokes\nclear - production/grant/auditors/inline grants"},
		{"before what allows", `managed: [AdministratorAccess], deny: [{actions: ["s3:DeleteBucket"]}]`, "revoke - production/grant/auditors/SecurityAudit revokes\nbuild + production/grant/auditors/inline revokes\nbuild + production/grant/auditors/AdministratorAccess grants\nclear - production/grant/auditors/keep grants"},
		{"AWS's own comes", `managed: [AdministratorAccess, AWSDenyAll]`, "build + production/grant/auditors/AWSDenyAll revokes\nclear - production/grant/auditors/inline grants"},
		{"and goes", `managed: [AdministratorAccess]`, "clear - production/grant/auditors/AWSDenyAll grants"},
	} {
		o := grants(test.document)
		var got []string
		does(o.draft().Plan, func(m engine.Movement, c engine.Change) {
			if c.Account == "production" {
				got = append(got, fmt.Sprintf("%s %c %s %s", m, c.Action(), c.Address, c.Risk))
			}
		})
		if got := strings.Join(got, "\n"); got != test.want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, test.want)
		}
		o.apply()
	}
}

// While what denies cannot be replaced, the old denial stays.
func TestADenialStaysUntilItIsReplaced(t *testing.T) {
	l := reign(t)
	deny := func(text string) string {
		return strings.Replace(ruled, "managed: [SecurityAudit]", "managed: [PowerUserAccess], "+text, 1)
	}
	l.open(deny(`deny: [{actions: ["s3:DeleteBucket"]}]`)).apply()
	org, err := schema.Parse("org.yaml", []byte(deny("policy: keep.json")), fstest.MapFS{
		"keep.json": {Data: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}]}`)},
	})
	l.must(err)
	o := l.openOrg(org)
	l.must(l.world.Fault("op=PutRolePolicy do=error:LimitExceeded"))
	partial, _ := engine.AsPartial(engine.Apply(l.Context(), o.draft().Plan, 1, Do(o.Wish, o.cloud)))
	if got, want := called(partial.Skipped), "- storage/grant/auditors/inline, - production/grant/auditors/inline"; got != want {
		t.Errorf("held back %s, want %s", got, want)
	}
	l.must(l.world.ClearFaults())
	o.apply()
}

// Of AWS's own policies the few that allow nothing are known by their names.
func TestPoliciesOfAWSThatOnlyDeny(t *testing.T) {
	for name, want := range map[string]engine.Risk{
		"AWSDenyAll": engine.Revokes, "AWSCompromisedKeyQuarantineV3": engine.Revokes, "ReadOnlyAccess": engine.Grants,
		"arn:aws:iam::111111111111:policy/AWSDenyAll": engine.Grants,
	} {
		body := grantBody{Policy: policyARN(name)}
		if got := riskOf(engine.Create, Update[grantBody]{After: body}); got != want {
			t.Errorf("%s comes: %s, want %s", name, got, want)
		}
	}
}
