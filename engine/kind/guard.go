package kind

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// Guard lists the safety rules that the draft's plan breaks. The limits say
// what the command line allows; the rest is for Guard to fill in.
func (d Draft) Guard(w *Wish, c *cloud.Cloud, p *cloud.Picture, l engine.Limits) []engine.Refusal {
	l.Have, l.Paused, l.Self = d.Have, w.Org.Paused, Self(w, c.Caller)
	l.Lost, l.People = d.Access.Lost, performers(d.Have)
	l.Protected = protects(w, p, d.Have)
	return slices.Concat(
		d.Plan.Guard(l), lockouts(w, c, p, d.Plan), exposed(w, c, p, d.Plan), d.exemptions(w, c, p), w.absences(d.Plan), w.doubles(p, d.Plan), w.closings(p, d.Plan),
	)
}

// Self are the facts that a run stands on: whoever its credentials belong to.
// What else it depends on is found by going through the plan.
func Self(w *Wish, caller string) []engine.Address {
	_, rest, _ := strings.Cut(caller, "::"+w.Org.Master.ID+":")
	parts := strings.Split(rest, "/")
	switch {
	case parts[0] == "user":
		return []engine.Address{at("user", parts[len(parts)-1])}
	case parts[0] == "assumed-role" && len(parts) > 1:
		if slices.Contains(ciRoles, parts[1]) {
			return append(ciNeeds(), at(cirole.name, parts[1]))
		}
		return []engine.Address{at("role", parts[1])}
	default:
		return nil
	}
}

// performers is how many people there are who perform a function.
func performers(have engine.State) int {
	all := map[string]bool{}
	for a := range have {
		if a.Kind == member.name {
			_, user, _ := strings.Cut(a.Name, "/")
			all[user] = true
		}
	}
	return len(all)
}

// protects tells what may not be taken away: what is in a protected account or
// on it, and what a protected function is made of. The document says so, or a
// mark in AWS that outlives the document's line.
func protects(w *Wish, p *cloud.Picture, have engine.State) func(engine.Change) bool {
	accounts, functions := marked(w, p), map[string]bool{}
	for name, a := range w.Org.Accounts {
		accounts[name] = accounts[name] || a.Protect
	}
	for a, body := range have {
		if a.Kind == role.name && strings.Contains(string(body), cloud.ProtectTag) && read[roleBody](body).Tags[cloud.ProtectTag] == "true" {
			functions[a.Name] = true
		}
		if a.Kind == group.name && read[groupBody](body).Path == cloud.ProtectedPath(w.Org.Organization.OwnershipPath) {
			functions[a.Name] = true
		}
	}
	return func(c engine.Change) bool {
		_, target, _ := strings.Cut(c.Name, "@")
		switch c.Kind {
		case account.name:
			return accounts[c.Name]
		case attachment.name:
			return accounts[target]
		case group.name, assume.name:
			return functions[c.Name]
		}
		return accounts[c.Account]
	}
}

// absences are the parts that the document does not write at all, although the
// plan would remove something for that. To mean nobody or nothing one writes
// it: {} or []. Most accounts write no guardrails: one that somebody has attached
// there, and that others keep, is taken off without a word.
func (w *Wish) absences(plan engine.Plan) []engine.Refusal {
	gone, stray := map[string]int{}, w.strays(plan)
	for _, s := range plan.Steps {
		for _, c := range s.Changes {
			if path := w.absent(c); path != nil && c.Action() == engine.Delete && !s.ByHand {
				gone[strings.Join(path, ".")]++
			}
		}
	}
	var all []engine.Refusal
	for _, part := range sortedKeys(gone) {
		if gone[part] == 1 && stray[part] {
			continue
		}
		empty := "{}"
		if strings.Contains(part, ".") {
			empty = "[]"
		}
		all = append(all, engine.Refusal{
			Code:    "absent-section",
			Message: fmt.Sprintf("%s is not in the document, and the plan would remove %s for that", part, facts(gone[part])),
			Hint:    fmt.Sprintf("write %s: %s if that is meant", part[strings.LastIndexByte(part, '.')+1:], empty),
		})
	}
	return all
}

