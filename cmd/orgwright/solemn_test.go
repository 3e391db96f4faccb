package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// atTerminal runs a command line with somebody at the terminal who types.
func atTerminal(t *testing.T, typed string, words ...string) (code int, out, errs string) {
	t.Helper()
	s, o, e := trial(typed)
	s.InTerminal, s.Now = true, time.Now
	code = s.run(t.Context(), words)
	return code, o.String(), e.String()
}

// A name that has to be typed is typed letter by letter, or nothing is done.
func TestNamesAreTyped(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	write := func(name, text string) {
		if err := os.WriteFile(at(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("org.yaml", tiny)
	write("open.yaml", strings.Replace(tiny, "[no-leaving]", "[]", 1))
	write("closed.yaml", strings.Replace(tiny, "classification: production}", "classification: production, state: closed}", 1))
	world := func(doc string, more ...string) []string {
		return append([]string{"apply", "--sandbox", at("world.json"), "-f", at(doc)}, more...)
	}
	if code, out, errs := atTerminal(t, "", world("org.yaml", "--yes")...); code != codeDone {
		t.Fatal(code, out, errs)
	}
	for _, tt := range []struct {
		typed string
		words []string
		code  int
		says  string
	}{
		{"Production\nyes\n", world("open.yaml"), codeRefused, "No-leaving is the last guardrail of /production"},
		{"yes\n", world("open.yaml", "--yes", "--no-wait"), codeRefused, "not confirmed: /production is what had to be typed"},
		{"", world("open.yaml", "--yes", "--no-wait", "--confirm", "production"), codeRefused, "ORG323"},
		{"Production\nyes\n", world("closed.yaml", "--close", "production"), codeRefused, "Type production to close it"},
		{"\nyes\n", world("closed.yaml", "--close", "production", "--yes", "--no-wait"), codeRefused, "ORG323"},
		{"production\nno\n", world("closed.yaml", "--close", "production"), codeRefused, "ORG323"},
		{"/production\nyes\n", world("open.yaml"), codeDone, ""},
		{"production\nyes\n", world("closed.yaml", "--close", "production", "--max-deletes", "20"), codeDone, "can never be used"},
	} {
		code, out, errs := atTerminal(t, tt.typed, tt.words...)
		if code != tt.code || !strings.Contains(errs, tt.says) {
			t.Errorf("%q to %v: exit %d, want %d\n%s%s", tt.typed, tt.words[3:], code, tt.code, out, errs)
		}
	}
}
