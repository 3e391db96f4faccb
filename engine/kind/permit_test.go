package kind

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// What a caller may do follows from the policies on it, on its groups and on its
// boundary; what cannot be read of them is not known, and never taken for a yes.
func TestPermitted(t *testing.T) {
	o := parse(t, full)
	w := &Wish{Org: o}
	read, write := MayRead(o, cloud.Master), MayWrite(o, cloud.Master)
	inline := func(name string, d policy.Document) types.PolicyDetail {
		return types.PolicyDetail{PolicyName: &name, PolicyDocument: aws.String(d.String())}
	}
	attached := func(arn string) types.AttachedPolicy { return types.AttachedPolicy{PolicyArn: &arn} }
	user := func(name string, change func(*types.UserDetail)) types.UserDetail {
		u := types.UserDetail{UserName: &name}
		change(&u)
		return u
	}
	s := &cloud.Snapshot{
		Groups: []types.GroupDetail{{GroupName: aws.String("readers"), GroupPolicyList: []types.PolicyDetail{inline("r", read)}}},
		Users: []types.UserDetail{
			user("nobody", func(*types.UserDetail) {}),
			user("reader", func(u *types.UserDetail) { u.GroupList = []string{"readers"} }),
			user("writer", func(u *types.UserDetail) { u.UserPolicyList = []types.PolicyDetail{inline("w", write)} }),
			user("admin", func(u *types.UserDetail) {
				u.AttachedManagedPolicies = []types.AttachedPolicy{attached(administrator)}
			}),
			user("fenced", func(u *types.UserDetail) {
				u.AttachedManagedPolicies = []types.AttachedPolicy{attached(administrator)}
				u.PermissionsBoundary = &types.AttachedPermissionsBoundary{PermissionsBoundaryArn: aws.String("arn:aws:iam::" + masterID + ":policy/own")}
			}),
			user("odd", func(u *types.UserDetail) {
				u.AttachedManagedPolicies = []types.AttachedPolicy{attached("arn:aws:iam::aws:policy/ReadOnlyAccess")}
			}),
		},
		Roles: []types.RoleDetail{{RoleName: aws.String("plan"), Arn: aws.String("arn:aws:iam::" + masterID + ":role/x/plan"), RolePolicyList: []types.PolicyDetail{inline("r", read)}}},
		Policies: []types.ManagedPolicyDetail{{
			Arn:               aws.String("arn:aws:iam::" + masterID + ":policy/own"),
			PolicyVersionList: []types.PolicyVersion{{IsDefaultVersion: true, Document: aws.String(read.String())}},
		}},
	}
	p := &cloud.Picture{Snapshots: map[string]*cloud.Snapshot{cloud.Master: s}}
	arn := "arn:aws:iam::" + masterID + ":"
	all := func(d policy.Document) int {
		actions := slices.DeleteFunc(actionsOf(d), func(a string) bool { return a == "sts:AssumeRole" })
		return len(slices.Compact(slices.Sorted(slices.Values(actions))))
	}
	reads, writes := all(read), all(write)
	more := allowsBeyond(read, write)
	for caller, want := range map[string][4]int{ // of reading and writing: lacking, unknown
		arn + "root":        {0, 0, 0, 0},
		arn + "user/nobody": {reads, 0, writes, 0},
		arn + "user/reader": {0, 0, more, 0},
		arn + "user/writer": {0, 0, 0, 0},
		arn + "user/admin":  {0, 0, 0, 0},
		arn + "user/fenced": {0, 0, more, 0},
		arn + "user/odd":    {0, reads, 0, writes},
		arn + "user/gone":   {0, reads, 0, writes},
		"arn:aws:sts::" + masterID + ":assumed-role/plan/ci":    {0, 0, more, 0},
		"arn:aws:sts::" + masterID + ":assumed-role/unseen/who": {0, reads, 0, writes},
	} {
		r, f := Permitted(w, p, caller, read), Permitted(w, p, caller, write)
		if got := [4]int{len(r.Lacking), len(r.Unknown), len(f.Lacking), len(f.Unknown)}; got != want {
			t.Errorf("%s: %v, want %v: %v", caller, got, want, f)
		}
	}
}

// allowsBeyond counts the actions that a document allows on something on which
// another does not.
func allowsBeyond(less, more policy.Document) int {
	on := func(d policy.Document, action string) (all []string) {
		for _, s := range d.Statement {
			if slices.Contains(s.Action, action) {
				all = append(all, s.Resource...)
			}
		}
		return all
	}
	n := 0
	for _, action := range slices.Compact(slices.Sorted(slices.Values(actionsOf(more)))) {
		if had := on(less, action); action != "sts:AssumeRole" && slices.ContainsFunc(on(more, action), func(r string) bool { return !slices.Contains(had, r) }) {
			n++
		}
	}
	return n
}
