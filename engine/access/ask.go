package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// AnswerFormat names the JSON of an Answer and its version.
const AnswerFormat = "orgwright/can/1"

// A Question is whether a person may do something in an account.
type Question struct {
	User     string `json:"user"`
	Action   string `json:"action"`
	Resource string `json:"resource,omitempty"` // an ARN or *; empty asks about anything there may be
	Account  string `json:"account"`
	MFA      bool   `json:"mfa"` // whether the person signed in with it
}

// An Answer is what there is to say to a Question.
type Answer struct {
	Format  string `json:"format"`
	Verdict string `json:"verdict"` // yes, no or unknown
	Question
	Live bool   `json:"live"`
	AsOf string `json:"as_of"`
	Ways []Way  `json:"ways"` // the best first
}

// A Way is one thing that the person can be in the account: a role, or, in the
// master account, a user.
type Way struct {
	Verdict  string   `json:"verdict"`
	Function string   `json:"function,omitempty"` // the role's name; none is the user as such
	Role     string   `json:"role,omitempty"`     // its ARN
	Through  string   `json:"through,omitempty"`  // ARN of the master account's role that the person becomes first
	Resource string   `json:"resource"`           // on what: what was asked for, or the pattern of a policy
	Becoming []Step   `json:"becoming"`           // why the person can become the role, or cannot
	Doing    []Step   `json:"doing"`              // why the role may do it, or may not
	Fences   []string `json:"guardrails"`         // those that were considered

	becoming, doing policy.Verdict
}

// A Step is one thing that a verdict rests on.
type Step struct {
	Layer     string `json:"layer"` // identity, trust, boundary, session, guardrail or caller
	Policy    string `json:"policy,omitempty"`
	Statement string `json:"statement,omitempty"` // its Sid, or #1 for the first
	Text      string `json:"text"`
	Line      int    `json:"line,omitempty"` // of org.yaml
}

// The words of verdicts.
const (
	yes = "yes"
	no  = "no"
)

func word(v policy.Verdict) string {
	switch v {
	case policy.Allowed:
		return yes
	case policy.Unknown:
		return unknown
	}
	return no
}

// Ask answers a question about a person of the master account: by every role of
// the account, at first hand or through one role of the master account, and in
// the master account by the user too. A way that is shut is told of where the
// person is in the function's group.
func (r *Realm) Ask(q Question) Answer {
	a := Answer{Format: AnswerFormat, Question: q, Ways: []Way{}}
	user, in := r.Accounts[master].Users[q.User], r.Accounts[q.Account]
	best := policy.Denied
	add := func(w Way) {
		a.Ways = append(a.Ways, w)
		best = max(best, min(w.becoming, w.doing))
	}
	if user != nil && in != nil {
		who := r.User(master, q.User, q.MFA)
		if q.Account == master {
			add(r.way(Way{becoming: policy.Allowed}, who, q))
		}
		halls := r.halls(who, q.User)
		for _, role := range slices.Sorted(maps.Keys(in.Roles)) {
			may := r.MayBecome(who, q.Account, role)
			if w := r.throughHall(halls, q, role); w.becoming > may.Verdict {
				add(r.way(w, r.Session(q.Account, role, q.User), q))
			}
			if may.Verdict < policy.Unknown && !slices.Contains(user.Groups, role) {
				continue
			}
			w := Way{Function: role, Role: r.RoleARN(q.Account, role), becoming: may.Verdict, Becoming: steps(may)}
			add(r.way(w, r.Session(q.Account, role, q.User), q))
		}
	}
	slices.SortStableFunc(a.Ways, func(x, y Way) int {
		return cmp.Or(cmp.Compare(min(y.becoming, y.doing), min(x.becoming, x.doing)), cmp.Compare(y.becoming, x.becoming))
	})
	a.Verdict = word(best)
	return a
}

// A hall is a role of the master account that a person can become, perhaps, on
// the way to another role.
type hall struct {
	name string
	who  Who
	policy.Decision
}

func (r *Realm) halls(who Who, user string) []hall {
	var all []hall
	for _, role := range slices.Sorted(maps.Keys(r.Accounts[master].Roles)) {
		if may := r.MayBecome(who, master, role); may.Verdict >= policy.Unknown {
			all = append(all, hall{role, r.Session(master, role, user), may})
		}
	}
	return all
}

// throughHall is the best way to a role by way of another; becoming is denied
// where there is none.
func (r *Realm) throughHall(halls []hall, q Question, role string) Way {
	best := Way{Function: role, Role: r.RoleARN(q.Account, role), becoming: policy.Denied}
	for _, h := range halls {
		if q.Account == master && h.name == role {
			continue
		}
		may := r.MayBecome(h.who, q.Account, role)
		if verdict := min(h.Verdict, may.Verdict); verdict > best.becoming && verdict >= policy.Unknown {
			best.becoming, best.Through = verdict, r.RoleARN(master, h.name)
			best.Becoming = append(steps(h.Decision), steps(may)...)
		}
	}
	return best
}

// way is what somebody may do on one way.
func (r *Realm) way(w Way, who Who, q Question) Way {
	w.Becoming, w.Fences = append([]Step{}, w.Becoming...), append([]string{}, r.Holds(q.Account)...)
	for i, resource := range r.resources(who, q) {
		if d := r.does(who, q.Action, r.sample(who, resource)); i == 0 || d.Verdict > w.doing {
			w.doing, w.Doing, w.Resource = d.Verdict, steps(d), resource
		}
		if w.doing == policy.Allowed {
			break
		}
	}
	if w.doing == policy.Allowed && !Known(q.Action) {
		w.doing, w.Doing = policy.Unknown, []Step{{Layer: policy.LayerCaller, Text: "whether there is such an action: AWS's table of actions has no " + q.Action}}
	}
	w.Verdict = word(min(w.becoming, w.doing))
	return w
}

// steps are the reasons of a decision, each once.
func steps(d policy.Decision) []Step {
	all := []Step{}
	for _, r := range d.Why {
		s := Step{Layer: r.Layer, Policy: r.Document, Statement: r.Statement, Text: r.Text}
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// NotRead reports whether a step is that the text of one of AWS's policies is
// not known.
func (s Step) NotRead() bool {
	return strings.Contains(s.Text, "what ") && strings.Contains(s.Text, " says") || strings.Contains(s.Text, "the effect")
}
