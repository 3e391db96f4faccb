package access

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// reach lists the roles that a user can become, by account and name, and
// reports whether everybody in the same groups can become just these.
func (t *chain) reach(user string) ([]engine.Address, bool) {
	own, ok := t.known[t.key(user)]
	if !ok {
		own = t.identity(t.groups[user])
		own.shared = t.open(own, user, func(r role) bool { return own.plain && r.plain })
		t.known[t.key(user)] = own
	}
	personal := t.open(own, user, func(r role) bool { return !own.plain || !r.plain })
	if len(personal) == 0 {
		return own.shared, own.plain
	}
	return slices.SortedFunc(slices.Values(slices.Concat(own.shared, personal)), compare), false
}

// key is the same for everybody in the same groups: no name of a group holds a
// slash.
func (t *chain) key(user string) string { return strings.Join(t.groups[user], "/") }

// open lists the roles among some that let a user in.
func (t *chain) open(own *identity, user string, some func(role) bool) []engine.Address {
	var in []engine.Address
	for _, r := range t.roles {
		if some(r) && t.lets(own, user, r) {
			in = append(in, r.Address)
		}
	}
	return in
}

// lets asks the evaluator, with what the groups say about this role alone.
func (t *chain) lets(own *identity, user string, r role) bool {
	about := own.about(r.arn)
	if len(about.Statement) == 0 {
		return false
	}
	arn := "arn:aws:iam::" + masterID + ":user" + cmp.Or(t.paths[user], t.path) + user
	return policy.MayBecome(policy.Request{
		Resource: r.arn,
		Caller:   policy.Caller{Account: masterID, ARN: arn, Token: true},
		Context:  map[string][]string{"aws:MultiFactorAuthPresent": {"true"}},
		Open:     []string{"aws:MultiFactorAuthAge", "sts:ExternalId"}, // as the person likes
	}, policy.Policies{Identity: []policy.Named{{Name: "groups", Document: about}}}, policy.Named{Name: "trust", Document: r.trust}).Verdict >= policy.Unknown
}

// An identity is what groups say together, by the roles they speak of.
type identity struct {
	document policy.Document
	exact    map[string][]int // statements by the resource they name
	open     []int            // statements that name more than single resources
	plain    bool             // they say the same of all their members
	shared   []engine.Address // that every member can become, when plain
}

// identity joins what the groups may assume: a deny in one counts for all.
func (t *chain) identity(groups []string) *identity {
	own := &identity{exact: map[string][]int{}}
	for _, g := range groups {
		own.document.Version = max(own.document.Version, t.may[g].Version)
		own.document.Statement = append(own.document.Statement, t.may[g].Statement...)
	}
	for i, st := range own.document.Statement {
		if len(st.Resource) == 0 || slices.ContainsFunc(st.Resource, wild) {
			own.open = append(own.open, i)
			continue
		}
		for _, arn := range st.Resource {
			own.exact[arn] = append(own.exact[arn], i)
		}
	}
	own.plain = !slices.ContainsFunc(own.document.Statement, personal)
	return own
}

// personal reports whether a statement may say another thing of each person.
func personal(st policy.Statement) bool {
	return len(st.Condition) > 0 || slices.ContainsFunc(slices.Concat(st.Resource, st.NotResource), variable)
}

// about is the document without the roles it names beside the one.
func (own *identity) about(arn string) policy.Document {
	out := policy.Document{Version: own.document.Version}
	for _, i := range own.exact[arn] {
		st := own.document.Statement[i]
		st.Resource = policy.List{arn}
		out.Statement = append(out.Statement, st)
	}
	for _, i := range own.open {
		out.Statement = append(out.Statement, own.document.Statement[i])
	}
	return out
}

// wild reports whether a text stands for more than itself.
func wild(text string) bool { return strings.ContainsAny(text, "*?") || variable(text) }

// variable reports whether a text holds a policy variable.
func variable(text string) bool { return strings.Contains(text, "${") }
