package access_test

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

// rail is a line that says what a guardrail says; put is one that attaches it.
func rail(name string, statements ...string) string {
	return "master/guardrail/" + name + ` {"policy":` + document(statements...) + "}\n"
}

func put(name, target string) string { return "master/attachment/" + name + "@" + target + "\n" }

const places = `master/placement/prod {"unit":"Workloads/Production"}
master/placement/dev {"unit":"Workloads"}
`

// TestGuardrailPowers has guardrails change, come, go and accounts move under
// them. What a guardrail denies, people lose.
func TestGuardrailPowers(t *testing.T) {
	const decode, region = "sts:DecodeAuthorizationMessage(w)", "sts:GetCallerIdentity(r)"
	old, fresh := rail("no", "Deny sts:Decode* *"), rail("no", "Deny sts:Decode*,sts:GetCallerI* *")
	for name, c := range map[string]struct{ have, want, says string }{
		"nothing":               {old + put("no", "root"), old + put("no", "root"), ""},
		"attached nowhere":      {"", old, ""},
		"attached to the root":  {"", old + put("no", "root"), "no@root in dev -" + decode + ", no@root in prod -" + decode},
		"to a unit above":       {"", old + put("no", "Workloads"), "no@Workloads in dev -" + decode + ", no@Workloads in prod -" + decode},
		"to a unit":             {"", old + put("no", "Workloads/Production"), "no@Workloads/Production in prod -" + decode},
		"to half a unit's name": {"", old + put("no", "Workloads/Prod"), ""},
		"to a unit after slash": {"", old + put("no", "/Workloads/Production"), "no@/Workloads/Production in prod -" + decode},
		"to an account":         {"", old + put("no", "dev"), "no@dev in dev -" + decode},
		"to the master":         {"", old + put("no", "master"), ""},
		"taken away":            {old + put("no", "dev"), "", "no@dev in dev +" + decode},
		"denies more":           {old + put("no", "dev"), fresh + put("no", "dev"), "no in dev -" + region},
		"denies less":           {fresh + put("no", "dev"), old + put("no", "dev"), "no in dev +" + region},
		"is there twice":        {old + put("no", "dev"), old + put("no", "dev") + put("no", "root"), "no@root in prod -" + decode},
		"another says the same": {old + put("no", "root"), old + put("no", "root") + rail("b", "Deny sts:Decode* *") + put("b", "root"), ""},
		"both go": {
			old + put("no", "dev") + rail("b", "Deny sts:Decode* *") + put("b", "dev"), "", "b@dev in dev +" + decode + ", no@dev in dev +" + decode,
		},
		"swapped":       {old + put("no", "dev"), rail("b", "Deny sts:Decode* *") + put("b", "dev"), ""},
		"only an allow": {"", rail("no", "Allow * *") + put("no", "root"), ""},
		"an account moves": {
			old + put("no", "Workloads/Production"), old + put("no", "Workloads/Production") + `master/placement/dev {"unit":"Workloads/Production"}`,
			"dev in dev -" + decode,
		},
		"unreadable": {"", `master/guardrail/no {"unreadable":"?"}` + "\n" + put("no", "dev"), "no@dev in dev -no(u)"},
		"of others":  {put("no", "dev"), "", "no@dev in dev +no(u)"},
		"root user": {
			"", `master/guardrail/no {"policy":{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",` +
				`"Condition":{"ArnLike":{"aws:PrincipalArn":"arn:*:iam::*:root"}}}]}}` + "\n" + put("no", "root"), "",
		},
	} {
		got := compare(team+members+places+c.have, team+members+places+c.want)
		var lines []string
		for line := range strings.Lines(draw(got.Powers)) {
			address, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			rest = strings.Replace(rest, "ada,cas on *: ", "", 1)
			lines = append(lines, strings.TrimPrefix(address, "master/")[strings.IndexByte(address[7:], '/')+1:]+" "+rest)
		}
		if said := strings.Join(lines, ", "); said != c.says {
			t.Errorf("%s:\n%s\nwant\n%s", name, said, c.says)
		}
	}
}

// TestBuiltinGuardrails has each built-in guardrail come to an account: it
// exempts the access role, never a function's.
func TestBuiltinGuardrails(t *testing.T) {
	for name, want := range map[string]struct {
		lost string // some of what goes
		kept string // some of what stays
		on   string
	}{
		"no-leaving":               {"organizations:LeaveOrganization account:CloseAccount", "organizations:ListAccounts", "*"},
		"no-long-term-credentials": {"iam:CreateUser iam:CreateAccessKey", "iam:CreateRole", "*"},
		"protect-our-roles": {
			"iam:DeleteRole iam:UpdateAssumeRolePolicy", "iam:CreateRole iam:PassRole",
			"arn:*:iam::*:role/OrganizationAccountAccessRole arn:*:iam::*:role/orgwright/*",
		},
		"only-s3": {"ec2:* lambda:* dynamodb:*", "s3:* s3:PutObject", "*"},
	} {
		d, ok := policy.Builtin(name, policy.Exempt{Roles: []string{"OrganizationAccountAccessRole"}}, "/orgwright/")
		if !ok {
			t.Fatalf("no guardrail %s", name)
		}
		facts := "master/guardrail/" + name + ` {"policy":` + d.String() + "}\n" + put(name, "prod")
		got := compare(team+members+places, team+members+places+facts).Powers
		if len(got) != 1 {
			t.Fatalf("%s: %d powers, want one: %s", name, len(got), draw(got))
		}
		p := got[0]
		if p.Account != "prod" || len(p.Gained) != 0 || strings.Join(p.Resources, " ") != want.on {
			t.Errorf("%s: %s", name, draw(got))
		}
		lost := map[string]bool{}
		for _, power := range p.Lost {
			lost[power.Name] = true
		}
		for _, name := range strings.Fields(want.lost) {
			if !lost[name] {
				t.Errorf("%s is not lost by %s", name, p.Address)
			}
		}
		for _, name := range strings.Fields(want.kept) {
			if lost[name] {
				t.Errorf("%s is lost by %s", name, p.Address)
			}
		}
	}
}

// TestRegions says where people may go on.
func TestRegions(t *testing.T) {
	d := policy.Regions([]string{"eu-west-1"}, policy.Exempt{Roles: []string{"OrganizationAccountAccessRole"}})
	facts := `master/guardrail/eu {"policy":` + d.String() + "}\n" + put("eu", "prod")
	got := compare(team+members+places, team+members+places+facts).Powers
	if len(got) != 1 || strings.Join(got[0].Resources, " ") != "* when aws:RequestedRegion StringNotEquals eu-west-1" {
		t.Fatal(draw(got))
	}
	if n := len(got[0].Lost); n == 0 || n > 2000 {
		t.Errorf("%d powers are lost, want whole services by name", n)
	}
}
