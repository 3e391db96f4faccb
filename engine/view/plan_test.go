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
			"With credentials of account 222222222222, within 15 days:\n  orgwright accept",
		}},
		{Address: at("legacy/accessrole/OrganizationAccountAccessRole"), Steps: []string{
			"The same command makes the role through which orgwright reaches the account.",
		}},
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
	have[at("production/grant/developers/inline")] = `{"document":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:Get*","s3:PutObject"],"Resource":["arn:aws:s3:::acme-reports","arn:aws:s3:::acme-reports/*"]}]}}`
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

func TestRefused(t *testing.T) { golden(t, "refused", plan(refused(), header())) }

// refused is a plan that breaks two rules.
func refused() engine.Review {
	have := acme()
	want := acme()
	delete(want, at("master/member/operations/alice"))
	r := review(have, want)
	r.Refusals = []engine.Refusal{
		{
			Code: "last-admins", Address: "master/member/operations/alice",
			Message: "after this plan nobody keeps full control of the master account; two people must",
			Hint:    "leave alice in operations, or write organization.min_admins: 1 when one is enough",
		},
		{Code: "paused", Message: "org.yaml is paused: audit until Friday"},
	}
	return r
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

func TestUnreadable(t *testing.T) { golden(t, "unreadable", plan(unread(), header())) }

// unread is a plan of an organization that could not be seen in full.
func unread() engine.Review {
	r := review(acme(), acme())
	r.Unreadable = []engine.Unknown{
		{
			Account: "legacy", Why: "AccessDenied: arn:aws:sts::111111111111:assumed-role/orgwright/alice may not assume OrganizationAccountAccessRole there",
			Hint: "run orgwright accept with credentials of the account",
		},
		{Account: "storage", Kind: "role", Why: "AccessDenied: iam:ListRoles"},
	}
	return r
}

// forgotten is an organization with so many roles that nobody wants any more.
func forgotten(n int) engine.State {
	have := acme()
	for i := range n {
		have[engine.Address{Account: "production", Kind: "role", Name: "old-" + string(rune('a'+i/2)) + string(rune('a'+i%2))}] = `{"note":"no longer wanted"}`
	}
	return have
}

func TestLongPlanNamesTheDangerousAgain(t *testing.T) {
	golden(t, "long", plan(review(forgotten(44), acme()), header()))
	for n, want := range map[int]bool{40: false, 41: true} {
		page := render(t, plan(review(forgotten(n), acme()), header()))
		if got := strings.Contains(page, "ONCE MORE"); got != want {
			t.Errorf("%d changes: once more %v, want %v", n, got, want)
		}
	}
}

// Programs look for these sentences; their wording is a promise.
func TestSummarySentences(t *testing.T) {
	for name, test := range map[string]struct {
		draw func(*bytes.Buffer, view.Style) error
		want string
	}{
		"plan":       {plan(review(nil, acme()), founding()), `(?m)^Plan [0-9a-f]{8}: 35 to create, 0 to change, 0 to destroy, 2 wait\.$`},
		"no changes": {plan(review(acme(), acme()), header()), `^No changes\. 41 facts in 6 accounts are as written \(41 calls in 3\.2s\)\.\n$`},
		"waiting":    {plan(review(withoutLegacy(), acme()), header()), `(?m)^No changes for apply: 2 wait, 2 for a person\. 37 facts in 6 accounts are as written \(41 calls in 3\.2s\)\.$`},
		"drift":      {drift(compared(nil)), `(?m)^Drift: 0 changed, 0 extra, 41 missing, 0 unknown, 0 ignored, 0 for a person, 0 as written\.$`},
		"in sync":    {drift(compared(acme())), `^In sync\. 41 facts in 6 accounts are as written \(41 calls in 3\.2s\)\.\n$`},
	} {
		if page := render(t, test.draw); !regexp.MustCompile(test.want).MatchString(page) {
			t.Errorf("%s: no line %s in\n%s", name, test.want, page)
		}
	}
}

// withoutLegacy is the organization after its first apply: what waits for the
// legacy account is not there.
func withoutLegacy() engine.State {
	have := acme()
	for address := range have {
		if address.Account == "legacy" {
			delete(have, address)
		}
	}
	delete(have, at("master/invitation/legacy"))
	return have
}

func TestOnlyWhatWaitsRemains(t *testing.T) {
	r := review(withoutLegacy(), acme())
	r.Pending = join()
	golden(t, "waiting", plan(r, header()))
}

// Whoever looks for an address finds it once: where it is done or, when
// nothing is, where it waits. Only the worst of a long plan is named once more.
func TestAPlanNamesEachChangeOnce(t *testing.T) {
	for _, have := range []engine.State{nil, withoutLegacy(), forgotten(9)} {
		r := review(have, acme())
		page, _, _ := strings.Cut(render(t, plan(r, header())), "ONCE MORE")
		for _, c := range r.Plan.Changes() {
			word := regexp.MustCompile(`(?m)(^|\s)` + regexp.QuoteMeta(c.Address.String()) + `(,|\s|$)`)
			want := 1
			for _, other := range r.Plan.Changes() {
				if other.Waits != nil && *other.Waits == c.Address {
					want = 2 // as what must be done, and as what is waited for
				}
			}
			if n := len(word.FindAllString(page, -1)); n != want {
				t.Errorf("%s stands there %d times, want %d:\n%s", c.Address, n, want, page)
			}
		}
	}
}

// What waits is counted as such, and its risk when it is due.
func TestTheRiskOfWhatWaitsIsToldLater(t *testing.T) {
	page := render(t, plan(review(nil, acme()), founding()))
	for _, want := range []string{
		`(?m)^  \+ legacy/grant/operations/AdministratorAccess +WAITS$`,
		`(?m)^  GRANTS +9  more access: grant 5, assume 2, member 2$`,
		`(?m)^      role 1, grant 1$`,
	} {
		if !regexp.MustCompile(want).MatchString(page) {
			t.Errorf("no line %s in\n%s", want, page)
		}
	}
}

func TestAnAccountWithoutANameHasItsIDOnce(t *testing.T) {
	h := header()
	h.AccountName = h.Account
	if page := render(t, plan(review(nil, acme()), h)); strings.Contains(page, `"`) {
		t.Errorf("the id stands for a name:\n%s", page)
	}
}

func TestUnreadableIsNeverNoChanges(t *testing.T) {
	r := review(acme(), acme())
	r.Unreadable = []engine.Unknown{{Account: "legacy", Why: "AccessDenied"}}
	if page := render(t, plan(r, header())); strings.Contains(page, "No changes") {
		t.Errorf("called unchanged:\n%s", page)
	}
}
