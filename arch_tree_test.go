package orgwright_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// A file is one Go file that people wrote: no test, nothing generated.
type file struct {
	*ast.File
	path  string // from the root, with slashes
	lines int
	set   *token.FileSet
}

func parse(set *token.FileSet, name string, source []byte) (file, error) {
	parsed, err := parser.ParseFile(set, name, source, parser.ParseComments)
	return file{parsed, name, strings.Count(string(source), "\n"), set}, err
}

// readTree parses every Go file of the repository, tests and generated files
// excepted.
func readTree(t *testing.T) []file {
	t.Helper()
	var tree []file
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipDir(d.Name()):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := parse(set, filepath.ToSlash(name), source)
		if err == nil && !ast.IsGenerated(f.File) {
			tree = append(tree, f)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(tree) < 10 {
		t.Fatalf("read %d files only: is this the root of the repository?", len(tree))
	}
	return tree
}

// skipDir leaves out what the go command leaves out.
func skipDir(name string) bool {
	return name == "testdata" || name == "vendor" || len(name) > 1 && (name[0] == '.' || name[0] == '_')
}

// dir is the package's place from the root, "." for the root itself.
func (f file) dir() string { return path.Dir(f.path) }

func (f file) at(pos token.Pos) string {
	p := f.set.Position(pos)
	return p.Filename + ":" + strconv.Itoa(p.Line)
}

// length counts the lines of a function, from its first word to its brace.
func (f file) length(fn *ast.FuncDecl) int {
	return f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line + 1
}

// imported is the path of the package that goes by a name in this file; empty
// when none does.
func (f file) imported(name string) string {
	for _, spec := range f.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		local := path.Base(strings.TrimSuffix(imported, "/v2"))
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local == name {
			return imported
		}
	}
	return ""
}

// declared lists the names that the file gives to packages, types, functions,
// constants and variables.
func (f file) declared() []*ast.Ident {
	names := []*ast.Ident{f.Name}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			names = append(names, d.Name)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				found, _ := specNames(spec)
				names = append(names, found...)
			}
		}
	}
	return names
}

// eachFunc asks about every function; an answer is a fault.
func eachFunc(tree []file, fault func(file, *ast.FuncDecl) string) []string {
	var wrong []string
	for _, f := range tree {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				if said := fault(f, fn); said != "" {
					wrong = append(wrong, f.at(fn.Pos())+": "+fn.Name.Name+": "+said)
				}
			}
		}
	}
	return wrong
}

// receiver names the type a method belongs to; a plain function belongs to
// the package, which counts as exported.
func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return "Package"
	}
	of := fn.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.IndexListExpr:
			of = t.X
		case *ast.Ident:
			return t.Name
		default:
			return ""
		}
	}
}

// words splits a name at its capitals, underscores and hyphens, each part with
// a capital: fooBar_baz is Foo, Bar, Baz.
func words(name string) []string {
	var all []string
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '_' || r == '-' }) {
		start := 0
		for i, r := range part {
			if i > start && unicode.IsUpper(r) && !unicode.IsUpper(rune(part[i-1])) {
				all, start = append(all, capital(part[start:i])), i
			}
		}
		all = append(all, capital(part[start:]))
	}
	return all
}

func capital(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

func hasPrefix(text string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	return false
}
