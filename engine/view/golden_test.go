package view_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/view"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares what draw writes, at three widths and in colour, with files
// of testdata, and checks the laws of every page.
func golden(t *testing.T, name string, draw func(*bytes.Buffer, view.Style) error) {
	t.Helper()
	for suffix, style := range map[string]view.Style{
		"60": {Width: 60}, "80": {Width: 80}, "120": {Width: 120}, "80.color": {Width: 80, Color: true},
	} {
		var out bytes.Buffer
		if err := draw(&out, style); err != nil {
			t.Fatal(err)
		}
		if !style.Color {
			tidy(t, name+suffix, out.String())
		}
		same(t, filepath.Join("testdata", name+"."+suffix+".txt"), out.String())
		if style.Color && uncolored(out.String()) != render(t, draw) {
			t.Errorf("%s: colour changes the text", name)
		}
	}
}

func render(t *testing.T, draw func(*bytes.Buffer, view.Style) error) string {
	t.Helper()
	var out bytes.Buffer
	if err := draw(&out, view.Style{Width: 80}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func same(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run go test -update and read the change. Got:\n%s", path, got)
	}
}

// tidy checks what every page promises: ASCII, no trailing spaces, no two
// empty lines in a row, and one newline at the end.
func tidy(t *testing.T, name, page string) {
	t.Helper()
	if !strings.HasSuffix(page, "\n") || strings.HasSuffix(page, "\n\n") || strings.Contains(page, "\n\n\n") {
		t.Errorf("%s: stray empty lines", name)
	}
	for line := range strings.Lines(page) {
		if strings.HasSuffix(strings.TrimSuffix(line, "\n"), " ") {
			t.Errorf("%s: trailing space in %q", name, line)
		}
		for _, r := range line {
			if r > 0x7e {
				t.Errorf("%s: %q is not ASCII", name, r)
			}
		}
	}
}

// uncolored takes the SGR sequences out.
func uncolored(s string) string {
	var out strings.Builder
	for {
		before, after, found := strings.Cut(s, "\x1b[")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		_, s, _ = strings.Cut(after, "m")
	}
}
