package policy_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/policy"
)

var names = regexp.MustCompile(`\{[a-z0-9-]+\}`)

// roles are n role ARNs in n accounts, as plans write them.
func roles(n int, name string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("arn:aws:iam::{account-%d}:role/%s", i, name)
	}
	return out
}

// TestHowManyRolesFitAGroup holds the number of accounts that a function can
// have before its inline policy is full, and that names count as the ids they
// will be on the wire.
func TestHowManyRolesFitAGroup(t *testing.T) {
	for name, want := range map[string]int{"operations": 114, "orgwright/operations": 93} {
		n := 0
		for ; ; n++ {
			inline, _, err := policy.SplitMayAssume(roles(n+1, name), policy.InlineGroup)
			if err != nil {
				t.Fatal(err)
			}
			if inline == nil {
				break
			}
			if wire := names.ReplaceAllString(inline.String(), "111111111111"); len(wire) > policy.InlineGroup {
				t.Fatalf("%d characters on the wire", len(wire))
			}
		}
		if n != want {
			t.Errorf("%d of %s fit, want %d", n, name, want)
		}
	}
}

func TestSplitMayAssumeIsMayAssume(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 400).Draw(t, "roles")
		limit := rapid.SampledFrom([]int{0, 2048, policy.InlineGroup}).Draw(t, "limit")
		want := roles(n, "orgwright/operations")
		inline, managed, err := policy.SplitMayAssume(rapid.Permutation(want).Draw(t, "order"), limit)
		if err != nil {
			t.Fatal(err)
		}
		docs := managed
		if inline != nil {
			docs = append(docs, *inline)
			if len(managed) > 0 && len(managed) < policy.AssumeParts || policy.Size(inline.String()) > limit {
				t.Fatalf("inline beside %d managed, %d characters", len(managed), policy.Size(inline.String()))
			}
		}
		for _, d := range managed {
			if size := policy.Size(d.String()); size > policy.Managed {
				t.Fatalf("%d characters in a managed policy", size)
			}
			if err := policy.CheckIdentity(d); err != nil {
				t.Fatal(err)
			}
		}
		if len(managed) > policy.AssumeParts {
			t.Fatalf("%d managed policies", len(managed))
		}
		if n > 0 && !policy.Equal(policy.Merge(docs...), policy.MayAssume(want)) {
			t.Fatalf("merged: %s", policy.Merge(docs...))
		}
		if n == 0 && docs != nil {
			t.Fatalf("documents of nothing: %v", docs)
		}
	})
}

// TestOneRoleMoreChangesOneDocument follows a function through growth: another
// account changes one managed policy, unless one is added; then roles move
// into the new one only.
func TestOneRoleMoreChangesOneDocument(t *testing.T) {
	all := roles(700, "orgwright/operations")
	var before []policy.Document
	for n := 150; n < len(all); n += 19 {
		_, small, err := policy.SplitMayAssume(all[:n], policy.InlineGroup)
		if err != nil {
			t.Fatal(err)
		}
		_, big, err := policy.SplitMayAssume(all[:n+1], policy.InlineGroup)
		if err != nil {
			t.Fatal(err)
		}
		if changed := differing(small, big); len(small) == len(big) && changed > 1 {
			t.Errorf("%d roles: one more changes %d documents", n, changed)
		}
		for i := range min(len(small), len(big)) {
			room := policy.Merge(small[i], policy.MayAssume(all[n:n+1]))
			if len(small) < len(big) && !policy.Equal(policy.Merge(room, big[i]), room) {
				t.Errorf("%d roles: a new document moves roles into document %d", n, i)
			}
		}
		if len(before) > len(small) {
			t.Errorf("%d roles: %d documents after %d", n, len(small), len(before))
		}
		before = small
	}
}

func differing(a, b []policy.Document) int {
	n := 0
	for i := range min(len(a), len(b)) {
		if !policy.Equal(a[i], b[i]) {
			n++
		}
	}
	return n
}

// A group holds more than a thousand roles, inside and in managed policies, and
// self-service beside them.
func TestTooManyRoles(t *testing.T) {
	most := 0
	for n := 1040; ; n++ {
		inline, managed, err := policy.SplitMayAssume(roles(n, "orgwright/operations"), policy.InlineGroup)
		if err != nil {
			if want := fmt.Sprintf("%d roles to assume do not fit a group's 5120 characters and 9 managed policies of 6144 (AWS: IAM quotas)", n); err.Error() != want {
				t.Errorf("%v, want %s", err, want)
			}
			break
		}
		docs := managed
		if inline != nil {
			docs = append(docs, *inline)
		}
		if len(managed) != policy.AssumeParts || !policy.Equal(policy.Merge(docs...), policy.MayAssume(roles(n, "orgwright/operations"))) {
			t.Fatalf("%d roles in %d documents", n, len(managed))
		}
		most = n
	}
	if most != 1092 {
		t.Errorf("%d roles fit, want 1092", most)
	}
	long := []string{"arn:aws:iam::{production}:role/" + strings.Repeat("x", policy.Managed)}
	if _, _, err := policy.SplitMayAssume(long, policy.InlineGroup); err == nil {
		t.Error("one role too long for a document: no error")
	}
}

func TestMergeKeepsWhatElseThereIs(t *testing.T) {
	deny := policy.Statement{Effect: policy.Deny, Action: policy.List{"sts:AssumeRole"}, Resource: policy.List{"a"}}
	mfa := policy.Statement{
		Effect: policy.Allow, Action: policy.List{"sts:AssumeRole"}, Resource: policy.List{"b"},
		Condition: policy.Conditions{"Bool": {"aws:MultiFactorAuthPresent": {"true"}}},
	}
	foreign := policy.Document{Version: policy.Version, Statement: []policy.Statement{deny, mfa}}
	got := policy.Merge(policy.MayAssume([]string{"x", "y"}), foreign, policy.MayAssume([]string{"y", "z"}))
	want := policy.Document{Version: policy.Version, Statement: slices.Concat(foreign.Statement, policy.MayAssume([]string{"x", "y", "z"}).Statement)}
	if !policy.Equal(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	old := policy.MayAssume([]string{"x"})
	old.Version = policy.OldVersion
	if got := policy.Merge(policy.MayAssume([]string{"x"}), old); got.Version != policy.OldVersion {
		t.Errorf("an older version is gone: %s", got)
	}
	if got := policy.Merge(); len(got.Statement) != 0 {
		t.Errorf("merge of nothing: %s", got)
	}
}

// TestAssumeSize holds the size that is added up to that of the document.
func TestAssumeSize(t *testing.T) {
	name := rapid.OneOf(rapid.Just("arn:aws:iam::{a-leaf}:role/orgwright/operations"), rapid.StringMatching(`arn:aws:iam::\d{12}:role/[!-~]{1,20}`), rapid.String())
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(name, 1, 30).Draw(t, "roles")
		if got, want := policy.AssumeSize(all), policy.Size(policy.MayAssume(all).String()); got != want {
			t.Errorf("%q have %d, want %d", all, got, want)
		}
	})
}
