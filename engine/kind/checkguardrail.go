package kind

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// checkLockouts finds guardrails of one's own that would keep runs from their
// work in an account under them: each is tried on the access role as AWS makes
// it, before anything is asked of AWS.
func (w *Wish) checkLockouts() schema.Problems {
	var all schema.Problems
	under := map[string][]string{} // accounts by guardrail
	for _, name := range w.Org.Leaves() {
		a := w.Org.Accounts[name]
		for _, g := range union(w.Org.Classifications[a.Classification].Guardrails, a.Guardrails) {
			under[g] = append(under[g], name)
		}
	}
	for _, name := range sortedKeys(w.Org.Guardrails) {
		if why := w.locksOut(name, under[name]); why != "" {
			p := w.Org.Problem("ORG148", fmt.Sprintf("guardrail %s would lock runs out of %s", name, why),
				`exempt the access role: "Condition": {"ArnNotLike": {"aws:PrincipalArn": "arn:*:iam::*:role/`+w.Org.Organization.AccessRole+`"}}`,
				"guardrails", name)
			all = append(all, p)
		}
	}
	return all
}

// particular is a document that may say another thing of each account.
var particular = regexp.MustCompile(`\{[a-z0-9-]+\}|[0-9]{12}|\$\{`)

// locksOut says of which account a guardrail would lock runs out, and of what;
// "" of none. Accounts with the same access role are alike, unless the document
// speaks of single ones.
func (w *Wish) locksOut(name string, accounts []string) string {
	document := w.guardrail(name).Policy.String()
	tried := map[string]bool{}
	for _, account := range accounts {
		role := lastPart(w.accessRole(account).Name)
		if tried[role] && !particular.MatchString(document) {
			continue
		}
		tried[role] = true
		r, who := w.alone(account, role, document)
		for _, p := range w.probes(account, "{"+account+"}") {
			if d := r.Decide(who, p.action, p.resource); !d.Allowed() {
				return fmt.Sprintf("%s: %s, as %s: %s", account, p.action, role, strings.ReplaceAll(d.String(), "guardrail guardrail", "the guardrail"))
			}
		}
	}
	return ""
}

// alone is an account as AWS makes it under one guardrail, and a run in it.
func (w *Wish) alone(account, role, document string) (*access.Realm, access.Who) {
	h := access.NewHolding("{" + account + "}")
	h.Roles[role] = &access.Identity{Path: "/", Attached: []string{managedByAWS + "AdministratorAccess"}, Trust: policy.TrustAccount("{" + cloud.Master + "}").String()}
	r := &access.Realm{
		Accounts: map[string]*access.Holding{account: h}, Guardrails: map[string]string{"guardrail": document},
		Targets: map[string][]string{"guardrail": {root}}, Fenced: true,
		Setting: access.Setting{Region: w.Org.Organization.HomeRegion, Session: "orgwright-" + w.Org.Organization.Name, Path: w.Org.Organization.OwnershipPath},
	}
	return r, r.Session(account, role, r.Setting.Session)
}
