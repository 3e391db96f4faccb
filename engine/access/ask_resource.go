package access

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// resources are those to ask about: the one of the question, or else everything
// and what the policies that have a say name beside the action: as allowed, or
// as all that a denial leaves.
func (r *Realm) resources(who Who, q Question) []string {
	if q.Resource != "" {
		return []string{q.Resource}
	}
	all := []string{"*"}
	p, _ := r.policies(who)
	for _, st := range speaking(p, q.Action) {
		for _, pattern := range named(st) {
			resource, plain := r.filled(pattern, who)
			if plain && !slices.Contains(all, resource) && worksOn(q.Action, resource) {
				all = append(all, resource)
			}
		}
	}
	if assumes(q.Action) {
		return r.roles(who, all)
	}
	return all
}

// speaking are the statements of all policies about somebody that are about an
// action, those of the identity first.
func speaking(p policy.Policies, action string) (all []policy.Statement) {
	layers := [][]policy.Named{p.Identity}
	if p.Boundary != nil {
		layers = append(layers, []policy.Named{*p.Boundary})
	}
	means := func(pattern string) bool { return covers(lower(pattern), lower(action)) }
	for _, level := range append(layers, p.Guardrails...) {
		for _, d := range level {
			for _, st := range d.Document.Statement {
				if slices.ContainsFunc(st.Action, means) || len(st.NotAction) > 0 && !slices.ContainsFunc(st.NotAction, means) {
					all = append(all, st)
				}
			}
		}
	}
	return all
}

// named are the resources on which a statement lets an action be done.
func named(st policy.Statement) policy.List {
	if st.Effect == policy.Allow {
		return st.Resource
	}
	return st.NotResource
}

// filled is a pattern with what is known of somebody in place of its variables,
// and whether none is left.
func (r *Realm) filled(pattern string, who Who) (string, bool) {
	if !variable(pattern) {
		return pattern, true
	}
	own, _ := r.identity(who)
	var out strings.Builder
	for rest := pattern; ; {
		before, inside, found := strings.Cut(rest, "${")
		out.WriteString(before)
		if !found {
			return out.String(), true
		}
		key, after, closed := strings.Cut(inside, "}")
		tag, isTag := strings.CutPrefix(lower(key), "aws:principaltag/")
		switch {
		case closed && lower(key) == "aws:username" && own != nil && who.Role == "":
			out.WriteString(lastOf(who.ARN))
		case closed && isTag && own != nil && tagOf(own, tag) != "":
			out.WriteString(tagOf(own, tag))
		default:
			return "", false
		}
		rest = after
	}
}

// tagOf is the value of a tag, whose key is in small letters.
func tagOf(own *Identity, key string) string {
	for name, value := range own.Tags {
		if lower(name) == key {
			return value
		}
	}
	return ""
}

// worksOn reports whether an action is of use on what a pattern means, as far as
// AWS's table knows it.
func worksOn(name, pattern string) bool {
	a, known := actions().find(name)
	return !known || slices.ContainsFunc(a.on, func(kind string) bool { return overlap(kind, open(pattern)) })
}

// sample is one resource that a pattern means, in somebody's own account where it
// means those of any; * stays what it is.
func (r *Realm) sample(who Who, pattern string) string {
	if pattern == "*" {
		return pattern
	}
	parts := strings.SplitN(pattern, ":", 6)
	if h := r.Accounts[who.Account]; len(parts) == 6 && parts[4] == "*" && h != nil {
		parts[4] = h.ID
	}
	return strings.NewReplacer("*", "x", "?", "x").Replace(strings.Join(parts, ":"))
}
