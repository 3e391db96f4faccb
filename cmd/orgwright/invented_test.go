package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// arnOf finds the account of every ARN that has one (AWS: IAM and STS ARNs
// always do).
var arnOf = regexp.MustCompile(`arn:aws:(?:iam|sts|organizations)::([^:"\s]*):`)

// What AWS invents, the ids of accounts that are still to be made, is known
// after CreateAccount: a plan says so, and has a name in its place everywhere,
// never a blank and never a number.
func TestWhatAWSInventsIsNeverBlank(t *testing.T) {
	state := filepath.Join(t.TempDir(), "world.json")
	made := []string{"production", "development", "storage"}
	for _, format := range []string{"text", "markdown", "json"} {
		code, out, errs := runs(t, "plan", "--format", format, "-f", "../../examples/acme/org.yaml", "--sandbox", state)
		if code != codeDone {
			t.Fatalf("%s: exit %d: %s", format, code, errs)
		}
		known := map[string]bool{"aws": true, "111111111111": true, "222222222222": true, "*": true}
		for _, account := range append(made, "legacy", "master") {
			known["{"+account+"}"] = true
			holds(t, out, account)
		}
		for _, found := range arnOf.FindAllStringSubmatch(out, -1) {
			if !known[found[1]] {
				t.Errorf("%s: %s is of no account that is known", format, found[0])
			}
		}
		lacks(t, out, "<nil>", "undefined", `"id": ""`, `"account": ""`, "::role/", "<no value>")
		if format == "json" {
			for _, account := range made {
				holds(t, out, "arn:aws:iam::{"+account+"}:role/orgwright/operations")
			}
			continue
		}
		said := strings.NewReplacer("`", "").Replace(out)
		holds(t, said, "ids are known after CreateAccount; until then {development} stands for one")
	}
}
