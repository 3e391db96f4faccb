package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the stories call the program by its name.
func TestMain(m *testing.M) {
	testscript.Main(swept{m}, map[string]func(){program: main})
}

func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               alone,
		Cmds:                verbs(),
	})
}

// alone makes a story see nothing of this machine's AWS.
func alone(e *testscript.Env) error {
	for _, v := range e.Vars {
		name, _, _ := strings.Cut(v, "=")
		if strings.HasPrefix(name, "AWS_") {
			e.Setenv(name, "")
		}
	}
	e.Values[serverKey{}] = new(server)
	e.Setenv("GORACE", "atexit_sleep_ms=0") // else each program waits a second at its end
	e.Setenv("HOME", e.WorkDir)
	e.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	return nil
}

// trial is a session without a terminal, and what it writes.
func trial(input string) (s *session, out, errs *bytes.Buffer) {
	out, errs = new(bytes.Buffer), new(bytes.Buffer)
	return &session{
		In: strings.NewReader(input), Out: out, Err: errs,
		Getenv: func(string) string { return "" },
		Now:    func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
	}, out, errs
}

// runs runs one command line in a trial session.
func runs(t *testing.T, words ...string) (code int, out, errs string) {
	t.Helper()
	s, o, e := trial("")
	code = s.run(t.Context(), words)
	return code, o.String(), e.String()
}
