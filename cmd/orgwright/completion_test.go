package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// typing asks the program for completions of a line whose last word is being
// typed.
func typing(t *testing.T, env map[string]string, words ...string) string {
	t.Helper()
	s, out, errs := trial("")
	s.Getenv = func(name string) string { return env[name] }
	if code := s.run(t.Context(), append(words, completionFlag)); code != codeDone || errs.Len() > 0 {
		t.Errorf("%q: exit %d, %s", words, code, errs)
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

func TestComplete(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte("[default]\n[profile acme-a]\n[profile $(touch pwned)]\n[profile acme-b]\n[sso-session s]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	const acme = "../../examples/acme/org.yaml"
	env := map[string]string{"AWS_CONFIG_FILE": path, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull}
	for _, tt := range []struct {
		typed []string
		want  string
	}{
		{[]string{"comp"}, "completion"},
		{[]string{"completion", ""}, "bash fish zsh"},
		{[]string{"completion", "--no-color", "f"}, "fish"},
		{[]string{"completion", "bash", ""}, ""},
		{[]string{"version", "--j"}, "--json"},
		{[]string{"version", "--json", "--he"}, "--help"},
		{[]string{"--profile", "ac"}, "acme-a acme-b"},
		{[]string{"version", "--profile=acme-b"}, "--profile=acme-b"},
		{[]string{"version", "--profile", "=", "acme-b"}, "acme-b"},
		{[]string{"version", "--profile", "="}, "acme-a acme-b default"},
		{[]string{"version", "--", "--"}, "--file --help --json --mfa-code --no-color --profile --sandbox"},
		{[]string{"version", "--", ""}, ""},
		{[]string{"no-such-command", ""}, strings.Join(slices.Sorted(slices.Values(commands().subNames())), " ")},
		{[]string{"--file", ""}, ""},
		{[]string{"sandbox", "se"}, "serve"},
		{[]string{"-f", acme, "user", "profiles", ""}, "alice bob carol"},
		{[]string{"user", "key", "-f", acme, "b"}, "bob"},
		{[]string{"access", "-f", acme, "--who", "p"}, "production"},
		{[]string{"plan", "-f", acme, "--target", ""}, "development legacy master production storage"},
		{[]string{"apply", "-f", acme, "--target", "pro"}, "production"},
		{[]string{"root", "log", "master", "-f", acme, "--who", "a"}, "alice"},
		{[]string{"can", "-f", acme, "alice", "s3:GetObject", "--in", "s"}, "storage"},
		{[]string{"explain", "ORG30"}, "ORG301 ORG302 ORG303 ORG304 ORG305 ORG306 ORG307"},
		{[]string{"user", "profiles", "-f", "nowhere.yaml", ""}, ""},
	} {
		if got := typing(t, env, tt.typed...); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.typed, got, tt.want)
		}
	}
}

// The script for bash, in bash: what was typed reaches the program as it is,
// and nothing of it is run.
func TestBashScript(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	code, script, _ := runs(t, "completion", "bash")
	if code != codeDone {
		t.Fatal(code)
	}
	dir := t.TempDir()
	test, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	self := filepath.Join(dir, program)
	if err := os.Symlink(test, self); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ words, want string }{
		{`orgwright comp`, "completion"},
		{`orgwright version --js`, "--json"},
		{`orgwright completion ''`, "bash fish zsh"},
		{`orgwright version --`, "--file --help --json --mfa-code --no-color --profile --sandbox"},
		{`orgwright '$(touch pwned)' '; touch pwned' ''`, strings.Join(slices.Sorted(slices.Values(commands().subNames())), " ")},
		{`orgwright '~' '*' '' --`, "--file --help --mfa-code --no-color --profile --sandbox"},
	} {
		cmd := exec.CommandContext(t.Context(), bash, "--norc", "-c", script+`
			COMP_WORDS=(`+tt.words+`)
			COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
			compopt() { :; }
			_orgwright
			printf '%s ' "${COMPREPLY[@]}"`)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "GORACE=atexit_sleep_ms=0")
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != tt.want {
			t.Errorf("%s: %q, want %q (%v)", tt.words, got, tt.want, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "pwned")); err == nil {
		t.Error("what was typed was run")
	}
}
