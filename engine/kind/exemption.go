package kind

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
)

// exemptions refuses to write the name of an access role into a guardrail that
// did not have it, while an account under it cannot be entered as that role: the
// name may be mistyped, and then the guardrail would bind the role that is
// there.
func (d Draft) exemptions(w *Wish, c *cloud.Cloud, p *cloud.Picture) []engine.Refusal {
	var realm *access.Realm
	var all []engine.Refusal
	for _, s := range d.Plan.Steps {
		for _, change := range made(s) {
			if change.Kind != guardrail.name || change.Action() != engine.Update || len(d.Unreadable) == 0 {
				continue
			}
			if realm == nil {
				realm = Realm(w, c, p)
				for _, u := range d.Unreadable {
					if realm.Accounts[u.Account] == nil {
						realm.Accounts[u.Account] = access.NewHolding(u.Account) // that it counts as one
					}
				}
			}
			if role, where := d.unproved(realm, c, change); role != "" {
				all = append(all, engine.Refusal{
					Code: "guardrail-locks-out", Address: change.String(),
					Message: fmt.Sprintf("it would exempt the role %s, and as that nobody could enter %s: whatever it exempts now would be bound by it", role, where),
					Hint:    "correct access_role, or make that role in the account first",
				})
			}
		}
	}
	return all
}

// unproved is the access role that a change of a guardrail begins to name, and
// the first account under it that could not be entered as that role.
func (d Draft) unproved(r *access.Realm, c *cloud.Cloud, change engine.Change) (role, where string) {
	for _, target := range r.Targets[change.Name] {
		under := r.Under(target)
		for _, u := range d.Unreadable {
			role = "role/" + c.AccessRoleOf(u.Account)
			if u.Kind == "" && slices.Contains(under, u.Account) && strings.Contains(string(change.After), role) && !strings.Contains(string(change.Before), role) {
				return strings.TrimPrefix(role, "role/"), u.Account
			}
		}
	}
	return "", ""
}
