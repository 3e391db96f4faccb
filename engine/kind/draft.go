package kind

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A Draft is a comparison of org.yaml with AWS: the plan and what was found on
// the way to it.
type Draft struct {
	engine.Review
	Have engine.State
	Want engine.State

	closing engine.State // the roles in accounts that are to be closed: nothing is done to them, and people lose them
}

// Compare makes the draft of a plan: what is wanted, what there is, and what
// turns the one into the other. It is pure: everything it knows of AWS is in
// the picture.
func Compare(w *Wish, c *cloud.Cloud, p *cloud.Picture) Draft {
	w.lacking, w.organization, w.renaming = p.Lacking, p.Organization, w.renames(p)
	w.kept, w.open = w.keptRoles(p), w.openRoles(p)
	d := Draft{Want: Want(w)}
	var others map[engine.Address]engine.Body
	d.Have, others = Have(w, c, p)
	d.Review = engine.Review{
		Format: engine.PlanFormat, Organization: w.Org.Organization.Name, Master: w.Org.Master.ID,
		Access: engine.Access{Gained: []engine.Becoming{}, Lost: []engine.Becoming{}, Powers: []engine.Powers{}},
		Budget: Budget(w), Refusals: []engine.Refusal{}, Unreadable: w.waited(p, unreadable(w, c, p)), Notes: notes(w, p),
	}
	d.hold(w, others)
	if s := p.Snapshots[cloud.Master]; s != nil {
		w.formerly = s.Formerly
	}
	w.replaces(d.Have)
	d.meet(w, others)
	d.taken(w, p)
	d.moved(w)
	d.beside(w, p)
	d.formers(w, p)
	d.leaveAlone(w, p)
	d.Plan = w.bind(c, p, engine.Diff(d.Have, d.Want))
	d.Sum, d.Summary, d.Pending = d.Plan.Sum(), d.Plan.Summary(), pending(w, d.Plan)
	for a, body := range d.Want {
		if d.Have[a] == body {
			d.Unchanged++
		}
	}
	return d
}

// Only is the draft of a part: what is about addresses with a prefix, and what
// that needs.
func (d Draft) Only(w *Wish, prefix string) Draft {
	d.Plan = d.Plan.Only(prefix)
	d.Sum, d.Summary, d.Pending = d.Plan.Sum(), d.Plan.Summary(), pending(w, d.Plan)
	d.Unchanged = 0
	for a, body := range d.Want {
		if d.Have[a] == body && strings.HasPrefix(a.String(), prefix) {
			d.Unchanged++
		}
	}
	note := fmt.Sprintf("this plan is partial: only %s and what it needs", prefix)
	if len(d.Steps) == 0 && d.Unchanged == 0 {
		note = fmt.Sprintf("this plan is partial, and nothing is in it: no address here begins with %s", prefix)
	}
	d.Notes = append(d.Notes, note)
	return d
}

// Moves reports whether apply brings an account to another place, and so under
// other guardrails, which may be those of others: cloud.ReadOthers.
func (d Draft) Moves() bool {
	for _, s := range d.Steps {
		if s.Kind == placement.name && len(made(s)) > 0 {
			return true
		}
	}
	return false
}

// meet deals with what has a wanted name and is not ours: with adopt it is
// taken over by changing what differs; without, it is a conflict that a person
// resolves.
func (d *Draft) meet(w *Wish, others map[engine.Address]engine.Body) {
	for _, a := range slices.SortedFunc(maps.Keys(others), engine.Address.Compare) {
		if _, wanted := d.Want[a]; !wanted || d.Have[a] != "" {
			continue
		}
		k, _ := byName(a.Kind)
		if k.adopted != nil && k.adopted(w.Org, a.Account, a.Name) {
			d.Have[a] = others[a]
			continue
		}
		hint := "rename one of the two"
		switch {
		case k.name == guardrail.name && isBuiltin(a.Name):
			hint = w.takeOverBuiltin(a.Name, w.organization.Guardrails)
		case k.adopted != nil:
			hint = "write adopt: true to take it over, or rename one of the two"
			if k.name == role.name {
				hint = fmt.Sprintf("write adopt: true and path: %s to take it over where it is, or call the function otherwise, with adopt: true and was: %s",
					read[roleBody](others[a]).Path, a.Name)
			}
		case k.name == identityprovider.name:
			hint = takeOverProvider(w)
		}
		d.Refusals = append(d.Refusals, engine.Refusal{
			Code: "conflict", Address: a.String(), Hint: hint,
			Message: fmt.Sprintf("a %s of this name exists and was not made here", a.Kind),
		})
		delete(d.Want, a)
	}
}

