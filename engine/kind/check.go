package kind

import (
	"fmt"
	"maps"
	"slices"

	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// Check finds what is wrong with a document beyond its language: policies that
// AWS would not take, quotas that it would break, guardrails that would lock
// us out. A document with an error here is not planned.
func Check(w *Wish) schema.Problems {
	var all schema.Problems
	all = append(all, w.checkGuardrails()...)
	all = append(all, w.checkGrants()...)
	if len(all) > 0 {
		return all // sizes of documents that cannot be read mean nothing
	}
	for _, u := range w.uses() {
		if u.Used > u.Limit {
			all = append(all, w.Org.Problem("ORG138", fmt.Sprintf("%s: %d of %d, more than AWS allows", u.What, u.Used, u.Limit), "", u.at...))
		}
	}
	all = append(all, w.checkLockouts()...)
	return append(all, w.checkAssume()...)
}

func (w *Wish) checkGuardrails() schema.Problems {
	var all schema.Problems
	for _, name := range slices.Sorted(maps.Keys(w.Org.Guardrails)) {
		file := w.Org.Guardrails[name].Policy
		if file == "" {
			continue
		}
		d, err := policy.Parse(string(w.Org.File(file)))
		if err == nil {
			err = policy.CheckGuardrail(d)
		}
		if err != nil {
			all = append(all, w.Org.Problem("ORG143", fmt.Sprintf("guardrail %s: %s: %v", name, file, err), "", "guardrails", name, "policy"))
		}
	}
	return all
}

func (w *Wish) checkGrants() schema.Problems {
	var all schema.Problems
	for _, function := range w.functions() {
		for i, g := range w.Org.Functions[function].Grants {
			if err := w.checkGrant(g); err != nil {
				all = append(all, w.Org.Problem("ORG143", fmt.Sprintf("function %s: %v", function, err), "", "functions", function, "grants", fmt.Sprint(i)))
			}
		}
	}
	return all
}

func (w *Wish) checkGrant(g schema.Grant) error {
	if len(g.Allow)+len(g.Deny) > 0 {
		if err := policy.CheckIdentity(policy.FromStatements(rules(g.Allow), rules(g.Deny))); err != nil {
			return err
		}
	}
	if g.Policy == "" {
		return nil
	}
	d, err := policy.Parse(string(w.Org.File(g.Policy)))
	if err == nil {
		err = policy.CheckIdentity(d)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", g.Policy, err)
	}
	return nil
}

// checkAssume finds functions that reach more accounts than a group can say.
func (w *Wish) checkAssume() schema.Problems {
	var all schema.Problems
	for _, function := range w.functions() {
		if err := w.memo.divides(w.roles(function)); err != nil {
			all = append(all, w.Org.Problem("ORG138", fmt.Sprintf("function %s: %v", function, err), "", "functions", function))
		}
	}
	return all
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
