package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// crowd is how many accounts a picture shows one by one; with more, those of an
// organizational unit are one.
const crowd = 30

// A graph is the organization as it is drawn: on one side what people do, on
// the other where it leads.
type graph struct {
	organization, master string
	functions            []activity
	units                []unitBox
	classes              []string // in order; their place is their colour
	collapsed            bool     // accounts are not shown one by one
	idle                 []string // people with no way anywhere
}

// An activity is a function with the people who can perform it.
type activity struct {
	name   string
	people []string
}

// A unitBox is an organizational unit with its accounts, and what leads there.
type unitBox struct {
	path     string // "" is the root, or the master account itself
	accounts []accountBox
	ways     []wayIn // that are the same into all accounts
}

type accountBox struct {
	name, id, class string
	ways            []wayIn // beside those of the unit
}

// A wayIn is that a function leads somewhere, and how far: the word of the
// matrix. A note of a unit's tells of how many of its accounts that is true.
type wayIn struct{ function, word, level, note string }

// newGraph draws a matrix.
func newGraph(m access.Matrix) graph {
	g := graph{organization: m.Organization, master: m.Master, collapsed: leafCount(m) > crowd}
	g.activities(m)
	ways := waysInto(m)
	var paths []string
	for _, a := range m.Accounts {
		g.classes, paths = append(g.classes, a.Classification), append(paths, unitOf(a))
	}
	g.classes = slices.DeleteFunc(distinct(g.classes), func(class string) bool { return class == "" })
	for _, path := range distinct(paths) {
		u := unitBox{path: path}
		for _, a := range m.Accounts {
			if unitOf(a) == path {
				u.accounts = append(u.accounts, accountBox{a.Account, a.ID, a.Classification, ways[a.Account]})
			}
		}
		u.lift(g.collapsed)
		g.units = append(g.units, u)
	}
	return g
}

func leafCount(m access.Matrix) (n int) {
	for _, a := range m.Accounts {
		if unitOf(a) != inMaster {
			n++
		}
	}
	return n
}

// inMaster is what stands where the master account has no unit.
const inMaster = "(master account)"

func unitOf(a access.Place) string {
	switch {
	case a.Account == "master":
		return inMaster
	case a.Unit == "":
		return "(root)"
	}
	return a.Unit
}

func (g *graph) activities(m access.Matrix) {
	people := map[string][]string{}
	some := map[string]bool{}
	for _, c := range m.Cells {
		people[c.Function] = append(people[c.Function], c.User)
		some[c.User] = true
	}
	for _, p := range m.People {
		for _, f := range p.Functions {
			people[f] = append(people[f], p.User)
		}
		if !some[p.User] && len(p.Functions) == 0 {
			g.idle = append(g.idle, p.User)
		}
	}
	var names []string
	for name := range people {
		names = append(names, name)
	}
	for _, name := range distinct(names) {
		g.functions = append(g.functions, activity{name, distinct(people[name])})
	}
}

// waysInto lists the ways into each account, each function once.
func waysInto(m access.Matrix) map[string][]wayIn {
	into := map[string][]wayIn{}
	for _, c := range m.Cells {
		w := wayIn{function: c.Function, word: c.Word, level: c.Level}
		if !slices.Contains(into[c.Account], w) {
			into[c.Account] = append(into[c.Account], w)
		}
	}
	for _, all := range into {
		slices.SortFunc(all, wayIn.compare)
	}
	return into
}

// lift takes what leads into all accounts alike up to the unit: several that
// say the same are read as one. In a collapsed unit everything is.
func (u *unitBox) lift(collapsed bool) {
	if len(u.accounts) < 2 && !collapsed {
		return
	}
	var up []wayIn
	for _, w := range u.sorts() {
		switch n := u.with(w); {
		case n == len(u.accounts):
			up, u.ways = append(up, w), append(u.ways, w)
		case !collapsed && u.mostly(w, n):
			up = append(up, w)
			w.note = fmt.Sprintf(" (%d of %d)", n, len(u.accounts))
			u.ways = append(u.ways, w)
		}
	}
	for i, a := range u.accounts {
		u.accounts[i].ways = slices.DeleteFunc(slices.Clone(a.ways), func(w wayIn) bool { return slices.Contains(up, w) })
	}
	if collapsed {
		u.ways = append(u.ways, u.partly()...)
	}
	slices.SortFunc(u.ways, wayIn.compare)
}

// sorts are the ways into any of a unit's accounts, each once.
func (u *unitBox) sorts() []wayIn {
	var all []wayIn
	for _, a := range u.accounts {
		all = append(all, a.ways...)
	}
	slices.SortFunc(all, wayIn.compare)
	return slices.Compact(all)
}

// with counts the accounts of a unit that have a way.
func (u *unitBox) with(w wayIn) (n int) {
	for _, a := range u.accounts {
		if slices.Contains(a.ways, w) {
			n++
		}
	}
	return n
}

// mostly reports whether a way is that of most accounts, and each of the others
// says what is there instead: nobody has to guess which those are.
func (u *unitBox) mostly(w wayIn, n int) bool {
	return 3*n >= 2*len(u.accounts) && !slices.ContainsFunc(u.accounts, func(a accountBox) bool { return !a.reachedBy(w.function) })
}

func (a accountBox) reachedBy(function string) bool {
	return slices.ContainsFunc(a.ways, func(w wayIn) bool { return w.function == function })
}

func (w wayIn) compare(other wayIn) int {
	return strings.Compare(w.function+" "+w.word, other.function+" "+other.word)
}

// partly are the ways into some accounts of a unit, with how many those are.
func (u *unitBox) partly() []wayIn {
	n := map[wayIn]int{}
	var order []wayIn
	for i, a := range u.accounts {
		for _, w := range a.ways {
			if n[w]++; n[w] == 1 {
				order = append(order, w)
			}
		}
		u.accounts[i].ways = nil
	}
	for i, w := range order {
		order[i].note = fmt.Sprintf(" in %d", n[w])
	}
	return order
}

// reaches lists the functions that lead into a unit or one of its accounts, in
// order.
func (u unitBox) reaches() []string {
	var all []string
	for _, w := range u.ways {
		all = append(all, w.function)
	}
	for _, a := range u.accounts {
		for _, w := range a.ways {
			all = append(all, w.function)
		}
	}
	return distinct(all)
}

// classesOf are the classifications of a unit's accounts, in order.
func (u unitBox) classesOf() []string {
	var all []string
	for _, a := range u.accounts {
		all = append(all, a.class)
	}
	return distinct(all)
}

// few is how many people stand by name in a picture of all; of a function, how
// many do.
const few = 12

func (a activity) who(most int) string {
	if len(a.people) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(a.people[:most-1], ", "), len(a.people)-most+1)
	}
	return strings.Join(a.people, ", ")
}

// describe is the picture in one sentence, for those who do not see it.
func (g graph) describe() string {
	n := 0
	for _, u := range g.units {
		n += len(u.accounts)
	}
	return fmt.Sprintf("The organization %s: %s, %s in %s.", g.organization, count(len(g.functions), "function"), count(n, "account"), count(len(g.units), "unit"))
}
