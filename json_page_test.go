package orgwright_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const jsonPage = "docs/json.md"

// documents are the files whose types are what programs read.
var documents = []string{
	"engine/review.go",
	"engine/drift.go",
	"engine/change.go",
	"engine/plan.go",
	"engine/access/matrix.go",
	"engine/access/difference.go",
	"engine/access/whocan.go",
	"engine/access/ask.go",
	"engine/view/people.go",
	"cmd/orgwright/report.go",
	"cmd/orgwright/farewell.go",
	"engine/view/root.go",
	"cmd/orgwright/problems.go",
	"engine/view/events.go",
	"cmd/orgwright/events.go",
}

// TestJSONPage has the page name every key of the documents that programs read,
// and every word that may stand in them.
func TestJSONPage(t *testing.T) {
	text, err := os.ReadFile(jsonPage)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, file := range documents {
		words = append(words, jsonKeys(t, file)...)
		words = append(words, typedWords(t, file)...)
	}
	words = append(words, ruleWords(t)...)
	if len(words) < 80 || !slices.Contains(words, "not_started") || !slices.Contains(words, "permanent") || !slices.Contains(words, "conflict") {
		t.Fatalf("read only %d words of the documents: %q", len(words), words)
	}
	for _, word := range words {
		if !strings.Contains(string(text), "`"+word+"`") {
			t.Errorf("%s says nothing of `%s`", jsonPage, word)
		}
	}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(string(text), -1) {
		for word := range strings.SplitSeq(row[1], ", ") {
			if !slices.Contains(words, strings.Trim(word, "`")) {
				t.Errorf("%s has %s, which no document has", jsonPage, word)
			}
		}
	}
}

// jsonKeys are the keys of the structs of a file.
func jsonKeys(t *testing.T, file string) []string {
	var keys []string
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		if f, ok := n.(*ast.Field); ok && f.Tag != nil {
			text, _ := strconv.Unquote(f.Tag.Value)
			key, _, _ := strings.Cut(reflect.StructTag(text).Get("json"), ",")
			keys = append(keys, key)
		}
		return true
	})
	return keys
}

// typedWords are the constants of a file whose type is named: risks,
// movements, severities; and the words of actions.
func typedWords(t *testing.T, file string) []string {
	var words []string
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if spec.Type != nil || spec.Names[0].Name == "actionWords" {
			words = append(words, literals(spec)...)
		}
		return false
	})
	return words
}

func literals(n ast.Node) []string {
	var all []string
	ast.Inspect(n, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			word, _ := strconv.Unquote(lit.Value)
			all = append(all, word)
		}
		return true
	})
	return all
}

var ruleWord = regexp.MustCompile(`\bCode:\s+"([a-z-]+)"`)

// ruleWords are the codes of refusals. The rules of findings are on a page of their own.
func ruleWords(t *testing.T) []string {
	var words []string
	for _, folder := range []string{"engine", "engine/kind", "cmd/orgwright"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, found := range ruleWord.FindAllStringSubmatch(string(text), -1) {
				words = append(words, found[1])
			}
		}
	}
	return words
}

func parsed(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
