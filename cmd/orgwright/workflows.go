package main

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/schema"
)

//go:embed workflows
var workflows embed.FS

// workflowsFolder is where GitHub looks for workflows.
const workflowsFolder = ".github/workflows"

// placeWorkflows writes the workflows that are not there yet into the folder,
// as a document wants them, and tells how many they were.
func (s *session) placeWorkflows(folder *os.Root, dir string, org *schema.Org) (written int, err error) {
	values := workflowValues(org)
	entries, err := workflows.ReadDir("workflows")
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		text, err := workflows.ReadFile(path.Join("workflows", e.Name()))
		if err != nil {
			return written, err
		}
		name := filepath.Join(filepath.FromSlash(workflowsFolder), e.Name())
		switch _, err := folder.Lstat(name); {
		case err == nil:
			continue
		case !errors.Is(err, fs.ErrNotExist):
			return written, fmt.Errorf("look for %s: %w", filepath.Join(dir, name), err)
		}
		if err := s.place(folder, dir, name, []byte(values.Replace(string(text)))); err != nil {
			return written, err
		}
		written++
	}
	return written, nil
}

// workflowValues are what the templates leave open. Texts of the document are
// written as JSON strings, which are YAML; the formats of the language keep
// braces, and so GitHub's expressions, out of them.
func workflowValues(org *schema.Org) *strings.Replacer {
	environment := "production"
	if org.CI != nil {
		environment = org.CI.GitHub.Environment
	}
	plan, apply := kind.CIRoles(org)
	return strings.NewReplacer(
		"@PLAN_ROLE@", quoted(plan), "@APPLY_ROLE@", quoted(apply), "@REGION@", quoted(org.Organization.HomeRegion),
		"@ENVIRONMENT@", quoted(environment), "@PACKAGE@", "github.com/orgwright/orgwright/cmd/orgwright@"+released(),
	)
}

func quoted(s string) string {
	text, _ := json.Marshal(s) // a string always can be
	return string(text)
}

// released is the version that workflows install: this one, or, of a build that
// is no release, the latest.
func released() string {
	if v := thisBuild().Version; strings.HasPrefix(v, "v") && !strings.ContainsAny(v, "-+ ") {
		return v
	}
	return "latest"
}
