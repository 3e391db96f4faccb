package kind

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

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
	class    engine.Class // how what it finds differs; "" is Extra
	in       place        // the accounts it looks into; what concerns the whole organization is seen from the master account
	about    string       // what it finds, as a noun phrase
	fix      string       // what to do, for people; {address}, {account}, {name} and {id} stand for the finding's own
	keep     string       // how to let it stay, if not by an entry of ignore; the same words stand for the same

	mend func(s *Sight, at engine.Address) string // what to do about one finding, where that is another thing; "" is fix

	look  func(s *Sight, found func(at engine.Address, detail string)) // nil where all of the sort are changes of ours
	names func(c engine.Change) bool                                   // the changes of ours that are of this sort; nil is none
}

// allRules are all of them.
var allRules = slices.Concat(peopleRules, keyRules, trustRules, accessRules, organizationRules, rootRules, []rule{conflict})

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
// of cloud.Need), in the order of addresses.
func Findings(w *Wish, c *cloud.Cloud, p *cloud.Picture) []engine.Finding {
	all := []engine.Finding{}
	for _, account := range slices.Sorted(maps.Keys(p.Snapshots)) {
		s := &Sight{w, p.Snapshots[account], c, p}
		for _, r := range allRules {
			if r.look != nil && r.in.has(account) {
				r.look(s, func(at engine.Address, detail string) { all = append(all, r.finding(s, at, detail)) })
			}
		}
	}
	slices.SortStableFunc(all, func(a, b engine.Finding) int { return a.Address.Compare(b.Address) })
	return all
}

func (r rule) finding(s *Sight, at engine.Address, detail string) engine.Finding {
	id, _ := s.Names.ID(at.Name)
	fill := strings.NewReplacer("{address}", at.String(), "{account}", at.Account, "{name}", at.Name, "{id}", id, "{match}", matching(at))
	keep, fix := r.keep, r.fix
	if r.mend != nil {
		fix = cmp.Or(r.mend(s, at), fix)
	}
	if keep == "" {
		keep = "ignore: [{match: {match}, reason: ..., until: ...}]"
	}
	f := engine.Finding{Rule: r.name, Severity: r.severity, Class: cmp.Or(r.class, engine.Extra), Address: at, Detail: detail, Fix: fill.Replace(fix), Keep: fill.Replace(keep)}
	if f.Class != engine.Extra {
		f.Line = s.Line(at)
	}
	return f
}

// matching is an address as match of ignore has it, in YAML: a glob for it alone,
// but that any letter stands for one that is not printed, which org.yaml refuses.
func matching(at engine.Address) string {
	glob := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(at.String())
	return schema.Meant(strconv.Quote(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, glob)))
}

// ruleOf is the rule of whose sort a change is, or "".
func ruleOf(c engine.Change) string {
	for _, r := range allRules {
		if r.names != nil && r.names(c) {
			return r.name
		}
	}
	return ""
}

// in is the address of something in the account that is looked at.
func (s *Sight) in(kind, format string, words ...any) engine.Address {
	return engine.Address{Account: s.Account, Kind: kind, Name: fmt.Sprintf(format, words...)}
}
