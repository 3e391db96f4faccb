package kind

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// What only takes something away from people revokes; what gives them anything
// grants, whatever it takes besides.
func TestRiskOfWhatChanges(t *testing.T) {
	const two = `
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
classifications: {production: {}}
accounts:
  shop: {email: aws+shop@acme.example, classification: production}
  lab: {email: aws+lab@acme.example, classification: production}
  till: {email: aws+till@acme.example, classification: production}
functions:
  buyers: {grants: [{to: [shop, lab], allow: [{actions: [s3:GetObject, s3:ListBucket], resources: ["arn:aws:s3:::a"]}]}]}
users: {alice: {email: alice@acme.example, functions: [buyers]}}
`
	l := inSandbox(t, sandbox.Options{})
	l.open(two).apply()
	for _, one := range []struct {
		from, to, address string
		risk              engine.Risk
	}{
		{"[shop, lab]", "[shop]", "master/assume/buyers", engine.Revokes},
		{"[shop, lab]", "[shop, till]", "master/assume/buyers", engine.Grants},
		{"[shop, lab]", "[shop, lab, till]", "master/assume/buyers", engine.Grants},
		{"[s3:GetObject, s3:ListBucket]", "[s3:GetObject]", "shop/grant/buyers/inline", engine.Revokes},
		{"[s3:GetObject, s3:ListBucket]", "[s3:GetObject, s3:PutObject]", "shop/grant/buyers/inline", engine.Grants},
		{"}]}]}", `}], deny: [{actions: [s3:GetObject], resources: ["*"]}]}]}`, "shop/grant/buyers/inline", engine.Revokes},
	} {
		found := engine.Risk("no change")
		for _, c := range l.open(strings.Replace(two, one.from, one.to, 1)).draft().Plan.Changes() {
			if c.String() == one.address {
				found = c.Risk
			}
		}
		if found != one.risk {
			t.Errorf("%s to %s: the risk of %s is %s, want %s", one.from, one.to, one.address, found, one.risk)
		}
	}
	// What was taken away is given back, a deny that goes included.
	denied := strings.Replace(two, "}]}]}", `}], deny: [{actions: [s3:GetObject], resources: ["*"]}]}]}`, 1)
	l.open(denied).apply()
	for _, c := range l.open(two).draft().Plan.Changes() {
		if c.Kind == grant.name && c.Risk != engine.Grants {
			t.Errorf("without the deny, the risk of %s is %s", c, c.Risk)
		}
	}
}
