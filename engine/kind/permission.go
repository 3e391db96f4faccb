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
		if s.mightyText(aws.ToString(p.PolicyDocument)) {
			names = append(names, aws.ToString(p.PolicyName))
		}
	}
	for _, p := range h.attached {
		arn := aws.ToString(p.PolicyArn)
		if slices.Contains(mightyOfAWS, policyName(s.Names.Speak(arn))) || s.mightyText(s.customer(arn)) {
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

// mightyText reports whether a document lets its holder do everything in the
// account, or give itself everything. Conditions are not weighed: what is
// limited today is not tomorrow.
func (s *Sight) mightyText(text string) bool {
	d, err := policy.Parse(text)
	return err == nil && slices.ContainsFunc(d.Statement, s.mightyStatement)
}

// raising are actions by which one gives oneself everything, by the sort of
// thing that they are done to.
var raising = []struct {
	on      string
	actions []string
}{
	{"role", []string{"iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"}},
	{"user", []string{"iam:PutUserPolicy", "iam:AttachUserPolicy", "iam:CreateAccessKey"}},
	{"group", []string{"iam:PutGroupPolicy", "iam:AttachGroupPolicy", "iam:AddUserToGroup"}},
}

// mightyStatement reports whether a statement allows to raise things of any
// name: one that lists what it allows must list all that a sort is raised by,
// one that lists what it does not allow must have left none of it.
func (s *Sight) mightyStatement(st policy.Statement) bool {
	for _, r := range raising {
		may := func(action string) bool { return s.allows(st, action, s.arn(s.Account, r.on+"/of-any-name")) }
		barred := func(action string) bool { return !may(action) }
		if len(st.NotAction) > 0 && slices.ContainsFunc(r.actions, may) || len(st.NotAction) == 0 && !slices.ContainsFunc(r.actions, barred) {
			return true
		}
	}
	return false
}

// allows reports whether a statement allows an action, whatever its conditions.
func (s *Sight) allows(st policy.Statement, action, resource string) bool {
	st.Condition = nil
	id, _ := s.Names.ID(s.Account)
	role := s.arn(s.Account, "role/of-any-name")
	d := policy.Decide(policy.Request{
		Action: action, Resource: resource,
		Caller: policy.Caller{Account: id, Role: role, ARN: strings.Replace(s.arn(s.Account, "assumed-role/of-any-name/x"), ":iam:", ":sts:", 1)},
	}, policy.Policies{Identity: []policy.Named{{Document: policy.Document{Version: policy.Version, Statement: []policy.Statement{st}}}}})
	return st.Effect == policy.Allow && d.Allowed()
}

// arn is the ARN of something in an account's IAM, as AWS writes it.
func (s *Sight) arn(account, rest string) string {
	id, _ := s.Names.ID(account)
	return "arn:" + s.Names.Partition() + ":iam::" + id + ":" + rest
}

// withPolicies says in words what mighty policies a thing has; "" for none.
func withPolicies(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return "; with " + strings.Join(names, " and ") + " it may do everything"
}
