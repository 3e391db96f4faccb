package view_test

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

// at reads an address of the tests.
func at(s string) engine.Address {
	a, err := engine.ParseAddress(s)
	if err != nil {
		panic(err)
	}
	return a
}

// state makes facts of "address body" lines.
func state(lines string) engine.State {
	s := engine.State{}
	for line := range strings.Lines(lines) {
		address, body, _ := strings.Cut(strings.TrimSpace(line), " ")
		if address != "" {
			s[at(address)] = engine.Body(cmp.Or(body, "{}"))
		}
	}
	return s
}

// kinds are those of the tests, in the order in which a company is built.
func kinds() []engine.Kind {
	why := func(format string) func(engine.Change) string {
		return func(c engine.Change) string { return fmt.Sprintf(format, field(c)) }
	}
	hand := func(engine.Change) bool { return true }
	steps := []engine.Kind{
		{Name: "organization", Forever: true, Why: func(engine.Change) string { return "all features" }},
		{Name: "policytype"},
		{Name: "unit"},
		{Name: "guardrail", Why: why("%s")},
		{Name: "attachment", Reach: engine.Fences},
		{Name: "account", Forever: true, Why: why("%s")},
		{Name: "invitation", ByHand: hand},
		{Name: "placement", Why: why("into %s")},
		{Name: "accessrole", ByHand: hand, Needs: func(c engine.Change) []engine.Address {
			return []engine.Address{at("master/invitation/" + c.Account)}
		}},
		{Name: "role", Why: why("%s"), Needs: func(c engine.Change) []engine.Address {
			return []engine.Address{at(c.Account + "/accessrole/OrganizationAccountAccessRole")}
		}},
		{Name: "grant", Reach: engine.Gives, Needs: func(c engine.Change) []engine.Address {
			return []engine.Address{at(c.Account + "/role/" + strings.Split(c.Name, "/")[0])}
		}},
		{Name: "group"},
		{Name: "assume", Reach: engine.Gives, Why: why("%s")},
		{Name: "user", Why: why("%s")},
		{Name: "member", Reach: engine.Gives},
		{Name: "mfa", ByHand: hand},
	}
	return steps
}

// field is what the tests' kinds say about a change: its body's note.
func field(c engine.Change) string {
	var body struct{ Note string }
	if err := cmp.Or(c.After, c.Before).Read(&body); err != nil {
		return err.Error()
	}
	return body.Note
}

func review(have, want engine.State) engine.Review {
	plan := engine.Order(engine.Diff(have, want), kinds())
	r := engine.Review{
		Format: engine.PlanFormat, Organization: "acme", Master: "111111111111",
		File: engine.File{Path: "org.yaml", SHA256: "9f0c"}, Plan: plan, Sum: plan.Sum(), Summary: plan.Summary(),
	}
	for address, body := range want {
		if have[address] == body {
			r.Unchanged++
		}
	}
	return r
}

func header() view.Header {
	return view.Header{
		Version: "0.3.0", Commit: "91ab03d (clean)",
		Caller:  "arn:aws:sts::111111111111:assumed-role/orgwright/alice",
		Account: "111111111111", AccountName: "acme-master", OrganizationID: "o-a1b2c3d4e5",
		Calls: 41, Elapsed: 3240 * time.Millisecond, Accounts: 6, Save: "orgwright plan -o plan.json && orgwright apply plan.json",
	}
}

func founding() view.Header {
	h := header()
	h.Caller, h.OrganizationID = "arn:aws:iam::111111111111:user/bootstrap", ""
	h.Calls, h.Elapsed, h.Accounts = 14, 1600*time.Millisecond, 1
	h.Next, h.Save = "orgwright apply plan.json", ""
	return h
}

const trust = `{"note":"operations in %[1]s","description":"Access to production nodes","session":14400,"trust":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::{master}:root"]},"Action":["sts:AssumeRole"],"Condition":{"Bool":{"aws:MultiFactorAuthPresent":["true"]}}}]}}`

// acme is the whole organization, as org.yaml wants it.
func acme() engine.State {
	var s strings.Builder
	s.WriteString(`master/organization/acme
master/policytype/SERVICE_CONTROL_POLICY
master/unit/Workloads
master/unit/Workloads/Production
master/unit/non-production
master/guardrail/no-leaving {"note":"keeps accounts in the organization"}
master/guardrail/no-long-term-credentials {"note":"no users, keys or passwords in leaf accounts"}
master/guardrail/only-s3 {"note":"nothing but S3"}
master/attachment/no-leaving@Workloads/Production
master/attachment/no-leaving@non-production
master/attachment/no-long-term-credentials@Workloads/Production
master/attachment/only-s3@storage
master/invitation/legacy
legacy/accessrole/OrganizationAccountAccessRole
master/group/developers
master/group/operations
master/assume/developers {"note":"development, production, storage"}
master/assume/operations {"note":"development, legacy, production, storage"}
master/user/alice {"note":"alice@acme.example"}
master/user/bob {"note":"bob@acme.example"}
master/member/developers/bob
master/member/operations/alice
master/mfa/alice
master/mfa/bob
`)
	for _, name := range []string{"development", "production", "storage"} {
		fmt.Fprintf(&s, "master/account/%s {\"note\":\"aws+%[1]s@acme.example\"}\nmaster/placement/%[1]s {\"note\":\"Workloads/Production\"}\n", name)
	}
	for _, name := range []string{"development", "legacy", "production", "storage"} {
		fmt.Fprintf(&s, "%s/role/operations "+trust+"\n", name)
		fmt.Fprintf(&s, "%s/grant/operations/AdministratorAccess {\"policy\":\"arn:aws:iam::aws:policy/AdministratorAccess\"}\n", name)
	}
	s.WriteString(`production/role/developers {"note":"developers in production"}
production/grant/developers/CloudWatchLogsReadOnlyAccess {"policy":"arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess"}
production/grant/developers/inline {"document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::acme-reports","arn:aws:s3:::acme-reports/*"]}]}}
`)
	return state(s.String())
}
