package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// Decide says whether somebody may do something to a resource, an ARN or *, by
// all policies and guardrails that have a say. AWS's own FullAWSAccess is taken
// to be wherever a guardrail can be.
func (r *Realm) Decide(who Who, action, resource string) policy.Decision {
	p, there := r.policies(who)
	if !there {
		return r.gone(who)
	}
	return policy.Decide(r.request(who, action, resource), p)
}

// MayBecome says whether somebody may assume a role.
func (r *Realm) MayBecome(who Who, account, role string) policy.Decision {
	p, there := r.policies(who)
	arn := r.RoleARN(account, role)
	switch {
	case !there:
		return r.gone(who)
	case arn == "":
		return policy.Decision{Verdict: policy.NotAllowed, Why: []policy.Reason{{Layer: policy.LayerTrust, Text: "there is no role " + role + " in " + account}}}
	}
	q := r.request(who, "sts:AssumeRole", arn)
	return policy.MayBecome(q, p, policy.Named{Name: role, Document: r.document(r.Accounts[account].Roles[role].Trust, true)})
}

// gone is the decision about somebody who is no more, or is suspended. Of a
// session that was begun before, it says what comes after it.
func (r *Realm) gone(who Who) policy.Decision {
	why := " is no more"
	if own, _ := r.identity(who); own != nil {
		why = " is suspended"
	}
	return policy.Decision{Verdict: policy.NotAllowed, Why: []policy.Reason{{Layer: policy.LayerCaller, Text: who.ARN + why}}}
}

// identity is the user or role that somebody acts as; nil for a root user. Not
// there is one that has been deleted, or is suspended.
func (r *Realm) identity(who Who) (own *Identity, there bool) {
	h := r.Accounts[who.Account]
	if h == nil {
		return nil, false
	}
	_, rest, _ := strings.Cut(who.ARN, "::"+h.ID+":")
	parts := strings.Split(rest, "/")
	switch parts[0] {
	case "user":
		own = h.Users[parts[len(parts)-1]]
	case "assumed-role":
		if len(parts) > 1 {
			own = h.Roles[parts[1]]
		}
	default:
		return nil, true
	}
	return own, own != nil && !own.Suspended
}

// policies are all that have a say about somebody.
func (r *Realm) policies(who Who) (policy.Policies, bool) {
	var p policy.Policies
	own, there := r.identity(who)
	if !there {
		return p, false
	}
	p.Guardrails = r.guardrails(who.Account)
	if own == nil {
		return p, true
	}
	h := r.Accounts[who.Account]
	p.Identity = r.said(who.Account, own)
	for _, name := range own.Groups {
		if g := h.Groups[name]; g != nil {
			for _, d := range r.said(who.Account, g) {
				d.Name += " of group " + name
				p.Identity = append(p.Identity, d)
			}
		}
	}
	if own.Boundary != "" {
		b := r.managed(who.Account, own.Boundary)
		p.Boundary = &b
	}
	return p, true
}

// said is what an identity's own policies say.
func (r *Realm) said(account string, of *Identity) []policy.Named {
	var all []policy.Named
	for _, name := range slices.Sorted(maps.Keys(of.Inline)) {
		all = append(all, policy.Named{Name: name, Document: r.document(of.Inline[name], false)})
	}
	for _, arn := range of.Attached {
		all = append(all, r.managed(account, arn))
	}
	return all
}

// guardrails is what the guardrails over an account say. Where AWS's own was
// read, level by level; else as one level: each of AWS's levels is taken to
// allow everything, and a deny counts at any.
func (r *Realm) guardrails(account string) [][]policy.Named {
	names := r.Holds(account)
	switch {
	case r.Guardrails[fullAccess] != "" && r.Fenced && account != master:
		return r.levels(account)
	case len(names) == 0:
		return nil
	}
	level := []policy.Named{{Name: fullAccess, Document: policy.Document{Version: policy.Version, Statement: []policy.Statement{everything}}}}
	for _, name := range names {
		if text := r.Guardrails[name]; text != "" { // others' may not have been read
			level = append(level, policy.Named{Name: name, Document: r.document(text, false)})
		}
	}
	return [][]policy.Named{level}
}

// levels are the guardrails over an account, a list a level: the root, the units
// from above, the account.
func (r *Realm) levels(account string) [][]policy.Named {
	targets, path := []string{"root"}, ""
	for part := range strings.SplitSeq(r.Units[account], "/") {
		if part != "" {
			path = strings.TrimPrefix(path+"/"+part, "/")
			targets = append(targets, path)
		}
	}
	var all [][]policy.Named
	for i, target := range append(targets, account) {
		level := []policy.Named{}
		for _, name := range slices.Sorted(maps.Keys(r.Targets)) {
			unit := i > 0 && i < len(targets) && slices.Contains(r.Targets[name], "/"+target)
			_, isAccount := r.Accounts[target]
			named := slices.Contains(r.Targets[name], target) && (i == 0 || isAccount == (i == len(targets)))
			if unit || named {
				level = append(level, policy.Named{Name: name, Document: r.document(r.Guardrails[name], false)})
			}
		}
		all = append(all, level)
	}
	return all
}

// request is a call that somebody makes from outside AWS, to the global
// endpoints or, of STS, to the Region's. Keys are in lower case, as the evaluator
// wants them.
func (r *Realm) request(who Who, action, resource string) policy.Request {
	q := policy.Request{Action: action, Resource: resource, Caller: who.Caller, Context: map[string][]string{
		"aws:requestedregion": {r.region(action)}, "aws:securetransport": {"true"}, "aws:viaawsservice": {"false"},
		"aws:calledvia": nil, "aws:calledviafirst": nil, "aws:calledvialast": nil, "aws:sourcevpc": nil, "aws:sourcevpce": nil,
		"aws:principaltag/*": nil, "aws:principalorgid": nil, "aws:resourceorgid": nil,
	}}
	if r.Setting.Organization != "" {
		q.Context["aws:principalorgid"] = []string{r.Setting.Organization}
		q.Context["aws:resourceorgid"] = []string{r.Setting.Organization}
	}
	if own, _ := r.identity(who); own != nil {
		for key, value := range own.Tags {
			q.Context["aws:principaltag/"+strings.ToLower(key)] = []string{value}
		}
	}
	if strings.HasPrefix(action, "sts:") {
		q.Context["sts:rolesessionname"] = []string{r.Setting.Session}
	}
	if who.Token {
		q.Context["aws:multifactorauthpresent"] = []string{"true"} // without, such a session can do nothing in IAM
		q.Open = append(q.Open, "aws:multifactorauthage")
	}
	if who.Token || who.Role != "" {
		q.Open = append(q.Open, "aws:tokenissuetime")
	}
	return q
}

// worldwide are the services that have one endpoint for all Regions (AWS:
// service endpoints and quotas).
var worldwide = []string{"iam", "organizations", "account", "route53", "route53domains", "cloudfront", "budgets", "ce", "support", "globalaccelerator", "shield", "waf"}

// region is where an action is done: for most services the home Region.
func (r *Realm) region(action string) string {
	service, _, _ := strings.Cut(lower(action), ":")
	if slices.Contains(worldwide, service) || r.Setting.Region == "" {
		return r.global()
	}
	return r.Setting.Region
}

// global is the Region in which IAM and Organizations are (AWS: service
// endpoints and quotas).
func (r *Realm) global() string {
	switch r.Setting.Partition {
	case "aws-cn":
		return "cn-northwest-1"
	case "aws-us-gov":
		return "us-gov-west-1"
	}
	return "us-east-1"
}
