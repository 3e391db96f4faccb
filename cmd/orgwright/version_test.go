package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionJSON(t *testing.T) {
	code, out, errs := runs(t, "version", "--json")
	var b build
	if err := json.Unmarshal([]byte(out), &b); err != nil || code != codeDone || errs != "" {
		t.Fatalf("exit %d, %v, %s", code, err, errs)
	}
	if b.Version == "" || b.Commit == "" || b.Go == "" {
		t.Errorf("%+v", b)
	}
}

func TestFillFromTheGoTool(t *testing.T) {
	info := &debug.BuildInfo{Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"}, {Key: "vcs.time", Value: "2026-11-22T09:00:00Z"},
	}}
	b := build{}
	if b.fill(info); b.Version != "v1.2.3" || b.Commit != "abc-dirty" || b.Date != "2026-11-22T09:00:00Z" {
		t.Errorf("%+v", b)
	}
	b = build{Version: "1.0", Commit: "def"}
	if b.fill(info); b.Version != "1.0" || b.Commit != "def" {
		t.Errorf("the linker knows better: %+v", b)
	}
}

// A release says what the linker was told, byte for byte.
func TestVersionOfARelease(t *testing.T) {
	if testing.Short() {
		t.Skip("links the program once more")
	}
	t.Parallel()
	path := filepath.Join(t.TempDir(), program)
	made := exec.CommandContext(t.Context(), "go", "build", "-o", path, "-ldflags", "-X main.version=1.2.3 -X main.commit=91ab03d -X main.date=2026-11-22T09:00:00Z", ".")
	if told, err := made.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, told)
	}
	for words, want := range map[string]string{
		"version":        "orgwright 1.2.3 (commit 91ab03d, " + runtime.Version() + ")\n",
		"version --json": `{"version":"1.2.3","commit":"91ab03d","date":"2026-11-22T09:00:00Z","go":"` + runtime.Version() + "\"}\n",
	} {
		out, err := exec.CommandContext(t.Context(), path, strings.Fields(words)...).Output()
		if err != nil || string(out) != want {
			t.Errorf("%s: %v, %q, want %q", words, err, out, want)
		}
	}
}
