package main

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

// loadAt reads the document that the command line names as it was at a commit,
// with the policy files that it had then, and says which commit that is.
func (s *session) loadAt(c *cli.Context, revision string) (*schema.Org, string, error) {
	path := c.String("file")
	tree := gitTree{c.Context, filepath.Dir(path), ""}
	said, err := tree.git("rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{commit}")
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return nil, "", failed(fmt.Errorf("read %s at %s: there is no git to ask", path, view.Escape(revision))).hint("install git")
	case err != nil:
		return nil, "", failed(fmt.Errorf("read %s at %s: git knows no such commit here", path, view.Escape(revision))).
			hint("name a commit, a branch or a tag; git log -- %s lists some", path)
	}
	tree.commit = strings.TrimSpace(string(said))
	src, err := fs.ReadFile(tree, filepath.Base(path))
	if err != nil {
		return nil, "", failed(fmt.Errorf("%s is not in commit %.12s", path, tree.commit)).hint("git log -- %s lists the commits that have it", path)
	}
	org, err := schema.Parse(path, src, tree)
	if problems, ok := schema.AsProblems(err); ok {
		fmt.Fprintln(s.Err, problems)
		return nil, "", failed(fmt.Errorf("%s at %.12s has %s", path, tree.commit, count(len(problems), "error")))
	}
	return org, tree.commit, err
}

// A gitTree is the files of a commit, below a folder of the working tree.
type gitTree struct {
	ctx            context.Context
	folder, commit string
}

// Open reads one file: git hands it over as an archive of that file alone.
func (t gitTree) Open(name string) (fs.File, error) {
	packed, err := t.git("--literal-pathspecs", "archive", "--format=zip", t.commit, "--", filepath.FromSlash(name))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	files, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return files.Open(name)
}

func (t gitTree) git(words ...string) ([]byte, error) {
	return exec.CommandContext(t.ctx, "git", append([]string{"-C", t.folder}, words...)...).Output()
}
