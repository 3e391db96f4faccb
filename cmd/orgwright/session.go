package main

import (
	"bufio"
	"crypto/rand"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"

	"github.com/orgwright/orgwright/engine/view"
)

// A session is one run of the program: what it reads, what it writes, and what
// it may know of its surroundings. Nothing else in the program looks around.
type session struct {
	In       io.Reader
	Out, Err io.Writer // the product; everything else

	InTerminal, ErrTerminal bool // whether a person can answer; whether one is watching

	Getenv  func(string) string
	Now     func() time.Time
	Random  io.Reader        // what passwords are made of
	Signals <-chan os.Signal // what should stop the run
	Outlive func()           // lets the run outlive those who read its output; nil where it does

	Commit func(path string) string // of the document, as "4f1c9e2 (clean)"; nil where nobody can tell

	caller string                                // the ARN of whose credentials these are, once AWS has said so
	Blame  func(path string, line int) signature // of a line of the document; nil where nobody can tell

	asJSON   bool           // standard output is for a program: it gets a failure too
	events   *telling       // what goes there line by line; nil where it is one document
	progress *view.Progress // of what takes long, nil while nothing does
	answers  *bufio.Reader  // In, line by line
	stop     stopper
}

// here is the session of the process itself.
func here(signals <-chan os.Signal) *session {
	return &session{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		InTerminal:  term.IsTerminal(int(os.Stdin.Fd())),
		ErrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Getenv:      os.Getenv,
		Now:         time.Now,
		Random:      rand.Reader,
		Signals:     signals,
		Outlive:     func() { signal.Ignore(syscall.SIGPIPE) },
		Commit:      commitOf,
		Blame:       blameOf,
	}
}

// style is what a stream can show: its width, whether it gets colour, and what
// another command needs to be about the same. A profile is this person's.
func (s *session) style(stream io.Writer, c *cli.Context) view.Style {
	style := view.StyleFor(stream, s.Getenv, c.Bool("no-color"))
	style.Place = sameFlags(c, []string{"file", "sandbox"})
	return style
}

// A stream is one of the two outputs. Several goroutines may write to it, and
// its first failure is kept, so that a full disk or a closed pipe is an error
// of the run and not silence.
type stream struct {
	mu    sync.Mutex
	w     io.Writer
	err   error
	wrote bool
}

// Write passes on what it can.
func (p *stream) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n, err := p.w.Write(b)
	p.wrote = p.wrote || n > 0
	if p.err == nil {
		p.err = err
	}
	return n, err
}

// Fd lets a terminal behind the stream be recognised; what has no descriptor is
// none.
func (p *stream) Fd() uintptr {
	if f, ok := p.w.(interface{ Fd() uintptr }); ok {
		return f.Fd()
	}
	return ^uintptr(0)
}
