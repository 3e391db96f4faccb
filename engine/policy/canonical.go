package policy

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Canonical is the document in canonical form; the given one stays as it is.
func (d Document) Canonical() Document {
	all := d.spoken()
	out := Document{cmp.Or(d.Version, OldVersion), make([]Statement, len(all))}
	for i, s := range all {
		out.Statement[i] = s.statement
	}
	return out
}

// A spoken statement is a canonical one and what it says in JSON.
type spoken struct {
	text      []byte
	statement Statement
}

// spoken are the statements in canonical form, in their order, each once.
func (d Document) spoken() []spoken {
	all := make([]spoken, 0, len(d.Statement))
	for _, s := range d.Statement {
		s = s.canonical()
		all = append(all, spoken{text(s), s})
	}
	slices.SortFunc(all, func(a, b spoken) int { return bytes.Compare(a.text, b.text) })
	return slices.CompactFunc(all, func(a, b spoken) bool { return bytes.Equal(a.text, b.text) })
}

// minified is the canonical form in JSON.
func (d Document) minified() []byte {
	out := fmt.Appendf(nil, `{"Version":%s,"Statement":[`, text(cmp.Or(d.Version, OldVersion)))
	for i, s := range d.spoken() {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, s.text...)
	}
	return append(out, "]}"...)
}

func (s Statement) canonical() Statement {
	return Statement{
		Sid:          s.Sid,
		Effect:       effect(s.Effect),
		Principal:    s.Principal.canonical(),
		NotPrincipal: s.NotPrincipal.canonical(),
		Action:       s.Action.each(spellAction),
		NotAction:    s.NotAction.each(spellAction),
		Resource:     s.Resource.set(),
		NotResource:  s.NotResource.set(),
		Condition:    s.Condition.canonical(),
	}
}

// effect is Allow or Deny however it is written, or the text itself.
func effect(e string) string {
	for _, known := range []string{Allow, Deny} {
		if strings.EqualFold(e, known) {
			return known
		}
	}
	return e
}

// set is the list sorted, each element once; nil when there is none.
func (l List) set() List {
	if len(l) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(l)))
}

// each is the set of what f makes of the elements.
func (l List) each(f func(string) string) List {
	out := make(List, len(l))
	for i, s := range l {
		out[i] = f(s)
	}
	return out.set()
}

func (p Principal) canonical() Principal {
	out := Principal{}
	for kind, names := range p {
		spell := func(s string) string { return s }
		if kind == "AWS" {
			spell = rootARN
		}
		if names := names.each(spell); names != nil {
			out[kind] = names
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

var account = regexp.MustCompile(`^([0-9]{12}|\{[a-z0-9-]+\})$`)

// rootARN is the root ARN of an account that is given as its id or {name}; IAM
// keeps such a principal in that form. Anything else stays as it is.
func rootARN(principal string) string {
	if account.MatchString(principal) {
		return "arn:aws:iam::" + principal + ":root"
	}
	return principal
}

// canonical spells operators and keys in one way. Two that differ only in
// case become one with the values of both; Parse refuses such a document.
func (c Conditions) canonical() Conditions {
	out := Conditions{}
	for _, operator := range slices.Sorted(maps.Keys(c)) {
		name := spellOperator(operator)
		for _, key := range slices.Sorted(maps.Keys(c[operator])) {
			if out[name] == nil {
				out[name] = map[string]List{}
			}
			k := spellKey(key)
			values := append(slices.Clone(out[name][k]), c[operator][key]...).set()
			if values == nil {
				values = List{} // no value is not the same as no condition
			}
			out[name][k] = values
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
