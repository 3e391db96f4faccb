package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

// A session is one run of the program: what it reads, what it writes, and what
// it may know of its surroundings. Nothing else in the program looks around.
type session struct {
	In       io.Reader
	Out, Err io.Writer // the product; everything else

	InTerminal, OutTerminal, ErrTerminal bool
	Width                                int // columns of the terminal, 80 when it has none

	Getenv  func(string) string
	Now     func() time.Time
	Signals <-chan os.Signal // what should stop the run

	stop stopper
}

// here is the session of the process itself.
func here(signals <-chan os.Signal) *session {
	return &session{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		OutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Width:       columns(),
		Getenv:      os.Getenv,
		Now:         time.Now,
		Signals:     signals,
	}
}

// columns is how wide the terminal is. A fresh one may say 0.
func columns() int {
	for _, f := range []*os.File{os.Stdout, os.Stderr} {
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			return w
		}
	}
	return 80
}

// colour decides for one stream whether it gets colour: a terminal does,
// unless NO_COLOR, TERM=dumb or --no-color say otherwise; FORCE_COLOR gives it
// to anything.
func (s *session) colour(c *cli.Context, terminal bool) bool {
	if c.Bool("no-color") || s.Getenv("NO_COLOR") != "" {
		return false
	}
	if s.Getenv("FORCE_COLOR") != "" {
		return true
	}
	return terminal && s.Getenv("TERM") != "dumb"
}

// A stream is one of the two outputs. Several goroutines may write to it, and
// its first failure is kept, so that a full disk or a closed pipe is an error
// of the run and not silence.
type stream struct {
	mu  sync.Mutex
	w   io.Writer
	err error
}

// Write passes on what it can.
func (p *stream) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.w.Write(b)
	if p.err == nil {
		p.err = err
	}
	return n, err
}
