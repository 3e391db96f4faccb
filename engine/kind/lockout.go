package kind

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// watched are the kinds that have a say about who may do what.
var watched = []string{
	"policytype", "unit", "guardrail", "account", "attachment", "placement",
	"cirole", "role", "grant", "group", "assume", "selfservice", "user", "member", "suspension",
}

// made lists the changes in the master account that apply makes, of which those
// that have a say matter here.
func made(s engine.Step) []engine.Change {
	return mattering(s, func(c engine.Change) bool { return c.Account == cloud.Master })
}

// watches lists those that a run is held to. In a leaf account that is about the
// role that the run is there: people's access there is not a run's own.
func watches(c *cloud.Cloud, s engine.Step) []engine.Change {
	return mattering(s, func(change engine.Change) bool { return change.Account == cloud.Master || isAccessRole(c, change) })
}

func mattering(s engine.Step, is func(engine.Change) bool) []engine.Change {
	if s.ByHand || !slices.Contains(watched, s.Kind) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.Changes), func(c engine.Change) bool { return c.Waits != nil || !is(c) })
}

// isAccessRole reports whether a change in a leaf account is about the role that
// runs assume there: a function's where --access-role says so.
func isAccessRole(c *cloud.Cloud, change engine.Change) bool {
	name, _, _ := strings.Cut(change.Name, "/")
	return change.Account != cloud.Master && (change.Kind == role.name || change.Kind == grant.name) &&
		name == lastPart(c.AccessRoleOf(change.Account))
}

// breaches is what a plan breaks on its way, change by change.
func breaches(w *Wish, c *cloud.Cloud, p *cloud.Picture, plan engine.Plan) []breach {
	var v *watch
	var all []breach
	for _, s := range plan.Steps {
		for _, change := range watches(c, s) {
			if v == nil {
				v = newWatch(w, c, p)
			}
			all = append(all, v.step(change)...)
		}
	}
	return all
}

// waysIn are the removals that would take the run's own way in, or that of the
// last people in full control, before the new way is there: the new one is made
// first, where that helps.
func waysIn(w *Wish, c *cloud.Cloud, p *cloud.Picture, plan engine.Plan) map[engine.Address]bool {
	late := map[engine.Address]bool{}
	var v *watch
	for _, s := range plan.Steps {
		if s.Movement != engine.Revoke {
			break
		}
		for _, change := range watches(c, s) {
			if v == nil {
				v = newWatch(w, c, p)
			}
			next := v.fork()
			if next.step(change) != nil {
				late[change.Address] = true
				continue
			}
			v = next
		}
	}
	return late
}

// fork is a watch that a change can be tried on.
func (v *watch) fork() *watch {
	next := *v
	next.realm = v.realm.Copy()
	next.could, next.enter = slices.Clone(v.could), maps.Clone(v.enter)
	next.leaves, next.inside = maps.Clone(v.leaves), maps.Clone(v.inside)
	next.heirs, next.ruled, next.rules = maps.Clone(v.heirs), maps.Clone(v.ruled), maps.Clone(v.rules)
	return &next
}

// order puts changes in order. A way in that has to stay open until there is
// another one goes last.
func (w *Wish) order(c *cloud.Cloud, p *cloud.Picture, changes []engine.Change) engine.Plan {
	w.late = nil
	plan := engine.Order(changes, Kinds(w))
	late := waysIn(w, c, p, plan)
	if len(late) == 0 {
		return plan
	}
	w.late = late
	for _, b := range breaches(w, c, p, engine.Order(changes, Kinds(w))) {
		delete(w.late, b.change.Address) // it does not help: the plan is refused whatever the order
	}
	return engine.Order(changes, Kinds(w))
}

// lockouts are the refusals for what a plan breaks on its way.
func lockouts(w *Wish, c *cloud.Cloud, p *cloud.Picture, plan engine.Plan) []engine.Refusal {
	var all []engine.Refusal
	fences := map[engine.Address][]breach{}
	for _, b := range breaches(w, c, p, plan) {
		switch b.code {
		case "guardrail-locks-out":
			if fences[b.change.Address] == nil {
				all = append(all, engine.Refusal{Code: "guardrail-locks-out", Address: b.change.String()})
			}
			fences[b.change.Address] = append(fences[b.change.Address], b)
		case "last-admins":
			all = append(all, b.dethrones(w.Org.Organization.MinAdmins))
		default:
			all = append(all, b.locksOut())
		}
	}
	for i, r := range all {
		if at, err := engine.ParseAddress(r.Address); err == nil && r.Code == "guardrail-locks-out" {
			all[i].Message, all[i].Hint = fencesIn(c, fences[at])
		}
	}
	return all
}

// locksOut is the refusal of a change that takes the run's own access.
func (b breach) locksOut() engine.Refusal {
	hint := "run as somebody else who keeps full access, or keep it"
	if b.where != "" {
		hint = "run with another --access-role that stays, or keep it"
	}
	return engine.Refusal{
		Code: "own-access", Address: b.change.String(),
		Message: "after it this run could no longer " + b.told(), Hint: hint,
	}
}

// told is what is lost, the first thing with its reason.
func (b breach) told() string {
	what := b.lost[0].what
	if n := len(b.lost) - 1; n > 0 {
		what += fmt.Sprintf(" and %d more", n)
	}
	if len(b.lost[0].why.Why) > 0 {
		what += ": " + b.lost[0].why.String()
	}
	return what
}

// dethrones is the refusal of a change that takes full control from people.
func (b breach) dethrones(least int) engine.Refusal {
	var names []string
	for _, l := range b.lost {
		names = append(names, l.what)
	}
	keep := "nobody with MFA would keep it"
	if b.where != "" {
		keep = "with MFA only " + b.where + " would keep it"
	}
	return engine.Refusal{
		Code: "last-admins", Address: b.change.String(),
		Message: fmt.Sprintf("it takes full control from %s, and %s: at least %d must", strings.Join(names, ", "), keep, least),
		Hint:    "give full control to another person with MFA first, or write organization.min_admins: 1",
	}
}

// fencesIn says which accounts a guardrail would lock the run out of, and what
// would help.
func fencesIn(c *cloud.Cloud, all []breach) (message, hint string) {
	var where, roles []string
	for _, b := range all {
		where = append(where, b.where)
		roles = append(roles, `"arn:*:iam::*:role/`+c.AccessRoleOf(b.where)+`"`)
	}
	slices.Sort(roles)
	if n := len(where) - 3; n > 0 {
		where = append(where[:3], fmt.Sprintf("%d more accounts", n))
	}
	return fmt.Sprintf("in %s this run could no longer %s", strings.Join(where, ", "), all[0].told()),
		fmt.Sprintf(`exempt the access role: "Condition": {"ArnNotLike": {"aws:PrincipalArn": [%s]}}`, strings.Join(slices.Compact(roles), ", "))
}
