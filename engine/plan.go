package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// A Reach tells what a kind of fact does to people's access.
type Reach int

// Gives is access itself (a grant, a membership): creating it grants, deleting
// it revokes. Fences is a guardrail: creating it revokes, deleting it
// grants.
const (
	Neutral Reach = iota
	Gives
	Fences
)

// A Kind tells the engine where one sort of fact stands among the others.
type Kind struct {
	Name     string
	Reach    Reach
	Forever  bool                   // creating it cannot be undone, or only slowly
	Parallel int                    // how many changes of it may run at once in one account; 0 is one
	ByHand   func(Change) bool      // what only a person can do
	Late     func(Change) bool      // a removal of access that has to wait until what replaces it is there
	First    func(Change) bool      // a build that comes before the others of its kind: it takes something from people, whatever else it does
	Risk     func(Change) Risk      // what a change does to people, where Reach does not tell; "" leaves it to Reach
	Line     func(Change) int       // the line of the document that asks for it
	Why      func(Change) string    // for people: one line beside the change
	Needs    func(Change) []Address // what must be there before it
	Steps    func(Change) []string  // what the person must do, for by-hand changes
}

// A Movement is one of the three parts of a plan.
type Movement string

// Access is revoked first, then everything is built, then what is no longer
// wanted is cleared away. A build that fails leaves people with less access. A
// removal that lets people do more, as that of a policy that denies, is no
// revocation: it waits to be cleared away.
const (
	Revoke Movement = "revoke"
	Build  Movement = "build"
	Clear  Movement = "clear"
)

// A Step is the part of a plan that concerns one kind. Its changes touch
// different facts.
type Step struct {
	Movement Movement `json:"movement"`
	Kind     string   `json:"kind"`
	ByHand   bool     `json:"by_hand"`
	Changes  []Change `json:"changes"`

	parallel int
}

// A Plan is a list of steps, carried out one after another.
type Plan struct {
	Steps []Step `json:"steps"`
}

// Order arranges changes in the three movements. Kinds are built in their
// order and cleared in the opposite one; so are the addresses within a kind,
// so that a unit comes after its parent and goes before it.
func Order(changes []Change, kinds []Kind) Plan {
	ranks := map[string]int{}
	for i, k := range kinds {
		ranks[k.Name] = i
	}
	o := order{kinds, ranks, map[Address]bool{}}
	changes = annotate(changes, kinds, ranks)
	for _, c := range changes {
		k := kinds[ranks[c.Kind]]
		o.first[c.Address] = c.Action() != Delete && k.First != nil && k.First(c)
	}
	slices.SortFunc(changes, o.compare)
	p := Plan{Steps: []Step{}}
	for _, c := range changes {
		k := kinds[ranks[c.Kind]]
		p.add(c, Step{Movement: movement(c, k), Kind: k.Name, ByHand: byHand(c, k), parallel: max(k.Parallel, 1)})
	}
	return p
}

// add puts a change at the end of the plan, into its last step where it fits.
func (p *Plan) add(c Change, s Step) {
	if n := len(p.Steps); n > 0 {
		last := &p.Steps[n-1]
		if last.Movement == s.Movement && last.Kind == s.Kind && last.ByHand == s.ByHand {
			last.Changes = append(last.Changes, c)
			return
		}
	}
	s.Changes = []Change{c}
	p.Steps = append(p.Steps, s)
}

func movement(c Change, k Kind) Movement {
	switch {
	case c.Action() != Delete:
		return Build
	case k.Reach == Gives && !(k.Late != nil && k.Late(c)) && c.Risk != Grants:
		return Revoke
	default:
		return Clear
	}
}

func byHand(c Change, k Kind) bool { return k.ByHand != nil && k.ByHand(c) }

var movements = map[Movement]int{Revoke: 0, Build: 1, Clear: 2}

// An order is what changes are sorted by.
type order struct {
	kinds []Kind
	ranks map[string]int
	first map[Address]bool
}

func (o order) compare(a, b Change) int {
	ka, kb := o.kinds[o.ranks[a.Kind]], o.kinds[o.ranks[b.Kind]]
	ma, mb := movement(a, ka), movement(b, kb)
	if ma != mb {
		return cmp.Compare(movements[ma], movements[mb])
	}
	forward := cmp.Or(
		cmp.Compare(o.ranks[a.Kind], o.ranks[b.Kind]),
		cmp.Compare(rank(byHand(a, ka)), rank(byHand(b, kb))),
		cmp.Compare(rank(!o.first[a.Address]), rank(!o.first[b.Address])),
		a.Compare(b.Address),
	)
	if ma == Build {
		return forward
	}
	return -forward
}

// rank puts what is not so before what is.
func rank(so bool) int {
	if so {
		return 1
	}
	return 0
}

// Changes lists all changes of the plan, in its order.
func (p Plan) Changes() []Change {
	var all []Change
	for _, s := range p.Steps {
		all = append(all, s.Changes...)
	}
	return all
}

// A Summary counts the changes of a plan. ByHand and Waiting are not among
// Create, Update and Delete: apply does not make them.
type Summary struct {
	Create  int `json:"create"`
	Update  int `json:"update"`
	Delete  int `json:"delete"`
	ByHand  int `json:"by_hand"`
	Waiting int `json:"waiting"`
}

// Todo is the number of changes that apply would make.
func (s Summary) Todo() int { return s.Create + s.Update + s.Delete }

// Summary counts the changes of the plan.
func (p Plan) Summary() (n Summary) {
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			switch {
			case s.ByHand:
				n.ByHand++
			case c.Waits != nil:
				n.Waiting++
			case c.Action() == Create:
				n.Create++
			case c.Action() == Update:
				n.Update++
			default:
				n.Delete++
			}
		}
	}
	return n
}

// A deed is what a Sum is made of: the change itself, without what is said of
// it to people. Nor is its line of org.yaml in it: a comment written above
// moves all lines, and changes nothing that is done.
type deed struct {
	Movement Movement
	Address  Address
	Before   Body
	After    Body
}

// Sum is what a plan is held to: a hash of everything that apply would do, in
// order. What only a person can do, and what waits for that, is not in it:
// a telephone enrolled in between makes it no other plan.
func (p Plan) Sum() string {
	deeds := []deed{}
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			if !s.ByHand && c.Waits == nil {
				deeds = append(deeds, deed{s.Movement, c.Address, c.Before, c.After})
			}
		}
	}
	text, err := json.Marshal(deeds)
	if err != nil {
		panic("engine: a plan is plain data: " + err.Error())
	}
	sum := sha256.Sum256(text)
	return "sha256:" + hex.EncodeToString(sum[:])
}
