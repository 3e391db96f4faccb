package kind

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A plan that is not refused locks nobody out, and takes no account out of its
// guardrails, when one change of it fails, or all of one sort do: as the
// simulation sees it after each change, and as AWS then answers.
func TestAFailureLocksNobodyOut(t *testing.T) {
	l, start, first, n := drawn(t)
	sum := playAll(t, first, n, func(seed uint64) played { return playDraw(l, start, seed, (*draw).failHalfWay) })
	t.Logf("%d plans, %d changes beside one that failed, %d answers compared, %d plans that held something back", n, sum.changes, sum.yes+sum.no, sum.locking)
	if n > 100 && (sum.changes < n || sum.locking < n/10) {
		t.Errorf("the draw is too narrow: %+v", sum.counts)
	}
}

// failHalfWay carries a plan out of which one change fails, or all of its sort.
func (d *draw) failHalfWay(ctx context.Context, at *rehearsal) played {
	plan, builds := d.carriable(at)
	if len(builds) == 0 {
		return *at.out
	}
	wrong, all := builds[d.IntN(len(builds))], d.IntN(2) == 0
	at.v = newWatch(at.w, at.c, at.p)
	before, after := at.v.realm.Copy(), at.v.realm.Copy()
	for _, c := range plan.Changes() {
		after.Step(spelled(at.w.Names, c))
	}
	do := Do(at.w, at.c)
	err := engine.Apply(ctx, plan, 1, func(ctx context.Context, c engine.Change) error {
		if c.Address == wrong.Address || all && c.Kind == wrong.Kind && c.Action() == wrong.Action() {
			return errors.New("it fails")
		}
		if err := do(ctx, c); err != nil || at.out.wrong != "" {
			return err
		}
		at.out.changes++
		when := fmt.Sprintf("%s failed: after %c %s", wrong.Address, c.Action(), c.Address)
		d.follow(at, when, c)
		if at.out.wrong == "" {
			at.out.wrong = cmp.Or(unfenced(when, before, at.v.realm, after), unmeant(when, before, at.v.realm, after))
		}
		if at.out.wrong == "" {
			d.compare(ctx, at, when)
		}
		return nil
	})
	if partial, ok := engine.AsPartial(err); ok && slices.ContainsFunc(partial.Skipped, func(c engine.Change) bool { return c.Action() == engine.Delete }) {
		at.out.locking++
	}
	return *at.out
}

// carriable draws documents until there is a plan that does something and
// locks nobody out, or patience ends.
func (d *draw) carriable(at *rehearsal) (plan engine.Plan, builds []engine.Change) {
	for range 20 {
		plan, builds = Compare(at.w, at.c, at.p).Plan, nil
		for _, s := range plan.Steps {
			for _, c := range s.Changes {
				if !s.ByHand {
					builds = append(builds, c)
				}
			}
		}
		if len(builds) > 0 && len(breaches(at.w, at.c, at.p, plan)) == 0 {
			return plan, builds
		}
		text, files := d.document()
		org, err := schema.Parse("org.yaml", []byte(text), files)
		if err != nil {
			at.out.wrong = text + ": " + err.Error()
			break
		}
		at.w = &Wish{Org: org, Today: today, Names: at.c.Names}
	}
	return plan, nil
}

// follow makes a change in the simulation, and says what it breaks.
func (d *draw) follow(at *rehearsal, when string, c engine.Change) {
	if len(made(engine.Step{Kind: c.Kind, Changes: []engine.Change{c}})) == 0 {
		at.v.realm.Step(spelled(at.w.Names, c))
		return
	}
	for _, b := range at.v.step(c) {
		if at.out.wrong == "" {
			at.out.wrong = fmt.Sprintf("%s: %s, %v", when, b.code, b.lost)
		}
	}
}

// unfenced says which account has lost a guardrail and is not yet under all
// those that it is to have.
func unfenced(when string, before, now, after *access.Realm) string {
	for _, account := range before.Under(root) {
		had, has, wanted := fences(before, account), fences(now, account), fences(after, account)
		if account != cloud.Master && len(without(had, has)) > 0 && len(without(wanted, has)) > 0 {
			return fmt.Sprintf("%s: account %s is under %v, was under %v and is to be under %v", when, account, has, had, wanted)
		}
	}
	return ""
}

// unmeant says who can do something that they could not before, and are not to.
func unmeant(when string, before, now, after *access.Realm) string {
	for _, user := range sortedKeys(now.Accounts[cloud.Master].Users) {
		for _, action := range []string{"iam:CreateGroup", "organizations:ListAccounts", "s3:GetObject"} {
			if able(now, user, action) == policy.Allowed && able(before, user, action) < policy.Unknown && able(after, user, action) < policy.Unknown {
				return fmt.Sprintf("%s: %s can %s in a role of the master account", when, user, action)
			}
		}
	}
	return ""
}

// able is whether somebody can do something in a role of the master account.
func able(r *access.Realm, user, action string) (best policy.Verdict) {
	h := r.Accounts[cloud.Master]
	if h.Users[user] == nil {
		return best
	}
	for _, role := range sortedKeys(h.Roles) {
		let := r.MayBecome(r.User(cloud.Master, user, true), cloud.Master, role).Verdict
		best = max(best, min(let, r.Decide(r.Session(cloud.Master, role, user), action, "*").Verdict))
	}
	return best
}
