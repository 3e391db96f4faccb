package access

import (
	"maps"
	"slices"

	"github.com/orgwright/orgwright/engine/policy"
)

// WhoCanFormat names the JSON of an Able and its version.
const WhoCanFormat = "orgwright/who-can/1"

// An Able is who can do something in an account.
type Able struct {
	Format   string   `json:"format"`
	Action   string   `json:"action"`
	Resource string   `json:"resource,omitempty"`
	Account  string   `json:"account"`
	Live     bool     `json:"live"`
	AsOf     string   `json:"as_of"`
	People   []Doer   `json:"people"`
	Others   []string `json:"others"` // roles that may do it and that no person can become
}

// A Doer is a person who can do it, or perhaps can, in one way.
type Doer struct {
	User     string `json:"user"`
	Function string `json:"function,omitempty"` // none is the user as such
	Through  string `json:"through,omitempty"`  // ARN of the master account's role that the person becomes first
	Resource string `json:"resource"`
	Verdict  string `json:"verdict"`   // yes or unknown
	NeedsMFA bool   `json:"needs_mfa"` // not without
}

// WhoCan asks a question about everybody; its user and MFA do not matter.
func (r *Realm) WhoCan(q Question) Able {
	out := Able{Format: WhoCanFormat, Action: q.Action, Resource: q.Resource, Account: q.Account, People: []Doer{}, Others: []string{}}
	taken := map[string]bool{}
	for _, user := range slices.Sorted(maps.Keys(r.Accounts[master].Users)) {
		q.User, q.MFA = user, true
		with := r.Ask(q)
		q.MFA = false
		without := map[string]bool{}
		for _, w := range r.Ask(q).Ways {
			without[w.Function] = without[w.Function] || w.Verdict != no
		}
		for _, w := range with.Ways {
			taken[w.Function] = taken[w.Function] || w.becoming >= policy.Unknown
			if w.Verdict != no {
				out.People = append(out.People, Doer{user, w.Function, w.Through, w.Resource, w.Verdict, !without[w.Function]})
			}
		}
	}
	for _, role := range slices.Sorted(maps.Keys(r.Accounts[q.Account].Roles)) {
		if !taken[role] && r.way(Way{becoming: policy.Allowed}, r.Session(q.Account, role, "session"), q).Verdict != no {
			out.Others = append(out.Others, role)
		}
	}
	return out
}
