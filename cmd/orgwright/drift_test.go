package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// drifting is an organization of a sandbox file whose only drift is what a
// document of its own says: the commands that look at it.
func drifting(t *testing.T, more string) func(words ...string) (code int, out, errs string) {
	t.Helper()
	return driftingIn(t, t.TempDir(), more)
}

func driftingIn(t *testing.T, folder, more string) func(words ...string) (code int, out, errs string) {
	t.Helper()
	document := `version: 1
organization: {name: tiny, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@tiny.example}
classifications: {production: {guardrails: [no-leaving]}}
accounts: {production: {email: aws+prod@tiny.example, classification: production}}
functions: {operations: {grants: [{to: production, managed: [ReadOnlyAccess]}]}}
users:
  bob: {email: bob@tiny.example, functions: [operations]}
`
	file := filepath.Join(folder, "org.yaml")
	if err := os.WriteFile(file, []byte(document+more), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(words ...string) (int, string, string) {
		s, out, errs := trial("")
		s.Now = time.Now
		code := s.run(t.Context(), append(words, "-f", file, "--sandbox", filepath.Join(folder, "world.json")))
		return code, out.String(), errs.String()
	}
	if code, _, errs := run("apply", "--yes"); code != codeDone {
		t.Fatalf("apply: %d: %s", code, errs)
	}
	if code, _, errs := run("sandbox", "root", stageMaster, "--mfa", "on"); code != codeDone {
		t.Fatalf("enrol the root user's device: %d: %s", code, errs)
	}
	return run
}

// quietly is an entry of ignore for the administrator that the sandbox begins with.
func quietly(until time.Time) string {
	return fmt.Sprintf("ignore: [{match: master/user/administrator, reason: it runs this, until: %s}]\n", until.Format(time.DateOnly))
}

// A warning is for --fail-on warning alone, an error and a difference are always
// to be acted on.
func TestDriftFailsOn(t *testing.T) {
	t.Parallel()
	soon := time.Now().UTC().AddDate(0, 0, 3).Format(time.DateOnly)
	later := time.Now().AddDate(0, 1, 0)
	for _, test := range []struct {
		name, more         string
		onError, onWarning int
		says               string
	}{
		{"nothing", quietly(later), codeDone, codeDone, "In sync."},
		{"a warning", "  alice: {email: alice@tiny.example, functions: [operations], until: " + soon + "}\n" + quietly(later), codeDone, codeDifferences, "membership-expiring"},
		{"an error", "", codeDifferences, codeDifferences, "user-not-declared"},
		{"an entry that ended", quietly(time.Now().AddDate(0, 0, -2)), codeDifferences, codeDifferences, "is reported again"},
	} {
		t.Run(test.name, func(t *testing.T) {
			run := drifting(t, test.more)
			code, out, errs := run("drift")
			if code != test.onError || !strings.Contains(out, test.says) || errs != "" {
				t.Errorf("exit %d, want %d, and %q:\n%s%s", code, test.onError, test.says, out, errs)
			}
			for _, format := range []string{"text", "markdown", "json", "sarif"} {
				if code, out, errs := run("drift", "--fail-on", "warning", "--format", format); code != test.onWarning || out == "" || errs != "" {
					t.Errorf("%s: exit %d, want %d: %s%s", format, code, test.onWarning, out, errs)
				}
			}
		})
	}
}

// A severity that is none, and a format that is none, are wrong usage.
func TestDriftUsage(t *testing.T) {
	for _, words := range [][]string{{"drift", "--fail-on", "note"}, {"drift", "--format", "sarif2"}, {"drift", "extra"}} {
		if code, out, errs := runs(t, words...); code != codeUsage || out != "" || !strings.HasPrefix(errs, "orgwright: ") {
			t.Errorf("%v: exit %d\n%s%s", words, code, out, errs)
		}
	}
}

// SARIF is one document of the standard, also of a whole command.
func TestDriftSARIF(t *testing.T) {
	t.Parallel()
	_, out, _ := drifting(t, "")("drift", "--format", "sarif")
	for _, part := range []string{`"version": "2.1.0"`, `"ruleId": "user-not-declared"`, `"fullyQualifiedName": "master/user/administrator"`, "docs/drift.md#foreign-trust"} {
		if !strings.Contains(out, part) {
			t.Errorf("no %s in\n%.3000s", part, out)
		}
	}
}

// --since says who did it and when, in each format, and what it cannot be.
func TestDriftSince(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	run := driftingIn(t, folder, "")
	file := filepath.Join(folder, "org.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), "bob", "ann")), 0o600); err != nil {
		t.Fatal(err)
	}
	for format, wants := range map[string][]string{
		"text":     {"EXTRA master/user/bob", "seen CloudTrail 20", "Z CreateUser by user/administrator of master", "seen not known"},
		"markdown": {"| since | who |", "`user/administrator of master`, `CreateUser`", "not known"},
		"json":     {`"since": "`, `"by": "user/administrator of master", "event": "CreateUser"`},
	} {
		code, out, errs := run("drift", "--since", "7d", "--format", format)
		for _, want := range wants {
			if !strings.Contains(strings.Join(strings.Fields(out), " "), want) || code != codeDifferences || errs != "" {
				t.Errorf("%s: no %q: exit %d\n%s%s", format, want, code, out, errs)
			}
		}
	}
	for _, when := range []string{"x", "3 days", "91d", "2199-01-01", "-5h", "2026-02-30", "d"} {
		if code, out, errs := runs(t, "drift", "--since", when); code != codeUsage || out != "" || !strings.Contains(errs, "--since") {
			t.Errorf("%q: exit %d\n%s%s", when, code, out, errs)
		}
	}
}
