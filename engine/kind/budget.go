package kind

import (
	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// A use is a quota together with the place in org.yaml that uses it most.
type use struct {
	engine.Quota
	at []string // path in the document
}

// The counts that AWS allows (AWS: quotas for AWS Organizations and IAM).
const (
	guardrailsPerTarget = 10
	groupsPerUser       = 10
)

// Budget lists every quota that the document uses a part of, in the order in
// which a company is built.
func Budget(w *Wish) []engine.Quota {
	quotas := []engine.Quota{}
	for _, u := range w.uses() {
		quotas = append(quotas, u.Quota)
	}
	return quotas
}

func (w *Wish) uses() []use {
	var all []use
	all = append(all, w.guardrailUses()...)
	all = append(all, w.roleUses()...)
	all = append(all, w.assumeUses()...)
	return append(all, w.memberUses()...)
}

func (w *Wish) guardrailUses() []use {
	var all []use
	for _, name := range w.guardrails() {
		size := policy.Length(w.guardrail(name).Policy.String())
		all = append(all, use{engine.Quota{What: at("guardrail", name).String(), Used: size, Limit: policy.Guardrail}, []string{"guardrails", name}})
	}
	targets := map[string]int{}
	for _, a := range w.attachments() {
		targets[a.target]++
	}
	for _, target := range sortedKeys(targets) {
		// FullAWSAccess is attached everywhere and counts too.
		all = append(all, use{engine.Quota{What: "guardrails on " + target, Used: targets[target] + 1, Limit: guardrailsPerTarget}, []string{"classifications"}})
	}
	return all
}

// roleUses is how much the documents inside each role take.
func (w *Wish) roleUses() []use {
	var all []use
	for _, account := range everywhere.wanted(w) {
		for _, function := range w.functionsIn(account) {
			if used := w.granted(function, account).inline; used > 0 {
				what := engine.Address{Account: account, Kind: "role", Name: function}.String() + " inline"
				all = append(all, use{engine.Quota{What: what, Used: used, Limit: policy.InlineRole}, []string{"functions", function, "grants"}})
			}
		}
	}
	return all
}

// assumeUses is how much of its group each function's list of roles takes;
// beyond what a group holds, it is how much of that and nine managed policies.
func (w *Wish) assumeUses() []use {
	var all []use
	for _, function := range w.functions() {
		roles := w.roles(function)
		if len(roles) == 0 {
			continue
		}
		q := engine.Quota{What: at("assume", function).String(), Used: policy.AssumeSize(roles), Limit: policy.InlineGroup}
		if q.Used > q.Limit {
			q.Limit = policy.InlineGroup + policy.Managed*policy.AssumeParts
		}
		if err := w.memo.divides(roles); err != nil {
			q.Used = max(q.Used, q.Limit+1) // each policy has a frame of its own
		}
		all = append(all, use{q, []string{"functions", function}})
	}
	return all
}

func (w *Wish) memberUses() []use {
	var all []use
	for _, name := range w.Org.People(w.Today) {
		if n := len(w.Org.Users[name].Functions); n > 0 {
			all = append(all, use{engine.Quota{What: at("user", name).String() + " groups", Used: n, Limit: groupsPerUser}, []string{"users", name, "functions"}})
		}
	}
	return all
}
