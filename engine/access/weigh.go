package access

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// A part is one of the documents that have a say together, before a plan and
// after it.
type part struct{ before, after []policy.Statement }

// A shift is what the change of a part does: the powers that come and go, by
// the resources they are on.
type shift map[string]*gain

// A gain is powers and what they are on.
type gain struct {
	engine.Powers
	scopes []scope
}

// weigh says what the changes of parts do to what they allow together. What
// comes and goes is laid to each part that says another thing of it than
// before.
func weigh(parts []part) []shift {
	out := weighWhole(parts)
	for _, s := range out {
		for _, p := range s {
			sortPowers(&p.Powers)
		}
	}
	return out
}

// weighWhole is weigh with every action listed by its name.
func weighWhole(parts []part) []shift {
	w := &weighing{parts: parts, out: make([]shift, len(parts)), known: map[string]*verdict{}, fits: map[[2]string]bool{}}
	for i := range w.out {
		w.out[i] = shift{}
	}
	w.survey()
	mark := make([]byte, len(w.statements))
	for i, a := range w.rows {
		if w.mark(i, mark) {
			w.add(a, w.judge(mark))
		}
	}
	return w.out
}

// A weighing is a weigh on its way.
type weighing struct {
	parts      []part
	out        []shift
	statements []policy.Statement // of all parts, before and after
	speaks     [][]bool           // whether a statement is about a row
	rows       []action           // the table, and what the statements name beside it
	known      map[string]*verdict
	fits       map[[2]string]bool
}

// A verdict is what changes for every action of which the same statements
// speak.
type verdict struct {
	gained, lost ground
	causes       []int // the parts that say another thing
}

// A ground is what a power is gained or lost on.
type ground struct {
	scopes []scope
	on     []string // the scopes as people read them
	key    string   // all of them together
}

func newGround(scopes []scope) ground {
	g := ground{scopes: scopes}
	for _, s := range scopes {
		g.on = append(g.on, s.String())
	}
	g.key = strings.Join(g.on, "\n")
	return g
}

// survey finds out which statement speaks of which row.
func (w *weighing) survey() {
	for _, p := range w.parts {
		w.statements = append(append(w.statements, p.before...), p.after...)
	}
	w.rows = slices.Concat(actions().actions, strangers(w.statements))
	for _, st := range w.statements {
		w.speaks = append(w.speaks, speaks(st, w.rows))
	}
}

// strangers are what statements name and AWS's table does not know.
func strangers(statements []policy.Statement) []action {
	var out []action
	for _, st := range statements {
		for _, pattern := range slices.Concat(st.Action, st.NotAction) {
			found := false
			for range actions().match(pattern) {
				found = true
				break
			}
			if !found {
				out = append(out, action{name: pattern, lower: strings.ToLower(pattern), level: unknown})
			}
		}
	}
	slices.SortFunc(out, func(a, b action) int { return strings.Compare(a.lower, b.lower) })
	return slices.CompactFunc(out, func(a, b action) bool { return a.lower == b.lower })
}

// speaks reports, row by row, whether a statement is about it.
func speaks(st policy.Statement, rows []action) []bool {
	about := make([]bool, len(rows))
	table := actions()
	for _, pattern := range slices.Concat(st.Action, st.NotAction) {
		for i := range table.match(pattern) {
			about[i] = true
		}
		pattern = strings.ToLower(pattern)
		for i := len(table.actions); i < len(rows); i++ {
			about[i] = about[i] || everyAction(pattern) || covers(pattern, rows[i].lower)
		}
	}
	if len(st.NotAction) > 0 {
		for i := range about {
			about[i] = !about[i]
		}
	}
	return about
}

// mark notes which statements speak of a row, and reports whether any does.
func (w *weighing) mark(row int, mark []byte) (some bool) {
	for i, about := range w.speaks {
		mark[i] = 0
		if about[row] {
			mark[i], some = 1, true
		}
	}
	return some
}

