package kind

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A rule is one thing that drift looks for, beyond the difference of what is
// wanted and what there is. docs/drift.md has a section for each, by its name.
//
// What is wanted is compared, not judged: a fact of ours that somebody changed
// is a change at its address, and no rule reports it once more. A thing is
// reported by one rule at one address; what else there is to say of it stands in
// the detail.
type rule struct {
	name     string
	severity engine.Severity
	in       place  // the accounts it looks into; what concerns the whole organization is seen from the master account
	about    string // what it finds, as a noun phrase
	fix      string // what to do, for people; {address}, {account}, {name} and {id} stand for the finding's own
	keep     string // how to let it stay, if not by an entry of ignore; the same words stand for the same

	look  func(s *Sight, found func(at engine.Address, detail string))
	names func(c engine.Change) bool // changes of ours that are of this sort, by which programs may know them; nil is none
}

// allRules are all of them.
var allRules = slices.Concat(peopleRules, organizationRules)

// Rules lists what drift looks for, by name.
func Rules() []engine.Rule {
	all := make([]engine.Rule, len(allRules))
	for i, r := range allRules {
		all[i] = engine.Rule{Name: r.name, Severity: r.severity, About: r.about, Fix: words(r.fix)}
	}
	slices.SortFunc(all, func(a, b engine.Rule) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// words is a text of a rule for no finding in particular.
func words(text string) string {
	return strings.NewReplacer("{address}", "it", "{account}", "its account", "{name}", "it", "{id}", "its id").Replace(text)
}

// Findings is what the rules find in a picture that was taken for it (Intruders
// of cloud.Need), in the order of addresses. What the draft changes or cannot
// see is left to the draft.
func Findings(w *Wish, c *cloud.Cloud, p *cloud.Picture, d Draft) []engine.Finding {
	changed := map[engine.Address]bool{}
	for _, change := range d.Plan.Changes() {
		changed[change.Address] = !slices.Contains(byHand, change.Kind)
	}
	all := []engine.Finding{}
	for _, account := range slices.Sorted(maps.Keys(p.Snapshots)) {
		s := &Sight{w, p.Snapshots[account], c, p}
		for _, r := range allRules {
			if !r.in.has(account) {
				continue
			}
			r.look(s, func(at engine.Address, detail string) {
				if !changed[at] {
					all = append(all, r.finding(s, at, detail))
				}
			})
		}
	}
	slices.SortStableFunc(all, func(a, b engine.Finding) int { return a.Address.Compare(b.Address) })
	return all
}

// byHand are the kinds of what only people do and rules know more of than that
// it is to be done.
var byHand = []string{mfa.name, custody.name}

func (r rule) finding(s *Sight, at engine.Address, detail string) engine.Finding {
	id, _ := s.Names.ID(at.Name)
	fill := strings.NewReplacer("{address}", at.String(), "{account}", at.Account, "{name}", at.Name, "{id}", id)
	keep := r.keep
	if keep == "" {
		keep = "ignore: [{match: \"{address}\", reason: ..., until: ...}]"
	}
	return engine.Finding{Rule: r.name, Severity: r.severity, Address: at, Detail: detail, Fix: fill.Replace(r.fix), Keep: fill.Replace(keep)}
}

// RuleOf is the rule of whose sort a change is, or "".
func RuleOf(c engine.Change) string {
	for _, r := range allRules {
		if r.names != nil && r.names(c) {
			return r.name
		}
	}
	return ""
}

// NeedOfDrift is what must be read of AWS to look for drift: what plans need,
// and what only the rules do.
func NeedOfDrift(w *Wish) cloud.Need {
	n := Need(w)
	n.Intruders, n.Devices, n.Invitations = true, true, true
	return n
}

// Quiet sorts out the findings that org.yaml says to be quiet about, until the
// day it says.
func Quiet(w *Wish, all []engine.Finding) (loud []engine.Finding, quiet []engine.Ignored) {
	loud, quiet = []engine.Finding{}, []engine.Ignored{}
	for _, f := range all {
		if i, ok := w.ignores(f.Address); ok {
			quiet = append(quiet, engine.Ignored{Address: f.Address, Reason: i.Reason, Until: string(i.Until)})
		} else {
			loud = append(loud, f)
		}
	}
	return loud, quiet
}

func (w *Wish) ignores(a engine.Address) (schema.Ignore, bool) {
	for _, i := range w.Org.Ignore {
		if ok, _ := path.Match(i.Match, a.String()); ok && !i.Until.Past(w.Today) { // schema has checked the pattern
			return i, true
		}
	}
	return schema.Ignore{}, false
}

// in is the address of something in the account that is looked at.
func (s *Sight) in(kind, format string, words ...any) engine.Address {
	return engine.Address{Account: s.Account, Kind: kind, Name: fmt.Sprintf(format, words...)}
}
