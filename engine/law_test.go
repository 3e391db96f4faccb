package engine_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/orgwright/orgwright/engine"
)

// kinds are like the real ones in miniature: a unit stands on its parent, a
// grant on its role, a member on its group.
var kinds = []engine.Kind{
	{Name: "unit", Needs: above},
	{Name: "fence", Reach: engine.Fences},
	{Name: "account", Forever: true, Parallel: 5},
	{Name: "role"},
	{Name: "grant", Reach: engine.Gives, Needs: role},
	{Name: "group"},
	{Name: "member", Reach: engine.Gives},
}

func above(c engine.Change) []engine.Address {
	up, _, ok := strings.Cut(c.Name, "/")
	if !ok {
		return nil
	}
	return []engine.Address{{Account: c.Account, Kind: "unit", Name: up}}
}

func role(c engine.Change) []engine.Address {
	name, _, _ := strings.Cut(c.Name, "/")
	return []engine.Address{{Account: c.Account, Kind: "role", Name: name}}
}

// random makes a state in which nothing stands on what is not there.
func random(r *rand.Rand) engine.State {
	s := engine.State{}
	put := func(account, kind, name string) {
		body, err := engine.Write(map[string]string{"v": fmt.Sprintf("<%c> & \u2028", 'A'+r.IntN(3))})
		if err != nil {
			panic(err)
		}
		s[engine.Address{Account: account, Kind: kind, Name: name}] = body
	}
	for range r.IntN(20) {
		account, letter := []string{"master", "production", "storage"}[r.IntN(3)], string(rune('a'+r.IntN(5)))
		switch kind := kinds[r.IntN(len(kinds))].Name; kind {
		case "grant":
			put(account, "role", letter)
			put(account, "grant", letter+"/p")
		case "unit":
			put(account, "unit", letter)
			put(account, "unit", letter+"/below")
		default:
			put(account, kind, letter)
		}
	}
	return s
}

// A world carries changes out and holds each to what it says.
type world struct {
	t     *testing.T
	mu    sync.Mutex
	state engine.State
	done  []engine.Change
}

func (w *world) do(_ context.Context, c engine.Change) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.state[c.Address] != c.Before {
		w.t.Errorf("%s: the plan expects %q, the world has %q", c.Address, c.Before, w.state[c.Address])
	}
	for _, need := range c.Needs {
		if _, there := w.state[need]; there != true && c.Action() != engine.Delete {
			w.t.Errorf("%s came before %s, which it needs", c.Address, need)
		}
	}
	if c.After == "" {
		delete(w.state, c.Address)
	} else {
		w.state[c.Address] = c.After
	}
	w.done = append(w.done, c)
	return nil
}

func each(t *testing.T, f func(have, want engine.State)) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		f(random(r), random(r))
		if t.Failed() {
			return
		}
	}
}

func TestNothingToDoForWhatIsSo(t *testing.T) {
	each(t, func(have, _ engine.State) {
		if d := engine.Diff(have, maps.Clone(have)); len(d) != 0 {
			t.Errorf("Diff(x, x) = %v", d)
		}
	})
}

func TestApplyingThePlanReachesWhatIsWanted(t *testing.T) {
	each(t, func(have, want engine.State) {
		w := &world{t: t, state: maps.Clone(have)}
		if err := engine.Apply(t.Context(), engine.Order(engine.Diff(have, want), kinds), 4, w.do); err != nil {
			t.Error(err)
		}
		if !maps.Equal(w.state, want) {
			t.Errorf("after apply: %v, want %v", w.state, want)
		}
	})
}

