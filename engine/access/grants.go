package access

import (
	"slices"
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
	shifts, denials := c.weigh(parts, []role{r}), c.denials(parts, r)
	var all []engine.Powers
	for i, ch := range changes {
		was, is := c.read(ch.Name, ch.Before), c.read(ch.Name, ch.After)
		found := byName(is.named, was.named)
		switch {
		case denials != nil && onlyDeny(was.statements) && onlyDeny(is.statements) && was.named == nil && is.named == nil:
			found = append(found, denials[i].list()...)
		case !byNameAlone(was, is):
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

// denials is what comes and goes with what is denied, where the role keeps a
// policy that is known by its name alone: whatever that allows, it may be that.
// One that is made to read allows nothing else. Nil where there is none.
func (c *comparison) denials(parts []part, r role) []shift {
	keeps, more := false, false
	for _, a := range c.still[r.Address] {
		if s := c.read(a.Name, c.have[a]); s.named != nil && s.statements == nil {
			keeps, more = true, more || s.named.Level != reading
		}
	}
	if !keeps {
		return nil
	}
	denying := make([]part, 0, len(parts)+1)
	for _, p := range parts {
		denying = append(denying, part{denied(p.before), denied(p.after)})
	}
	all := []policy.Statement{everything}
	shifts := c.weigh(append(denying, part{all, all}), []role{r})
	if more {
		return shifts
	}
	read := make([]shift, len(shifts))
	for i, s := range shifts {
		read[i] = s.reads()
	}
	return read
}

// reads is the part of a shift that is about reading.
func (s shift) reads() shift {
	only := func(all []engine.Power) []engine.Power {
		return slices.DeleteFunc(slices.Clone(all), func(p engine.Power) bool { return p.Level != reading && p.Level != listing })
	}
	out := shift{}
	for key, g := range s {
		part := *g
		part.Gained, part.Lost, part.Idle = only(g.Gained), only(g.Lost), only(g.Idle)
		if len(part.Gained)+len(part.Lost)+len(part.Idle) > 0 {
			out[key] = &part
		}
	}
	return out
}

// denied are the statements that deny.
func denied(all []policy.Statement) []policy.Statement {
	return slices.DeleteFunc(slices.Clone(all), func(s policy.Statement) bool { return s.Effect != policy.Deny })
}

func onlyDeny(all []policy.Statement) bool { return len(denied(all)) == len(all) }

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
