package view_test

import (
	"bytes"
	"testing"

	"github.com/orgwright/orgwright/engine/view"
)

func TestCheckup(t *testing.T) {
	checks := []view.Check{
		{State: view.CheckOK, What: "document", Said: "org.yaml is valid: 4 accounts, 4 functions, 3 users"},
		{State: view.CheckOK, What: "credentials", Said: "arn:aws:iam::111111111111:user/orgwright/alice, alice of org.yaml: operations, network"},
		{State: view.CheckNote, What: "access", Said: "legacy waits for a person to let runs in", Hints: []string{"orgwright steps"}},
		{State: view.CheckMissing, What: "may read", Said: "2 of 30 actions lacking: iam:ListRoles, organizations:ListPolicies", Hints: []string{"orgwright policy read prints the smallest policy that has them all", "ask\x1b[2K an administrator"}},
	}
	for name, some := range map[string][]view.Check{"checkup": checks, "checkup-fine": checks[:2]} {
		golden(t, name, func(out *bytes.Buffer, s view.Style) error { return view.Checkup(out, some, s) })
	}
}
