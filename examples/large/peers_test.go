package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// small is the size that the tests look at: an account of each sort.
var small = size{accounts: 3, functions: 2, users: 3}

// texts are the files of a format by name.
func texts(t *testing.T, format string, s size) map[string]string {
	t.Helper()
	all, err := pages(format, s)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]string{}
	for _, p := range all {
		if by[p.name] != "" {
			t.Errorf("%s: %s is written twice", format, p.name)
		}
		by[p.name] = p.text
	}
	return by
}

// TestPagesAreRead has every file of every format be what its name says: JSON,
// or YAML whatever its tags.
func TestPagesAreRead(t *testing.T) {
	for format, files := range map[string]int{"orgwright": 1, "terraform": 10, "org-formation": 5, "aws-orgs": 10} {
		all := texts(t, format, small)
		if len(all) != files {
			t.Errorf("%s has %d files, want %d", format, len(all), files)
		}
		for name, text := range all {
			var value any
			err := error(nil)
			switch filepath.Ext(name) {
			case ".json":
				err = json.Unmarshal([]byte(text), &value)
			case ".yml", ".yaml":
				err = yaml.Unmarshal([]byte(text), &value)
			}
			if err != nil {
				t.Errorf("%s: %s: %v", format, name, err)
			}
		}
	}
}

// TestTerraformReads asks Terraform itself.
func TestTerraformReads(t *testing.T) {
	if _, err := exec.LookPath("terraform"); err != nil {
		t.Skip("terraform is not installed: nobody has read the .tf files")
	}
	folder := t.TempDir()
	all, err := pages("terraform", small)
	if err = errors.Join(err, lay(folder, all)); err != nil {
		t.Fatal(err)
	}
	if said, err := exec.CommandContext(t.Context(), "terraform", "fmt", "-check", "-diff", "-recursive", folder).CombinedOutput(); err != nil {
		t.Errorf("terraform fmt: %v\n%s", err, said)
	}
}

// TestSameOrganization finds what org.yaml has in the input of each tool.
func TestSameOrganization(t *testing.T) {
	for format, parts := range map[string]map[string]int{
		"terraform": {
			"alias                   = \"leaf-": 3, "module \"leaf-": 3, `"unit": "Production"`: 2, `"unit": "NonProduction"`: 1,
			`"managed": "ReadOnlyAccess"`: 1, `"user-0003": "function-01"`: 1, "organizations:LeaveOrganization": 1, "large-function-02/*": 1,
		},
		"org-formation": {
			"OC::ORG::Account": 3, "!Ref Leaf0003": 1, "ServiceControlPolicies: !Ref NoLeaving": 2, "managedPolicy: ReadOnlyAccess": 1,
			"UserName: user-0003, Path: /orgwright/, Groups: [function-01]": 1, "organizations:LeaveOrganization": 1, "DependsOn: [Function01, Function02]": 1,
		},
		"aws-orgs": {
			"{Name: leaf-": 3, "Accounts: [leaf-0001, leaf-0002]": 1, "Accounts: [leaf-0003]": 1, "Members: [user-0001, user-0003]": 1,
			"Policies: [ReadOnlyAccess, function-02], TrustingAccount: [leaf-0001, leaf-0002, leaf-0003]": 1, "RequireMFA: true": 2,
			"organizations:LeaveOrganization": 1, "PolicyName: self-service": 1,
		},
	} {
		var text strings.Builder
		for _, p := range texts(t, format, small) {
			text.WriteString(p)
		}
		for part, want := range parts {
			if n := strings.Count(text.String(), part); n != want {
				t.Errorf("%s: %d times %q, want %d", format, n, part, want)
			}
		}
	}
}

// TestLimits divides people over templates, and refuses what org-formation
// cannot say.
func TestLimits(t *testing.T) {
	all := texts(t, "org-formation", size{accounts: 90, functions: 1, users: 401})
	if strings.Count(all["people-2.yml"], "AWS::IAM::User") != 1 || strings.Contains(all["people-2.yml"], "SelfService") {
		t.Errorf("people-2.yml is\n%s", all["people-2.yml"])
	}
	if _, err := pages("org-formation", size{accounts: 91, functions: 1, users: 1}); err == nil {
		t.Error("91 roles in an inline policy")
	}
	if _, err := pages("pulumi", small); err == nil || !strings.Contains(err.Error(), "org-formation or aws-orgs") {
		t.Errorf("an unknown format: %v", err)
	}
}

// TestLay writes folders as they are wanted, and nothing over anything.
func TestLay(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "new")
	if err := generate("terraform", folder, small); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(folder, "leaf", "main.tf")
	if text, err := os.ReadFile(kept); err != nil || !strings.Contains(string(text), "aws_iam_role_policy_attachment") {
		t.Errorf("%s: %v", text, err)
	}
	if err := generate("terraform", folder, small); !errors.Is(err, fs.ErrExist) {
		t.Errorf("writing again: %v", err)
	}
}
