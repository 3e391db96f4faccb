package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"
)

// Whatever is printed or written, nothing of it is a secret: no secret access
// key, no session token, no seed of one-time codes that the sandbox has given
// out.
func TestNoSecretIsTold(t *testing.T) {
	folder := t.TempDir()
	state := filepath.Join(folder, "world.json")
	document := filepath.Join(folder, "org.yaml")
	recipient, _ := age.GenerateX25519Identity()
	text := strings.Replace(behindDocument, "@tiny.example, functions", "@tiny.example, key_recipient: "+recipient.Recipient().String()+", functions", 1)
	if err := os.WriteFile(document, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	var secrets []string
	for _, words := range []string{
		"validate", "plan", "plan --format json", "plan --format markdown", "plan --format github", "plan -o " + folder + "/plan.json",
		"apply " + folder + "/plan.json --format json --report " + folder + "/report.json", "apply --yes --format json", "plan", "drift", "drift --format json", "drift --format markdown",
		"validate --format json", "validate --format github", "steps", "steps 1", "doctor", "access", "access --format json", "graph", "policy write",
		"user mfa", "user key alice --to " + folder + "/first.age", "user key alice --to " + folder + "/none.age", "user key alice --rotate --to " + folder + "/second.age",
		"user mfa alice --check --format json", "user key alice --finish --yes", "user mfa alice --enrol --png " + folder + "/qr.png", "user password alice",
		"user profiles alice", "user links alice", "user pack alice -o " + folder + "/pack", "policy people",
		"unlock --yes", "sandbox log",
	} {
		s, out, errs := trial("")
		s.Now = time.Now
		s.run(t.Context(), append(strings.Fields(words), "-f", document, "--sandbox", state))
		told.WriteString(out.String() + errs.String())
		if _, err := os.Stat(state); err == nil {
			secrets = append(secrets, secretsIn(t, state)...) // some are deleted later
		}
	}
	for _, file := range []string{"plan.json", "report.json", "first.age", "second.age"} {
		text, err := os.ReadFile(filepath.Join(folder, file))
		if err != nil {
			t.Fatal(err)
		}
		told.Write(text)
	}
	slices.Sort(secrets)
	if secrets = slices.Compact(secrets); len(secrets) < 5 {
		t.Fatalf("the sandbox knew %d secrets only: this test proves nothing", len(secrets))
	}
	for _, secret := range secrets {
		if strings.Contains(told.String(), secret) {
			t.Errorf("a secret was told: %s...", secret[:4])
		}
	}
}

// secretsIn lists the secrets that a sandbox's file holds.
func secretsIn(t *testing.T, state string) []string {
	text, err := os.ReadFile(state)
	if err != nil {
		t.Fatal(err)
	}
	var whole any
	if err := json.Unmarshal(text, &whole); err != nil {
		t.Fatal(err)
	}
	var found []string
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, inner := range v {
				walk(k, inner)
			}
		case []any:
			for _, inner := range v {
				walk(key, inner)
			}
		case string:
			if name := strings.ToLower(key); len(v) > 8 && (strings.Contains(name, "secret") || name == "token" || name == "seed") {
				found = append(found, v)
			}
		}
	}
	walk("", whole)
	return found
}