// strays are the lists of guardrails that are not written and would lose one
// that stays in force elsewhere.
func (w *Wish) strays(plan engine.Plan) map[string]bool {
	all := map[string]bool{}
	changes := plan.Changes()
	for _, c := range changes {
		if c.Kind != attachment.name || c.Action() != engine.Delete {
			continue
		}
		name, _, _ := strings.Cut(c.Name, "@")
		ends := slices.ContainsFunc(changes, func(o engine.Change) bool {
			return o.Kind == guardrail.name && o.Name == name && o.Action() == engine.Delete
		})
		if path := w.absent(c); len(path) == 3 && !ends {
			all[strings.Join(path, ".")] = true
		}
	}
	return all
}

func facts(n int) string {
	if n == 1 {
		return "1 fact"
	}
	return fmt.Sprintf("%d facts", n)
}

// absent is the part of the document that would speak of a fact and is not
// there; nil when it is.
func (w *Wish) absent(c engine.Change) []string {
	for _, part := range append(w.partsFor(c), w.reachOf(c)...) {
		if w.Org.Writes(part[:len(part)-1]...) && !w.Org.Writes(part...) {
			return part
		}
	}
	return nil
}

// reachOf is accounts, for what a function that the document still has can do
// in leaf accounts, and for all that is in one of them: without the accounts
// nothing is wanted there.
func (w *Wish) reachOf(c engine.Change) [][]string {
	_, still := w.Org.Functions[c.Name]
	if c.Account != cloud.Master || c.Kind == assume.name && still {
		return [][]string{{"accounts"}}
	}
	return nil
}

// partsFor are the parts of the document that speak of a fact, the widest
// first.
func (w *Wish) partsFor(c engine.Change) [][]string {
	function, user, _ := strings.Cut(c.Name, "/")
	_, target, _ := strings.Cut(c.Name, "@")
	var parts [][]string
	switch c.Kind {
	case "selfservice":
		parts = [][]string{{"functions"}}
	case "user":
		parts = [][]string{{"users"}}
	case "member":
		parts = [][]string{{"users"}, {"functions"}, {"users", user, "functions"}}
	case "role", "grant":
		parts = [][]string{{"functions"}, {"functions", function, "grants"}}
	case "group", "assume":
		parts = [][]string{{"functions"}, {"functions", c.Name, "grants"}}
	case "cirole", "identityprovider":
		parts = [][]string{{"ci"}}
	case "unit":
		parts = [][]string{{"classifications"}}
	case "guardrail":
		parts = [][]string{{"classifications"}}
		if !slices.Contains(policy.BuiltinNames(), c.Name) {
			parts = append(parts, []string{"guardrails"})
		}
	case "attachment":
		parts = [][]string{{"classifications"}, {"accounts", target, "guardrails"}}
		if class := w.classificationOf(strings.TrimPrefix(target, "/")); len(class) > 1 {
			parts = append(parts, append(class, "guardrails"))
		}
	}
	return parts
}

// doubles are accounts that would be made although one of the name, or of the
// former name, is there, under another email: AWS makes no account into
// another, and a slip in an email must not make a second one.
func (w *Wish) doubles(p *cloud.Picture, plan engine.Plan) []engine.Refusal {
	var all []engine.Refusal
	for _, c := range plan.Changes() {
		if c.Kind != account.name || c.Action() != engine.Create || p.Organization == nil {
			continue
		}
		called := []string{read[accountBody](c.After).Name, w.Org.Accounts[c.Name].Was}
		for _, m := range p.Organization.Members {
			if w.Names.Declares(m.Name) || !m.Active() || m.Called == "" || !slices.Contains(called, m.Called) {
				continue
			}
			all = append(all, engine.Refusal{
				Code: "another-account", Address: c.String(),
				Message: fmt.Sprintf("account %s, called %s, is there already, with the email %s: a second one would be made beside it", m.ID, m.Called, m.Email),
				Hint:    fmt.Sprintf("write id: %q to mean that one (its email is then changed by hand), or give the new one another name, without was", m.ID),
			})
		}
	}
	return all
}

// marked are the accounts that a mark in AWS protects, by name, or by id where
// they have none.
func marked(w *Wish, p *cloud.Picture) map[string]bool {
	all := map[string]bool{}
	if p.Organization == nil {
		return all
	}
	for _, key := range slices.Sorted(maps.Keys(p.Organization.Tags)) {
		if id, ok := strings.CutPrefix(key, cloud.ProtectTag+":"); ok {
			name, _ := w.Names.Name(id)
			all[cmp.Or(name, id)] = true
		}
	}
	return all
}