// judge decides about all rows of a mark at once.
func (w *weighing) judge(mark []byte) *verdict {
	if v, ok := w.known[string(mark)]; ok {
		return v
	}
	v, i := new(verdict), 0
	pick := func(from []policy.Statement) (about []policy.Statement) {
		for _, st := range from {
			if mark[i] == 1 {
				about = append(about, st)
			}
			i++
		}
		return about
	}
	var before, after []policy.Statement
	for n, p := range w.parts {
		a, b := pick(p.before), pick(p.after)
		before, after = append(before, a...), append(after, b...)
		if !same(a, b) {
			v.causes = append(v.causes, n)
		}
	}
	had, has := allowed(before), allowed(after)
	v.gained, v.lost = newGround(beyond(has, had)), newGround(beyond(had, has))
	w.known[string(mark)] = v
	return v
}

// same reports whether statements say the same of an action.
func same(a, b []policy.Statement) bool {
	bare := func(all []policy.Statement) []policy.Statement {
		all = slices.Clone(all)
		for i := range all {
			all[i].Sid, all[i].Action, all[i].NotAction = "", nil, nil
		}
		return all
	}
	return text(bare(a)) == text(bare(b))
}

// add lays what changes for an action to its causes.
func (w *weighing) add(a action, v *verdict) {
	power := engine.Power{Name: a.name, Level: a.level}
	for _, n := range v.causes {
		switch {
		case len(v.gained.on) == 0:
		case w.works(a, v.gained.scopes):
			p := w.out[n].on(v.gained)
			p.Gained = append(p.Gained, power)
		default:
			p := w.out[n].on(v.gained)
			p.Idle = append(p.Idle, power)
		}
		if len(v.lost.on) > 0 && w.works(a, v.lost.scopes) {
			p := w.out[n].on(v.lost)
			p.Lost = append(p.Lost, power)
		}
	}
}

// on finds the powers on some ground.
func (s shift) on(g ground) *gain {
	if s[g.key] == nil {
		s[g.key] = &gain{none(g.on), g.scopes}
	}
	return s[g.key]
}

// none are no powers on some resources; its lists are never null in JSON.
func none(on []string) engine.Powers {
	return engine.Powers{
		Resources: on, Gained: []engine.Power{}, Lost: []engine.Power{}, Idle: []engine.Power{},
		Guardrails: []string{}, Fences: []engine.Fence{}, Wildcards: []engine.Wildcard{},
	}
}

// works reports whether an action can work on one of the scopes at least.
func (w *weighing) works(a action, scopes []scope) bool {
	return slices.ContainsFunc(scopes, func(s scope) bool {
		switch {
		case strings.Trim(s.pattern, "*") == "", a.level == unknown:
			return true
		case len(a.on) == 0:
			// Such an action asks for *; a resource part of * alone has been seen
			// to do, so that nothing that may work is called idle.
			_, rest, _ := strings.Cut(s.pattern, ":")
			return strings.HasSuffix(rest, ":*") && strings.Count(rest, ":") == 4
		}
		return slices.ContainsFunc(a.on, func(p string) bool { return w.fit(p, s.pattern) })
	})
}

// fit reports whether a resource of a type can lie in a pattern.
func (w *weighing) fit(kind, pattern string) bool {
	key := [2]string{kind, pattern}
	ok, known := w.fits[key]
	if !known {
		ok = overlap(kind, open(pattern))
		w.fits[key] = ok
	}
	return ok
}

// list gives the gains of a shift, by their resources.
func (s shift) list() []*gain {
	var all []*gain
	for _, key := range slices.Sorted(maps.Keys(s)) {
		all = append(all, s[key])
	}
	return all
}

func rank(level string) int { return slices.Index(Levels(), level) }

func byLevel(a, b engine.Power) int {
	return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)))
}

func sortPowers(p *engine.Powers) {
	for _, list := range []*[]engine.Power{&p.Gained, &p.Lost, &p.Idle} {
		*list = shorten(*list)
		slices.SortFunc(*list, byLevel)
	}
}
