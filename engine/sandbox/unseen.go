package sandbox

import (
	"encoding/json"
	"slices"
	"time"
)

// AWS's reads lag behind its writes. Here a change that a rule says so of is kept
// as what it edited; whoever reads meanwhile reads a copy of the world in which
// these edits are undone. Writes are made to the world itself, so that what is
// taken is taken, seen or not. An edit is as small as can be (an attached policy,
// a member of a group), so that other changes of the same thing are seen.

// A Hiding is how long a change stays unseen: for a time, or for a number of the
// reads that would have shown it.
type Hiding struct {
	For   time.Duration `json:",omitempty"`
	After int           `json:",omitempty"` // reads that see it before the others do not
	Reads int           `json:",omitempty"` // reads that do not see it
}

// An Unseen is a change that reads do not see, or not always.
type Unseen struct {
	Hiding
	Since time.Time
	Told  int `json:",omitempty"` // reads so far that it makes a difference to
	Edits []Edit
}

// An Edit is one difference that a change made to the world.
type Edit struct {
	Path   []string        // of names, ARNs and ids: Accounts 111111111111 IAM Users alice
	Before json.RawMessage `json:",omitempty"` // absent where there was nothing
	After  json.RawMessage `json:",omitempty"` // absent where nothing is left
}

// over says whether everybody sees the change from now on.
func (u *Unseen) over(now time.Time) bool {
	if u.For > 0 {
		return !now.Before(u.Since.Add(u.For))
	}
	return u.Told >= u.After+u.Reads
}

// timed says whether the change is hidden by time and not by reads.
func (u *Unseen) timed() bool { return u.For > 0 }

// missed says whether the next read that it makes a difference to does not see it.
func (u *Unseen) missed() bool { return u.Told >= u.After }

// emerge forgets what is unseen no longer.
func (w *World) emerge() {
	now, before := w.now(), len(w.Unseen)
	w.Unseen = slices.DeleteFunc(w.Unseen, func(u *Unseen) bool { return u.over(now) })
	if len(w.Unseen) == 0 {
		w.Unseen = nil
	}
	w.file.dirty = w.file.dirty || len(w.Unseen) != before
}

// before is what a request may change, where a rule hides the change; else nil.
func (w *World) before(r *request) map[string]any {
	if len(r.blow.hidings) == 0 {
		return nil
	}
	return w.tree(w.concerned(r))
}

// concerned are the accounts that a request may change: those it names, and the caller's.
func (w *World) concerned(r *request) []string {
	ids := accountsIn(r.input.Elem())
	if _, a, err := w.authenticate(r.key, r.token); err == nil {
		ids = append(ids, a.ID)
	}
	return ids
}

// hide hides what has changed since a tree was taken.
func (w *World) hide(before map[string]any, hidings []Hiding) {
	if before == nil {
		return
	}
	after := w.tree(keys(before["Accounts"].(map[string]any)))
	w.keepUnseen(differences(nil, before, after), hidings, w.now())
}

func (w *World) keepUnseen(edits []Edit, hidings []Hiding, since time.Time) {
	for _, h := range hidings {
		if len(edits) > 0 {
			w.Unseen = append(w.Unseen, &Unseen{Hiding: h, Since: since.UTC(), Edits: edits})
		}
	}
}

// hideAccount hides an account that was just made, as its request's rules have
// it. That the request has succeeded is seen.
func (w *World) hideAccount(c *Creation) {
	if c.Account == "" || len(c.Hidings) == 0 {
		return
	}
	tree := w.tree([]string{c.Account})
	organization := tree["Organization"].(map[string]any)
	var edits []Edit
	for _, part := range []string{"Members", "Attached", "Tags"} {
		if value, has := organization[part].(map[string]any)[c.Account]; has {
			edits = append(edits, Edit{Path: []string{"Organization", part, c.Account}, After: raw(value)})
		}
	}
	account := Edit{Path: []string{"Accounts", c.Account}, After: raw(tree["Accounts"].(map[string]any)[c.Account])}
	w.keepUnseen(append(edits, account), c.Hidings, c.Completed)
}

// tree is the organization and some accounts as JSON has them.
func (w *World) tree(accounts []string) map[string]any {
	some := map[string]any{}
	for _, id := range accounts {
		if a := w.Accounts[id]; a != nil {
			some[id] = parsed(raw(a))
		}
	}
	return map[string]any{"Accounts": some, "Organization": parsed(raw(w.Organization))}
}
