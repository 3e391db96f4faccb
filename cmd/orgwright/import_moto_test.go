package main

import (
	"fmt"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/internal/moto"
)

// strangeOrganizations are made by boto3 alone, each by its script in
// testdata/organizations. What the import of each must have is beside it.
var strangeOrganizations = map[string][]string{
	"bare": {"production: {email: aws+prod@bare.example", "in no unit; its name says non-production", "name: dev playground"},
	"tidy": {
		"adopt: later", "carol@tidy.example: {email: carol@tidy.example, functions: [developers, operations], adopt: true}",
		"description: On call\n    session: 4h\n    grants: [{to: \"*\", managed: [AdministratorAccess]}]\n    path: /\n    adopt: true\n",
		"production: {ou: Production, guardrails: [deny-leaving, eu-only], adopt: true}", "alice: {email: alice@tidy.example",
	},
	"nested": {
		"eu: {ou: Workloads/Prod/EU, guardrails: [no-dynamo], adopt: true}", "unclassified: {ou: /, guardrails: [deny-leaving]}",
		"alias: nested", "password_policy: {min_length: 16", "functions: [Deployers]", "policy/team/deploy", "guardrails: [deny-root]",
	},
	"strangers": {
		"BreakGlass: {grants: [{to: legacy, managed: [AdministratorAccess]}], path: /, adopt: true}", "#   legacy/user/ci-bot",
		"#   legacy/role/vendor", "trusts arn:aws:iam::999999999999:root", "2 for services of AWS: function, instance",
		"#   master/user/terraform", "also in Admins, which is no function",
	},
	"ugly": {
		`ou: "R&D (neu)/Überraschung – 2/Prod's: \"a\" #1"`, `description: "Schön: größer\tals “alles” #1 日本"`, `"true": {adopt: true}`,
		"Deny everything (really)", "its name is that of a built-in guardrail", "state: closed", `"null": {email`,
	},
}

// Five organizations that were made without this program are imported from
// moto and from the sandbox; planning each changes nothing.
func TestMotoImport(t *testing.T) {
	server := moto.Start(t)
	n := 0
	for _, name := range []string{"bare", "tidy", "nested", "strangers", "ugly"} {
		n++
		t.Run(name+"/moto", func(t *testing.T) {
			at, err := url.Parse(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			s := &stage{T: t, aws: httputil.NewSingleHostReverseProxy(at), folder: t.TempDir()}
			s.key, s.secret = server.Administrator(t, fmt.Sprintf("1111111112%02d", n))
			s.imports(name, "moto")
		})
		t.Run(name+"/sandbox", func(t *testing.T) {
			w := sandbox.New(sandbox.Options{Clock: time.Now, CreateDelay: -1, Quota: 40})
			s := &stage{T: t, aws: w, world: w, folder: t.TempDir()}
			admin, err := w.Account(stageMaster, "aws+master@lab.example")
			s.check(err)
			_, err = w.Account(stageDecoy, "vendor@elsewhere.example")
			s.check(err)
			s.key, s.secret = admin.AccessKeyID, admin.SecretAccessKey
			s.imports(name, "sandbox")
		})
	}
}

// imports makes an organization and imports it.
func (s *stage) imports(name, lab string) {
	s.Helper()
	g := opened(s.T, s.aws, nil)
	s.boto(g, name, lab)
	s.start(g, "import").wait().must(s.T, codeDone, "wrote org.yaml")
	text, err := os.ReadFile(filepath.Join(s.folder, "org.yaml"))
	s.check(err)
	for _, words := range strangeOrganizations[name] {
		if !strings.Contains(string(text), words) {
			s.Errorf("%s on %s has no %s:\n%s", name, lab, words, text)
		}
	}
	if strings.Contains(string(text), s.secret) || strings.Contains(string(text), "AKIA") {
		s.Errorf("%s on %s holds a key:\n%s", name, lab, text)
	}
	s.start(g, "validate").wait().must(s.T, codeDone, "is valid")
	s.start(g, "plan", "--detailed-exitcode").wait().must(s.T, codeDone, "No changes")
	s.start(g, "import").wait().must(s.T, codeError, "already there, nothing was written")
	g.within.Wait()
}

// boto has boto3 make an organization behind a gate.
func (s *stage) boto(g *gate, name, lab string) {
	s.Helper()
	folder, err := filepath.Abs(filepath.Join("testdata", "organizations"))
	s.check(err)
	script := exec.CommandContext(s.Context(), "python3", filepath.Join(folder, name+".py"))
	script.Env = append(os.Environ(),
		"AWS_ENDPOINT_URL="+g.server.URL, "AWS_ACCESS_KEY_ID="+s.key, "AWS_SECRET_ACCESS_KEY="+s.secret, "AWS_DEFAULT_REGION=eu-west-1",
		"AWS_EC2_METADATA_DISABLED=true", "HOME="+s.folder, "LAB="+lab, "PYTHONDONTWRITEBYTECODE=1")
	if text, err := script.CombinedOutput(); err != nil {
		s.Fatalf("%s: %v\n%s", name, err, text)
	}
}
