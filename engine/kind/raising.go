package kind

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// A raise is a way to give oneself, or another, everything: each of its actions
// is enough, done to something of a sort.
type raise struct {
	on      string // sort of thing, as in its ARN
	self    bool   // done to oneself it gives something
	actions []string
}

// raisings are the ways in an account's IAM (AWS: service authorization reference,
// IAM). To hand a role to a service (iam:PassRole) is none of them: what one can
// make of it is the service's.
var raisings = []raise{
	{"role", true, []string{"iam:PutRolePolicy", "iam:AttachRolePolicy"}},
	{"role", false, []string{"iam:UpdateAssumeRolePolicy"}},
	{"user", true, []string{"iam:PutUserPolicy", "iam:AttachUserPolicy"}},
	{"user", false, []string{"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"}},
	{"group", true, []string{"iam:PutGroupPolicy", "iam:AttachGroupPolicy"}},
	{"group", false, []string{"iam:AddUserToGroup"}},
	{"policy", true, []string{"iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion"}},
}

// loosening are the actions of the master account by which accounts get out of
// their guardrails, or others come to manage these (AWS: service authorization
// reference, Organizations).
var loosening = []string{
	"organizations:DetachPolicy", "organizations:UpdatePolicy", "organizations:DisablePolicyType", "organizations:MoveAccount",
	"organizations:RemoveAccountFromOrganization", "organizations:PutResourcePolicy", "organizations:RegisterDelegatedAdministrator",
}

// A raiser is a statement by which its holder can raise something, whatever that
// may be done to: one action stands for all of a way.
type raiser struct {
	st      policy.Statement
	by      []raise
	loosens bool
	roots   bool // it may act as the root users of members (AWS: sts:AssumeRoot)
}

// raises reports whether a document lets its holder give itself everything, by
// doing so to things of any name, to itself or to what is ours, or takes
// guardrails off; and why, if it is not the first. Conditions and denials are not
// weighed: what is limited today is not tomorrow.
func (s *Sight) raises(h holder, text string) (mighty bool, why string) {
	for _, one := range s.raisersOf(text) {
		name := anyName(text)
		switch {
		case s.reaches(one, h, func(r raise) []string { return []string{s.arn(s.Account, r.on+"/"+name)} }):
			return true, ""
		case s.reaches(one, h, s.itself(h)):
			mighty, why = true, " (it may give itself everything)"
		case s.reaches(one, h, s.oursToRaise(name)):
			mighty, why = true, " (it may change what is ours)"
		case one.loosens && s.Account == cloud.Master:
			mighty, why = true, " (it may take guardrails off)"
		}
	}
	return mighty, why
}

// actsAsRoot reports whether a document of the master account lets its holder act
// as the root users of members.
func (s *Sight) actsAsRoot(text string) bool {
	return s.Account == cloud.Master && slices.ContainsFunc(s.raisersOf(text), func(one raiser) bool { return one.roots })
}

func (s *Sight) raisersOf(text string) []raiser {
	return s.memo.raises(text, func() []raiser { return s.raisers(text) })
}

// raisers are the statements of a document by which something can be raised.
func (s *Sight) raisers(text string) (all []raiser) {
	d, err := s.memo.parse(text)
	if err != nil {
		return nil
	}
	for _, st := range d.Statement {
		anywhere := st
		anywhere.Resource, anywhere.NotResource = policy.List{"*"}, nil
		may := func(action string) bool {
			return mayAllow(anywhere, policy.Request{Action: action, Resource: "*", Caller: s.anyRole()})
		}
		one := raiser{st: st, loosens: slices.ContainsFunc(loosening, may), roots: may("sts:AssumeRoot")}
		for _, r := range raisings {
			if i := slices.IndexFunc(r.actions, may); i >= 0 {
				one.by = append(one.by, raise{r.on, r.self, r.actions[i : i+1]})
			}
		}
		if len(one.by) > 0 || one.loosens || one.roots {
			all = append(all, one)
		}
	}
	return all
}

