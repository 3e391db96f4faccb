// Package main is orgwright: the commands that bootstrap an AWS Organization
// from one org.yaml and keep it that way.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"
)

// garbage is how much may gather, in hundredths of what is in use, before it is
// collected: a run lives for seconds and keeps most of what it reads. An apply
// lives for minutes, for most of which it waits for AWS.
func garbage(words []string) int {
	if slices.Contains(words, "apply") {
		return 100
	}
	return 500
}

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbage(os.Args[1:]))
	}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		signal.Notify(signals, syscall.SIGHUP)
	}
	os.Exit(here(signals).run(context.Background(), os.Args[1:]))
}
