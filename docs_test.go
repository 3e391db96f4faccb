package orgwright_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

var update = flag.Bool("update", false, "write the tables of docs/language.md anew")

const languagePage = "docs/language.md"

// A table in the page stands between its two comments.
var table = regexp.MustCompile(`(?s)<!-- (keys of (\w+)|built-in guardrails) -->\n.*?<!-- end -->`)

// TestLanguagePage holds the tables of the page to the types of the language:
// every key, in the order of the type, with the sentence it has there.
func TestLanguagePage(t *testing.T) {
	types := languageTypes(t)
	page, err := os.ReadFile(languagePage)
	if err != nil {
		t.Fatal(err)
	}
	var shown []string
	want := table.ReplaceAllStringFunc(string(page), func(block string) string {
		name := table.FindStringSubmatch(block)[2]
		shown = append(shown, name)
		if name == "" {
			return guardrailsTable()
		}
		return keysTable(name, types[name])
	})
	if !slices.Contains(shown, "") {
		t.Errorf("%s has no table of the built-in guardrails", languagePage)
	}
	for name := range types {
		if !slices.Contains(shown, name) {
			t.Errorf("%s has no table: put <!-- keys of %[2]s --> and <!-- end --> into %[1]s", languagePage, name)
		}
	}
	if want == string(page) {
		return
	}
	if !*update {
		t.Fatalf("%s is not what schema/org.go says: go test . -update", languagePage)
	}
	if err := os.WriteFile(languagePage, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A key is one key of org.yaml as its Go field describes it.
type key struct {
	name     string
	required bool
	doc      string
}

// languageTypes reads the structs of schema/org.go whose fields are keys.
func languageTypes(t *testing.T) map[string][]key {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "schema/org.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	types := map[string][]key{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if s, ok := spec.Type.(*ast.StructType); ok {
			for _, field := range s.Fields.List {
				if field.Tag != nil && len(field.Names) == 1 && field.Names[0].IsExported() {
					types[spec.Name.Name] = append(types[spec.Name.Name], readKey(field))
				}
			}
		}
		return false
	})
	if len(types) < 10 || len(types["Org"]) < 10 {
		t.Fatalf("read only %d types of the language", len(types))
	}
	return types
}

func readKey(field *ast.Field) key {
	text, _ := strconv.Unquote(field.Tag.Value)
	tag := reflect.StructTag(text)
	name, option, _ := strings.Cut(tag.Get("yaml"), ",")
	k := key{name, tag.Get("required") == "true", tag.Get("doc")}
	if option == "scalar" && !strings.Contains(k.doc, " list ") {
		k.doc += " A list, or one text."
	}
	if words := tag.Get("enum"); words != "" {
		k.doc += " One of: `" + strings.ReplaceAll(words, ",", "`, `") + "`."
	}
	if value := tag.Get("default"); value != "" {
		k.doc += " Default: `" + value + "`."
	}
	return k
}

func keysTable(name string, keys []key) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- keys of %s -->\n| key | | meaning |\n|---|---|---|\n", name)
	for _, k := range keys {
		must := ""
		if k.required {
			must = "required"
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.name, must, strings.ReplaceAll(strings.ReplaceAll(k.doc, "|", `\|`), "*", `\*`))
	}
	return b.String() + "<!-- end -->"
}

func guardrailsTable() string {
	var b strings.Builder
	b.WriteString("<!-- built-in guardrails -->\n| guardrail | what it does |\n|---|---|\n")
	for _, name := range policy.BuiltinNames() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", name, policy.BuiltinDescription(name))
	}
	return b.String() + "<!-- end -->"
}

// TestBuiltinGuardrails has the language know the guardrails that there are;
// its package cannot see the one that writes them.
func TestBuiltinGuardrails(t *testing.T) {
	if !slices.Equal(schema.BuiltinGuardrails, policy.BuiltinNames()) {
		t.Errorf("schema knows %v, policy has %v", schema.BuiltinGuardrails, policy.BuiltinNames())
	}
}

// A link in a page, but for those to elsewhere and those within the page.
var link = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// TestLinks has every relative link of the pages lead somewhere.
func TestLinks(t *testing.T) {
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range link.FindAllStringSubmatch(string(text), -1) {
			to := found[1]
			if strings.HasPrefix(page, "docs/") {
				to = "docs/" + to
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: %s leads nowhere", page, found[1])
			}
		}
	}
}

func pages(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir("docs")
	if err != nil {
		t.Fatal(err)
	}
	all := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".md") {
			all = append(all, "docs/"+e.Name())
		}
	}
	return all
}
