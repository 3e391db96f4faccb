package main

import (
	"bytes"
	"context"
	"encoding/json"
	flagset "flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
)

// validates holds one JSON document to a schema of ours.
func validates(t *testing.T, name, document string) {
	t.Helper()
	c := jsonschema.NewCompiler()
	s, err := c.Compile("../../schema/" + name + ".schema.json")
	if err != nil {
		t.Fatal(err)
	}
	d, err := jsonschema.UnmarshalJSON(strings.NewReader(document))
	if err != nil {
		t.Fatalf("%v: %s", err, document)
	}
	if err := s.Validate(d); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}

// What programs read is what the schemas say, before and after an apply, and
// when it fails.
func TestJSONIsWhatItsSchemaSays(t *testing.T) {
	t.Parallel()
	for _, example := range []string{"acme", "tiny", "legacy"} {
		document, state := "../../examples/"+example+"/org.yaml", filepath.Join(t.TempDir(), "world.json")
		say := func(words ...string) string {
			t.Helper()
			s, out, errs := trial("")
			s.Now = time.Now
			if code := s.run(t.Context(), append(words, "-f", document, "--sandbox", state)); code != codeDone && code != codeDifferences {
				t.Fatalf("%v: exit %d: %s", words, code, errs)
			}
			return out.String()
		}
		validates(t, "validate", say("validate", "--format", "json"))
		validates(t, "plan", say("plan", "--format", "json"))
		say("apply", "--yes")
		validates(t, "plan", say("plan", "--format", "json"))
		validates(t, "drift", say("drift", "--format", "json"))
		validates(t, "access", say("access", "--format", "json"))
		validates(t, "access", say("access", "--live", "--format", "json"))
	}
}

// Every change of a real plan says which line of org.yaml it is about.
func TestEveryChangeHasItsLine(t *testing.T) {
	for _, example := range []string{"acme", "tiny", "legacy"} {
		_, out, _ := runs(t, "plan", "--format", "json", "-f", "../../examples/"+example+"/org.yaml", "--sandbox", filepath.Join(t.TempDir(), "world.json"))
		var r engine.Review
		if err := json.Unmarshal([]byte(out), &r); err != nil || len(r.Plan.Changes()) < 10 {
			t.Fatalf("%s: %v: %s", example, err, out)
		}
		for _, c := range r.Plan.Changes() {
			if c.Line < 1 {
				t.Errorf("%s: %s has no line", example, c.Address)
			}
		}
	}
}

// A program that asked for JSON gets one document also when there is nothing
// but an error to tell.
func TestAFailureIsJSONToo(t *testing.T) {
	for _, words := range [][]string{
		{"plan", "--format", "json", "-f", "nowhere.yaml"},
		{"drift", "--format", "json", "-f", "../../examples/tiny/org.yaml", "--profile", "nobody-has-this"},
		{"plan", "--format", "json", "-f", "json_test.go"},
		{"plan", "--format", "json", "-f", "../../schema/testdata/broken/users.txtar"},
		{"plan", "--format", "json", "--no-such-flag"},
		{"plan", "unexpected", "--format=json"},
		{"plan", "--format", "json", "--max-deletes", "many"},
		{"drift", "--format", "json", "--fail-on", "sometimes"},
		{"access", "--format", "json", "--file"},
	} {
		code, out, errs := runs(t, words...)
		if code == codeDone || errs == "" {
			t.Fatalf("%v: exit %d, stderr %q", words, code, errs)
		}
		if strings.Count(out, "orgwright/error/1") != 1 {
			t.Errorf("%v: stdout %q", words, out)
		}
		validates(t, "error", out)
	}
	if _, out, _ := runs(t, "plan", "-f", "nowhere.yaml"); out != "" {
		t.Errorf("without --format json stdout is for people: %q", out)
	}
}

