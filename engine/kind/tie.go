package kind

import (
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// ties are, by change, other changes of the same plan that it is bound to
// beside what its kind says: those before it have to be through before it is
// begun, and the removals after it wait for it. So a change that fails holds
// back whatever would leave people with more access, or accounts with fewer
// guardrails, than before or after the plan.
type ties map[engine.Address][]engine.Address

// add ties a change to others; Bind sorts them out.
func (t ties) add(c engine.Address, to ...engine.Address) {
	for _, a := range to {
		if a != c {
			t[c] = append(t[c], a)
		}
	}
}

// bind puts changes in order, and ties them to one another.
func (w *Wish) bind(c *cloud.Cloud, p *cloud.Picture, changes []engine.Change) engine.Plan {
	plan := w.order(c, p, changes)
	t := ties{}
	w.tieFences(t, plan)
	w.tieMembers(t, plan)
	tieGrants(t, plan)
	w.tieOwnRoles(t, plan)
	w.tieWaysIn(t, &rehearsed{cloud: c, picture: p, plan: plan})
	if renamed, some := w.renamedFirst(t, changes); some {
		plan = engine.Order(renamed, Kinds(w))
	}
	return plan.Bind(t)
}

// does visits what apply does of a plan, in its order.
func does(plan engine.Plan, visit func(engine.Movement, engine.Change)) {
	for _, s := range plan.Steps {
		for _, c := range s.Changes {
			if !s.ByHand {
				visit(s.Movement, c)
			}
		}
	}
}

// tieMembers ties what a function is given to the removal of members before
// it: who is to lose access gains no more of it when that goes wrong. And who is
// let into a function waits for what the function loses.
func (w *Wish) tieMembers(t ties, plan engine.Plan) {
	leaving, takes := map[string][]engine.Address{}, map[string][]engine.Address{}
	does(plan, func(m engine.Movement, c engine.Change) {
		function, _, _ := strings.Cut(c.Name, "/")
		gives := m == engine.Build && c.Risk == engine.Grants
		switch c.Kind {
		case grant.name, role.name:
			if gives {
				t.add(c.Address, leaving[function]...)
			}
			if m == engine.Revoke || m == engine.Build && (c.Risk == engine.Revokes || c.Kind == grant.name && restrains(c)) {
				takes[function] = append(takes[function], c.Address)
			}
		case assume.name:
			if gives {
				t.add(c.Address, leaving[function]...)
				t.add(c.Address, takes[function]...)
			}
		case member.name:
			if m == engine.Revoke {
				leaving[function] = append(leaving[function], c.Address)
			} else if gives {
				t.add(c.Address, takes[function]...)
			}
		}
	})
}

// tieGrants ties the policies of a role to one another: what denies is there
// before what allows, and stays until what takes its place denies.
func tieGrants(t ties, plan engine.Plan) {
	takes, builds := map[engine.Address][]engine.Address{}, map[engine.Address][]engine.Address{}
	does(plan, func(m engine.Movement, c engine.Change) {
		function, _, _ := strings.Cut(c.Name, "/")
		of := engine.Address{Account: c.Account, Kind: role.name, Name: function}
		switch {
		case c.Kind != grant.name:
		case m == engine.Build:
			if restrains(c) {
				takes[of] = append(takes[of], c.Address)
			} else {
				t.add(c.Address, takes[of]...)
			}
			builds[of] = append(builds[of], c.Address)
		case m == engine.Clear:
			for _, b := range builds[of] {
				t.add(b, c.Address)
			}
		}
	})
}
