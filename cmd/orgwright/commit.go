package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// commitOf is the commit that a file is at, and whether it is as it was
// committed; empty where there is no git to ask.
func commitOf(path string) string {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	ask := func(words ...string) (string, bool) {
		git := exec.CommandContext(ctx, "git", append([]string{"-C", filepath.Dir(path)}, words...)...)
		said, err := git.Output()
		return strings.TrimSpace(string(said)), err == nil
	}
	head, ok := ask("rev-parse", "--short", "HEAD")
	if !ok {
		return ""
	}
	changed, ok := ask("status", "--porcelain", "--", filepath.Base(path))
	switch {
	case !ok:
		return head
	case changed != "":
		return head + " (changed since)"
	default:
		return head + " (clean)"
	}
}
