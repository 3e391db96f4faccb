package orgwright_test

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// The budgets. They are the better halves of codebases that are pleasant to
// read, and what makes one thing a file and one thought a function.
const (
	maxFile   = 300 // lines
	maxFunc   = 60  // lines
	midFunc   = 8   // lines; half of all functions are no longer
	maxParams = 4
)

func shortFiles(tree []file) []string {
	var wrong []string
	for _, f := range tree {
		if f.lines > maxFile {
			wrong = append(wrong, fmt.Sprintf("%s: %d lines, at most %d: is it still one thing?", f.path, f.lines, maxFile))
		}
	}
	return wrong
}

func shortFunctions(tree []file) []string {
	return eachFunc(tree, func(f file, fn *ast.FuncDecl) string {
		if n := f.length(fn); n > maxFunc {
			return fmt.Sprintf("%d lines, at most %d", n, maxFunc)
		}
		return ""
	})
}

func mostlyTiny(tree []file) []string {
	var lengths []int
	eachFunc(tree, func(f file, fn *ast.FuncDecl) string {
		lengths = append(lengths, max(f.length(fn)-2, 1)) // of the body: what a reader has to follow
		return ""
	})
	if len(lengths) == 0 {
		return nil
	}
	slices.Sort(lengths)
	if mid := lengths[(len(lengths)-1)/2]; mid > midFunc {
		return []string{fmt.Sprintf("half of the %d functions are longer than %d lines (median %d)", len(lengths), midFunc, mid)}
	}
	return nil
}

func fewParameters(tree []file) []string {
	return eachFunc(tree, func(_ file, fn *ast.FuncDecl) string {
		n := 0
		for _, p := range fn.Type.Params.List {
			n += max(len(p.Names), 1)
		}
		if n > maxParams {
			return fmt.Sprintf("%d parameters, at most %d", n, maxParams)
		}
		return ""
	})
}

// exportedDocumented wants a sentence about every exported name, beginning
// with the name, as go doc shows it.
func exportedDocumented(tree []file) []string {
	wrong := eachFunc(tree, func(_ file, fn *ast.FuncDecl) string {
		if !fn.Name.IsExported() || !ast.IsExported(receiver(fn)) {
			return ""
		}
		return docFault(fn.Doc, fn.Name.Name)
	})
	for _, f := range tree {
		for _, d := range f.Decls {
			if gen, ok := d.(*ast.GenDecl); ok {
				wrong = append(wrong, groupFaults(f, gen)...)
			}
		}
	}
	return wrong
}

// groupFaults judges types, constants and variables. Those that stand in one
// group may share its comment, which then need not name each.
func groupFaults(f file, gen *ast.GenDecl) []string {
	var wrong []string
	for _, spec := range gen.Specs {
		names, own := specNames(spec)
		for _, name := range names {
			fault := ""
			switch {
			case !name.IsExported():
			case own == nil && len(gen.Specs) > 1 && gen.Doc != nil && !isType(spec):
			case own == nil:
				fault = docFault(gen.Doc, name.Name)
			default:
				fault = docFault(own, name.Name)
			}
			if fault != "" {
				wrong = append(wrong, f.at(name.Pos())+": "+name.Name+": "+fault)
			}
		}
	}
	return wrong
}

func specNames(spec ast.Spec) ([]*ast.Ident, *ast.CommentGroup) {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return []*ast.Ident{s.Name}, s.Doc
	case *ast.ValueSpec:
		return s.Names, s.Doc
	default:
		return nil, nil
	}
}

func isType(spec ast.Spec) bool {
	_, ok := spec.(*ast.TypeSpec)
	return ok
}

func docFault(doc *ast.CommentGroup, name string) string {
	text := strings.TrimSpace(doc.Text())
	first, _, _ := strings.Cut(text, "\n\n")
	switch {
	case text == "":
		return "exported, and nothing is said about it"
	case !hasPrefix(text, name+" ", "A "+name+" ", "An "+name+" ", "The "+name+" ", name+", ", name+"'s "):
		return "its comment begins with another word: " + strings.Fields(text)[0]
	case !strings.ContainsAny(first[len(first)-1:], ".:?"):
		return "its comment is not a sentence"
	}
	return ""
}
