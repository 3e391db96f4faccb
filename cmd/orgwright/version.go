package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// version, commit and date are set by the linker in a release.
var version, commit, date string

// A build says which program this is.
type build struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
	Date    string `json:"date"` // of the commit, as RFC 3339 has it; empty where it is not known
	Go      string `json:"go"`
}

func versionCommand() *command {
	return &command{
		name: "version", minor: true, does: "print which orgwright this is", run: printVersion,
		examples: []string{"orgwright version", "orgwright version --json"},
		flags:    []cli.Flag{&cli.BoolFlag{Name: "json", Usage: "as one JSON object: version, commit, date, go"}},
	}
}

func printVersion(s *session, c *cli.Context) error {
	b := thisBuild()
	if c.Bool("json") {
		return json.NewEncoder(s.Out).Encode(b)
	}
	_, err := fmt.Fprintf(s.Out, "%s %s (commit %s, %s)\n", program, b.Version, b.Commit, b.Go)
	return err
}

// thisBuild is what the linker was told, else what the Go tool stamped: a
// program built with go install knows its version, one built from a working
// copy its commit.
func thisBuild() build {
	b := build{Version: version, Commit: commit, Date: date, Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok {
		b.fill(info)
	}
	if b.Version == "(devel)" {
		b.Version = ""
	}
	b.Version, b.Commit = cmp.Or(b.Version, "devel"), cmp.Or(b.Commit, "unknown")
	return b
}

func (b *build) fill(info *debug.BuildInfo) {
	if b.Version == "" {
		b.Version = info.Main.Version
	}
	if b.Commit != "" {
		return
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.time":
			b.Date = s.Value
		case s.Key == "vcs.revision":
			b.Commit = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			b.Commit += "-dirty"
		}
	}
}