// leaveAlone takes out of the comparison what could not be seen and what must
// not be touched, so that none of it is called missing, extra or in sync.
func (d *Draft) leaveAlone(w *Wish, p *cloud.Picture) {
	blind, asleep := d.Unreadable, inactive(p)
	for _, m := range asleep {
		blind = append(blind, engine.Unknown{Account: m.Name})
	}
	for name := range w.Org.Accounts {
		if w.toClose(name) { // with all that is in it
			blind = append(blind, engine.Unknown{Account: name})
		}
	}
	skip := func(a engine.Address) bool {
		return slices.ContainsFunc(blind, func(u engine.Unknown) bool { return u.Covers(a) }) ||
			a.Kind == placement.name && slices.ContainsFunc(asleep, func(m cloud.Member) bool { return m.Name == a.Name })
	}
	d.closing = engine.State{}
	for a, body := range d.Have {
		if a.Kind == role.name && w.toClose(a.Account) {
			d.closing[a] = body
		}
	}
	for _, s := range []engine.State{d.Have, d.Want} {
		maps.DeleteFunc(s, func(a engine.Address, _ engine.Body) bool { return skip(a) })
	}
}

// inactive lists the members that are suspended, closing or closed.
func inactive(p *cloud.Picture) []cloud.Member {
	if p.Organization == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.Organization.Members), cloud.Member.Active)
}

// asleep says why nothing is planned in a member, and where org.yaml has another
// mind of it, what to do (AWS: a closed account keeps its email, and can be
// opened again for 90 days).
func (w *Wish) asleep(m cloud.Member) string {
	said := fmt.Sprintf("account %s is %s: nothing is planned in it", m.Name, m.State)
	_, declared := w.Org.Accounts[m.Name]
	if closed := m.State == "CLOSED" || m.State == "PENDING_CLOSURE"; !closed || !declared || w.toClose(m.Name) {
		return said
	}
	return said + fmt.Sprintf("; within 90 days of its closing AWS Support can open it again, else write state: closed, and another email (not %s) for a new account", m.Email)
}

// notes are remarks that change nothing: accounts that are left alone, reads
// that the endpoint lacks, and what this version does not plan.
func notes(w *Wish, p *cloud.Picture) []string {
	all := []string{}
	for _, m := range inactive(p) {
		all = append(all, w.asleep(m))
	}
	if p.Organization != nil {
		for _, m := range p.Organization.Members {
			if !w.Names.Declares(m.Name) && m.Active() {
				all = append(all, fmt.Sprintf("account %s (%s) is not in org.yaml: it is not closed, and keeps its place and its guardrails", m.Name, m.ID))
			}
		}
	}
	all = append(all, w.over()...)
	for _, what := range slices.Sorted(maps.Keys(p.Lacking)) {
		all = append(all, fmt.Sprintf("this endpoint cannot list %s: what depends on them is left to a person", what))
	}
	return append(all, w.unplanned()...)
}

// unplanned names the parts of the language that this version checks and does
// not plan yet, so that nobody takes silence for action.
func (w *Wish) unplanned() []string {
	var all []string
	if w.Org.Trail != nil {
		all = append(all, "trail is checked but not planned by this version")
	}
	return all
}

// pending lists the steps of what only a person can do.
func pending(w *Wish, p engine.Plan) []engine.Pending {
	all := []engine.Pending{}
	for _, s := range p.Steps {
		if !s.ByHand {
			continue
		}
		k, _ := byName(s.Kind)
		for _, c := range s.Changes {
			all = append(all, engine.Pending{Address: c.Address, Steps: k.engine(w).Steps(c)})
		}
	}
	return all
}
