package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// A cost is what one process took.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // the most at once, in bytes
	calls     int
}

// A starter is a process of this program that does nothing but start others.
// Linux counts what the starting process holds as memory of the started one,
// and here that would be a whole sandbox.
type starter struct {
	to   *json.Encoder
	from *json.Decoder
}

// An errand is a process to start, and errandDone what it took and said.
type (
	errand     struct{ Words, Env []string }
	errandDone struct {
		Wall, CPU time.Duration
		Memory    int64
		Exit      int
		Said      string
		Error     string // why it was not started
	}
)

// newStarter starts the process; it ends with ctx.
func newStarter(ctx context.Context) (*starter, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, self, "-starter")
	command.Stderr = os.Stderr
	to, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	from, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	return &starter{json.NewEncoder(to), json.NewDecoder(from)}, command.Start()
}

func (s *starter) start(e errand) (done errandDone, err error) {
	if err := s.to.Encode(e); err != nil {
		return done, err
	}
	if err := s.from.Decode(&done); err != nil {
		return done, err
	}
	if done.Error != "" {
		err = errors.New(done.Error)
	}
	return done, err
}

// startAll is the starter's own work, until nobody wants anything more.
func startAll(ctx context.Context, from io.Reader, to io.Writer) error {
	errands, answers := json.NewDecoder(from), json.NewEncoder(to)
	for {
		var e errand
		if err := errands.Decode(&e); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := answers.Encode(e.run(ctx)); err != nil {
			return err
		}
	}
}

func (e errand) run(ctx context.Context) errandDone {
	command := exec.CommandContext(ctx, e.Words[0], e.Words[1:]...)
	command.Env = e.Env
	var said strings.Builder
	command.Stderr, command.Stdout = &said, &said
	began := time.Now()
	err := command.Run()
	d := errandDone{Wall: time.Since(began), Said: said.String()}
	if command.ProcessState == nil {
		d.Error = err.Error()
		return d
	}
	if use, ok := command.ProcessState.SysUsage().(*syscall.Rusage); ok {
		d.Memory = use.Maxrss << 10 // in kilobytes on Linux
	}
	d.CPU = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	d.Exit = command.ProcessState.ExitCode()
	return d
}
