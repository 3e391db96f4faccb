package policy

import (
	"slices"
	"strings"
)

// A grip is how closely a principal element names the caller. Within an account
// less else must allow the closer it is; "*" is as close as the caller's name
// (AWS: IAM policy elements, all principals).
type grip uint8

const (
	bySelf    grip = iota // this user or session, or everybody
	byRole                // the role whose session the caller is
	byAccount             // the caller's account
)

// trusts makes the question whether a trust policy's statement is about the
// request and names the caller as closely as wanted.
func (s *scene) trusts(wanted grip) func(*Statement) belief {
	return func(st *Statement) belief {
		if len(st.Resource)+len(st.NotResource) > 0 {
			return unsure("a resource where there can be none")
		}
		out := s.action(st)
		if out.is == no {
			return out
		}
		if out = out.and(s.principal(st, wanted)); out.is == no {
			return out
		}
		return out.and(s.conditions(st.Condition))
	}
}

func (s *scene) principal(st *Statement, wanted grip) belief {
	switch {
	case (len(st.Principal) == 0) == (len(st.NotPrincipal) == 0):
		return unsure("not one of Principal and NotPrincipal")
	case len(st.Principal) == 0 && effect(st.Effect) != Deny:
		return unsure("NotPrincipal in an Allow")
	case len(st.Principal) == 0:
		return s.notExcepted(st.NotPrincipal["AWS"])
	}
	return s.among(st.Principal, wanted)
}

// among says whether the caller is one of the principals.
func (s *scene) among(p Principal, wanted grip) belief {
	switch c := s.Caller; {
	case c.Service != "":
		return certain(slices.Contains(p["Service"], c.Service)).or(everybody(p))
	case c.Federated != "":
		return certain(slices.Contains(p["Federated"], c.Federated)).or(everybody(p))
	}
	out := certain(false)
	for _, name := range p["AWS"] {
		out = out.or(s.isNamed(name, wanted))
	}
	return out
}

// everybody is open for those who are no principals of an account: AWS does
// not document whether "*" means them.
func everybody(p Principal) belief {
	if slices.Contains(p["AWS"], "*") {
		return unsure("whether \"*\" means a service or a federated identity")
	}
	return certain(false)
}

// isNamed says whether one name of a principal means the caller, as closely as
// wanted. A name has no wildcards (AWS: IAM policy elements, Principal).
func (s *scene) isNamed(name string, wanted grip) belief {
	c := s.Caller
	switch {
	case name == "*":
		return certain(true)
	case wild(name):
		return unsure("wildcards in the principal %q", name)
	case name == c.Account || isRootOf(name, c.Account):
		return certain(wanted == byAccount)
	case c.session() && c.Role == "" && strings.Contains(name, ":role/"):
		return unsure("whose role's session the caller is")
	case c.Role != "" && (name == c.Role || name == roleID(c.ID)):
		return certain(wanted >= byRole)
	}
	return certain(name != "" && (name == c.ARN || name == c.ID))
}

// roleID is the role's part of the id of its session, AROA…:session.
func roleID(id string) string {
	role, _, _ := strings.Cut(id, ":")
	return role
}

// isRootOf reports whether a principal is the root ARN of an account, in any
// partition.
func isRootOf(name, account string) bool {
	return strings.HasPrefix(name, "arn:") && strings.HasSuffix(name, ":iam::"+account+":root")
}

// notExcepted says whether a Deny with NotPrincipal means the caller. That is
// so for certain when none of the names is of its account, and not so when all
// of its names are there: itself, its role, its account (AWS: IAM policy
// elements, NotPrincipal with Deny). All between is open.
func (s *scene) notExcepted(names List) belief {
	c := s.Caller
	needed := slices.DeleteFunc([]string{c.ARN, c.Role}, func(n string) bool { return n == "" })
	listed := func(n string) bool { return slices.Contains(names, n) }
	ofAccount := func(n string) bool { return n == c.Account || isRootOf(n, c.Account) }
	foreign := func(n string) bool { return accountOf(n) != "" && accountOf(n) != c.Account && !wild(n) }
	switch {
	case c.outside():
		return unsure("NotPrincipal for a service or a federated identity")
	case len(needed) > 0 && !slices.ContainsFunc(needed, func(n string) bool { return !listed(n) }) && slices.ContainsFunc(names, ofAccount):
		return certain(false)
	case len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return !foreign(n) }):
		return certain(true)
	}
	return unsure("NotPrincipal that names some of what the caller is")
}
