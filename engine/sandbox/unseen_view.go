package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
)

// A glance is what a read would answer in a world where something is unseen.
type glance struct {
	call   *call
	output reflect.Value
	err    error
	text   []byte // of the answer, where it is the same for the same world
}

func (g glance) same(other glance) bool {
	return bytes.Equal(g.text, other.text) && (g.err == nil) == (other.err == nil) &&
		(g.err == nil || faultOf(g.err).Error() == faultOf(other.err).Error())
}

// look answers a read with what can be seen. A read that gives something out,
// such as a session, must be possible with what can be seen; then it happens.
func (w *World) look(r *request, c *call) (reflect.Value, error) {
	if len(w.Unseen) == 0 {
		return w.perform(r, c)
	}
	g := w.through(r, w.missedBy(r))
	if g.err == nil && !r.operation.pure {
		return w.perform(r, c)
	}
	c.caller = g.call.caller
	return g.output, g.err
}

// missedBy is what a read does not see: what is hidden for a time, and what is
// hidden for reads and would have made a difference to this one, which is counted.
func (w *World) missedBy(r *request) []*Unseen {
	missed := w.lagging()
	counted := slices.DeleteFunc(slices.Clone(w.Unseen), (*Unseen).timed)
	if len(counted) == 0 {
		return missed
	}
	whole := w.through(r, missed)
	if whole.same(w.through(r, slices.Concat(missed, counted))) {
		return missed
	}
	for _, u := range counted {
		if whole.same(w.through(r, append(w.lagging(), u))) {
			continue
		}
		if u.missed() {
			missed = append(missed, u)
		}
		u.Told++
		w.file.dirty = true
	}
	return missed
}

// lagging is what is hidden for a time.
func (w *World) lagging() []*Unseen {
	return slices.DeleteFunc(slices.Clone(w.Unseen), func(u *Unseen) bool { return !u.timed() })
}

// through performs a request in a copy of the world without some changes.
func (w *World) through(r *request, without []*Unseen) glance {
	view := w.without(without, w.concerned(r))
	g := glance{call: &call{World: view}}
	g.output, g.err = view.perform(r, g.call)
	if g.err == nil && r.operation.pure {
		g.text = r.protocol.encode(r, g.output)
	}
	return g
}

// sight is the world with what is hidden for a time unseen.
func (w *World) sight() *World {
	if lagging := w.lagging(); len(lagging) > 0 {
		return w.without(lagging, nil)
	}
	return w
}

// without is a copy of the world in which changes are undone, the newest first.
// Accounts are copied where they differ, or are named; the others are shared.
func (w *World) without(changes []*Unseen, copied []string) *World {
	for _, u := range changes {
		for _, e := range u.Edits {
			if e.Path[0] == "Accounts" {
				copied = append(copied, e.Path[1])
			}
		}
	}
	var tree any = w.tree(copied)
	for _, u := range slices.Backward(changes) {
		for _, e := range slices.Backward(u.Edits) {
			tree = e.undone(tree, e.Path)
		}
	}
	view := &World{Serial: w.Serial, now: w.now, random: zeros{}, options: w.options, calls: map[string]int{}, buckets: map[string]bucket{}}
	if err := json.Unmarshal(raw(tree), view); err != nil {
		panic(err) // answered as a failure of the sandbox's own
	}
	for id, a := range w.Accounts {
		if !slices.Contains(copied, id) {
			view.Accounts[id] = a
		}
	}
	view.mend()
	return view
}

// zeros are secrets that nobody is told.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// mend takes out what refers to something unseen, as AWS's listings leave it out.
func (w *World) mend() {
	for _, a := range w.Accounts {
		for _, u := range a.IAM.Users {
			if gone := func(name string) bool { return a.IAM.Groups[name] == nil }; slices.ContainsFunc(u.Groups, gone) {
				u.Groups = slices.DeleteFunc(slices.Clone(u.Groups), gone)
			}
		}
	}
	o := w.Organization
	if o == nil {
		return
	}
	for _, id := range keys(o.Members) {
		if w.Accounts[id] == nil {
			o.forget(id)
		}
	}
	for _, target := range keys(o.Attached) {
		o.Attached[target] = slices.DeleteFunc(o.Attached[target], func(id string) bool { return o.policy(id) == nil })
	}
	for _, id := range keys(o.Delegated) {
		if o.Members[id] == nil {
			delete(o.Delegated, id)
		}
	}
	o.mendUnits()
}

// mendUnits takes out units below an unseen unit.
func (o *Organization) mendUnits() {
	for _, id := range keys(o.Units) {
		for at := o.Units[id]; at.Parent != o.Root; {
			if at = o.Units[at.Parent]; at == nil {
				delete(o.Units, id)
				break
			}
		}
	}
}

// isGone says whether a request ends without a reply.
func isGone(err error) bool { return errors.Is(err, error(errGone)) }
