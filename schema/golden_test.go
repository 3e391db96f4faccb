package schema_test

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/orgwright/orgwright/schema"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the goldens and org.schema.json anew")

// archive reads a file of testdata: an org.yaml, the files beside it, and the
// problems that are expected of it.
func archive(t testing.TB, file string) (a *txtar.Archive, src []byte, files fs.FS) {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	beside := fstest.MapFS{}
	for _, f := range a.Files {
		if f.Name == "org.yaml" {
			src = f.Data
		} else if f.Name != "problems" {
			beside[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return a, src, beside
}

func archives(t testing.TB, dir string) []string {
	t.Helper()
	all, err := filepath.Glob("testdata/" + dir + "/*.txtar")
	if err != nil || len(all) == 0 {
		t.Fatalf("no archives in testdata/%s: %v", dir, err)
	}
	return all
}

func TestBroken(t *testing.T) {
	for _, file := range archives(t, "broken") {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, src, beside := archive(t, file)
			_, err := schema.Parse("org.yaml", src, beside)
			var found schema.Problems
			if !errors.As(err, &found) || len(found) == 0 {
				t.Fatalf("Parse: %v, want problems", err)
			}
			golden(t, file, a, found.Error()+"\n")
			inOrder(t, found)
		})
	}
}

// golden compares with the last file of an archive, or writes it.
func golden(t *testing.T, file string, a *txtar.Archive, got string) {
	t.Helper()
	last := a.Files[len(a.Files)-1]
	if *update {
		if last.Name == "problems" {
			a.Files = a.Files[:len(a.Files)-1]
		}
		a.Files = append(a.Files, txtar.File{Name: "problems", Data: []byte(got)})
		if err := os.WriteFile(file, txtar.Format(a), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if last.Name != "problems" {
		t.Fatal("no golden; run go test ./schema -update")
	}
	if d := cmp.Diff(string(last.Data), got); d != "" {
		t.Errorf("problems differ (- want, + got):\n%s", d)
	}
}

// inOrder holds problems to the order of lines, file by file.
func inOrder(t *testing.T, found schema.Problems) {
	t.Helper()
	for i, p := range found {
		if i > 0 && p.File == found[i-1].File && p.Line < found[i-1].Line {
			t.Errorf("%s comes after %s", p, found[i-1])
		}
		for _, r := range p.Text() {
			if r < ' ' && r != '\n' || 0x202a <= r && r <= 0x202e {
				t.Errorf("%q holds %U", p.Text(), r)
			}
		}
	}
}

func TestValid(t *testing.T) {
	for _, file := range archives(t, "valid") {
		_, src, beside := archive(t, file)
		if _, err := schema.Parse(file, src, beside); err != nil {
			t.Errorf("%v", err)
		}
	}
}
