package main

import (
	goflag "flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = goflag.Bool("update", false, "write the golden files anew")

// TestExamplePlans plans every example on a sandbox where nothing exists yet:
// its plan.txt is what a reader of the example would see.
func TestExamplePlans(t *testing.T) {
	documents, err := filepath.Glob("../../examples/*/org.yaml")
	if err != nil || len(documents) < 4 {
		t.Fatalf("examples: %v, %v", documents, err)
	}
	for _, document := range documents {
		folder := filepath.Dir(document)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			state := filepath.Join(t.TempDir(), "sandbox.json")
			code, out, errs := runs(t, "plan", "--sandbox", state, "-f", document)
			if code != codeDone || errs != "" {
				t.Fatalf("exit %d, stderr %s", code, errs)
			}
			got := strings.NewReplacer(
				" --file "+document, "", document, "org.yaml", state, "sandbox.json",
				"orgwright "+thisBuild().Version+"  ", "orgwright devel  ",
			).Replace(out)
			golden(t, filepath.Join(folder, "plan.txt"), got)
		})
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: the plan is now\n%s", path, got)
	}
}
