package orgwright_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/schema"
)

const schemaLine = "# yaml-language-server: $schema=../../schema/org.schema.json\n"

// TestExamples reads every example, with its policy files, and has its first
// line name the schema, so that an editor completes it.
func TestExamples(t *testing.T) {
	paths, err := filepath.Glob("examples/*/org.yaml")
	if err != nil || len(paths) < 4 {
		t.Fatalf("examples: %v, %v", paths, err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil || !strings.HasPrefix(string(text), schemaLine) {
				t.Errorf("%s does not begin with %q (%v)", path, schemaLine, err)
			}
			org, err := schema.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if len(org.Leaves()) == 0 || len(org.Functions) == 0 || len(org.Users) == 0 {
				t.Errorf("%s: %d accounts, %d functions, %d users", path, len(org.Leaves()), len(org.Functions), len(org.Users))
			}
		})
	}
}

// TestReadme reads the org.yaml that the first page shows.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindSubmatch(page)
	if shown == nil {
		t.Fatal("README.md shows no org.yaml")
	}
	if _, err := schema.Parse("README.md", shown[1], nil); err != nil {
		t.Error(err)
	}
}
