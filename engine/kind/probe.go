package kind

import (
	"strings"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// A probe is one call that a run may have to make.
type probe struct{ action, resource string }

// probes are the calls that runs make in an account, on things that could be
// there: what one of them cannot do, apply cannot either.
func (w *Wish) probes(account, id string) []probe {
	names := append([]string{"orgwright"}, w.functions()...)
	path := strings.TrimPrefix(w.Org.Organization.OwnershipPath, "/")
	var all []probe
	for _, p := range powers {
		if !p.in.has(account) {
			continue
		}
		for _, pattern := range p.on(path) {
			for _, resource := range samples(pattern, names) {
				resource = strings.Replace(strings.Replace(resource, "::*:", "::"+id+":", 1), "arn:aws:", "arn:"+w.Names.Partition()+":", 1)
				for action := range strings.FieldsSeq(p.actions) {
					if !strings.HasPrefix(action, "cloudtrail:") { // without it drift knows less, and apply goes on
						all = append(all, probe{action, resource})
					}
				}
			}
		}
	}
	return all
}

// samples are things that a pattern means.
func samples(pattern string, names []string) []string {
	stem, wild := strings.CutSuffix(pattern, "*")
	switch {
	case pattern == "*" || !wild:
		return []string{pattern}
	case !strings.Contains(stem, ":role/"):
		return []string{stem + names[0]}
	}
	var all []string
	for _, name := range names {
		all = append(all, stem+name)
	}
	return all
}

// A stand is what somebody could do: a decision for each probe.
type stand []policy.Decision

// stands asks about all probes.
func stands(r *access.Realm, who access.Who, all []probe) stand {
	out := make(stand, len(all))
	for i, p := range all {
		out[i] = r.Decide(who, p.action, p.resource)
	}
	return out
}

// worse reports whether what could be done cannot be done any more. What cannot
// be decided counts as no; where it could not before, as far as it is now for
// another reason.
func worse(was, is policy.Decision) bool {
	switch {
	case was.Verdict < policy.Unknown || is.Verdict == policy.Allowed:
		return false
	case was.Verdict == policy.Allowed || is.Verdict < policy.Unknown:
		return true
	}
	return was.String() != is.String()
}

// control is what makes somebody who can do all of it master of the
// organization: with IAM alone one can give oneself the rest.
func (w *Wish) control(id string) []probe {
	arn := func(rest string) string { return "arn:" + w.Names.Partition() + ":iam::" + id + ":" + rest }
	path := w.Org.Organization.OwnershipPath
	return []probe{
		{"iam:CreateUser", arn("user" + path + "orgwright")},
		{"iam:AttachUserPolicy", arn("user" + path + "orgwright")},
		{"iam:AddUserToGroup", arn("group" + path + "orgwright")},
		{"iam:PutGroupPolicy", arn("group" + path + "orgwright")},
		{"iam:CreateRole", arn("role" + path + "orgwright")},
		{"iam:PutRolePolicy", arn("role" + path + "orgwright")},
		{"iam:UpdateAssumeRolePolicy", arn("role" + path + "orgwright")},
		{"organizations:CreatePolicy", "*"},
		{"organizations:DetachPolicy", "*"},
		{"organizations:MoveAccount", "*"},
	}
}

// controls reports whether somebody can, for certain, do all of it.
func controls(r *access.Realm, who access.Who, all []probe) bool {
	for _, p := range all {
		if !r.Decide(who, p.action, p.resource).Allowed() {
			return false
		}
	}
	return true
}

// inLeaf is the session that a run has in a leaf account.
func inLeaf(r *access.Realm, c *cloud.Cloud, account string) access.Who {
	return r.Session(account, lastPart(c.AccessRoleOf(account)), c.Session)
}
