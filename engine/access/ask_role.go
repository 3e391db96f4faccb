package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// assumes reports whether an action is that of becoming a role.
func assumes(action string) bool { return strings.EqualFold(action, "sts:AssumeRole") }

// does is what Decide says; of becoming a role it also asks the role's trust
// policy, where that was read.
func (r *Realm) does(who Who, action, resource string) policy.Decision {
	if account := r.accountOf(resource); assumes(action) && account != "" {
		switch name := lastOf(resource); {
		case r.RoleARN(account, name) == resource:
			return r.MayBecome(who, account, name)
		case r.Accounts[account].Whole && !strings.Contains(resource, ":role/aws-service-role/"):
			return policy.Decision{Verdict: policy.NotAllowed, Why: []policy.Reason{{Layer: policy.LayerTrust, Text: "there is no such role in " + account}}}
		}
	}
	return r.Decide(who, action, resource)
}

// accountOf is what people call the account of a role's ARN; "" where it is no
// role, or of an account that is not known.
func (r *Realm) accountOf(arn string) string {
	rest, isIAM := strings.CutPrefix(arn, strings.TrimSuffix(r.arn("", ""), "{}:"))
	id, _, isRole := strings.Cut(rest, ":role/")
	if !isIAM || !isRole {
		return ""
	}
	for _, name := range slices.Sorted(maps.Keys(r.Accounts)) {
		if r.Accounts[name].ID == id {
			return name
		}
	}
	return ""
}

// roles adds to patterns the roles that somebody's policies mean, and those of
// the own account, whose trust alone may let them in.
func (r *Realm) roles(who Who, patterns []string) []string {
	all, open := slices.Clone(patterns), r.assumesAny(who)
	for _, account := range slices.Sorted(maps.Keys(r.Accounts)) {
		for _, name := range slices.Sorted(maps.Keys(r.Accounts[account].Roles)) {
			arn := r.RoleARN(account, name)
			meant := open || account == who.Account || slices.ContainsFunc(patterns[1:], func(p string) bool { return covers(p, arn) })
			if meant && !slices.Contains(patterns, arn) {
				all = append(all, arn)
			}
		}
	}
	return all
}

// assumesAny reports whether somebody's policies allow becoming roles without
// naming them.
func (r *Realm) assumesAny(who Who) bool {
	p, _ := r.policies(who)
	return slices.ContainsFunc(p.Identity, func(d policy.Named) bool {
		return slices.ContainsFunc(d.Document.Statement, func(st policy.Statement) bool {
			action := len(st.NotAction) > 0 || slices.ContainsFunc(st.Action, func(a string) bool { return covers(lower(a), "sts:assumerole") })
			return st.Effect == policy.Allow && action && (len(st.NotResource) > 0 || slices.Contains(st.Resource, "*"))
		})
	})
}

// lastOf is what stands after the last slash.
func lastOf(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
