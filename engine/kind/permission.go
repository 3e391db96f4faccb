package kind

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// A holder is whatever policies are on: a user, a group or a role.
type holder struct {
	inline   []types.PolicyDetail
	attached []types.AttachedPolicy
	arn      string
	tags     []types.Tag
	groups   []string // names, of a user
}

func userHolder(u types.UserDetail) holder {
	return holder{u.UserPolicyList, u.AttachedManagedPolicies, aws.ToString(u.Arn), u.Tags, u.GroupList}
}

func groupHolder(g types.GroupDetail) holder {
	return holder{g.GroupPolicyList, g.AttachedManagedPolicies, aws.ToString(g.Arn), nil, nil}
}

func roleHolder(r types.RoleDetail) holder {
	return holder{r.RolePolicyList, r.AttachedManagedPolicies, aws.ToString(r.Arn), r.Tags, nil}
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
// itself everything; in the master account also those that lead into the access
// role of other accounts, which may do everything there, and those that take
// guardrails off.
func (s *Sight) mighty(h holder) []string {
	var names []string
	for _, p := range h.inline {
		if mighty, why := s.might(h, aws.ToString(p.PolicyDocument)); mighty {
			names = append(names, aws.ToString(p.PolicyName)+why)
		}
	}
	for _, p := range h.attached {
		arn := aws.ToString(p.PolicyArn)
		if mighty, why := s.might(h, s.textOf(arn)); mighty {
			names = append(names, policyName(arn)+why)
		}
	}
	slices.Sort(names)
	return names
}

// textsOfAWS are what AWS's own policies say with which one may do everything, or
// give oneself everything, or may do nothing (AWS: AWS managed policies for job
// functions, AWS managed policy reference).
var textsOfAWS = map[string]string{
	"AWSDenyAll":                 `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`,
	"AdministratorAccess":        `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`,
	"AWSOrganizationsFullAccess": `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"organizations:*","Resource":"*"}}`,
	"IAMFullAccess":              `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:*","organizations:DescribeAccount"],"Resource":"*"}}`,
	"PowerUserAccess":            `{"Version":"2012-10-17","Statement":{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"}}`,
}

// textOf is the text of a managed policy, as far as it is known: "" for most of
// AWS's own.
func (s *Sight) textOf(arn string) string {
	return cmp.Or(s.customer(arn), textsOfAWS[policyName(s.Names.Speak(arn))])
}

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

// might reports whether a document makes its holder mighty, and why if it is not
// by what it may do to everything in the account itself.
func (s *Sight) might(h holder, text string) (mighty bool, why string) {
	if mighty, why = s.raises(h, text); mighty {
		return true, why
	}
	if into := s.leadsInto(h, text); len(into) > 0 {
		return true, " (it may assume the access role of " + strings.Join(into, ", ") + ")"
	}
	if s.actsAsRoot(text) {
		return true, " (it may act as the root users of accounts)"
	}
	return false, ""
}

// leadsInto lists the accounts whose access role, or that of Control Tower, a
// document of the master account lets its holder assume: these trust the whole
// master account.
func (s *Sight) leadsInto(h holder, text string) (accounts []string) {
	if s.Account != cloud.Master {
		return nil
	}
	doors := s.doors(h)
	may := s.assumes(text, doors)
	if len(may.Statement) == 0 {
		return nil
	}
	leads := s.leads(may)
	for role, account := range doors {
		if leads(role) {
			accounts = append(accounts, account)
		}
	}
	slices.Sort(accounts)
	accounts = slices.Compact(accounts)
	behind := slices.Sorted(maps.Values(doors))
	if len(accounts) > 1 && slices.Equal(accounts, slices.Compact(behind)) {
		return []string{"every account"}
	}
	return accounts
}

// doors are the names of the active leaf accounts, by the ARNs of the roles that
// let in the whole master account: the access role, and Control Tower's where
// there is one and the holder is not its own.
func (s *Sight) doors(h holder) map[string]string {
	all, tower := map[string]string{}, !s.deploysTower(h)
	for _, m := range s.organization().Members {
		if m.Name == cloud.Master || !m.Active() {
			continue
		}
		all[s.arn(m.Name, "role/"+s.accessRole(m.Name).Name)] = m.Name
		if tower && hasTower(s.Picture.Snapshots[m.Name]) {
			all[s.arn(m.Name, "role/"+towerRole)] = m.Name
		}
	}
	return all
}

// assumes is the part of a document that allows to assume roles, without
// conditions, and without what it names that is no door: a group names as many
// roles as there are accounts, and none of them is one.
func (s *Sight) assumes(text string, doors map[string]string) (may policy.Document) {
	d, err := s.memo.parse(text)
	if err != nil {
		return may
	}
	may.Version = d.Version
	elsewhere := func(resource string) bool { return !strings.ContainsAny(resource, "*?$") && doors[resource] == "" }
	for _, st := range d.Statement {
		named := len(st.Resource) > 0
		st.Condition = nil
		st.Resource = slices.DeleteFunc(slices.Clone(st.Resource), elsewhere)
		if st.Effect != policy.Allow || named && len(st.Resource) == 0 {
			continue
		}
		anywhere := st
		anywhere.Resource, anywhere.NotResource = policy.List{"*"}, nil
		if s.leads(policy.Document{Version: d.Version, Statement: []policy.Statement{anywhere}})(s.anyRole().Role) {
			may.Statement = append(may.Statement, st)
		}
	}
	return may
}

// leads tells whether with a document one may assume a role that trusts the
// account.
func (s *Sight) leads(may policy.Document) func(role string) bool {
	who, holds := s.anyRole(), policy.Policies{Identity: []policy.Named{{Document: may}}}
	trust := policy.Named{Document: policy.TrustAccount(who.Account)}
	return func(role string) bool {
		return policy.MayBecome(policy.Request{Resource: role, Caller: who}, holds, trust).Allowed()
	}
}

// anyRole is a session of some role of the account.
func (s *Sight) anyRole() policy.Caller {
	id, _ := s.Names.ID(s.Account)
	session := strings.Replace(s.arn(s.Account, "assumed-role/of-any-name/x"), ":iam:", ":sts:", 1)
	return policy.Caller{Account: id, Role: s.arn(s.Account, "role/of-any-name"), ARN: session}
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
