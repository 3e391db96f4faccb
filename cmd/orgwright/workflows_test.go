package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/orgwright/orgwright/schema"
)

// A workflow is as much of one as is looked at here.
type workflow struct {
	Jobs map[string]struct {
		Environment string
		Permissions map[string]string
		Steps       []struct {
			Name, Run, Uses string
			With            map[string]any
		}
	}
}

func workflowOf(t *testing.T, name string) (w workflow) {
	t.Helper()
	text, err := workflows.ReadFile("workflows/" + name)
	if err != nil {
		t.Fatal(err)
	}
	org, err := schema.Parse("org.yaml", []byte(`
version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
ci: {github: {repository: acme/organization, environment: 'a "b" # c'}}
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal([]byte(workflowValues(org).Replace(string(text))), &w); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w workflow) script(t *testing.T, job, step string) string {
	t.Helper()
	for _, s := range w.Jobs[job].Steps {
		if s.Name == step {
			return s.Run
		}
	}
	t.Fatalf("there is no step %s in %s", step, job)
	return ""
}

// The job with the role that writes is the one in the environment, and no job
// that writes to the organization can write to the repository.
func TestWorkflowRoles(t *testing.T) {
	for _, name := range []string{"orgwright-plan.yml", "orgwright-apply.yml", "orgwright-drift.yml"} {
		for job, j := range workflowOf(t, name).Jobs {
			for _, s := range j.Steps {
				role, _ := s.With["role-to-assume"].(string)
				switch writes := strings.HasSuffix(role, "/ci-apply"); {
				case role == "":
				case writes != (j.Environment == `a "b" # c`):
					t.Errorf("%s: %s becomes %s in environment %q", name, job, role, j.Environment)
				case j.Permissions["id-token"] != "write" || j.Permissions["contents"] != "read":
					t.Errorf("%s: %s has permissions %v", name, job, j.Permissions)
				}
			}
		}
	}
}

// One comment and one issue: made, kept up to date, closed. The gh of this test
// knows what is there, and tells what it was asked to do.
func TestWorkflowsKeepOneOfEach(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil || runtime.GOOS == "windows" {
		t.Skip("SKIPPED: needs bash")
	}
	comment := workflowOf(t, "orgwright-plan.yml").script(t, "plan", "Comment")
	issue := workflowOf(t, "orgwright-drift.yml").script(t, "drift", "Issue")
	for _, c := range []struct{ script, code, there, want string }{
		{comment, "", "", "api --silent repos/acme/organization/issues/7/comments -F body=@plan.md"},
		{comment, "", "41\n42\n", "api --silent -X PATCH repos/acme/organization/issues/comments/41 -F body=@plan.md"},
		{issue, "2", "", "issue create --title The organization is not as org.yaml says --body-file drift.md"},
		{issue, "2", "5\n", "issue edit 5 --body-file drift.md"},
		{issue, "0", "5\n6\n", "issue close 5 --comment The organization is as org.yaml says again."},
		{issue, "0", "", ""},
	} {
		folder := t.TempDir()
		fake := "#!/bin/sh\ncase \"$*\" in *--paginate*) test \"$MARKER\" = '<!-- mark -->' || exit 9; printf \"$THERE\";; *) echo \"$*\" >>asked;; esac\n"
		for name, text := range map[string]string{"gh": fake, "plan.md": "<!-- mark -->\nplan\n", "drift.md": "<!-- mark -->\ndrift\n"} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		run := exec.CommandContext(t.Context(), bash, "-eo", "pipefail", "-c", c.script)
		run.Dir = folder
		run.Env = []string{"PATH=" + folder + ":" + os.Getenv("PATH"), "GITHUB_REPOSITORY=acme/organization", "PULL=7", "CODE=" + c.code, "THERE=" + c.there}
		if out, err := run.CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, out)
		}
		asked, _ := os.ReadFile(filepath.Join(folder, "asked")) // not there when nothing was
		if got := strings.TrimSpace(string(asked)); got != c.want {
			t.Errorf("asked %q, want %q", got, c.want)
		}
	}
}
