package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// An effect is what one change lets the same people do more, and less, in the
// accounts where that is the same.
type effect struct {
	engine.Powers
	accounts []string
	alike    bool // whether the same guardrails are in force in all of them
}

// effects joins accounts that a change has the same effect in: a guardrail
// that is everywhere is told once.
func effects(all []engine.Powers) map[engine.Address][]effect {
	of := map[engine.Address][]effect{}
	for _, p := range all {
		list := of[p.Address]
		if i := slices.IndexFunc(list, func(e effect) bool { return e.same(p) }); i >= 0 {
			list[i].accounts = append(list[i].accounts, p.Account)
			list[i].alike = list[i].alike && slices.Equal(list[i].Guardrails, p.Guardrails)
			continue
		}
		of[p.Address] = append(list, effect{p, []string{p.Account}, true})
	}
	return of
}

// same reports whether other powers differ in nothing but the account.
func (e effect) same(p engine.Powers) bool {
	return e.Function == p.Function && slices.Equal(e.People, p.People) && slices.Equal(e.Resources, p.Resources) &&
		slices.Equal(e.Gained, p.Gained) && slices.Equal(e.Lost, p.Lost) && slices.Equal(e.Idle, p.Idle) && e.sameFences(p)
}

// Levels in which actions are shown, the gravest first (AWS: service
// authorization reference, access levels).
const gravest = "permissions"

var levels = []string{gravest, "write", "tagging", "read", "list", "unknown"}

// A tier is the actions of one level.
type tier struct {
	level string
	names []string
}

// tiers sorts actions by level. A level nobody knows here is unknown.
func tiers(powers []engine.Power, name func(string) string) []tier {
	by := map[string][]string{}
	for _, p := range powers {
		level := p.Level
		if !slices.Contains(levels, level) {
			level = "unknown"
		}
		by[level] = append(by[level], name(p.Name))
	}
	var out []tier
	for _, level := range levels {
		if len(by[level]) > 0 {
			out = append(out, tier{level, by[level]})
		}
	}
	return out
}

// How many actions of a level are named: of the gravest many, since they are
// what a reviewer looks for, of the others a few.
const (
	namedGravest = 12
	namedFew     = 3
)

// named is the first names of a tier, and how many more there are.
func (t tier) named() (names []string, more int) {
	most := namedFew
	if t.level == gravest {
		most = namedGravest
	}
	if len(t.names) <= most+1 { // "and 1 more" is as long as its name
		return t.names, 0
	}
	return t.names[:most], len(t.names) - most
}

// service is the one service that all actions of an effect are of; empty when
// there are several.
func (e effect) service() (service string) {
	for _, p := range slices.Concat(e.Gained, e.Lost) {
		s, _, _ := strings.Cut(p.Name, ":")
		if isPolicy(p.Name) || service != "" && s != service {
			return ""
		}
		service = s
	}
	return service
}

// isPolicy reports whether a power is a whole policy, whose actions are not
// known here, and not one action.
func isPolicy(name string) bool {
	return !strings.Contains(name, ":") || strings.HasPrefix(name, "arn:")
}

// amount is how many actions and policies there are: "29 actions".
func amount(powers []engine.Power) string {
	policies := 0
	for _, p := range powers {
		if isPolicy(p.Name) {
			policies++
		}
	}
	var parts []string
	if n := len(powers) - policies; n > 0 || policies == 0 {
		parts = append(parts, count(n, "action"))
	}
	switch {
	case policies == 1:
		parts = append(parts, "1 policy")
	case policies > 1:
		parts = append(parts, thousands(policies)+" policies")
	}
	return strings.Join(parts, " and ")
}

// short gives the name of an action where its service is told beside it.
func (e effect) short() func(name string) string {
	prefix := e.service() + ":"
	return func(name string) string { return strings.TrimPrefix(name, prefix) }
}

// gains is the headline of gained or lost actions: "GAINS 29 actions of s3 in
// production".
func (e effect) gains(verb string, powers []engine.Power) string {
	if len(powers) == 0 {
		return verb + " nothing"
	}
	what := amount(powers)
	if service := e.service(); service != "" {
		what += " of " + service
	}
	return verb + " " + what + " in " + some(e.accounts, manyPlaces)
}

const addsActions = " AWS adds actions to a wildcard without asking."

// idle tells of what a wildcard names to no effect.
func (e effect) idle() string {
	if len(e.Idle) == 0 {
		return ""
	}
	s := count(len(e.Idle), "more action") + " that a wildcard names can not work on these resources."
	if len(e.Wildcards) == 0 { // else the warning says it
		s += addsActions
	}
	return s
}

// How many people, accounts and resources are named before they are counted.
const (
	manyPeople = 20
	manyPlaces = 8
)

// some lists the first names, and counts the others.
func some(names []string, most int) string {
	if more := len(names) - most; more > 1 {
		return fmt.Sprintf("%s and %s more", strings.Join(names[:most], ", "), thousands(more))
	}
	return strings.Join(names, ", ")
}

// who is the people of an effect.
func (e effect) who() string {
	if len(e.People) == 0 {
		return "nobody today"
	}
	s := some(e.People, manyPeople)
	if e.Function != "" {
		s += " (" + e.Function + ")"
	}
	return s
}

// on is the resources of an effect.
func (e effect) on() string {
	if slices.Equal(e.Resources, []string{"*"}) {
		return "everything"
	}
	return cmp.Or(some(e.Resources, manyPlaces), "nothing")
}

// powers writes what a change lets people do.
func (p *page) powers(effects []effect) {
	for i, e := range effects {
		if i > 0 {
			p.blank()
		}
		if i == 0 || e.who() != effects[i-1].who() {
			p.labelled("people", e.who())
		}
		p.labelled("on    ", e.on())
		p.side(e, "GAINS", e.Gained)
		p.side(e, "LOSES", e.Lost)
		p.prose(belowRoom, faint, e.idle())
		for _, line := range e.fenced(bare) {
			p.prose(belowRoom, noInk, line)
		}
		for _, line := range e.wild(bare) {
			p.prose(belowRoom, yellow, "warning "+line)
		}
	}
}

// side writes what is gained or lost, level by level.
func (p *page) side(e effect, verb string, powers []engine.Power) {
	p.prose(belowRoom, bold, e.gains(verb, powers))
	for _, t := range tiers(powers, e.short()) {
		label := fmt.Sprintf("%4s %-11s  ", thousands(len(t.names)), t.level)
		names, more := t.named()
		if more > 0 {
			names = append(slices.Clone(names), fmt.Sprintf("and %s more", thousands(more)))
		}
		for _, line := range flow(names, " ", p.style.width()-belowRoom-columns(label)) {
			p.line(belowRoom, span{levelInks[t.level], label}, text(line))
			label = pad("", columns(label))
		}
	}
}

var levelInks = map[string]ink{gravest: alarm, "write": yellow}
