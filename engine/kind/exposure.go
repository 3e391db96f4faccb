package kind

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
)

// An exposure is an account over which there are fewer guardrails after a plan.
type exposure struct {
	account string
	lost    []string      // guardrails, in order
	bare    bool          // none is left
	by      engine.Change // its move, or the detaching that comes first
}

// exposures are what a plan's moves and detachings take from accounts, in
// order. A guardrail that comes back another way is not lost.
func exposures(w *Wish, c *cloud.Cloud, p *cloud.Picture, plan engine.Plan) []exposure {
	var changes []engine.Change
	less := false
	for _, s := range plan.Steps {
		for _, change := range made(s) {
			changes = append(changes, change)
			less = less || change.Kind == placement.name || change.Kind == attachment.name && change.Action() == engine.Delete
		}
	}
	if !less {
		return nil
	}
	had := Realm(w, c, p)
	end := had.Copy()
	for _, change := range changes {
		end.Step(spelled(w.Names, change))
	}
	var all []exposure
	for _, name := range had.Under(root) {
		before, after := fences(had, name), fences(end, name)
		lost := slices.DeleteFunc(slices.Clone(before), func(g string) bool { return slices.Contains(after, g) })
		if by, found := exposing(had, changes, name, lost); found && end.Accounts[name] != nil {
			all = append(all, exposure{name, lost, len(after) == 0, by})
		}
	}
	return all
}

// fences are the guardrails over an account that deny something: AWS's own
// does not.
func fences(r *access.Realm, account string) []string {
	return slices.DeleteFunc(r.Holds(account), func(name string) bool { return name == "FullAWSAccess" })
}

// exposing is the change that takes guardrails from an account.
func exposing(had *access.Realm, changes []engine.Change, account string, lost []string) (by engine.Change, found bool) {
	if len(lost) == 0 {
		return by, false
	}
	for _, c := range changes {
		guardrail, target, _ := strings.Cut(c.Name, "@")
		switch {
		case c.Kind == placement.name && c.Name == account:
			return c, true
		case !found && c.Kind == attachment.name && c.Action() == engine.Delete && slices.Contains(lost, guardrail) && slices.Contains(had.Under(target), account):
			by, found = c, true
		}
	}
	return by, found
}

// exposed are the refusals for protected accounts that would lose guardrails
// which are not on them alone: those are removals as any other.
func exposed(w *Wish, c *cloud.Cloud, p *cloud.Picture, plan engine.Plan) []engine.Refusal {
	safe := marked(w, p)
	var all []engine.Refusal
	for _, e := range exposures(w, c, p, plan) {
		if _, target, _ := strings.Cut(e.by.Name, "@"); !safe[e.account] && !w.Org.Accounts[e.account].Protect || target == e.account {
			continue
		}
		all = append(all, engine.Refusal{
			Code: "protected", Address: e.by.String(),
			Message: fmt.Sprintf("account %s is protected, and would lose %s", e.account, e.names()),
			Hint:    "take protect: true away and apply that first, or keep the guardrails",
		})
	}
	return all
}

// bared are the moves after which nothing is denied in an account any more.
func bared(all []exposure, c engine.Change) (Solemn, bool) {
	for _, e := range all {
		if c.Address == e.by.Address && c.Kind == placement.name && e.bare {
			return Solemn{What: "move", Name: e.account, Why: fmt.Sprintf("%s is moved out of its last guardrails, %s", e.account, e.names())}, true
		}
	}
	return Solemn{}, false
}

func (e exposure) names() string { return strings.Join(e.lost, ", ") }
