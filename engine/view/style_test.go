package view_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/view"
)

func TestStyleFor(t *testing.T) {
	for _, test := range []struct {
		env     string
		noColor bool
		want    bool
	}{
		{env: "", want: false}, // no terminal
		{env: "FORCE_COLOR=1", want: true},
		{env: "CLICOLOR_FORCE=1", want: true},
		{env: "FORCE_COLOR=0", want: false},
		{env: "FORCE_COLOR=1", noColor: true, want: false},
		{env: "FORCE_COLOR=1 NO_COLOR=1", want: false},
		{env: "FORCE_COLOR=1 NO_COLOR=", want: true},
		{env: "FORCE_COLOR=1 TERM=dumb", want: true},
	} {
		env := func(name string) string {
			for _, pair := range strings.Fields(test.env) {
				if k, v, _ := strings.Cut(pair, "="); k == name {
					return v
				}
			}
			return ""
		}
		if got := view.StyleFor(new(bytes.Buffer), env, test.noColor); got.Color != test.want || got.Width != 80 || got.Live {
			t.Errorf("%q, no-color %v: %+v", test.env, test.noColor, got)
		}
	}
}

// On a fresh pseudo-terminal, whose size is 0, there is colour, a
// live line and 80 columns.
func TestStyleForATerminal(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here")
	}
	defer terminal.Close()
	for term, want := range map[string]bool{"xterm": true, "dumb": false} {
		env := func(name string) string { return map[string]string{"TERM": term}[name] }
		if got := view.StyleFor(terminal, env, false); got != (view.Style{Width: 80, Color: want, Live: want}) {
			t.Errorf("TERM=%s: %+v", term, got)
		}
	}
}
