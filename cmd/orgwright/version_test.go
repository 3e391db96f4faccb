package main

import (
	"encoding/json"
	"runtime/debug"
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
		{Key: "vcs.revision", Value: "abc"}, {Key: "vcs.modified", Value: "true"},
	}}
	b := build{}
	if b.fill(info); b.Version != "v1.2.3" || b.Commit != "abc-dirty" {
		t.Errorf("%+v", b)
	}
	b = build{Version: "1.0", Commit: "def"}
	if b.fill(info); b.Version != "1.0" || b.Commit != "def" {
		t.Errorf("the linker knows better: %+v", b)
	}
}
