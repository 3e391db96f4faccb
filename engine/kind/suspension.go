package kind

import (
	"context"
	"slices"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A suspension is a person who is kept and cannot sign in: no password, and no
// key, certificate or other credential that is active. Memberships go as those
// of anybody who has none. It is lifted by taking the line away: the person is
// then given a password and keys as somebody new is.
var suspension = define[struct{}]{
	name: "suspension",
	in:   master,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		for _, name := range w.suspended() {
			put(name, struct{}{})
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		for _, name := range s.cutOff() {
			put(name, struct{}{})
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		return cutOff(ctx, in, name)
	},
	needs: func(_ *Wish, a engine.Address, _ struct{}) []engine.Address {
		return []engine.Address{at("user", a.Name)}
	},
	risk: func(engine.Action, Update[struct{}]) engine.Risk { return engine.Revokes },
	why:  func(struct{}) string { return "no password, no active key" },
}.kind()

// cutOff lists those of them who have nothing to sign in with already.
func (s *Sight) cutOff() []string {
	return slices.DeleteFunc(s.suspended(), func(name string) bool { return !s.People[name].There || !s.People[name].Idle() })
}

// suspended lists the people who are to have no access.
func (w *Wish) suspended() []string {
	return slices.DeleteFunc(w.Org.People(w.Today), func(name string) bool { return !w.Org.Suspended(name) })
}
