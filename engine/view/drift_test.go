package view_test

import (
	"bytes"
	"maps"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
)

func drift(d engine.Drift) func(*bytes.Buffer, view.Style) error {
	return func(out *bytes.Buffer, s view.Style) error { return view.DriftText(out, d, header(), s) }
}

// compared is the drift of what is there against the whole organization.
func compared(have engine.State) engine.Drift {
	r := lined(review(have, acme()))
	d := engine.Drift{Format: engine.DriftFormat, Unchanged: r.Unchanged}
	for _, c := range r.Plan.Changes() {
		d.Changes = append(d.Changes, engine.Deviation{Change: c, Weaker: c.Risk == engine.Revokes})
	}
	d.InSync = len(d.Changes) == 0
	return d
}

func TestDrift(t *testing.T) { golden(t, "drift", drift(drifted())) }

// drifted is an organization that differs in every way.
func drifted() engine.Drift {
	have := acme()
	have[at("production/role/operations")] = `{"note":"operations in production","description":"Access to production nodes","session":14400,"trust":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::{master}:root"]},"Action":["sts:AssumeRole"]}]}}`
	maps.Copy(have, state("storage/grant/developers/inline\nmaster/member/operations/mallory"))
	for _, gone := range []string{"master/attachment/no-leaving@Workloads/Production", "master/member/developers/bob", "master/mfa/bob"} {
		delete(have, at(gone))
	}
	d := compared(have)
	d.Findings = []engine.Finding{
		{
			Rule: "user-in-leaf", Severity: engine.Error, Address: at("production/user/ci-bot"),
			Detail: "A user in a leaf account, with an active access key ending in 7Q2M.",
			Fix:    "delete the user in production, or move it to a role",
			Keep:   `ignore: [{match: "production/user/ci-bot", reason: ..., until: 2026-12-31}]`,
		},
		{
			Rule: "membership-expiring", Severity: engine.Warning, Address: at("master/member/developers/bob"),
			Detail: "bob is in developers until 2026-11-25.", Fix: "nothing: a plan after that day removes it", Keep: "until: in org.yaml",
		},
	}
	d.Ignored = []engine.Ignored{{Address: at("legacy/user/ci-old"), Reason: "moves to OIDC", Until: "2027-03-31"}}
	d.Pending = []engine.Pending{enrol("bob")}
	d.Unreadable = []engine.Unknown{{Account: "legacy", Why: "AccessDenied: sts:AssumeRole on OrganizationAccountAccessRole", Hint: "run orgwright accept with credentials of the account"}}
	return d
}

func TestInSync(t *testing.T) {
	golden(t, "insync", drift(compared(acme())))
	d := compared(acme())
	d.Ignored = []engine.Ignored{{Address: at("legacy/user/ci-old"), Reason: "moves to OIDC", Until: "2027-03-31"}}
	d.Notes = []string{"legacy/user/ci-old is ignored until 2027-03-31."}
	golden(t, "insync-noted", drift(d))
}

func TestUnreadableIsNeverInSync(t *testing.T) {
	d := compared(acme())
	d.Unreadable = []engine.Unknown{{Account: "storage", Kind: "role", Why: "AccessDenied: iam:ListRoles"}}
	golden(t, "drift-unknown", drift(d))
	var page bytes.Buffer
	if err := view.DriftText(&page, d, header(), view.Style{}); err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(page.Bytes(), []byte("n sync")) {
		t.Errorf("called in sync:\n%s", page.String())
	}
}
