package access_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/access"
)

// TestTable has rows of every level there, found in any case, and nothing that
// AWS does not have.
func TestTable(t *testing.T) {
	for name, level := range map[string]string{
		"s3:PutBucketPolicy":            "permissions",
		"iam:AttachRolePolicy":          "permissions",
		"s3:PutObject":                  "write",
		"S3:PUTBUCKETCORS":              "write",
		"s3:PutObjectTagging":           "tagging",
		"s3:GetObject":                  "read",
		"s3:ListBucket":                 "list",
		"glue:GetStage":                 "read", // AWS's table has it among those that manage permissions
		"datazone:GetIamPortalLoginUrl": "permissions",
		"s3:ListEverything":             "unknown",
		"nosuch:GetThing":               "unknown",
		"s3":                            "unknown",
		"":                              "unknown",
		"s3:Put*":                       "unknown",
	} {
		if got := access.Level(name); got != level {
			t.Errorf("level of %q is %s, want %s", name, got, level)
		}
		if got := access.Known(name); got != (level != "unknown") {
			t.Errorf("%q known: %t", name, got)
		}
	}
}

// TestMatch expands wildcards as IAM does: in an action's name, or in place of
// everything.
func TestMatch(t *testing.T) {
	for pattern, want := range map[string]string{
		"s3:PutObject":             "s3:PutObject",
		"S3:putobjectT*":           "s3:PutObjectTagging",
		"s3:Put?bjectTagging":      "s3:PutObjectTagging",
		"s3:*ObjectLegalHold":      "s3:GetObjectLegalHold s3:PutObjectLegalHold",
		"sts:AssumeRole*":          "sts:AssumeRole sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity",
		"s3:Putt":                  "",
		"s*:PutObject":             "",
		"nosuch:*":                 "",
		"":                         "",
		"account:Close*":           "account:CloseAccount",
		"organizations:LeaveOrg**": "organizations:LeaveOrganization",
	} {
		if got := strings.Join(access.Match(pattern), " "); got != want {
			t.Errorf("%q is %q, want %q", pattern, got, want)
		}
	}
	all := access.Match("*")
	if len(all) < 20000 || len(access.Match("*:*")) != len(all) {
		t.Errorf("* is %d actions", len(all))
	}
	if n := len(access.Match("s3:Put*")); n != 40 {
		t.Errorf("s3:Put* is %d actions in this version of the table, want 40", n)
	}
	lower := func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }
	if s3 := access.Match("s3:*"); !slices.IsSortedFunc(s3, lower) {
		t.Error("the actions of s3 are out of order")
	}
}

// TestActionsPage holds the embedded table small, and the page beside it to
// what it holds.
func TestActionsPage(t *testing.T) {
	file, err := os.Stat("actions.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	if file.Size() > 250_000 {
		t.Errorf("the table has %d bytes, more than 250,000", file.Size())
	}
	text, err := os.ReadFile("ACTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	name, version, _ := strings.Cut(access.Origin(), " ")
	for _, want := range []string{name, "version " + version, fmt.Sprintf("\n%d actions", len(access.Match("*"))), "MIT License", "Copyright (c)"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("ACTIONS.md does not say %q", want)
		}
	}
}
