package view

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// A way is that a person can become a function's role, in so many accounts.
type way struct {
	user, function string
	accounts       []string
}

// ways joins the accounts of each person and function.
func ways(list []engine.Becoming) []way {
	var out []way
	at := map[[2]string]int{}
	for _, b := range list {
		key := [2]string{b.User, b.Function}
		i, known := at[key]
		if !known {
			i = len(out)
			at[key] = i
			out = append(out, way{user: b.User, function: b.Function})
		}
		out[i].accounts = append(out[i].accounts, b.Account)
	}
	for _, w := range out {
		slices.Sort(w.accounts)
	}
	slices.SortStableFunc(out, func(a, b way) int {
		return cmp.Or(strings.Compare(a.user, b.user), strings.Compare(a.function, b.function))
	})
	return out
}

// later reports the ways that open only after a person has done something:
// their role waits.
func later(plan engine.Plan) map[engine.Becoming]bool {
	waits := map[engine.Becoming]bool{}
	for _, c := range plan.Changes() {
		if c.Waits != nil && (c.Kind == "role" || c.Kind == "grant") {
			waits[engine.Becoming{Account: c.Account, Function: function(c.Address)}] = true
		}
	}
	return waits
}

// where lists the accounts of a way, those that wait with a star.
func (w way) where(waits map[engine.Becoming]bool) (names []string, starred bool) {
	for _, a := range w.accounts {
		if waits[engine.Becoming{Account: a, Function: w.function}] {
			a += "*"
			starred = true
		}
		names = append(names, a)
	}
	return names, starred
}

// access tells who gains and who loses which function, and where, and what
// changes let people do that are not shown elsewhere.
func (b briefing) access() {
	a := b.r.Access
	if len(a.Gained)+len(a.Lost) > 0 {
		b.heading(bold, "ACCESS: what people gain and lose")
		widest := 0
		for _, x := range slices.Concat(a.Gained, a.Lost) {
			widest = max(widest, columns(Escape(x.User)))
		}
		gained := b.ways(span{green, "  + "}, widest, ways(a.Gained))
		lost := b.ways(span{red, "  - "}, widest, ways(a.Lost))
		if gained || lost {
			b.line(4, span{faint, "* after a person's step"})
		}
	}
	b.elsewhere()
}

// ways writes what people gain or lose, a line for each person and function.
func (b briefing) ways(mark span, widest int, all []way) (starred bool) {
	waits := later(b.r.Plan)
	beside := columns(mark.text) + widest + rowGap
	for _, w := range all {
		accounts, star := w.where(waits)
		starred = starred || star
		head := []span{mark, text(pad(Escape(w.user), widest+rowGap))}
		for _, line := range wrap(w.function+" in "+strings.Join(accounts, ", "), b.style.width()-beside) {
			b.line(0, append(head, text(line))...)
			head = []span{text(pad("", beside))}
		}
	}
	return starred
}

// elsewhere tells the effects of changes that have no row of their own.
func (b briefing) elsewhere() {
	shown := map[engine.Address]bool{}
	if b.n.Todo() > 0 {
		for _, s := range b.r.Steps {
			for _, c := range s.Changes {
				shown[c.Address] = !s.ByHand
			}
		}
	}
	for _, p := range b.r.Access.Powers {
		if effects := b.effects[p.Address]; !shown[p.Address] && len(effects) > 0 {
			shown[p.Address] = true
			b.heading(bold, "ACCESS: what "+p.Address.String()+" lets people do")
			b.powers(effects)
		}
	}
}

// reached counts the people that the effects reach on one side, and finds the
// powers and where they count.
func reached(all []engine.Powers, side func(engine.Powers) []engine.Power) (people int, powers []engine.Power, accounts []string) {
	who, what := map[string]bool{}, map[string]bool{}
	for _, p := range all {
		if len(side(p)) == 0 || len(p.People) == 0 {
			continue
		}
		accounts = append(accounts, p.Account)
		for _, name := range p.People {
			who[name] = true
		}
		for _, a := range side(p) {
			if !what[a.Name] {
				what[a.Name] = true
				powers = append(powers, a)
			}
		}
	}
	return len(who), powers, distinct(accounts)
}

// touched says in words what a risk means to people: "2 people gain access",
// "3 people gain 29 actions in production". It is empty where nothing is known.
func (b briefing) touched(risk engine.Risk) string {
	verb, list := "gain", b.r.Access.Gained
	side := func(p engine.Powers) []engine.Power { return p.Gained }
	switch risk {
	case engine.Revokes:
		verb, list = "lose", b.r.Access.Lost
		side = func(p engine.Powers) []engine.Power { return p.Lost }
	case engine.Grants:
	default:
		return ""
	}
	var parts []string
	var users []string
	for _, x := range list {
		users = append(users, x.User)
	}
	if n := len(distinct(users)); n > 0 {
		parts = append(parts, people(n, verb)+" access")
	}
	if n, powers, accounts := reached(b.r.Access.Powers, side); n > 0 {
		parts = append(parts, fmt.Sprintf("%s %s%s in %s", people(n, verb), amount(powers), graveShare(powers), some(accounts, 1)))
	}
	return strings.Join(parts, ", ")
}

// graveShare says how many of the powers are of the gravest level.
func graveShare(powers []engine.Power) string {
	if n := graveOf(powers); n > 0 {
		return fmt.Sprintf(" (%s on %s)", thousands(n), gravest)
	}
	return ""
}

func graveOf(powers []engine.Power) (n int) {
	for _, p := range powers {
		if p.Level == gravest {
			n++
		}
	}
	return n
}

func people(n int, verb string) string {
	if n == 1 {
		return "1 person " + verb + "s"
	}
	return thousands(n) + " people " + verb
}