// reaches reports whether a statement allows a way for any of the things that
// are listed for it.
func (s *Sight) reaches(one raiser, h holder, things func(raise) []string) bool {
	ask := policy.Request{Caller: s.caller(h), Context: map[string][]string{"aws:PrincipalTag/*": {}}}
	for _, t := range h.tags {
		ask.Context["aws:PrincipalTag/"+aws.ToString(t.Key)] = []string{aws.ToString(t.Value)}
	}
	return slices.ContainsFunc(one.by, func(r raise) bool {
		ask.Action = r.actions[0]
		return slices.ContainsFunc(things(r), func(arn string) bool { ask.Resource = arn; return mayAllow(one.st, ask) })
	})
}

// mayAllow reports whether a statement allows what is asked, whatever its
// conditions, or could: a variable may be one of which nothing is known.
func mayAllow(st policy.Statement, ask policy.Request) bool {
	st.Condition = nil
	one := policy.Document{Version: policy.Version, Statement: []policy.Statement{st}}
	d := policy.Decide(ask, policy.Policies{Identity: []policy.Named{{Document: one}}})
	return st.Effect == policy.Allow && d.Verdict >= policy.Unknown
}

// anyName is a name that stands for any: one that a text does not speak of.
func anyName(text string) string {
	name := "of-any-name"
	for strings.Contains(text, name) {
		name += "-"
	}
	return name
}

// itself lists, for a way, the ARNs of what a holder is, is in, and holds.
func (s *Sight) itself(h holder) func(raise) []string {
	return func(r raise) (arns []string) {
		if !r.self {
			return nil
		}
		switch r.on {
		case "policy":
			for _, p := range h.attached {
				arns = append(arns, aws.ToString(p.PolicyArn))
			}
		case "group":
			for _, g := range s.Groups {
				if slices.Contains(h.groups, aws.ToString(g.GroupName)) {
					arns = append(arns, aws.ToString(g.Arn))
				}
			}
		case "user": // of a group its members
			caller := s.caller(h)
			return append(arns, h.arn, caller.ARN, strings.Replace(caller.ARN, ":user/", ":user"+s.Org.Organization.OwnershipPath, 1))
		}
		return append(arns, h.arn)
	}
}

// oursToRaise lists, for a way, the ARNs of what is ours, and one of any name
// beside it; of roles also the access role.
func (s *Sight) oursToRaise(name string) func(raise) []string {
	return func(r raise) []string {
		arns := []string{s.arn(s.Account, r.on+s.Org.Organization.OwnershipPath+name)}
		switch r.on {
		case "role":
			for _, x := range s.Roles {
				if s.ownsRole(x) || s.isAccess(x) {
					arns = append(arns, aws.ToString(x.Arn))
				}
			}
		case "user":
			for _, x := range s.Users {
				if s.Cloud.Ours(x.Path) {
					arns = append(arns, aws.ToString(x.Arn))
				}
			}
		case "group":
			for _, x := range s.Groups {
				if s.Cloud.OurGroup(x.Path) {
					arns = append(arns, aws.ToString(x.Arn))
				}
			}
		case "policy":
			for _, x := range s.Policies {
				if s.Cloud.Ours(x.Path) {
					arns = append(arns, aws.ToString(x.Arn))
				}
			}
		}
		return arns
	}
}

// caller is whoever acts with what is on a holder: of a group somebody in it.
func (s *Sight) caller(h holder) policy.Caller {
	id, _ := s.Names.ID(s.Account)
	switch {
	case strings.Contains(h.arn, ":user/"):
		return policy.Caller{Account: id, ARN: h.arn}
	case strings.Contains(h.arn, ":group/"):
		return policy.Caller{Account: id, ARN: s.arn(s.Account, "user/somebody")}
	case strings.Contains(h.arn, ":role/"):
		return policy.Caller{Account: id, Role: h.arn, ARN: strings.Replace(s.arn(s.Account, "assumed-role/"+lastPart(h.arn)+"/x"), ":iam:", ":sts:", 1)}
	}
	return s.anyRole()
}
