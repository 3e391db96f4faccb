package survey

import (
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// beyondRoles are the names of what is on a team's group, when that is others',
// and says more than that its members may become the team's roles: a function has
// no place for it.
func (w *walk) beyondRoles(t *team) []string {
	if t.group == nil || aws.ToString(t.group.Path) == w.Path || aws.ToString(t.group.Path) == cloud.ProtectedPath(w.Path) {
		return nil
	}
	var more []string
	look := func(name *string, one types.GroupDetail) {
		if !t.waysIn(w.documents(one)) {
			more = append(more, aws.ToString(name))
		}
	}
	for _, p := range t.group.GroupPolicyList {
		look(p.PolicyName, types.GroupDetail{GroupPolicyList: []types.PolicyDetail{p}})
	}
	for _, p := range t.group.AttachedManagedPolicies {
		look(p.PolicyName, types.GroupDetail{AttachedManagedPolicies: []types.AttachedPolicy{p}})
	}
	slices.Sort(more)
	return more
}

// waysIn reports whether there are documents, and all that they allow is to
// become the team's roles.
func (t *team) waysIn(documents []policy.Document) bool {
	of := func(arn string) bool {
		return strings.Contains(arn, ":role/") && strings.EqualFold(path.Base(arn), t.name)
	}
	return len(documents) > 0 && !slices.ContainsFunc(documents, func(d policy.Document) bool {
		return slices.ContainsFunc(d.Statement, func(s policy.Statement) bool {
			return allows(s) && (!slices.Equal(s.Action, policy.List{"sts:AssumeRole"}) || len(s.Resource) == 0 ||
				slices.ContainsFunc(s.Resource, func(arn string) bool { return !of(arn) }))
		})
	})
}
