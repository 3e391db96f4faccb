package orgwright_test

import (
	"go/ast"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestKindsInOrder has docs/architecture.md list the kinds as All does.
func TestKindsInOrder(t *testing.T) {
	var kinds []string
	ast.Inspect(parsed(t, "engine/kind/kind.go"), func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && spec.Names[0].Name == "All" {
			for _, name := range spec.Values[0].(*ast.CompositeLit).Elts {
				kinds = append(kinds, name.(*ast.Ident).Name)
			}
		}
		return true
	})
	if len(kinds) < 20 {
		t.Fatalf("read only %d kinds: %v", len(kinds), kinds)
	}
	page, err := os.ReadFile("docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	quoted := strings.Join(regexp.MustCompile(`(?m)^> .*$`).FindAllString(string(page), -1), " ")
	if shown := regexp.MustCompile(`[a-z]+`).FindAllString(quoted, -1); !slices.Equal(shown, kinds) {
		t.Errorf("docs/architecture.md lists the kinds as\n%v, they are\n%v", shown, kinds)
	}
}

// TestFieldsOfAKind has CONTRIBUTING.md explain every field by which a kind is
// defined, and none that there is not.
func TestFieldsOfAKind(t *testing.T) {
	var fields []string
	ast.Inspect(parsed(t, "engine/kind/define.go"), func(n ast.Node) bool {
		if spec, ok := n.(*ast.TypeSpec); ok && spec.Name.Name == "define" {
			for _, f := range spec.Type.(*ast.StructType).Fields.List {
				fields = append(fields, f.Names[0].Name)
			}
		}
		return true
	})
	page, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(string(page), -1) {
		for name := range strings.SplitSeq(row[1], ", ") {
			shown = append(shown, strings.Trim(name, "`"))
		}
	}
	slices.Sort(fields)
	slices.Sort(shown)
	if len(fields) < 10 || !slices.Equal(shown, fields) {
		t.Errorf("CONTRIBUTING.md explains\n%v, a kind is defined by\n%v", shown, fields)
	}
}
