package view

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
)

// Nothing that AWS or a file says about root users, or about who invites, can
// drive a terminal.
func TestRootTextIsEscaped(t *testing.T) {
	evil := "x\x1b[31m\u202e\ny"
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	var out bytes.Buffer
	for _, err := range []error{
		RootText(&out, RootStatus{
			Central:    []string{evil},
			Accounts:   []RootState{{Account: evil, KeepsIt: evil, KeepsMFA: evil, Tested: evil, LastUsed: &now}},
			Findings:   []engine.Finding{{Rule: evil, Severity: engine.Error, Detail: evil, Fix: evil}},
			Unreadable: []engine.Unknown{{Account: evil, Why: evil}},
		}),
		RootLogText(&out, []RootEntry{{evil, evil, evil, evil, evil, evil}}),
		JoiningText(&out, Joining{
			Account: evil, Name: evil, Organization: evil, Master: evil, MasterName: evil, Email: evil, Message: evil,
			Asked: now, Expires: now, Leaves: evil, Role: evil, Unit: evil, Guardrails: [][2]string{{evil, evil}},
		}),
		JoiningText(&out, Joining{Account: evil, Member: true, Master: evil, Role: evil}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if text := out.String(); strings.ContainsAny(text, "\x1b\u202e") || strings.Contains(text, "\ny") {
		t.Errorf("not escaped:\n%q", text)
	}
}
