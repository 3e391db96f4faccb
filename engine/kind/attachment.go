package kind

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// An attachment puts a guardrail on a unit, an account or the root. It is
// named GUARDRAIL@TARGET.
var attachment = define[struct{}]{
	name:   "attachment",
	reach:  engine.Fences,
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		for _, a := range w.attachments() {
			put(a.name(), struct{}{})
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		wanted := s.attachments()
		for _, g := range s.organization().Guardrails {
			for _, id := range g.Targets {
				a := attached{g.Name, s.target(id)}
				if slices.Contains(wanted, a) || s.owns(g.Tags) && a.target != "" && !s.stays(id) {
					put(a.name(), struct{}{})
				}
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		policy, target, err := ends(ctx, in, name)
		if err != nil {
			return err
		}
		_, err = in.Organizations.AttachPolicy(ctx, &organizations.AttachPolicyInput{PolicyId: &policy, TargetId: &target})
		return cloud.Except(err, "DuplicatePolicyAttachmentException")
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		policy, target, err := ends(ctx, in, name)
		if err != nil {
			return err
		}
		_, err = in.Organizations.DetachPolicy(ctx, &organizations.DetachPolicyInput{PolicyId: &policy, TargetId: &target})
		return cloud.Except(err, "PolicyNotAttachedException")
	},
	needs: func(w *Wish, a engine.Address, _ struct{}) []engine.Address {
		guardrail, target, _ := strings.Cut(a.Name, "@")
		needs := []engine.Address{at("guardrail", guardrail)}
		if w.Names.Declares(target) {
			return append(needs, w.wayIn(target)...)
		}
		return append(needs, at("unit", strings.TrimPrefix(target, "/")))
	},
}.kind()

// attached is one attachment. Its target is what people call it: a unit's
// path, an account's name, or root. A unit that is called like an account has
// a slash before it.
type attached struct{ guardrail, target string }

func (w *Wish) unitTarget(unit string) string {
	if unit == "" {
		return root
	}
	if _, taken := w.Names.ID(unit); taken || w.Names.Declares(unit) || unit == root {
		return "/" + unit
	}
	return unit
}

func (a attached) name() string { return a.guardrail + "@" + a.target }

const root = "root"

// attachments lists what org.yaml attaches where, in order: a classification's
// guardrails to its unit, an account's own to the account.
func (w *Wish) attachments() []attached {
	var all []attached
	for _, class := range slices.Sorted(maps.Keys(w.Org.Classifications)) {
		for _, g := range w.Org.Classifications[class].Guardrails {
			all = append(all, attached{g, w.unitTarget(w.Org.Unit(class))})
		}
	}
	for _, account := range w.Org.Leaves() {
		for _, g := range w.Org.Accounts[account].Guardrails {
			all = append(all, attached{g, account})
		}
	}
	slices.SortFunc(all, func(a, b attached) int { return strings.Compare(a.name(), b.name()) })
	return slices.Compact(all)
}

// target is what people call the target with an id; "" when it is nothing
// known.
func (s *Sight) target(id string) string {
	o := s.organization()
	if id == o.RootID {
		return root
	}
	for _, u := range o.Units {
		if u.ID == id {
			return s.unitTarget(u.Path)
		}
	}
	name, _ := s.Names.Name(id)
	return name
}

// stays reports whether a target keeps its guardrails although org.yaml does
// not speak of it: an account that was taken out of the file or is to be
// closed, or a unit that is occupied and no longer wanted.
func (s *Sight) stays(id string) bool {
	if name, known := s.Names.Name(id); known {
		return !s.Names.Declares(name) || s.toClose(name)
	}
	unit := strings.TrimPrefix(s.target(id), "/")
	return !s.wantsUnit(unit) && s.occupied(unit)
}

// ends looks up the ids of an attachment's guardrail and target.
func ends(ctx context.Context, in *cloud.Account, name string) (policy, target string, err error) {
	guardrail, to, _ := strings.Cut(name, "@")
	if policy, err = guardrailID(ctx, in, guardrail); err != nil {
		return "", "", err
	}
	if to == root {
		r, err := rootOf(ctx, in)
		if err != nil {
			return "", "", err
		}
		return policy, *r.Id, nil
	}
	if id, ok := in.Names.ID(to); ok {
		return policy, id, nil
	}
	if target, err = placeID(ctx, in, strings.TrimPrefix(to, "/")); err != nil {
		return "", "", fmt.Errorf("no account and no unit is called %q: %w", to, err)
	}
	return policy, target, nil
}
