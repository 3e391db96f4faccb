package main

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

//go:embed templates
var templates embed.FS

func initCommand() *command {
	return &command{
		name: "init", does: "write a commented org.yaml to begin with", args: "[DIR]", max: 1, run: begin,
		examples: []string{"orgwright init", "orgwright init acme"},
		about: "Writes org.yaml, a policies folder and workflows for GitHub into DIR, which is\n" +
			"made when it is not there: plan on a pull request, apply after the merge, drift\n" +
			"every night. Nothing that exists is touched. Where org.yaml is there and has a\n" +
			"ci block, the workflows that are missing are written for it.",
	}
}

// begin writes the templates into a folder: all of them, or none when one of
// them is already there. To a document that speaks of CI it adds the workflows.
func begin(s *session, c *cli.Context) error {
	dir := cmp.Or(c.Args().First(), ".")
	folder, err := makeFolder(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	document := filepath.Join(dir, "org.yaml")
	if org, err := schema.Load(document); err == nil && org.CI != nil {
		if written, err := s.placeWorkflows(folder, dir, org); err != nil || written > 0 {
			return err
		}
	}
	if err := eachFile(func(name string, _ []byte) error { return absent(folder, dir, name) }); err != nil {
		return err
	}
	if err := eachFile(func(name string, text []byte) error { return s.place(folder, dir, name, text) }); err != nil {
		return err
	}
	org, err := schema.Load(document)
	if err != nil {
		return fmt.Errorf("read what was written: %w", err)
	}
	if _, err := s.placeWorkflows(folder, dir, org); err != nil {
		return err
	}
	_, err = fmt.Fprint(s.Out, nextSteps(document))
	return err
}

func makeFolder(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder: %w", err)
	}
	return folder, nil
}

// eachFile calls do with every template, in order, by its name in the folder.
func eachFile(do func(name string, text []byte) error) error {
	return fs.WalkDir(templates, "templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := templates.ReadFile(path)
		if err != nil {
			return err
		}
		return do(strings.TrimPrefix(path, "templates/"), text)
	})
}

func absent(folder *os.Root, dir, name string) error {
	_, err := folder.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look for %s: %w", filepath.Join(dir, name), err)
	}
	return failed(fmt.Errorf("%s is already there, nothing was written", filepath.Join(dir, name))).
		hint("name another folder: orgwright init DIR")
}

// place writes one file and says so.
func (s *session) place(folder *os.Root, dir, name string, text []byte) error {
	if parent := filepath.Dir(name); parent != "." {
		if err := folder.MkdirAll(parent, 0o755); err != nil {
			return fmt.Errorf("make %s: %w", filepath.Join(dir, parent), err)
		}
	}
	if err := writeNew(folder, name, text, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", filepath.Join(dir, name), err)
	}
	_, err := fmt.Fprintln(s.Out, "wrote", view.Escape(filepath.Join(dir, name)))
	return err
}

func nextSteps(path string) string {
	at := ""
	if path != "org.yaml" {
		at = " -f " + shellWord(path)
	}
	return strings.ReplaceAll(`
Next:
  1. change the lines of org.yaml marked CHANGE
  2. orgwright validateAT
  3. orgwright planAT
     with credentials of the master account, or without any AWS account:
     orgwright planAT --sandbox try.json
  4. once it is applied, for CI: uncomment ci in org.yaml, put the account's id
     into the workflows, and let only main deploy to the environment
`, "AT", at)
}
