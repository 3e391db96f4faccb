package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

// The exit codes, the same for every command.
const (
	codeDone        = 0
	codeError       = 1
	codeDifferences = 2   // drift always, plan with --detailed-exitcode
	codeRefused     = 3   // by a safety rule; nothing was changed
	codeCredentials = 4   // or MFA missing
	codePartial     = 5   // stopped half-way; run again
	codeUsage       = 64  // the command line is wrong
	codeInterrupted = 130 // by a signal
)

// An exit is an error that knows the code the program ends with, and what to
// do about it. Without err nothing is printed.
type exit struct {
	code   int
	number string // of a refusal, such as ORG325
	err    error
	hints  []string

	problems schema.Problems // of the document
}

// Error is the message, empty when the code says all there is.
func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// Unwrap gives the error behind it.
func (e *exit) Unwrap() error { return e.err }

// hint adds a line that is printed under the message.
func (e *exit) hint(format string, args ...any) *exit {
	e.hints = append(e.hints, fmt.Sprintf(format, args...))
	return e
}

// usageError is a command line that is wrong.
func usageError(format string, args ...any) *exit {
	return &exit{code: codeUsage, err: fmt.Errorf(format, args...)}
}

// refused is a safety rule that stands in the way; nothing was changed. Its
// number has a section in docs/codes.md.
func refused(number, format string, args ...any) *exit {
	return &exit{code: codeRefused, number: number, err: fmt.Errorf(format, args...)}
}

// partial is a run that stopped half-way.
func partial(err error) *exit { return &exit{code: codePartial, err: err} }

// failed is an ordinary error that wants hints.
func failed(err error) *exit { return &exit{code: codeError, err: err} }

// differences ends a run that found some and has said so.
func differences() error { return &exit{code: codeDifferences} }

// silent ends a run with a code after it has itself said everything.
func silent(code int) error { return &exit{code: code} }

// errInterrupted is why a context of this program ends early.
var errInterrupted = errors.New("interrupted")

// ended makes any error an exit: the only place that decides on the code.
func (s *session) ended(ctx context.Context, err error) *exit {
	switch {
	case err == nil:
		return &exit{}
	case context.Cause(ctx) != nil:
		return &exit{code: codeInterrupted, err: errInterrupted}
	}
	e := new(exit)
	if errors.As(err, &e) {
		return e.within(err)
	}
	if _, ok := engine.AsPartial(err); ok {
		return partial(err).hint("run the same command again to continue")
	}
	return cmp.Or(s.aws(err), failed(err))
}

// within is the exit with all that was said around it.
func (e *exit) within(err error) *exit {
	if quiet(err) {
		return e
	}
	return &exit{code: e.code, number: e.number, err: err, hints: e.hints, problems: e.problems}
}

// quiet reports whether an error has nothing to say.
func quiet(err error) bool { return err == nil || strings.TrimSpace(err.Error()) == "" }

// tell prints an exit the way all of the program's errors look: the message
// under the program's name, hints on lines of their own.
func (e *exit) tell(w io.Writer) {
	if e.err == nil {
		return
	}
	lines := strings.Split(strings.Trim(e.Error(), "\n"), "\n")
	if e.number != "" {
		lines[0] += " [" + e.number + "]"
	}
	fmt.Fprintf(w, "%s: %s\n", program, view.Escape(lines[0]))
	for _, l := range append(lines[1:], e.hints...) {
		fmt.Fprintf(w, "  %s\n", view.Escape(l))
	}
}

// errorFormat names the JSON of a failure and its version.
const errorFormat = "orgwright/error/1"

// A failureTold is what programs are told of an exit.
type failureTold struct {
	Error    string    `json:"error"`
	Code     string    `json:"code,omitempty"`
	Hints    []string  `json:"hints"`
	Problems []problem `json:"problems"`
	Exit     int       `json:"exit"`
}

func (e *exit) told() failureTold {
	return failureTold{e.Error(), e.number, listed(e.hints), problems(e.problems), e.code}
}

// tellProgram prints an exit as the one JSON document of standard output.
func (e *exit) tellProgram(w io.Writer) {
	if e.err == nil {
		return
	}
	_ = view.JSON(w, struct {
		Format string `json:"format"`
		failureTold
	}{errorFormat, e.told()}) // who does not listen needs no more
}