// What is wrong with a document is JSON too, and a plan's refusals in it are
// numbered.
func TestProblemsAreWhatTheirSchemaSays(t *testing.T) {
	code, out, _ := runs(t, "validate", "--format", "json", "-f", "json_test.go")
	if code != codeError || !strings.Contains(out, `"valid": false`) {
		t.Errorf("exit %d: %s", code, out)
	}
	validates(t, "validate", out)
	document := filepath.Join(t.TempDir(), "org.yaml")
	if err := os.WriteFile(document, []byte(tiny+"paused: audit\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := runs(t, "plan", "--format", "json", "-f", document, "--sandbox", document+".world")
	if code != codeDone || !strings.Contains(out, `"number": "ORG301"`) {
		t.Errorf("exit %d: %s %s", code, out, errs)
	}
	validates(t, "plan", out)
}

// The countdown is for a person at a terminal who removes something.
func TestCountDownIsForPeople(t *testing.T) {
	s, _, errs := trial("")
	r := &running{session: s}
	if err := r.countDown(3); err != nil || errs.Len() > 0 {
		t.Errorf("without a terminal: %v %q", err, errs)
	}
	var seen bytes.Buffer
	s.Err, s.ErrTerminal = &seen, true
	if err := r.countDown(0); err != nil || seen.Len() > 0 {
		t.Errorf("with nothing to remove: %v %q", err, &seen)
	}
}

// It is ten seconds long, and Ctrl-C ends it before anything is done;
// --no-wait does without.
func TestCountDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set := flagset.NewFlagSet("apply", flagset.ContinueOnError)
		noWait := set.Bool("no-wait", false, "")
		ctx, cancel := context.WithCancelCause(t.Context())
		s, _, errs := trial("")
		s.ErrTerminal = true
		r := &running{session: s, c: cli.NewContext(nil, set, &cli.Context{Context: ctx})}
		began := time.Now()
		if err := r.countDown(3); err != nil || time.Since(began) != 10*time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if !strings.HasPrefix(errs.String(), "\r3 facts removed in 10 s; Ctrl-C stops") || !strings.HasSuffix(errs.String(), " 1 s; Ctrl-C stops (--no-wait does without)\n") {
			t.Errorf("%q", errs)
		}
		time.AfterFunc(3*time.Second, func() { cancel(errInterrupted) })
		began = time.Now()
		if err := r.countDown(3); err == nil || time.Since(began) != 3*time.Second {
			t.Errorf("interrupted: %v after %v", err, time.Since(began))
		}
		*noWait = true
		if err := r.countDown(3); err != nil {
			t.Error(err)
		}
	})
}

// Answers are what their schemas say: yes, no and unknown, as written and live.
func TestAnswersAreWhatTheirSchemasSay(t *testing.T) {
	document, state := "../../examples/acme/org.yaml", filepath.Join(t.TempDir(), "world.json")
	say := func(want int, words ...string) string {
		t.Helper()
		s, out, errs := trial("")
		s.Now = time.Now
		if code := s.run(t.Context(), append(words, "--format", "json", "-f", document)); code != want {
			t.Fatalf("%v: exit %d, want %d: %s", words, code, want, errs)
		}
		return out.String()
	}
	validates(t, "can", say(codeDone, "can", "alice", "ec2:RunInstances", "--in", "production"))
	validates(t, "can", say(codeDifferences, "can", "alice", "ec2:RunInstances", "--in", "production", "--no-mfa"))
	validates(t, "can", say(codeError, "can", "carol", "s3:GetObject", "arn:aws:s3:::x/y", "--in", "production"))
	validates(t, "who-can", say(codeDone, "access", "who-can", "s3:GetObject", "--account", "storage"))
	s, _, errs := trial("")
	s.Now = time.Now
	if code := s.run(t.Context(), []string{"apply", "--yes", "-f", document, "--sandbox", state}); code != codeDone {
		t.Fatal(errs)
	}
	validates(t, "can", say(codeDifferences, "can", "carol", "s3:DeleteObject", "--in", "production", "--live", "--sandbox", state))
	validates(t, "who-can", say(codeDone, "access", "who-can", "s3:GetObject", "--account", "storage", "--live", "--sandbox", state))
}
