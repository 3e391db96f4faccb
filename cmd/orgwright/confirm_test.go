package main

import (
	"context"
	"errors"
	flagset "flag"
	"io"
	"testing"

	"github.com/urfave/cli/v2"
)

func TestConfirm(t *testing.T) {
	for input, code := range map[string]int{
		"yes\n": codeDone, "yes": codeDone, " yes \r\n": codeDone,
		"y\n": codeRefused, "Yes\n": codeRefused, "YES\n": codeRefused, "\n": codeRefused, "": codeRefused, "no\nyes\n": codeRefused,
	} {
		s, out, errs := trial(input)
		err := s.confirm(t.Context(), "Carry out 3 changes?")
		e := s.ended(t.Context(), err)
		if e.code != code || code == codeRefused && e.number != "ORG323" {
			t.Errorf("%q: exit %d %s, want %d", input, e.code, e.number, code)
		}
		if out.Len() > 0 || errs.Len() == 0 {
			t.Errorf("%q: the question belongs on stderr", input)
		}
	}
}

func TestAskWantsTheExactWord(t *testing.T) {
	for input, code := range map[string]int{"storage\n": codeDone, "Storage\n": codeRefused, "yes\n": codeRefused} {
		s, _, _ := trial(input)
		if got := s.ended(t.Context(), s.ask(t.Context(), "Type storage: ", "storage")).code; got != code {
			t.Errorf("%q: exit %d, want %d", input, got, code)
		}
	}
}

func TestConfirmIsInterrupted(t *testing.T) {
	s, _, _ := trial("")
	in, out := io.Pipe()
	defer out.Close()
	s.In = in
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errInterrupted)
	if err := s.confirm(ctx, "Carry out?"); !errors.Is(err, errInterrupted) {
		t.Error(err)
	}
}

func TestMayAsk(t *testing.T) {
	for _, tt := range []struct {
		terminal, yes bool
		code          int
	}{{false, false, codeUsage}, {true, false, codeDone}, {false, true, codeDone}} {
		s, _, _ := trial("")
		s.InTerminal = tt.terminal
		set := flagset.NewFlagSet("apply", flagset.ContinueOnError)
		set.Bool("yes", tt.yes, "")
		c := cli.NewContext(nil, set, nil)
		c.Command = &cli.Command{Name: "apply"}
		if got := s.ended(t.Context(), s.mayAsk(c)).code; got != tt.code {
			t.Errorf("%+v: exit %d", tt, got)
		}
	}
}

func TestAnswersComeInOrder(t *testing.T) {
	s, _, _ := trial("123456\nyes\n")
	code, err := s.line(t.Context(), "MFA code: ")
	if code != "123456" || err != nil {
		t.Errorf("%q, %v", code, err)
	}
	if err := s.confirm(t.Context(), "Carry out?"); err != nil {
		t.Error(err)
	}
}
