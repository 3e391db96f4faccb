package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strconv"
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

// A signature is the commit that a line of a file is from, and its subject.
type signature struct{ commit, subject string }

// blameOf is who last wrote a line of a file; empty where git does not know, or
// where the line is not committed yet.
func blameOf(path string, line int) signature {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	span := strconv.Itoa(line) + "," + strconv.Itoa(line)
	git := exec.CommandContext(ctx, "git", "-C", filepath.Dir(path), "blame", "--porcelain", "-L", span, "--", filepath.Base(path))
	said, err := git.Output()
	if err != nil {
		return signature{}
	}
	commit, _, _ := strings.Cut(string(said), " ")
	if strings.Trim(commit, "0") == "" || len(commit) < 12 {
		return signature{}
	}
	_, rest, _ := strings.Cut(string(said), "\nsummary ")
	subject, _, _ := strings.Cut(rest, "\n")
	return signature{commit[:12], subject}
}
