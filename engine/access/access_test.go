package access_test

import (
	"slices"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
)

// kinds are enough of an order for the plans of these tests. Roles of the
// legacy account wait for a person.
var kinds = []engine.Kind{
	{Name: "accessrole", ByHand: func(engine.Change) bool { return true }, Steps: func(engine.Change) []string { return nil }},
	{Name: "guardrail"},
	{Name: "attachment", Reach: engine.Fences},
	{Name: "account"},
	{Name: "placement"},
	{Name: "role", Needs: func(c engine.Change) []engine.Address { return []engine.Address{at(c.Account + "/accessrole/a")} }},
	{Name: "grant", Reach: engine.Gives},
	{Name: "assume", Reach: engine.Gives},
	{Name: "user", Reach: engine.Gives},
	{Name: "member", Reach: engine.Gives},
}

// compare is what a plan from one state to another does to people.
func compare(have, want string) engine.Access {
	a, b := state(have), state(want)
	return access.Compare(a, access.Made(engine.Order(engine.Diff(a, b), kinds)), "")
}

var team = "dev/role/ops " + mfa + "\nprod/role/ops " + mfa + "\n" +
	"master/assume/ops " + may("{dev}:role/orgwright/ops", "{prod}:role/orgwright/ops", "{legacy}:role/orgwright/ops") + "\n"

// TestComparePeople has people gain and lose roles with each link of the chain.
func TestComparePeople(t *testing.T) {
	const ada, cas = "master/member/ops/ada\n", "master/member/ops/cas\n"
	for name, c := range map[string]struct{ have, want, gained, lost string }{
		"nothing":             {team + ada, team + ada, "", ""},
		"the first day":       {"", team + ada, "ada dev/ops, ada prod/ops", ""},
		"the last":            {team + ada, "", "", "ada dev/ops, ada prod/ops"},
		"one comes, one goes": {team + ada, team + cas, "cas dev/ops, cas prod/ops", "ada dev/ops, ada prod/ops"},
		"a role waits":        {team + ada, team + ada + "legacy/accessrole/a\nlegacy/role/ops " + mfa, "", ""},
		"a role comes":        {team + ada, team + ada + "legacy/role/ops " + mfa, "ada legacy/ops", ""},
		"trust goes":          {team + ada, team + ada + "prod/role/ops " + others, "", "ada prod/ops"},
		"MFA goes":            {team + ada, team + ada + "prod/role/ops " + noMFA, "", ""},
		"fewer to assume":     {team + ada, team + ada + "master/assume/ops " + may("{dev}:role/orgwright/ops"), "", "ada prod/ops"},
	} {
		got := compare(c.have, c.want)
		if says(got.Gained) != c.gained || says(got.Lost) != c.lost {
			t.Errorf("%s: gained %q, lost %q\nwant %q and %q", name, says(got.Gained), says(got.Lost), c.gained, c.lost)
		}
		if got.Gained == nil || got.Lost == nil || got.Powers == nil {
			t.Errorf("%s: a list is null in JSON", name)
		}
		for _, b := range got.Gained {
			if slices.Contains(got.Lost, b) {
				t.Errorf("%s: %v is gained and lost", name, b)
			}
		}
	}
}
