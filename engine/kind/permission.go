package kind

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/policy"
)

// A holder is whatever policies are on: a user, a group or a role.
type holder struct {
	inline   []types.PolicyDetail
	attached []types.AttachedPolicy
}

func userHolder(u types.UserDetail) holder {
	return holder{u.UserPolicyList, u.AttachedManagedPolicies}
}

func groupHolder(g types.GroupDetail) holder {
	return holder{g.GroupPolicyList, g.AttachedManagedPolicies}
}

func roleHolder(r types.RoleDetail) holder {
	return holder{r.RolePolicyList, r.AttachedManagedPolicies}
}

// policies are the names of all that is on a holder, in order.
func (h holder) policies() []string {
	var names []string
	for _, p := range h.inline {
		names = append(names, aws.ToString(p.PolicyName))
	}
	for _, p := range h.attached {
		names = append(names, policyName(aws.ToString(p.PolicyArn)))
	}
	slices.Sort(names)
	return names
}

// mighty lists the policies of a holder that let it do everything, or give
// itself everything.
func (s *Sight) mighty(h holder) []string {
	var names []string
	for _, p := range h.inline {
		if mightyText(aws.ToString(p.PolicyDocument)) {
			names = append(names, aws.ToString(p.PolicyName))
		}
	}
	for _, p := range h.attached {
		arn := aws.ToString(p.PolicyArn)
		if slices.Contains(mightyOfAWS, policyName(s.Names.Speak(arn))) || mightyText(s.customer(arn)) {
			names = append(names, policyName(arn))
		}
	}
	slices.Sort(names)
	return names
}

// mightyOfAWS are AWS's own policies with which one may do everything, or give
// oneself everything (AWS: AWS managed policies for job functions; IAMFullAccess).
var mightyOfAWS = []string{"AdministratorAccess", "IAMFullAccess"}

// customer is the text of a customer-managed policy of the account; "" when it
// is none.
func (s *Sight) customer(arn string) string {
	for _, p := range s.Policies {
		if aws.ToString(p.Arn) == arn {
			return text(p)
		}
	}
	return ""
}

// mightyText reports whether a document allows all actions, or all of IAM's, on
// all resources. Conditions are not weighed: what is limited today is not
// tomorrow.
func mightyText(text string) bool {
	d, err := policy.Parse(text)
	return err == nil && slices.ContainsFunc(d.Statement, mightyStatement)
}

func mightyStatement(s policy.Statement) bool {
	all := func(l policy.List) bool {
		return slices.ContainsFunc(l, func(r string) bool { return strings.Trim(r, "*") == "" })
	}
	if s.Effect != policy.Allow || len(s.NotResource) == 0 && !all(s.Resource) {
		return false
	}
	if len(s.NotAction) > 0 {
		return !slices.ContainsFunc(s.NotAction, func(a string) bool {
			return strings.HasPrefix(strings.ToLower(a), "iam:") || strings.Trim(a, "*") == ""
		})
	}
	return slices.ContainsFunc(s.Action, func(a string) bool {
		service, what, _ := strings.Cut(a, ":")
		return strings.Trim(what, "*") == "" && (strings.Trim(service, "*") == "" || strings.EqualFold(service, "iam"))
	})
}

// withPolicies says in words what mighty policies a thing has; "" for none.
func withPolicies(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; with " + strings.Join(names, " and ") + " it may do everything"
}
