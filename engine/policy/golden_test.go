package policy_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

var update = flag.Bool("update", false, "write the goldens anew")

const githubProvider = "arn:aws:iam::{master}:oidc-provider/token.actions.githubusercontent.com"

var exempt = policy.Exempt{Roles: []string{"OrganizationAccountAccessRole", "legacy/access"}}

// written are all documents that are ever written, by the name of their golden.
func written(t *testing.T) map[string]policy.Document {
	t.Helper()
	out := map[string]policy.Document{
		"trust-with-mfa": policy.TrustWithMFA("{master}"),
		"trust-account":  policy.TrustAccount("111111111111"),
		"may-assume": policy.MayAssume([]string{
			"arn:aws:iam::{production}:role/orgwright/operations", "arn:aws:iam::{development}:role/orgwright/operations",
		}),
		"trust-github-plan":     policy.TrustGitHub(githubProvider, "acme/organization", "pull_request", "ref:refs/heads/main"),
		"trust-github-apply":    policy.TrustGitHub(githubProvider, "acme/organization", "environment:production"),
		"trust-role":            policy.TrustRole("arn:aws:iam::{master}:role/orgwright/ci-plan"),
		"may-assume-in-members": policy.MayAssumeInMembers("orgwright/ci-read", "/legacy/access"),

		"self-service": policy.SelfService("/orgwright/"),
		"regions":      policy.Regions([]string{"eu-west-1", "eu-central-1"}, exempt),
		"from-statements": policy.FromStatements(
			[]policy.Rule{{
				Actions: []string{"s3:GetObject", "S3:listbucket"}, Resources: []string{"arn:aws:s3:::acme-dev/*", "arn:aws:s3:::acme-dev"},
				Conditions: map[string]map[string][]string{"ipaddress": {"AWS:sourceip": {"192.0.2.0/24"}}},
			}},
			[]policy.Rule{{NotActions: []string{"s3:*"}}, {Actions: []string{"s3:*"}, NotResources: []string{"arn:aws:s3:::acme-*"}}},
		),
	}
	for _, name := range policy.BuiltinNames() {
		d, ok := policy.Builtin(name, exempt, "/orgwright/")
		if !ok {
			t.Fatalf("no document of %s", name)
		}
		out[name] = d
	}
	return out
}

func TestGolden(t *testing.T) {
	for name, d := range written(t) {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(file, []byte(d.Pretty()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Pretty(); got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if back, err := policy.Parse(string(want)); err != nil || !policy.Equal(back, d) {
				t.Errorf("read back: %v, %v", back, err)
			}
		})
	}
}
