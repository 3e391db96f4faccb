package orgwright_test

import (
	"go/token"
	"slices"
	"strings"
	"testing"
)

// A bad file breaks exactly one rule.
type bad struct {
	rule, path, source string
	says               string // part of the complaint
}

const fine = "// Package x is fine.\npackage x\n\n"

var breaks = []bad{
	{"imports as tabled", "schema/x.go", fine + `import _ "` + module + `/engine"`, "without AWS and without a plan"},
	{"imports as tabled", "engine/x.go", fine + `import _ "` + module + `/schema"`, "laws about text"},
	{"imports as tabled", "engine/sandbox/x.go", fine + `import _ "` + module + `/engine/cloud"`, "share its mistakes"},
	{"imports as tabled", "engine/view/x.go", fine + `import _ "` + module + `/engine/kind"`, "draws values"},
	{"imports as tabled", "engine/kind/x.go", fine + `import _ "` + module + `/engine/sandbox"`, "a kind joins"},
	{"imports as tabled", "engine/kind/x.go", fine + `import _ "` + module + `/cmd/orgwright"`, "joined by nothing"},
	{"imports as tabled", "engine/other/x.go", fine + `import _ "` + module + `/engine"`, "not in the import table"},
	{"imports as tabled", "engine/x.go", fine + `import _ "github.com/aws/aws-sdk-go-v2/service/iam"`, "where facts begin"},
	{"imports as tabled", "engine/kind/x.go", fine + `import _ "github.com/goccy/go-yaml/ast"`, "one reader of YAML"},
	{"imports as tabled", "engine/view/x.go", fine + `import _ "github.com/urfave/cli/v2"`, "command line"},
	{"imports as tabled", "cmd/orgwright/x.go", fine + `import _ "example.com/new"`, "not in the table of outside"},
	{"one package comment", "engine/x.go", "package x", "0 package comments"},
	{"one package comment", "engine/x.go", "// What this is.\npackage x", "begins with Package x"},
	{"exported names documented", "engine/x.go", fine + "func Do() {}", "nothing is said"},
	{"exported names documented", "engine/x.go", fine + "// Does things.\nfunc Do() {}", "another word: Does"},
	{"exported names documented", "engine/x.go", fine + "// Do it\nfunc Do() {}", "not a sentence"},
	{"exported names documented", "engine/x.go", fine + "type T struct{}", "nothing is said"},
	{"exported names documented", "engine/x.go", fine + "// T is.\ntype T[A any] struct{}\n\nfunc (*T[A]) Do() {}", "nothing is said"},
	{"exported names documented", "engine/x.go", fine + "const (\n\tA = 1\n\tB = 2\n)", "nothing is said"},
	{"exit in main alone", "cmd/orgwright/x.go", fine + "import \"os\"\n\nfunc f() { os.Exit(1) }", "os.Exit"},
	{"exit in main alone", "schema/x.go", fine + "import \"log\"\n\nfunc f() { log.Fatalf(\"\") }", "log.Fatalf"},
	{"printing in programs alone", "engine/view/x.go", fine + "import \"fmt\"\n\nfunc f() { fmt.Println() }", "fmt.Println"},
	{"printing in programs alone", "schema/x.go", fine + "import sys \"os\"\n\nvar w = sys.Stderr", "sys.Stderr"},
	{"clock and environment from above", "engine/cloud/x.go", fine + "import \"os\"\n\nvar h = os.Getenv(\"HOME\")", "os.Getenv"},
	{"clock and environment from above", "engine/kind/x.go", fine + "import \"math/rand/v2\"\n\nvar n = rand.Int()", "rand.Int"},
	{"clock and environment from above", "engine/kind/x.go", fine + "import \"time\"\n\nvar n = time.Now()", "time.Now"},
	{"no init", "engine/x.go", fine + "func init() {}", "runs unseen"},
	{"no empty names", "engine/x.go", fine + "type roleManager struct{}", "roleManager says nothing"},
	{"no empty names", "engine/x.go", fine + "func helper() {}", "helper says nothing"},
	{"no empty names", "engine/string_utils.go", fine, "name the file"},
	{"partition not assumed", "engine/cloud/x.go", fine + `const a = "arn:aws:iam::"`, "assumes the partition"},
	{"partition not assumed", "cmd/orgwright/x.go", fine + "var a = `arn:aws:iam::`", "assumes the partition"},
	{"short files", "engine/x.go", fine + strings.Repeat("\n", maxFile), "at most 300"},
	{"short functions", "engine/x.go", fine + "func g() {}\n\nfunc f() {" + strings.Repeat("\n", maxFunc) + "}", "61 lines, at most 60"},
	{"mostly tiny functions", "engine/x.go", fine + "func f() {" + strings.Repeat("\n", midFunc+2) + "}", "median 9"},
	{"few parameters", "engine/x.go", fine + "func f(a, b int, _ string, c ...bool) {}\n\nfunc g(a, b, c int, d, e string) {}", "5 parameters"},
}

// TestRulesCanFail has every rule refuse what it is there for, and no other
// rule refuse it with it.
func TestRulesCanFail(t *testing.T) {
	for _, b := range breaks {
		f, err := parse(token.NewFileSet(), b.path, []byte(b.source))
		if err != nil {
			t.Fatalf("%s: %v", b.source, err)
		}
		for _, r := range rules {
			said := strings.Join(r.check([]file{f}), "\n")
			switch {
			case r.name == b.rule && !strings.Contains(said, b.says):
				t.Errorf("%s: %q\nsaid %q, want %q", r.name, b.source, said, b.says)
			case r.name != b.rule && said != "":
				t.Errorf("%s: also refused %q: %s", r.name, b.source, said)
			}
		}
	}
}

// TestRulesAreTried has every rule tried above.
func TestRulesAreTried(t *testing.T) {
	for _, r := range rules {
		if !slices.ContainsFunc(breaks, func(b bad) bool { return b.rule == r.name }) {
			t.Errorf("nothing shows that the rule %q can fail", r.name)
		}
	}
}

// TestRulesAllow has the rules leave alone what is as it should be.
func TestRulesAllow(t *testing.T) {
	for path, source := range map[string]string{
		"cmd/orgwright/main.go": "// Command orgwright is fine.\npackage main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\n\t_ \"" + module +
			"/engine/sandbox\"\n\t_ \"github.com/urfave/cli/v2\"\n)\n\nfunc main() { fmt.Println(os.Getenv(\"x\")); os.Exit(0) }",
		"engine/x.go": fine + "// An Action is one.\ntype Action int\n\n// The actions.\nconst (\n\tA Action = iota\n\tB\n)\n\n" +
			"// Implicit is no Impl.\nfunc Implicit() {}\n\nfunc (a Action) print(os struct{ Stdout int }) int { return os.Stdout }",
		"engine/kind/x.go": fine + "import _ \"github.com/aws/smithy-go\"\n\nconst documentARN = `arn:aws:iam::aws:policy/`",
	} {
		f, err := parse(token.NewFileSet(), path, []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rules {
			if said := r.check([]file{f}); len(said) > 0 {
				t.Errorf("%s refuses %s", r.name, said)
			}
		}
	}
}
