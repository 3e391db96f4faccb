package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

// mayAsk refuses a command that would have to ask where nobody can answer.
// It is called before anything else is done.
func (s *session) mayAsk(c *cli.Context) error {
	switch {
	case c.Bool("yes"):
		return nil
	case s.events != nil:
		return usageError("--format json asks nothing: it needs --yes, or a saved PLAN")
	case s.InTerminal:
		return nil
	}
	return usageError("%s asks before it changes anything, and standard input is no terminal", c.Command.Name).
		hint("give --yes to go ahead without being asked")
}

// canType reports whether names may be asked for: at a terminal, unless a
// program listens.
func (s *session) canType() bool { return s.InTerminal && s.events == nil }

// confirm asks a yes-or-no question; only yes is yes.
func (s *session) confirm(ctx context.Context, question string) error {
	return s.ask(ctx, question+"\nOnly yes is taken as yes: ", "yes")
}

// ask asks for one exact answer. Anything else, the end of the input included,
// is a refusal.
func (s *session) ask(ctx context.Context, prompt, want string) error {
	got, err := s.line(ctx, prompt)
	if err == nil && got != want {
		return refused("ORG323", "not confirmed, nothing was changed")
	}
	return err
}

// line asks for one line, such as a one-time code. The end of the input is an
// empty one.
func (s *session) line(ctx context.Context, prompt string) (string, error) {
	fmt.Fprint(s.Err, prompt)
	if s.answers == nil {
		s.answers = bufio.NewReader(s.In)
	}
	answer := make(chan string, 1)
	go func() {
		text, _ := s.answers.ReadString('\n')
		answer <- text
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(s.Err)
		return "", context.Cause(ctx)
	case text := <-answer:
		if !strings.HasSuffix(text, "\n") {
			fmt.Fprintln(s.Err)
		}
		return strings.TrimSpace(text), nil
	}
}
