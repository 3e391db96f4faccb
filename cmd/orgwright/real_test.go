package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A house is where the real program is, once a test has needed it.
type house struct {
	once   sync.Once
	folder string
	err    error
}

var built house

// open builds the program, once for all tests, and is the path to it.
func (h *house) open() (string, error) {
	h.once.Do(func() {
		if h.folder, h.err = os.MkdirTemp("", "orgwright-real-"); h.err != nil {
			return
		}
		build := exec.Command("go", "build", "-o", h.folder, "github.com/orgwright/orgwright/cmd/orgwright")
		if text, err := build.CombinedOutput(); err != nil {
			h.err = fmt.Errorf("build: %w\n%s", err, text)
		}
	})
	return filepath.Join(h.folder, program), h.err
}

// swept are the tests; what they built goes with them.
type swept struct{ *testing.M }

// Run runs them.
func (s swept) Run() int {
	defer func() { os.RemoveAll(built.folder) }()
	return s.M.Run()
}

// A life is one run of the real program.
type life struct {
	*testing.T
	cmd       *exec.Cmd
	out, errs spoken
	began     time.Time
	over      func() error // waits for its end, once
}

// An end is how a life ended, and what was said by then.
type end struct {
	code      int // -1 when a signal killed it
	out, errs string
}

// longest is what no life takes: then it hangs.
const longest = 90 * time.Second

// launch starts the program in a folder, with nothing of this machine's own
// settings for AWS.
func launch(t *testing.T, folder string, settings []string, words ...string) *life {
	t.Helper()
	path, err := built.open()
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(t.Context()), longest)
	l := &life{T: t, cmd: exec.CommandContext(ctx, path, words...), began: time.Now()}
	l.cmd.Dir, l.cmd.Stdout, l.cmd.Stderr = folder, &l.out, &l.errs
	l.cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AWS_") }),
		append(settings, "HOME="+folder, "AWS_EC2_METADATA_DISABLED=true", "NO_COLOR=1")...)
	if err := l.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	l.over = sync.OnceValue(func() error { defer stop(); return l.cmd.Wait() })
	t.Cleanup(func() { _ = l.cmd.Process.Kill(); _ = l.over() })
	return l
}

// wait waits for the end. The process is gone then, not only dead.
func (l *life) wait() end {
	l.Helper()
	if err := l.over(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		l.Fatal(err)
	}
	if took := time.Since(l.began); took > longest {
		l.Errorf("%v: still there after %v\n%s", l.cmd.Args[1:], took, l.errs.String())
	}
	return end{l.cmd.ProcessState.ExitCode(), l.out.String(), l.errs.String()}
}

// killed reports whether SIGKILL ended it.
func (l *life) killed() bool {
	status, ok := l.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// interrupt does what Ctrl-C does.
func (l *life) interrupt() {
	l.Helper()
	if err := l.cmd.Process.Signal(os.Interrupt); err != nil {
		l.Error(err)
	}
}

// says waits until the program has said something on stderr, and is how long
// that took.
func (l *life) says(text string) time.Duration {
	l.Helper()
	began := time.Now()
	for !strings.Contains(l.errs.String(), text) {
		if time.Since(began) > 20*time.Second {
			l.Fatalf("never said %q, but\n%s", text, l.errs.String())
		}
		time.Sleep(5 * time.Millisecond)
	}
	return time.Since(began)
}

// must holds an end to an exit code, and to words on either stream.
func (e end) must(t *testing.T, code int, words ...string) end {
	t.Helper()
	wrong := ""
	if e.code != code {
		wrong = fmt.Sprintf("exit %d, want %d\n", e.code, code)
	}
	for _, w := range words {
		if !strings.Contains(e.out+e.errs, w) {
			wrong += fmt.Sprintf("nowhere said: %s\n", w)
		}
	}
	if wrong != "" {
		t.Errorf("%sstdout:\n%s\nstderr:\n%s", wrong, e.out, e.errs)
	}
	return e
}

// spoken is a stream that can be read while it is written.
type spoken struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write keeps what is said.
func (s *spoken) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// String is all that was said.
func (s *spoken) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}
