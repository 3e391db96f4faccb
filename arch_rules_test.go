package orgwright_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
)

// A rule is one thing that is true of all code people wrote here, tests aside.
type rule struct {
	name  string
	check func(tree []file) []string // the faults, each with its place
}

var rules = []rule{
	{"imports as tabled", importsAsTabled},
	{"one package comment", onePackageComment},
	{"exported names documented", exportedDocumented},
	{"exit in main alone", exitInMainAlone},
	{"printing in programs alone", printingInProgramsAlone},
	{"clock and environment from above", clockFromAbove},
	{"no init", noInit},
	{"no empty names", noEmptyNames},
	{"partition not assumed", partitionNotAssumed},
	{"short files", shortFiles},
	{"short functions", shortFunctions},
	{"mostly tiny functions", mostlyTiny},
	{"few parameters", fewParameters},
}

// onePackageComment wants a newcomer to find one answer to "what is this".
func onePackageComment(tree []file) []string {
	comments := map[string][]string{}
	var dirs, wrong []string
	for _, f := range tree {
		if !slices.Contains(dirs, f.dir()) {
			dirs = append(dirs, f.dir())
		}
		if f.Doc != nil {
			comments[f.dir()] = append(comments[f.dir()], f.path)
			if text := f.Doc.Text(); !hasPrefix(text, "Package "+f.Name.Name+" ", "Command "+path.Base(f.dir())+" ") {
				wrong = append(wrong, f.path+": the package comment begins with Package "+f.Name.Name)
			}
		}
	}
	for _, dir := range dirs {
		if n := len(comments[dir]); n != 1 {
			wrong = append(wrong, fmt.Sprintf("%s: %d package comments %v, want one", dir, n, comments[dir]))
		}
	}
	return wrong
}

// calls finds uses of package-level names such as os.Exit. A name that ends in
// a point stands for all that begin so.
func calls(f file, names ...string) []string {
	var found []string
	ast.Inspect(f.File, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := sel.X.(*ast.Ident); ok && slices.ContainsFunc(names, func(want string) bool {
				return matches(f.imported(pkg.Name)+"."+sel.Sel.Name, want)
			}) {
				found = append(found, f.at(sel.Pos())+": "+pkg.Name+"."+sel.Sel.Name)
			}
		}
		return true
	})
	return found
}

func matches(name, want string) bool {
	prefix, open := strings.CutSuffix(want, "*")
	return name == want || open && strings.HasPrefix(name, prefix)
}

// callsBelow finds such uses in all packages that are no programs.
func callsBelow(tree []file, names ...string) []string {
	var wrong []string
	for _, f := range tree {
		if !isDoor(f.dir()) {
			wrong = append(wrong, calls(f, names...)...)
		}
	}
	return wrong
}

// exitInMainAlone keeps the end of the process in one visible place, so that
// everything above can add context and clean up.
func exitInMainAlone(tree []file) []string {
	var wrong []string
	for _, f := range tree {
		if f.Name.Name != "main" || path.Base(f.path) != "main.go" {
			wrong = append(wrong, calls(f, "os.Exit", "log.Fatal*", "log.Panic*")...)
		}
	}
	return wrong
}

// printingInProgramsAlone makes all other packages say things by returning
// them, or by writing to a writer that they were handed.
func printingInProgramsAlone(tree []file) []string {
	return callsBelow(tree, "fmt.Print*", "os.Stdout", "os.Stderr", "log.Print*", "log.Default")
}

// clockFromAbove keeps what is not reproducible in the programs: a plan that
// asked the clock or the environment could not be made twice. Those that talk
// over the wire, and wait, may look at a clock.
func clockFromAbove(tree []file) []string {
	still := slices.DeleteFunc(slices.Clone(tree), func(f file) bool {
		return f.dir() == "engine/cloud" || f.dir() == "engine/sandbox"
	})
	tree = slices.DeleteFunc(slices.Clone(tree), func(f file) bool { return f.dir() == "internal/moto" }) // starts a program for tests
	wrong := callsBelow(tree, "os.Getenv", "os.LookupEnv", "os.Environ", "os.Getwd", "os.Hostname", "math/rand.*", "math/rand/v2.*")
	return append(wrong, callsBelow(still, "time.Now", "time.Since", "time.Until")...)
}

// noInit wants nothing to happen because a package was imported.
func noInit(tree []file) []string {
	return eachFunc(tree, func(f file, fn *ast.FuncDecl) string {
		if fn.Recv == nil && fn.Name.Name == "init" {
			return "init runs unseen"
		}
		return ""
	})
}

var emptyWord = regexp.MustCompile(`^(Manager|Helper|Util|Utility|Impl)s?$`)

// noEmptyNames refuses words that fit anything and so say nothing.
func noEmptyNames(tree []file) []string {
	var wrong []string
	for _, f := range tree {
		for _, name := range f.declared() {
			if i := slices.IndexFunc(words(name.Name), emptyWord.MatchString); i >= 0 {
				wrong = append(wrong, f.at(name.Pos())+": "+name.Name+" says nothing: name it for what it promises")
			}
		}
		if base := strings.TrimSuffix(path.Base(f.path), ".go"); slices.ContainsFunc(words(base), emptyWord.MatchString) {
			wrong = append(wrong, f.path+": name the file for what it holds")
		}
	}
	return wrong
}

// partitionNotAssumed keeps the other partitions (aws-cn, aws-us-gov) possible.
// Plans say arn:aws:, whatever the partition; names.go is where that becomes
// the wire's word, and nothing else that talks to AWS writes one.
func partitionNotAssumed(tree []file) []string {
	var wrong []string
	for _, f := range tree {
		if !hasPrefix(f.dir()+"/", "engine/cloud/", "cmd/") || f.path == "engine/cloud/names.go" {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING && strings.Contains(lit.Value, "arn:aws:") {
				wrong = append(wrong, f.at(lit.Pos())+": a literal arn:aws: assumes the partition")
			}
			return true
		})
	}
	return wrong
}
