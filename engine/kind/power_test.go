package kind

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// uncalled are the powers that no call of ours has the name of, and why they
// are needed.
var uncalled = map[string]string{
	"iam:CreateServiceLinkedRole": "AWS makes its own role with the organization, in the caller's name",
}

// free are calls that need no permission (AWS: STS API, GetCallerIdentity).
var free = []string{"sts:GetCallerIdentity"}

// services are the prefixes of actions, by the field or package a call is made
// through.
var services = map[string]string{
	"IAM": "iam", "iam": "iam", "Organizations": "organizations", "organizations": "organizations",
	"Contacts": "account", "account": "account", "STS": "sts", "sts": "sts",
	"cloudtrail": "cloudtrail",
}

// Every call that this package and package cloud can make is among the powers,
// and every power is one that a call needs.
func TestPowersAreTheCalls(t *testing.T) {
	called := map[string]bool{}
	for _, dir := range []string{".", "../cloud"} {
		for action, at := range callsIn(t, dir) {
			called[action] = true
			if !slices.Contains(allPowers(), action) && !slices.Contains(free, action) {
				t.Errorf("%s calls %s, which is not among the powers", at, action)
			}
		}
	}
	for _, action := range allPowers() {
		if why := uncalled[action]; !called[action] && why == "" {
			t.Errorf("no call needs %s", action)
		}
	}
}

func allPowers() []string {
	all := strings.Fields(personal + " " + asked)
	for _, p := range powers {
		all = append(all, strings.Fields(p.actions)...)
	}
	return all
}

// callsIn finds the operations that a folder's code calls on clients and
// paginators, each with a place.
func callsIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	set := token.NewFileSet()
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(set, path, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if action := operation(call); action != "" {
					found[action] = set.Position(call.Pos()).String()
				}
			}
			return true
		})
	}
	if len(found) < 5 {
		t.Fatalf("found only %v in %s", found, dir)
	}
	return found
}

// operation is the action of a call such as in.IAM.CreateRole(…) or
// iam.NewListRolesPaginator(…), or "".
func operation(call *ast.CallExpr) string {
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if pkg, ok := f.X.(*ast.Ident); ok {
		name, paged := strings.CutSuffix(strings.TrimPrefix(f.Sel.Name, "New"), "Paginator")
		if service := services[pkg.Name]; service != "" && paged {
			return service + ":" + name
		}
		return ""
	}
	if client, ok := f.X.(*ast.SelectorExpr); ok {
		if service := services[client.Sel.Name]; service != "" {
			return service + ":" + f.Sel.Name
		}
	}
	return ""
}

// What may be read writes nothing, whatever else it says.
func TestReadingWritesNothing(t *testing.T) {
	o := parse(t, full)
	for _, account := range []string{cloud.Master, anyLeaf} {
		for _, s := range MayRead(o, account).Statement {
			for _, action := range s.Action {
				_, verb, _ := strings.Cut(action, ":")
				if verb != "GenerateCredentialReport" && verb != "LookupEvents" && !strings.HasPrefix(verb, "Get") && !strings.HasPrefix(verb, "List") && !strings.HasPrefix(verb, "Describe") {
					t.Errorf("%s: %s is no read", account, action)
				}
			}
		}
	}
	if cloud.GitHub != policy.GitHubHost {
		t.Errorf("cloud knows GitHub as %s, policy as %s", cloud.GitHub, policy.GitHubHost)
	}
}

// CI's roles hold what AWS allows a role: 10,240 characters inside it, 2,048 of
// trust.
func TestCIRolesFit(t *testing.T) {
	w := &Wish{Org: parse(t, full), Names: cloud.NewNames("aws", masterID, nil)}
	for name, b := range map[string]ciroleBody{ciPlan: w.ciPlan(), ciApply: w.ciApply(), ciRead: w.ciRead()} {
		size := 0
		for _, p := range b.Policies {
			size += policy.Size(p.Document.String())
		}
		t.Logf("%s: %d of %d, trust %d of %d", name, size, policy.InlineRole, policy.Size(b.Trust.String()), policy.TrustDefault)
		if size > policy.InlineRole || policy.Size(b.Trust.String()) > policy.TrustDefault {
			t.Errorf("%s does not fit", name)
		}
	}
}
