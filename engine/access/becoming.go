package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// master is the account that people are in, as addresses and bodies speak of
// it; masterID is what stands for its twelve digits.
const (
	master   = "master"
	masterID = "{" + master + "}"
)

// Of lists who can become what, by user, account and function; never nil. It
// takes all links of the chain: the person is a member of a group (only groups
// in the State, which are those of functions, count), what the person's groups
// may assume covers the role, and the role is there and lets the person in, who
// is taken to have signed in with MFA. A role counts under its own name.
//
// What a State cannot tell counts as possible: a trust policy that cannot be
// read, a condition on something unknown such as an address. The path is the
// one that everything made here is under, "" for /orgwright/.
func Of(s engine.State, path string) []engine.Becoming {
	t := survey(s, path)
	out := []engine.Becoming{}
	for _, user := range slices.Sorted(maps.Keys(t.groups)) {
		all, _ := t.reach(user)
		out = becomings(out, user, all)
	}
	return out
}

// becomings adds that a user can become roles.
func becomings(out []engine.Becoming, user string, roles []engine.Address) []engine.Becoming {
	for _, r := range roles {
		out = append(out, engine.Becoming{User: user, Account: r.Account, Function: r.Name})
	}
	return out
}

// A chain is the part of a State that says who can become what.
type chain struct {
	groups map[string][]string        // of each user, in order
	may    map[string]policy.Document // by group
	roles  []role                     // by account and name
	paths  map[string]string          // of users, where they are told
	path   string                     // the one that everything made here is under
	known  map[string]*identity       // of those in the same groups, by the groups' names
}

// A role is one that somebody might become.
type role struct {
	engine.Address
	arn   string
	path  string // where it is not the ownership path
	trust policy.Document
	plain bool // it trusts all people of the master account alike
}

func survey(s engine.State, path string) *chain {
	t := &chain{
		groups: map[string][]string{}, may: map[string]policy.Document{},
		paths: map[string]string{}, path: cmp.Or(path, defaultPath), known: map[string]*identity{},
	}
	for _, a := range addresses(s, "member") {
		group, user, _ := strings.Cut(a.Name, "/")
		t.groups[user] = append(t.groups[user], group)
	}
	for _, a := range addresses(s, "assume") {
		t.may[a.Name] = mayBecome(s[a])
	}
	for _, a := range addresses(s, "user") {
		var b struct{ Path string }
		if s[a].Read(&b) == nil && b.Path != "" {
			t.paths[a.Name] = b.Path
		}
	}
	seen := map[engine.Body]role{}
	for _, a := range addresses(s, "role") {
		t.roles = append(t.roles, t.role(a, s[a], seen))
	}
	return t
}

// defaultPath is what everything made here is under unless org.yaml says
// otherwise.
const defaultPath = "/orgwright/"

// role reads a role's body; those of a function are the same in every account.
func (t *chain) role(a engine.Address, b engine.Body, seen map[engine.Body]role) role {
	r, ok := seen[b]
	if !ok {
		r = readRole(b)
		seen[b] = r
	}
	r.Address, r.arn = a, "arn:aws:iam::{"+a.Account+"}:role"+cmp.Or(r.path, t.path)+a.Name
	return r
}

func readRole(b engine.Body) role {
	var body struct {
		Trust            policy.Document
		Unreadable, Path string
	}
	if b.Read(&body) != nil || body.Unreadable != "" {
		body.Trust = policy.TrustAccount(masterID) // it may say so
	}
	plain := policy.Equal(body.Trust, policy.TrustWithMFA(masterID)) || policy.Equal(body.Trust, policy.TrustAccount(masterID))
	return role{trust: body.Trust, plain: plain, path: body.Path}
}

// mayBecome is what a group's members may assume: what its own document says,
// and everything where one of the policies beside it is known to allow that.
func mayBecome(b engine.Body) policy.Document {
	var body struct {
		May    policy.Document
		Others []string
	}
	if b.Read(&body) != nil {
		return policy.Document{}
	}
	for _, other := range body.Others {
		if strings.HasPrefix(other, "arn:") && allows[managedName(other)] {
			body.May.Statement = append(body.May.Statement, policy.MayAssume([]string{"*"}).Statement...)
		}
	}
	return body.May
}

// allows names the policies of AWS that let their bearer assume any role that
// trusts its account (AWS: managed policy reference).
var allows = map[string]bool{"AdministratorAccess": true, "PowerUserAccess": true}

// managedName is the name of a policy of AWS's own, with its path; "" for any
// other.
func managedName(arn string) string {
	_, name, _ := strings.Cut(arn, ":iam::aws:policy/")
	return name
}
