package kind

import (
	"context"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// A Kind is one sort of fact.
type Kind struct {
	name    string
	listed  bool
	engine  func(*Wish) engine.Kind
	want    func(*Wish, engine.State)
	have    func(*Sight, engine.State, namesakes)
	do      func(context.Context, *cloud.Cloud, engine.Change) error
	adopted func(o *schema.Org, account, name string) bool
}

// A namesake is something that has the name of a wanted fact and was not made
// by us, as it is now.
type namesakes map[engine.Address]engine.Body

// define makes a Kind out of functions that speak of bodies of type B. A nil
// create, update or remove is something that only a person can do. Whoever
// puts a body makes it canonical: lists that are sets come sorted, documents
// from package policy.
type define[B any] struct {
	name     string
	reach    engine.Reach
	forever  bool  // creating it cannot be undone, or only slowly
	parallel int   // changes of it that may run at once in one account
	in       place // the accounts it lives in
	listed   bool  // it is seen in Organizations, not in an account's IAM

	want      func(w *Wish, account string, put func(name string, body B))
	have      func(s *Sight, put func(name string, body B))
	namesakes func(s *Sight, put func(name string, body B)) // of the wanted names, not ours
	adopted   func(o *schema.Org, account, name string) bool

	create func(ctx context.Context, in *cloud.Account, name string, body B) error
	update func(ctx context.Context, in *cloud.Account, name string, c Update[B]) error
	remove func(ctx context.Context, in *cloud.Account, name string, body B) error

	hand  func(w *Wish, at engine.Address, c Update[B]) bool     // by hand although there is a function
	needs func(w *Wish, at engine.Address, b B) []engine.Address // what must be there first
	risk  func(a engine.Action, c Update[B]) engine.Risk         // what a change does to people; "" leaves it to reach
	first func(c engine.Change) bool                             // what is built before the others of its kind in an account
	why   func(b B) string                                       // one line beside the change
	alike func(b B) any                                          // equal for bodies that are written in the same way, where there are few sorts and many of each
	steps func(w *Wish, at engine.Address, c Update[B]) []string // what the person must do
}

// An Update is a body before and after. Of a creation Before is the zero
// value, of a deletion After.
type Update[B any] struct{ Before, After B }

func (d define[B]) kind() Kind {
	return Kind{
		name:    d.name,
		listed:  d.listed,
		engine:  d.engine,
		want:    d.wanted,
		have:    d.seen,
		do:      d.do,
		adopted: d.adopted,
	}
}

// engine is the kind as the engine sees it.
func (d define[B]) engine(w *Wish) engine.Kind {
	return engine.Kind{
		Name: d.name, Reach: d.reach, Forever: d.forever, Parallel: d.parallel,
		ByHand: func(c engine.Change) bool { return d.byHand(w, c) },
		Late:   func(c engine.Change) bool { return w.late[c.Address] || w.lags(c.Address) },
		First:  d.first,
		Line:   w.line,
		Needs:  func(c engine.Change) []engine.Address { return d.neededBy(w, c) },
		Risk: func(c engine.Change) engine.Risk {
			if d.risk == nil {
				return ""
			}
			return d.risk(c.Action(), Update[B]{read[B](c.Before), read[B](c.After)})
		},
		Why: func(c engine.Change) string {
			if d.why == nil {
				return ""
			}
			if c.Action() == engine.Delete {
				return d.why(read[B](c.Before))
			}
			return d.why(read[B](c.After))
		},
		Steps: func(c engine.Change) []string {
			if d.steps == nil {
				return nil
			}
			return d.steps(w, c.Address, Update[B]{read[B](c.Before), read[B](c.After)})
		},
	}
}

func (d define[B]) byHand(w *Wish, c engine.Change) bool {
	nobody := map[engine.Action]bool{engine.Create: d.create == nil, engine.Update: d.update == nil, engine.Delete: d.remove == nil}
	return nobody[c.Action()] || d.hand != nil && d.hand(w, c.Address, Update[B]{read[B](c.Before), read[B](c.After)})
}

// neededBy is what the kind says, and, in a leaf, the account and the way in.
func (d define[B]) neededBy(w *Wish, c engine.Change) []engine.Address {
	var all []engine.Address
	if c.Account != cloud.Master && d.name != accessrole.name {
		all = w.wayIn(c.Account)
	}
	if d.needs != nil {
		body := c.After
		if c.Action() == engine.Delete {
			body = c.Before
		}
		all = append(all, d.needs(w, c.Address, read[B](body))...)
	}
	return all
}

// wanted puts into s what org.yaml asks for.
func (d define[B]) wanted(w *Wish, s engine.State) {
	for _, account := range d.in.wanted(w) {
		d.want(w, account, d.put(s, account, w))
	}
}

// seen puts into s what an account has.
func (d define[B]) seen(s *Sight, state engine.State, others namesakes) {
	if !d.in.has(s.Account) {
		return
	}
	d.have(s, d.put(state, s.Account, s.Wish))
	if d.namesakes != nil {
		d.namesakes(s, d.put(engine.State(others), s.Account, s.Wish))
	}
}

// put writes bodies into a state.
func (d define[B]) put(s engine.State, account string, w *Wish) func(string, B) {
	return func(name string, body B) {
		a := engine.Address{Account: account, Kind: d.name, Name: name}
		if d.alike == nil {
			s[a] = d.speak(w, body)
			return
		}
		sort := likeness{d.name, w.Names.Learned(), d.alike(body)}
		s[a] = w.memo.once(sort, func() engine.Body { return d.speak(w, body) })
	}
}

// speak writes a body: names first, canonical form second, since lists sort by
// what they say.
func (d define[B]) speak(w *Wish, body B) engine.Body {
	text := d.write(body)
	if spoken := w.Names.Speak(string(text)); spoken != string(text) {
		return w.memo.body(d.name, spoken, func() engine.Body { return d.write(read[B](engine.Body(spoken))) })
	}
	return text
}

func (d define[B]) write(body B) engine.Body {
	text, err := engine.Write(body)
	if err != nil {
		panic("kind " + d.name + ": a body is plain data: " + err.Error())
	}
	return text
}

// read is a body's value; the empty body's is zero.
func read[B any](b engine.Body) (v B) {
	if b != "" {
		if err := b.Read(&v); err != nil {
			panic("kind: a body that was written cannot be read: " + err.Error())
		}
	}
	return v
}

// do carries a change out.
func (d define[B]) do(ctx context.Context, c *cloud.Cloud, change engine.Change) error {
	in, err := c.Account(change.Account)
	if err != nil {
		return err
	}
	var bodies Update[B]
	if bodies.Before, err = spell[B](c, change.Before); err != nil {
		return err
	}
	if bodies.After, err = spell[B](c, change.After); err != nil {
		return err
	}
	switch change.Action() {
	case engine.Create:
		return d.create(ctx, in, change.Name, bodies.After)
	case engine.Update:
		return d.update(ctx, in, change.Name, bodies)
	default:
		return d.remove(ctx, in, change.Name, bodies.Before)
	}
}

// spell is a body's value with ids in the place of names, as the wire wants it.
func spell[B any](c *cloud.Cloud, b engine.Body) (v B, err error) {
	text, err := c.Spell(string(b))
	if err != nil || b == "" {
		return v, err
	}
	return v, engine.Body(text).Read(&v)
}
