package access_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// stopped writes what guardrails stop of gained actions: those in force, then
// per guardrail what it stops (!) and may stop (?).
func stopped(p engine.Powers) string {
	out := []string{strings.Join(p.Guardrails, ",")}
	for _, f := range p.Fences {
		line := f.Guardrail + ":"
		for mark, list := range [][]engine.Power{f.Stops, f.MayStop} {
			for _, power := range list {
				line += fmt.Sprintf(" %c%s", "!?"[mark], power.Name)
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

// TestStops has a role gain an action while guardrails are in force over it, in
// every way that one can stop it, and the ways that look so and do not.
func TestStops(t *testing.T) {
	const on = "arn:aws:s3:::a/*"
	for name, c := range map[string]struct{ facts, gains, says string }{
		"none":                 {"", "Allow s3:PutObject " + on, ""},
		"of another account":   {rail("g", "Deny s3:* *") + put("g", "dev"), "Allow s3:PutObject " + on, ""},
		"of another action":    {rail("g", "Deny ec2:* *") + put("g", "prod"), "Allow s3:PutObject " + on, "g"},
		"of the root":          {rail("g", "Deny s3:* *") + put("g", "root"), "Allow s3:PutObject " + on, "g; g: !s3:PutObject"},
		"of the unit":          {rail("g", "Deny s3:Put* *") + put("g", "Workloads"), "Allow s3:PutObject " + on, "g; g: !s3:PutObject"},
		"of another resource":  {rail("g", "Deny s3:* arn:aws:s3:::b/*") + put("g", "prod"), "Allow s3:PutObject " + on, "g"},
		"of a part":            {rail("g", "Deny s3:* arn:aws:s3:::a/b/*") + put("g", "prod"), "Allow s3:PutObject " + on, "g; g: ?s3:PutObject"},
		"of everything but":    {rail("g", "Deny s3:* !arn:aws:s3:::a/*") + put("g", "prod"), "Allow s3:PutObject " + on, "g"},
		"of all but a part":    {rail("g", "Deny s3:* !arn:aws:s3:::a/b/*") + put("g", "prod"), "Allow s3:PutObject " + on, "g; g: ?s3:PutObject"},
		"when":                 {rail("g", "Deny s3:* * aws:RequestedRegion=eu-west-1") + put("g", "prod"), "Allow s3:PutObject " + on, "g; g: ?s3:PutObject"},
		"all but a service":    {rail("g", "Deny !s3:* *") + put("g", "prod"), "Allow s3:PutObject,sqs:SendMessage *", "g; g: !sqs:SendMessage"},
		"two, one of them all": {rail("g", "Deny ec2:* *") + put("g", "prod") + rail("h", "Deny s3:* *") + put("h", "prod"), "Allow s3:PutObject " + on, "g,h; h: !s3:PutObject"},
		"not known":            {`master/guardrail/g {"unreadable":"?"}` + "\n" + put("g", "prod"), "Allow s3:PutObject " + on, "g; g: ?s3:PutObject"},
		"of an unheard action": {rail("g", "Deny s3:Odd* *") + put("g", "prod"), "Allow s3:OddThing " + on, "g; g: !s3:OddThing"},
		"of a whole service":   {rail("g", "Deny ec2:* *") + put("g", "prod"), "Allow ec2:*,s3:* *", "g; g: !ec2:*"},
		"of half a service":    {rail("g", "Deny ec2:Run* *") + put("g", "prod"), "Allow ec2:* *", "g; g: ?ec2:*"},
	} {
		facts := team + members + places + c.facts
		got := compare(facts, facts+"prod/grant/ops/inline "+doc(c.gains))
		if len(got.Powers) != 1 {
			t.Errorf("%s: %d powers: %s", name, len(got.Powers), draw(got.Powers))
			continue
		}
		if says := stopped(got.Powers[0]); says != c.says {
			t.Errorf("%s: %s, want %s", name, says, c.says)
		}
	}
}

// A guardrail that exempts the access role stops a function's role all the same,
// and one that comes with the plan counts.
func TestStopsByBuiltins(t *testing.T) {
	d, _ := policy.Builtin("no-long-term-credentials", policy.Exempt{Roles: []string{"OrganizationAccountAccessRole"}}, "/orgwright/")
	rails := "master/guardrail/g {\"policy\":" + d.String() + "}\n" + put("g", "prod")
	facts := team + members + places
	got := compare(facts, facts+rails+"prod/grant/ops/inline "+doc("Allow iam:CreateUser,iam:CreateRole *"))
	for _, p := range got.Powers {
		if p.Function != "" && stopped(p) != "g; g: !iam:CreateUser" {
			t.Errorf("%s", stopped(p))
		}
	}
	master := "master/role/ops " + mfa + "\nmaster/assume/ops " + may("{master}:role/orgwright/ops") + "\n" + members + places + rails + put("g", "root")
	got = compare(master, master+"master/grant/ops/inline "+doc("Allow iam:CreateUser *"))
	if len(got.Powers) != 1 || stopped(got.Powers[0]) != "" {
		t.Errorf("a guardrail binds the master account: %+v", got.Powers)
	}
}
