package kind

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// NeedOfDrift is what must be read of AWS to look for drift: what plans need,
// and what only the rules do.
func NeedOfDrift(w *Wish) cloud.Need {
	n := Need(w)
	n.Intruders, n.Invitations = true, true
	return n
}

// Drift is a plan seen as a difference to report: what apply would change is
// what somebody else changed, and what the rules find stands beside it. What
// waits for a person is no drift, but for an account that lets no run in: what is
// in it is unknown.
func Drift(w *Wish, c *cloud.Cloud, p *cloud.Picture, d Draft) engine.Drift {
	q := w.quieten()
	out := engine.Drift{
		Format: engine.DriftFormat, Changes: []engine.Deviation{}, Findings: []engine.Finding{}, Pending: []engine.Pending{},
		Unreadable: unreadable(w, c, p), Refusals: d.Refusals, Notes: d.Notes, Unchanged: d.Unchanged,
	}
	for _, step := range d.Steps {
		for _, change := range step.Changes {
			if !step.ByHand && change.Waits == nil && !unseenContact(p, change.Address) && !q.ignores(change.Address) {
				out.Changes = append(out.Changes, engine.Deviation{Change: change, Rule: ruleOf(change), Weaker: weaker(change)})
			}
		}
	}
	told := map[engine.Address]bool{}
	for _, f := range Findings(w, c, p) {
		told[f.Address] = true
		if !q.ignores(f.Address) {
			out.Findings = append(out.Findings, f)
		}
	}
	for _, x := range d.Pending { // what a rule finds, and what lets no run in, says more itself
		if !told[x.Address] && !slices.ContainsFunc(out.Unreadable, func(u engine.Unknown) bool { return u.Covers(x.Address) }) {
			out.Pending = append(out.Pending, x)
		}
	}
	inTheWay(w, &out)
	out.Ignored = q.ignored
	out.Notes = append(out.Notes, q.notes(p, out.Unreadable)...)
	out.InSync = len(out.Changes)+len(out.Findings)+len(out.Unreadable)+len(d.Refusals) == 0
	return out
}

// conflict is the rule about names that are taken, which the comparison finds.
var conflict = rule{
	name: "conflict", severity: engine.Error, class: engine.Changed, in: everywhere,
	about: "something that has the name of what org.yaml asks for and was not made here, or is marked as ours no more",
	fix:   "find out who made it, or took its path or its tag away; then take it over with adopt: true, or rename one of the two",
	keep:  "adopt: true where org.yaml has it, or another name for it there; ignore is of no use",
}

// inTheWay makes findings of what stands in the way of comparing: whoever takes
// the mark off a guardrail, or moves a person from our path, is free to change it
// further. Where there is a finding at the address already, a note tells the rest.
func inTheWay(w *Wish, out *engine.Drift) {
	for _, r := range out.Refusals {
		at, err := engine.ParseAddress(r.Address)
		told := slices.ContainsFunc(out.Findings, func(f engine.Finding) bool { return f.Address == at })
		if r.Code != conflict.name || err != nil || told {
			out.Notes = append(out.Notes, r.Address+": "+r.Message+" ("+r.Hint+")")
			continue
		}
		out.Findings = append(out.Findings, engine.Finding{
			Rule: conflict.name, Severity: conflict.severity, Class: conflict.class, Address: at, Detail: r.Message, Fix: r.Hint, Keep: conflict.keep, Line: w.Line(at),
		})
	}
	slices.SortStableFunc(out.Findings, func(a, b engine.Finding) int { return a.Address.Compare(b.Address) })
}

// A quiet is what org.yaml says to be quiet about, and what that was of use for.
type quiet struct {
	*Wish
	used    map[int]bool // by place in the list
	ignored []engine.Ignored
}

func (w *Wish) quieten() *quiet { return &quiet{w, map[int]bool{}, []engine.Ignored{}} }

// ignores reports whether an entry of ignore speaks of an address, and notes
// all that do: the first one is told of. An entry about a user is about what the user signs in with too.
func (q *quiet) ignores(a engine.Address) bool {
	names := []string{a.String()}
	if a.Kind == "key" || a.Kind == "login" {
		names = append(names, engine.Address{Account: a.Account, Kind: "user", Name: a.Name}.String())
	}
	found := false
	for i, entry := range q.Org.Ignore {
		matches := func(name string) bool { ok, _ := path.Match(entry.Match, name); return ok } // schema has checked the pattern
		if entry.Until.Past(q.Today) || !slices.ContainsFunc(names, matches) {
			continue
		}
		if q.used[i] = true; !found {
			q.ignored = append(q.ignored, engine.Ignored{Address: a, Reason: entry.Reason, Until: string(entry.Until)})
		}
		found = true
	}
	return found
}

// notes tell of entries that are over or of no use. Nothing is said of one that
// may be about what could not be seen.
func (q *quiet) notes(p *cloud.Picture, unreadable []engine.Unknown) (all []string) {
	for i, entry := range q.Org.Ignore {
		switch left := daysLeft(q.Today, entry.Until); {
		case entry.Until.Past(q.Today):
			all = append(all, fmt.Sprintf("ignore %s (%s) ended on %s: what it was about is reported again", entry.Match, entry.Reason, entry.Until))
		case !q.used[i] && !blindTo(entry, unreadable) && !q.ahead(entry, p):
			all = append(all, fmt.Sprintf("ignore %s (%s) matches nothing: take it out", entry.Match, entry.Reason))
		case q.used[i] && left <= soon:
			all = append(all, fmt.Sprintf("ignore %s (%s) ends on %s", entry.Match, entry.Reason, entry.Until))
		}
	}
	return all
}

// ahead reports whether an entry is about an account that is not there yet: one
// that is to be made, or that has not accepted its invitation.
func (q *quiet) ahead(entry schema.Ignore, p *cloud.Picture) bool {
	account, _, _ := strings.Cut(entry.Match, "/")
	_, declared := q.Org.Accounts[account]
	return declared && p.Snapshots[account] == nil
}

func blindTo(entry schema.Ignore, unreadable []engine.Unknown) bool {
	account, _, _ := strings.Cut(entry.Match, "/")
	return slices.ContainsFunc(unreadable, func(u engine.Unknown) bool { ok, _ := path.Match(account, u.Account); return ok })
}
