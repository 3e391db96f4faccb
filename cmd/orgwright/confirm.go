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
	if s.InTerminal || c.Bool("yes") {
		return nil
	}
	return usageError("%s asks before it changes anything, and standard input is no terminal", c.Command.Name).
		hint("give --yes to go ahead without being asked")
}

// confirm asks a yes-or-no question; only yes is yes.
func (s *session) confirm(ctx context.Context, question string) error {
	return s.ask(ctx, question+"\nOnly yes is taken as yes: ", "yes")
}

// ask asks for one exact answer. Anything else, the end of the input included,
// is a refusal.
func (s *session) ask(ctx context.Context, prompt, want string) error {
	fmt.Fprint(s.Err, prompt)
	answer := make(chan string, 1)
	go func() {
		text, _ := bufio.NewReader(s.In).ReadString('\n') // an input that ends is an answer of nothing
		answer <- text
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(s.Err)
		return context.Cause(ctx)
	case got := <-answer:
		if !strings.HasSuffix(got, "\n") {
			fmt.Fprintln(s.Err)
		}
		if strings.TrimSpace(got) != want {
			return refused("not confirmed, nothing was changed")
		}
		return nil
	}
}
