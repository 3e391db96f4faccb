package main

import (
	"slices"
	"strings"
	"testing"
)

// A glance is what stood on the two streams of one run; each was a terminal or
// a pipe.
type glance struct{ out, errs string }

// glances runs apply with each of its streams as it is wanted.
func glances(t *testing.T, s *stage, outIs, errIs bool, settings []string, words ...string) glance {
	t.Helper()
	g := opened(t, s.aws, nil)
	cmd := s.command(g, settings, words...)
	var out, errs spoken
	cmd.Stdout, cmd.Stderr = &out, &errs
	var outAt, errAt *terminal
	if outIs {
		outAt = opensTerminal(t, 80)
		cmd.Stdout = outAt.File
	}
	if errIs {
		errAt = opensTerminal(t, 80)
		cmd.Stderr = errAt.File
	}
	s.check(cmd.Run())
	g.within.Wait()
	seen := glance{out.String(), errs.String()}
	if outIs {
		seen.out = outAt.looks()
	}
	if errIs {
		seen.errs = errAt.looks()
	}
	return seen
}

// Colour is for terminals, and for those that want it; each stream is asked by
// itself. Otherwise there is no escape at all, and the words are the same.
func TestColourOnTerminals(t *testing.T) {
	var all []tale
	for _, tt := range []struct {
		name         string
		outIs, errIs bool
		settings     []string
		flag         string
		out, errs    bool // whether there is colour
	}{
		{"both are terminals", true, true, nil, "", true, true},
		{"stdout is a terminal", true, false, nil, "", true, false},
		{"stderr is a terminal", false, true, nil, "", false, true},
		{"neither is", false, false, nil, "", false, false},
		{"NO_COLOR", true, true, []string{"NO_COLOR=1"}, "", false, false},
		{"an empty NO_COLOR", true, true, []string{"NO_COLOR="}, "", true, true},
		{"TERM=dumb", true, true, []string{"TERM=dumb"}, "", false, false},
		{"--no-color", true, true, nil, "--no-color", false, false},
		{"FORCE_COLOR", false, false, []string{"FORCE_COLOR=1"}, "", true, true},
		{"--no-color and FORCE_COLOR", true, true, []string{"FORCE_COLOR=1"}, "--no-color", false, false},
	} {
		all = append(all, tale{tt.name, func(t *testing.T) {
			words := append([]string{"apply", "--yes"}, strings.Fields(tt.flag)...)
			g := glances(t, staged(t, tiny), tt.outIs, tt.errIs, tt.settings, words...)
			if strings.Contains(g.out, "\x1b") != tt.out || strings.Contains(g.errs, "\x1b") != tt.errs {
				t.Errorf("stdout %q\nstderr %q", g.out, g.errs)
			}
			holds(t, g.out, "PERMANENT", "GRANTS", "Applied in")
			holds(t, g.errs, "master/account/production")
			lacks(t, g.out, "on the way:", "reading the organization")
			if tt.errIs && !slices.Contains(tt.settings, "TERM=dumb") {
				holds(t, g.errs, "reading the organization", "on the way: master/account/production")
			}
		}})
	}
	tell(t, all...)
}
