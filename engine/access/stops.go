package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// A stopKey is what the answer to "what does this guardrail stop of that" hangs
// on.
type stopKey struct {
	of     *gain
	name   string
	denies string
}

// stops says which guardrails are in force over a role once the plan is carried
// out, and what they stop of what it gains. None binds the master account (AWS:
// Organizations user guide, service control policies).
func (c *comparison) stops(g *gain, r role) (inForce []string, fences []engine.Fence) {
	inForce, fences = []string{}, []engine.Fence{}
	if r.Account == master {
		return inForce, fences
	}
	if c.fence == nil {
		c.fence = readFence(c.after)
	}
	for _, name := range slices.Sorted(maps.Keys(c.fence.targets)) {
		if !c.fence.holds(name, r.Account) {
			continue
		}
		inForce = append(inForce, name)
		if f := c.stop(g, name, c.fence.in(name, r.Account), r); len(f.Stops)+len(f.MayStop) > 0 {
			fences = append(fences, f)
		}
	}
	return inForce, fences
}

// stop is what one guardrail stops.
func (c *comparison) stop(g *gain, name string, say saying, r role) engine.Fence {
	denies := judge(say.statements, []role{r})
	key := stopKey{g, name, text(denies)}
	if say.named != nil {
		key.denies = "?"
	}
	f, ok := c.stopped[key]
	if !ok {
		f = engine.Fence{Guardrail: name, Stops: []engine.Power{}, MayStop: []engine.Power{}}
		d := newDenial(denies, g.scopes)
		for _, p := range g.Gained {
			switch verdict := d.of(p.Name); {
			case isWhole(p.Name): // a policy's name: what it allows is not known here
			case say.named != nil:
				f.MayStop = append(f.MayStop, p)
			case verdict == policy.Denied:
				f.Stops = append(f.Stops, p)
			case verdict == policy.Unknown:
				f.MayStop = append(f.MayStop, p)
			}
		}
		c.stopped[key] = f
	}
	return f
}

// isWhole reports whether a power is a policy by its name, not actions.
func isWhole(name string) bool {
	return name != "*" && (!strings.Contains(name, ":") || strings.HasPrefix(name, "arn:"))
}

// A denial is what some statements deny on some scopes. Every one of the
// statements is a Deny.
type denial struct {
	statements []policy.Statement
	scopes     []scope
	speaks     [][]bool // whether a statement is about a row of the table
	known      map[string]policy.Verdict
}

func newDenial(denies []policy.Statement, scopes []scope) *denial {
	d := &denial{statements: denies, scopes: scopes, known: map[string]policy.Verdict{}}
	for _, st := range denies {
		d.speaks = append(d.speaks, speaks(st, actions().actions))
	}
	return d
}

// of says whether what a power names is denied: Denied is all of it, Allowed
// nothing of it, Unknown a part, or under a condition.
func (d *denial) of(name string) policy.Verdict {
	var all []policy.Verdict
	for i := range actions().match(name) {
		all = append(all, d.verdict(func(st int) bool { return d.speaks[st][i] }))
	}
	if len(all) == 0 { // AWS's table does not know it
		row := []action{{name: name, lower: strings.ToLower(name)}}
		all = append(all, d.verdict(func(st int) bool { return about(d.statements[st], row[0]) }))
	}
	if slices.Sort(all); all[0] == all[len(all)-1] {
		return all[0]
	}
	return policy.Unknown
}

// about reports whether a statement is about an action, whatever table it is in.
func about(st policy.Statement, a action) bool {
	named := slices.ContainsFunc(slices.Concat(st.Action, st.NotAction), func(pattern string) bool {
		return everyAction(pattern) || covers(strings.ToLower(pattern), a.lower)
	})
	return named != (len(st.NotAction) > 0)
}

// verdict is what the statements that speak of an action leave of the scopes.
func (d *denial) verdict(speaks func(statement int) bool) policy.Verdict {
	mark := make([]byte, len(d.statements))
	for i := range d.statements {
		if speaks(i) {
			mark[i] = 1
		}
	}
	if v, ok := d.known[string(mark)]; ok {
		return v
	}
	left := d.scopes
	for i, st := range d.statements {
		if mark[i] == 1 {
			for _, deny := range regions(st) {
				left = without(left, deny)
			}
		}
	}
	v := policy.Unknown
	switch {
	case len(left) == 0:
		v = policy.Denied
	case slices.EqualFunc(left, d.scopes, func(a, b scope) bool { return a.String() == b.String() }):
		v = policy.Allowed
	}
	d.known[string(mark)] = v
	return v
}
