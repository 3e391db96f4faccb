package view_test

import (
	"bytes"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

func plan(r engine.Review, h view.Header) func(*bytes.Buffer, view.Style) error {
	return func(out *bytes.Buffer, s view.Style) error { return view.PlanText(out, r, h, s) }
}

func enrol(name string) engine.Pending {
	return engine.Pending{Address: at("master/mfa/" + name), Steps: []string{
		"Give " + name + " the one-time password in person, then the sign-in page:\n  https://acme.signin.aws.amazon.com/console",
		name + " assigns an authenticator app under Security credentials, signs out and in again.",
		"Look whether it is done:\n  orgwright user mfa " + name,
	}}
}

func join() []engine.Pending {
	return []engine.Pending{
		{Address: at("master/invitation/legacy"), Steps: []string{
			"With credentials of account 222222222222, within 15 days:\n  orgwright accept"}},
		{Address: at("legacy/accessrole/OrganizationAccountAccessRole"), Steps: []string{
			"The same command makes the role through which orgwright reaches the account."}},
	}
}

func TestBootstrap(t *testing.T) {
	r := review(nil, acme())
	r.Pending = append(join(), enrol("alice"), enrol("bob"))
	r.Budget = []engine.Quota{
		{What: "master/group/operations assume", Used: 4310, Limit: 5120},
		{What: "accounts of the organization", Used: 5, Limit: 10},
		{What: "policies at storage", Used: 9, Limit: 10},
	}
	r.Notes = []string{"alice can write in production and in non-production: what she runs in one can reach the other."}
	golden(t, "bootstrap", plan(r, founding()))
}

func TestPolicyUpdate(t *testing.T) {
	have := acme()
	have[at("production/grant/developers/inline")] = `{"policy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:PutObject"],"Resource":["arn:aws:s3:::acme-reports","arn:aws:s3:::acme-reports/*"]}]}}`
	have[at("production/role/operations")] = `{"note":"operations","description":"Access","session":3600,"trust":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::{master}:root"]},"Action":["sts:AssumeRole"]}]}}`
	golden(t, "update", plan(review(have, acme()), header()))
}

func TestThreeMovements(t *testing.T) {
	have := acme()
	maps.Copy(have, state(`master/user/mallory {"note":"mallory@acme.example"}
		master/member/operations/mallory
		storage/grant/developers/inline
		storage/role/developers {"note":"developers in storage"}`))
	delete(have, at("master/member/developers/bob"))
	golden(t, "movements", plan(review(have, acme()), header()))
}

func TestRefused(t *testing.T) {
	have := acme()
	want := acme()
	delete(want, at("master/member/operations/alice"))
	r := review(have, want)
	r.Refusals = []engine.Refusal{
		{Code: "last-admins", Address: "master/member/operations/alice",
			Message: "after this plan nobody keeps full control of the master account; two people must",
			Hint:    "leave alice in operations, or write organization.min_admins: 1 when one is enough"},
		{Code: "paused", Message: "org.yaml is paused: audit until Friday"},
	}
	golden(t, "refused", plan(r, header()))
}

func TestNothingToDo(t *testing.T) {
	golden(t, "nothing", plan(review(acme(), acme()), header()))
}

func TestOnlyPeopleHaveToAct(t *testing.T) {
	have := acme()
	delete(have, at("master/mfa/bob"))
	r := review(have, acme())
	r.Pending = []engine.Pending{enrol("bob")}
	golden(t, "people", plan(r, header()))
}

func TestUnreadable(t *testing.T) {
	r := review(acme(), acme())
	r.Unreadable = []engine.Unknown{
		{Account: "legacy", Why: "AccessDenied: arn:aws:sts::111111111111:assumed-role/orgwright/alice may not assume OrganizationAccountAccessRole there",
			Hint: "run orgwright accept with credentials of the account"},
		{Account: "storage", Kind: "role", Why: "AccessDenied: iam:ListRoles"},
	}
	golden(t, "unreadable", plan(r, header()))
}

func TestLongPlanNamesTheDangerousAgain(t *testing.T) {
	have := acme()
	for i := range 34 {
		have[engine.Address{Account: "production", Kind: "role", Name: "old-" + string(rune('a'+i/2)) + string(rune('a'+i%2))}] = `{"note":"no longer wanted"}`
	}
	golden(t, "long", plan(review(have, acme()), header()))
}

// Programs look for these sentences; their wording is a promise.
func TestSummarySentences(t *testing.T) {
	for name, test := range map[string]struct {
		draw func(*bytes.Buffer, view.Style) error
		want string
	}{
		"plan":       {plan(review(nil, acme()), founding()), `(?m)^Plan [0-9a-f]{8}: 35 to create, 0 to change, 0 to destroy, 2 wait, 4 for a person, 0 unchanged\.$`},
		"no changes": {plan(review(acme(), acme()), header()), `^No changes\. 41 facts in 6 accounts are as written \(41 calls in 3\.2s\)\.\n$`},
		"drift":      {drift(compared(nil)), `(?m)^Drift: 0 changed, 0 extra, 41 missing, 0 unknown, 0 ignored, 0 for a person, 0 as written\.$`},
		"in sync":    {drift(compared(acme())), `^In sync\. 41 facts in 6 accounts are as written \(41 calls in 3\.2s\)\.\n$`},
	} {
		if page := render(t, test.draw); !regexp.MustCompile(test.want).MatchString(page) {
			t.Errorf("%s: no line %s in\n%s", name, test.want, page)
		}
	}
}

func TestUnreadableIsNeverNoChanges(t *testing.T) {
	r := review(acme(), acme())
	r.Unreadable = []engine.Unknown{{Account: "legacy", Why: "AccessDenied"}}
	if page := render(t, plan(r, header())); strings.Contains(page, "No changes") {
		t.Errorf("called unchanged:\n%s", page)
	}
}
