package kind

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// weaker reports whether what AWS has lets people, or others, do more than
// org.yaml says: putting the fact back takes something away.
func weaker(c engine.Change) bool {
	if c.Risk == engine.Revokes {
		return true
	}
	switch c.Kind {
	case role.name:
		have, want := read[roleBody](c.Before), read[roleBody](c.After)
		return c.Action() == engine.Delete || c.Action() == engine.Update && (have.Session > want.Session || want.strict() && !have.strict())
	case policytype.name, placement.name:
		return true // guardrails do not hold where they should
	case identityprovider.name: // each audience is one more sort of token that is taken
		return c.Action() == engine.Update && len(without(read[providerBody](c.Before).Clients, read[providerBody](c.After).Clients)) > 0
	case passwordpolicy.name:
		return easier(read[passwordBody](c.Before), read[passwordBody](c.After))
	case guardrail.name:
		return c.Action() != engine.Delete && denies(documents(c.Kind, c.Before), documents(c.Kind, c.After))
	case grant.name, assume.name, selfservice.name, cirole.name:
		return c.Before != "" && (allows(documents(c.Kind, c.Before), documents(c.Kind, c.After)) || denies(documents(c.Kind, c.Before), documents(c.Kind, c.After)))
	}
	return false
}

// easier reports whether passwords that the document refuses are taken.
func easier(have, want passwordBody) bool {
	return have.MinLength < want.MinLength || have.Reuse < want.Reuse ||
		want.MaxAgeDays > 0 && (have.MaxAgeDays == 0 || have.MaxAgeDays > want.MaxAgeDays) ||
		slices.ContainsFunc(want.Require, func(r string) bool { return !slices.Contains(have.Require, r) })
}

// A said is what one statement says of one action and one resource, as text.
type said struct{ effect, text string }

func sayings(d policy.Document) (all []said) {
	for _, st := range d.Statement {
		for _, action := range orNone(st.Action) {
			for _, resource := range orNone(st.Resource) {
				one := st
				one.Sid, one.Action, one.Resource = "", policy.List{action}, policy.List{resource}
				all = append(all, said{st.Effect, policy.Document{Statement: []policy.Statement{one}}.String()})
			}
		}
	}
	return all
}

func orNone(l policy.List) policy.List {
	if len(l) == 0 {
		return policy.List{""}
	}
	return l
}

// documents are the statements of all policies in a body. What cannot be read,
// and what is named by its name alone, might allow anything.
func documents(kind string, b engine.Body) (all []said) {
	add := func(d policy.Document) { all = append(all, sayings(d)...) }
	named := func(name string) {
		if name != "" {
			all = append(all, said{policy.Allow, name})
		}
	}
	granted := func(g grantBody) { all = append(all, g.says()...) }
	switch kind {
	case guardrail.name:
		add(read[guardrailBody](b).Policy)
	case grant.name:
		granted(read[grantBody](b))
	case assume.name:
		all = read[assumeBody](b).says()
	case selfservice.name:
		if p := read[selfserviceBody](b); p.Policy != nil {
			add(*p.Policy)
		} else {
			named(p.Unreadable)
		}
	case cirole.name:
		body := read[ciroleBody](b)
		add(body.Trust)
		named(body.Unreadable)
		for _, name := range sortedKeys(body.Policies) {
			granted(body.Policies[name])
		}
	}
	return all
}

// effects are whether statements allow and deny anything at all.
func effects(d policy.Document) (allows, denies bool) {
	for _, st := range d.Statement {
		allows, denies = allows || st.Effect == policy.Allow, denies || st.Effect == policy.Deny
	}
	return allows, denies
}

func (b assumeBody) effects() (allows, denies bool) {
	allows, denies = effects(b.May)
	return allows || len(b.Others) > 0, denies
}

func (b grantBody) effects() (allows, denies bool) {
	if b.Document != nil {
		allows, denies = effects(*b.Document)
	}
	only := onlyDenies(b.Policy)
	return allows || b.Policy != "" && !only || b.Unreadable != "", denies || only
}

// says is all that a group's members may assume.
func (b assumeBody) says() []said {
	all := sayings(b.May)
	for _, other := range b.Others {
		all = append(all, said{policy.Allow, other})
	}
	return all
}

// says is all that a grant allows and denies.
func (b grantBody) says() (all []said) {
	for _, name := range []string{b.Policy, b.Unreadable} {
		switch {
		case onlyDenies(name):
			all = append(all, said{policy.Deny, name})
		case name != "":
			all = append(all, said{policy.Allow, name})
		}
	}
	if b.Document != nil {
		all = append(all, sayings(*b.Document)...)
	}
	return all
}

// riskOf is what people may do less or more when what is said of them comes,
// changes or goes: only what takes something away, and gives nothing for it,
// revokes. A policy that only denies revokes when it comes, and one that denies
// anything gives when it goes.
func riskOf[B interface {
	says() []said
	effects() (allows, denies bool)
}](a engine.Action, c Update[B]) engine.Risk {
	if a != engine.Update { // the same as below, without writing everything out
		allows, _ := c.After.effects()
		_, denied := c.Before.effects()
		if allows || denied {
			return engine.Grants
		}
		return engine.Revokes
	}
	before, after := c.Before.says(), c.After.says()
	switch {
	case allows(after, before) || denies(after, before):
		return engine.Grants
	case allows(before, after) || denies(before, after):
		return engine.Revokes
	}
	return engine.NoRisk
}

// restrains reports whether a change of a grant denies something that was not
// denied.
func restrains(c engine.Change) bool {
	return maybeDenies(string(c.After)) && denies(read[grantBody](c.Before).says(), read[grantBody](c.After).says())
}

// maybeDenies is a quick look whether it is worth reading a grant's body.
func maybeDenies(body string) bool {
	return strings.Contains(body, policy.Deny) || strings.Contains(body, quarantine)
}

// quarantine is the name of the policies that AWS puts on a user whose key is
// seen in public, without their version (AWS: Managed Policy Reference).
const quarantine = "AWSCompromisedKeyQuarantine"

// onlyDenies reports whether a managed policy's ARN is that of one of the few
// of AWS's own that allow nothing (AWS: Managed Policy Reference).
func onlyDenies(arn string) bool {
	name, ok := strings.CutPrefix(arn, managedByAWS)
	return ok && (name == "AWSDenyAll" || strings.HasPrefix(name, quarantine))
}

// allows reports whether what there is allows something that is not wanted.
func allows(have, want []said) bool { return lacks(want, have, policy.Allow) }

// denies reports whether something is to be denied that is not.
func denies(have, want []said) bool { return lacks(have, want, policy.Deny) }

// lacks reports whether others hold a statement of an effect that all does not.
func lacks(all, others []said, effect string) bool {
	return slices.ContainsFunc(others, func(s said) bool { return s.effect == effect && !slices.Contains(all, s) })
}
