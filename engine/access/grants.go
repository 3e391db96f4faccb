package access

import (
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// roleOf is the role that a grant is of.
func roleOf(a engine.Address) engine.Address {
	name, _, _ := strings.Cut(a.Name, "/")
	return engine.Address{Account: a.Account, Kind: "role", Name: name}
}

// grants is what the changes of a role's grants do.
func (c *comparison) grants(r role) []engine.Powers {
	changes := c.granted[r.Address]
	parts := make([]part, len(changes))
	for i, ch := range changes {
		parts[i] = part{c.read(ch.Name, ch.Before).statements, c.read(ch.Name, ch.After).statements}
	}
	for _, a := range c.still[r.Address] {
		st := c.read(a.Name, c.have[a]).statements
		parts = append(parts, part{st, st})
	}
	shifts := c.weigh(parts, []role{r})
	var all []engine.Powers
	for i, ch := range changes {
		was, is := c.read(ch.Name, ch.Before), c.read(ch.Name, ch.After)
		found := byName(is.named, was.named)
		if !byNameAlone(was, is) {
			found = append(found, shifts[i].list()...)
		}
		for _, one := range found {
			p := one.Powers
			p.Address, p.Account, p.Function, p.People = ch.Address, r.Account, r.Name, c.kept[r.Address]
			p.Guardrails, p.Fences = c.stops(one, r)
			p.Wildcards = c.wildcards(one, part{judge(was.statements, []role{r}), judge(is.statements, []role{r})})
			all = append(all, p)
		}
	}
	return all
}

// read reads the body of a grant; those of a function are the same in many
// accounts.
func (c *comparison) read(name string, b engine.Body) saying {
	key := [2]string{name, string(b)}
	say, ok := c.said[key]
	if !ok {
		say = readGrant(name, b)
		c.said[key] = say
	}
	return say
}

// byName are powers that come and go by name; none when nothing does.
func byName(gained, lost *engine.Power) []*gain {
	if gained == nil && lost == nil {
		return nil
	}
	p := none([]string{"*"})
	if gained != nil {
		p.Gained = append(p.Gained, *gained)
	}
	if lost != nil {
		p.Lost = append(p.Lost, *lost)
	}
	return []*gain{{p, nil}}
}

// weigh weighs what parts say to the sessions of roles.
func (c *comparison) weigh(parts []part, roles []role) []shift {
	var key strings.Builder
	judged, changed := make([]part, len(parts)), false
	for i, p := range parts {
		judged[i] = part{judge(p.before, roles), judge(p.after, roles)}
		before, after := text(judged[i].before), text(judged[i].after)
		key.WriteString(before + "\n" + after + "\n")
		changed = changed || before != after
	}
	if !changed {
		return make([]shift, len(parts))
	}
	out, ok := c.weighed[key.String()]
	if !ok {
		out = weigh(judged)
		c.weighed[key.String()] = out
	}
	return out
}

// text is what statements say, in one form.
func text(statements []policy.Statement) string {
	return policy.Document{Version: policy.Version, Statement: statements}.String()
}