func TestAccessIsRevokedFirstAndFencesAreClearedLast(t *testing.T) {
	each(t, func(have, want engine.State) {
		last := 0
		rank := map[engine.Movement]int{engine.Revoke: 0, engine.Build: 1, engine.Clear: 2}
		for _, s := range engine.Order(engine.Diff(have, want), kinds).Steps {
			if rank[s.Movement] < last {
				t.Errorf("%s comes too late", s.Movement)
			}
			last = rank[s.Movement]
			for _, c := range s.Changes {
				gives := s.Kind == "grant" || s.Kind == "member"
				if c.Action() == engine.Delete && gives != (s.Movement == engine.Revoke) || c.Action() != engine.Delete && s.Movement != engine.Build {
					t.Errorf("%c %s in movement %s", c.Action(), c.Address, s.Movement)
				}
			}
		}
	})
}

func TestAPlanSurvivesJSON(t *testing.T) {
	each(t, func(have, want engine.State) {
		p := engine.Order(engine.Diff(have, want), kinds)
		text, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		var back engine.Plan
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatal(err)
		}
		if back.Sum() != p.Sum() || !reflect.DeepEqual(back.Changes(), p.Changes()) {
			t.Errorf("a plan read back differs:\n%v\n%v", back, p)
		}
	})
}

func TestAnImpossibleChangeIsNotRead(t *testing.T) {
	for _, text := range []string{
		`{"address":"a/role/x","action":"create","before":{"v":1},"after":{"v":2},"risk":"none"}`,
		`{"address":"a/role/x","action":"update","before":{"v":1},"after":{"v":1},"risk":"none"}`,
		`{"address":"a/role","action":"create","before":null,"after":{"v":1},"risk":"none"}`,
	} {
		var c engine.Change
		if err := json.Unmarshal([]byte(text), &c); err == nil {
			t.Errorf("read as %v: %s", c, text)
		}
	}
}

// A change that fails ends what needs it, however far away, and nothing else;
// every change is accounted for once.
func TestFailureStopsOnlyWhatNeedsIt(t *testing.T) {
	broken := errors.New("AccessDenied")
	each(t, func(have, want engine.State) {
		plan := engine.Order(engine.Diff(have, want), kinds)
		changes := plan.Changes()
		if len(changes) == 0 {
			return
		}
		victim := changes[len(changes)/2]
		w := &world{t: t, state: maps.Clone(have)}
		err := engine.Apply(t.Context(), plan, 4, func(ctx context.Context, c engine.Change) error {
			if c.Address == victim.Address {
				return broken
			}
			return w.do(ctx, c)
		})
		p, ok := engine.AsPartial(err)
		if !ok || !errors.Is(err, broken) || len(p.Failed) != 1 || p.Failed[0].Change.Address != victim.Address {
			t.Fatalf("err = %v", err)
		}
		if len(p.Done)+len(p.Failed)+len(p.Skipped) != len(changes) {
			t.Errorf("%d done, %d failed, %d skipped of %d", len(p.Done), len(p.Failed), len(p.Skipped), len(changes))
		}
		for _, c := range p.Skipped {
			if !concerned(c, victim, p.Skipped) {
				t.Errorf("%c %s was skipped although %s has nothing to do with it", c.Action(), c.Address, victim.Address)
			}
		}
	})
}

func concerned(c, victim engine.Change, skipped []engine.Change) bool {
	for _, other := range append(slices.Clone(skipped), victim) {
		if slices.Contains(c.Needs, other.Address) || slices.Contains(other.Needs, c.Address) {
			return true
		}
	}
	return false
}

func TestNothingIsBegunAfterAStop(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	want := engine.State{}
	for i := range 10 {
		want[engine.Address{Account: "master", Kind: "role", Name: fmt.Sprint(i)}] = "{}"
	}
	n := 0
	err := engine.Apply(ctx, engine.Order(engine.Diff(nil, want), kinds), 1, func(context.Context, engine.Change) error {
		if n++; n == 3 {
			stop()
		}
		return nil
	})
	p, ok := engine.AsPartial(err)
	if !ok || len(p.Done) != 3 || len(p.Skipped) != 7 || !errors.Is(err, context.Canceled) {
		t.Errorf("done %d, skipped %d, err %v", len(p.Done), len(p.Skipped), err)
	}
}
