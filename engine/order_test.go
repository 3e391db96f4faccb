package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

func state(addresses ...string) engine.State {
	s := engine.State{}
	for _, a := range addresses {
		at, err := engine.ParseAddress(a)
		if err != nil {
			panic(err)
		}
		s[at] = "{}"
	}
	return s
}

func show(p engine.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		for _, c := range s.Changes {
			fmt.Fprintf(&b, "%s %c %s %s", s.Movement, c.Action(), c.Address, c.Risk)
			if s.ByHand {
				b.WriteString(" by-hand")
			}
			if c.Waits != nil {
				fmt.Fprintf(&b, " waits-for %s", c.Waits)
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func TestOrder(t *testing.T) {
	for _, test := range []struct{ name, have, want, plan string }{
		{
			"build in the order of kinds, parents first", "",
			"master/member/a master/unit/a/below master/unit/a production/role/r production/grant/r/p master/account/production",
			`build + master/unit/a none
build + master/unit/a/below none
build + master/account/production permanent
build + production/role/r none
build + production/grant/r/p grants
build + master/member/a grants
`,
		},
		{
			"clear in the opposite order, children first",
			"master/unit/a/below master/unit/a production/role/r production/grant/r/p master/member/a master/fence/f", "",
			`revoke - master/member/a revokes
revoke - production/grant/r/p revokes
clear - production/role/r destroys
clear - master/fence/f grants
clear - master/unit/a/below destroys
clear - master/unit/a destroys
`,
		},
		{
			"a fence is put up before another goes", "master/fence/old", "master/fence/new",
			`build + master/fence/new revokes
clear - master/fence/old grants
`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			have, want := state(strings.Fields(test.have)...), state(strings.Fields(test.want)...)
			if got := show(engine.Order(engine.Diff(have, want), kinds)); got != test.plan {
				t.Errorf("got\n%swant\n%s", got, test.plan)
			}
		})
	}
}

// What needs a thing that only a person can do waits for it, and so does what
// needs what waits.
func TestWaitsForAPerson(t *testing.T) {
	kinds := []engine.Kind{
		{Name: "invitation"},
		{Name: "door", ByHand: func(engine.Change) bool { return true }, Needs: func(c engine.Change) []engine.Address {
			return []engine.Address{{Account: "master", Kind: "invitation", Name: c.Account}}
		}},
		{Name: "role", Needs: func(c engine.Change) []engine.Address {
			return []engine.Address{{Account: c.Account, Kind: "door", Name: "in"}}
		}},
		{Name: "grant", Reach: engine.Gives, Needs: role},
	}
	want := state("master/invitation/legacy", "legacy/door/in", "legacy/role/r", "legacy/grant/r/p", "production/role/r")
	plan := engine.Order(engine.Diff(nil, want), kinds)
	if got, want := show(plan), `build + master/invitation/legacy none
build + legacy/door/in person by-hand
build + legacy/role/r none waits-for legacy/door/in
build + production/role/r none
build + legacy/grant/r/p grants waits-for legacy/door/in
`; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got, want := plan.Summary(), (engine.Summary{Create: 2, ByHand: 1, Waiting: 2}); got != want {
		t.Errorf("summary %+v, want %+v", got, want)
	}
}

func TestGuard(t *testing.T) {
	have := state("master/user/a", "master/user/b", "master/user/c", "master/user/d", "production/role/r")
	have[engine.Address{Account: "master", Kind: "user", Name: "kept"}] = `{"tags":{"orgwright:protect":"true"}}`
	users := []engine.Kind{{Name: "role"}, {Name: "user", Reach: engine.Gives}}
	for _, test := range []struct {
		name, keep string
		limits     engine.Limits
		codes      string
	}{
		{"one may leave", "master/user/b master/user/c master/user/d production/role/r", engine.Limits{MaxDeletes: 10}, ""},
		{"not all at once", "production/role/r", engine.Limits{MaxDeletes: 10}, "too-large-a-share"},
		{"unless that is said", "production/role/r", engine.Limits{MaxDeletes: 4}, ""},
		{"also when ten is said", "production/role/r", engine.Limits{MaxDeletes: 10, Said: engine.Said{Deletes: true}}, ""},
		{"not more than said", "production/role/r", engine.Limits{MaxDeletes: 3}, "too-many-deletes"},
		{
			"not ourselves", "master/user/b master/user/c master/user/d production/role/r",
			engine.Limits{MaxDeletes: 10, Self: []engine.Address{{Account: "master", Kind: "user", Name: "a"}}},
			"own-access",
		},
		{
			"not in a protected account", "master/user/a master/user/b master/user/c master/user/d",
			engine.Limits{MaxDeletes: 10, Protected: func(c engine.Change) bool { return c.Account == "production" }},
			"protected",
		},
		{
			"not while paused", "master/user/a master/user/b master/user/c master/user/d production/role/r",
			engine.Limits{MaxDeletes: 10, Paused: "incident 7"},
			"paused",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			want := state(strings.Fields(test.keep)...)
			kept := engine.Address{Account: "master", Kind: "user", Name: "kept"}
			want[kept] = have[kept]
			test.limits.Have = have
			if got := codes(engine.Order(engine.Diff(have, want), users).Guard(test.limits)); got != test.codes {
				t.Errorf("refused with %q, want %q", got, test.codes)
			}
		})
	}
	if got := codes(engine.Order(engine.Diff(have, state("master/user/a", "master/user/b", "master/user/c", "master/user/d", "production/role/r")), users).Guard(engine.Limits{MaxDeletes: 10, Have: have})); got != "protected" {
		t.Errorf("a user that AWS says is protected: refused with %q", got)
	}
}

func codes(refusals []engine.Refusal) string {
	var all []string
	for _, r := range refusals {
		all = append(all, r.Code)
	}
	return strings.Join(all, " ")
}
