package main

import (
	"context"
	"errors"
	"sync/atomic"
)

// errSpent is a session that has ended after its one-time code was given.
var errSpent = errors.New("the session that the one-time code opened has ended")

// oneTime gives the one-time code of the command line, or asks for one, once in
// a run; nil where nobody can be asked. Only once: when the session ends, an hour
// later, nobody may be there to give another, and a run that waits for one would
// hold the lock.
func (s *session) oneTime(ctx context.Context, given string) func() (string, error) {
	if given == "" && !s.InTerminal {
		return nil
	}
	asked := new(atomic.Bool)
	return func() (string, error) {
		if asked.Swap(true) {
			return "", errSpent
		}
		if given != "" {
			return given, nil
		}
		return s.line(ctx, "One-time code of your MFA device: ")
	}
}

// spent is a run whose session with MFA has ended.
func spent(err error) *exit {
	if !errors.Is(err, errSpent) {
		return nil
	}
	return unsigned("%s", errSpent).hint("run the same command again, with a new code: it goes on from here")
}
