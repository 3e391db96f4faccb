package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

// sources are the program's own files, by their paths.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, folder := range []string{".", "../../schema", "../../engine", "../../engine/kind"} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			all[f] = string(text)
		}
	}
	return all
}

// Every code that the program uses is explained, and every explained one used;
// none twice.
func TestEveryCodeIsExplained(t *testing.T) {
	quoted := regexp.MustCompile(`"(ORG[0-9]{3})"`)
	used := map[string]bool{}
	for path, text := range sources(t) {
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			used[m[1]] = used[m[1]] || !strings.HasSuffix(path, "_test.go")
		}
	}
	explained := codes()
	if !slices.IsSorted(explained) || len(slices.Compact(slices.Clone(explained))) != len(explained) {
		t.Errorf("the page has a code twice, or out of order: %v", explained)
	}
	for _, code := range explained {
		if !used[code] {
			t.Errorf("%s is explained in docs/codes.md and used nowhere", code)
		}
		delete(used, code)
	}
	for code, really := range used {
		if really {
			t.Errorf("%s is used and has no section in docs/codes.md", code)
		}
	}
}

// Every safety rule of a plan has a number, under whose section its name stands.
func TestRefusalsAreNumbered(t *testing.T) {
	named := regexp.MustCompile(`Refusal\{\s*Code:\s*"([^"]+)"`)
	names := map[string]string{}
	for _, e := range explanations() {
		names[e.name] = e.code
	}
	found := 0
	for path, text := range sources(t) {
		for _, m := range named.FindAllStringSubmatch(text, -1) {
			found++
			number := engine.Numbered([]engine.Refusal{{Code: m[1]}})[0].Number
			if number == "" || names[m[1]] != number {
				t.Errorf("%s: the refusal %q has the number %q in engine/refusal.go and %q in docs/codes.md", path, m[1], number, names[m[1]])
			}
		}
	}
	if found < 5 {
		t.Errorf("only %d refusals found", found)
	}
}

// unwritten are documents for the codes whose section has no example, since it
// would not be seen.
var unwritten = map[string]string{
	"ORG113": "version: 1\norganization: {name: \"ac\u202eme\", home_region: eu-west-1}\n",
	"ORG114": strings.Repeat("#\n", 10_001),
	"ORG115": "version: \xff\n",
	"ORG117": "# nothing\n",
	"ORG118": "version: " + strings.Repeat("[", 70) + "\n",
	"ORG121": "version: 1\norganization:\n\tname: acme\n",
	"ORG141": codeBase["version"] + codeBase["organization"] + codeBase["master"] + "guardrails:\n  own: {description: Own, policy: policy.json}\n",
	"ORG205": "\ufeff" + exampleOf(""),
}

const denyIAM = `{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]}`

// codeBase is what an example of the page does not say, by its first key.
var codeBase = map[string]string{
	"version":         "version: 1\n",
	"organization":    "organization: {name: acme, home_region: eu-west-1}\n",
	"master":          "master: {id: \"111111111111\", email: aws+master@acme.example}\n",
	"classifications": "classifications:\n  production: {}\n",
	"accounts":        "accounts:\n  production: {email: aws+prod@acme.example, classification: production}\n",
	"functions":       "functions:\n  operations: {grants: [{to: \"*\", managed: [AdministratorAccess]}]}\n",
	"users":           "users:\n  alice: {email: alice@acme.example, functions: [operations]}\n",
}

// exampleOf is a whole document around an example.
func exampleOf(example string) string {
	doc := ""
	for _, key := range []string{"version", "organization", "master", "classifications", "accounts", "functions", "users"} {
		if !strings.Contains("\n"+example, "\n"+key+":") {
			doc += codeBase[key]
		}
	}
	return doc + example
}

// Each problem's section has an example that leads to it, and what is then told
// is pinned, code by code.
func TestExamplesOfCodes(t *testing.T) {
	fence := regexp.MustCompile("(?s)```yaml\n(.*?)```")
	for _, e := range explanations() {
		if ofPlan(e.code) {
			continue
		}
		t.Run(e.code, func(t *testing.T) {
			doc := unwritten[e.code]
			if m := fence.FindStringSubmatch(strings.Join(e.lines, "\n")); m != nil {
				doc = exampleOf(m[1])
			}
			folder := t.TempDir()
			path := filepath.Join(folder, "org.yaml")
			journal := ""
			if strings.Contains(doc, "\nuses:") {
				journal, doc = doc[strings.Index(doc, "version: 1\nuses:"):], exampleOf("")
			}
			if journal != "" {
				if err := os.WriteFile(filepath.Join(folder, "root-log.yaml"), []byte(journal), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for name, text := range map[string]string{"org.yaml": doc, "policy.json": "[]", "deny-iam.json": denyIAM} {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, out, errs := runs(t, "validate", "-f", path)
			got := strings.ReplaceAll(out+errs, folder+string(filepath.Separator), "")
			if !strings.Contains(got, "["+e.code+"]") {
				t.Errorf("not told:\n%s", got)
			}
			golden(t, filepath.Join("testdata", "codes", e.code+".txt"), got)
		})
	}
}

// Each refusal's number is seen by a story or a test, in what it prints.
func TestRefusalsAreSeen(t *testing.T) {
	var told strings.Builder
	for _, pattern := range []string{"testdata/*.txtar", "*_test.go", "../../docs/first-hour.md", "../../engine/view/testdata/*.*", "../../engine/*_test.go", "../../engine/kind/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintln(&told, string(text))
		}
	}
	for _, e := range explanations() {
		if ofPlan(e.code) && !strings.Contains(told.String(), e.code) && !strings.Contains(told.String(), strconv.Quote(e.name)) && !strings.Contains(told.String(), e.name+" master/") {
			t.Errorf("no test sees %s", e.code)
		}
	}
}
