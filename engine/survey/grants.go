package survey

import (
	"cmp"
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A share is one thing that a function may do, and where.
type share struct {
	managed   string            // a managed policy
	statement *schema.Statement // or a statement
	deny      bool              // which denies
	file      string            // or a policy file
	in        map[string]bool   // keys of accounts
}

// shares are what a function may do, by a text that tells them apart.
type shares map[string]*share

func (s shares) add(one share, account string) {
	text, _ := json.Marshal([]any{one.managed, one.statement, one.deny, one.file}) // texts and lists always can
	if s[string(text)] == nil {
		one.in = map[string]bool{}
		s[string(text)] = &one
	}
	s[string(text)].in[account] = true
}

// grants writes down what a team may do: what it may do in the same accounts
// stands together.
func (w *walk) grants(t *team) []schema.Grant {
	all := shares{}
	for _, account := range slices.Sorted(maps.Keys(t.roles)) {
		r := t.roles[account]
		for _, p := range r.AttachedManagedPolicies {
			w.attached(all, t, account, aws.ToString(p.PolicyArn))
		}
		for _, p := range r.RolePolicyList {
			w.inline(all, t, account, p)
		}
		if len(r.AttachedManagedPolicies)+len(r.RolePolicyList) == 0 {
			all.add(nothing(), account) // a role without rights is still a role
		}
	}
	for _, account := range t.unseen {
		all.add(nothing(), account)
		w.say("functions/"+t.name, review+"its people may become a role in "+account+" that could not be seen: what may it do?")
	}
	var out []schema.Grant
	for _, key := range slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(len(all[b].in)-len(all[a].in), strings.Compare(where(all[a]), where(all[b])), strings.Compare(a, b))
	}) {
		out = w.grant(out, all[key])
	}
	return out
}

// nothing stands for a role that may do nothing: without a grant there would be
// no role.
func nothing() share {
	return share{deny: true, statement: &schema.Statement{Actions: []string{"*"}}}
}

// where is the accounts of a share as a text.
func where(s *share) string { return strings.Join(slices.Sorted(maps.Keys(s.in)), " ") }

// grant adds a share to the grants, to the last one where that is for the same
// accounts and has room.
func (w *walk) grant(out []schema.Grant, s *share) []schema.Grant {
	to := w.to(s.in)
	if n := len(out); n == 0 || !slices.Equal(out[n-1].To, to) || s.file != "" && out[n-1].Policy != "" {
		out = append(out, schema.Grant{To: to})
	}
	g := &out[len(out)-1]
	switch {
	case s.managed != "":
		g.Managed = append(g.Managed, s.managed)
	case s.file != "":
		g.Policy = s.file
	case s.deny:
		g.Deny = append(g.Deny, *s.statement)
	default:
		g.Allow = append(g.Allow, *s.statement)
	}
	return out
}

// to writes accounts as targets: all leaves, whole classifications, accounts.
func (w *walk) to(in map[string]bool) []string {
	rest := maps.Clone(in)
	var to []string
	take := func(target string, least int) {
		accounts := w.Org.Targets([]string{target})
		if len(accounts) < least || slices.ContainsFunc(accounts, func(a string) bool { return !in[a] }) {
			return
		}
		to = append(to, target)
		for _, a := range accounts {
			delete(rest, a)
		}
	}
	take("*", 2)
	if len(to) == 0 {
		for _, class := range slices.Sorted(maps.Keys(w.Org.Classifications)) {
			take("classification:"+class, 2)
		}
	}
	return append(to, slices.Sorted(maps.Keys(rest))...)
}

// attached adds a managed policy.
func (w *walk) attached(all shares, t *team, account, arn string) {
	name := arn
	if _, own, ok := strings.Cut(arn, ":iam::aws:policy/"); ok {
		name = own
	}
	for _, s := range all {
		if s.managed != "" && s.managed != name && strings.EqualFold(path.Base(s.managed), path.Base(name)) && s.in[account] {
			w.left(account+"/grant/"+t.name+"/"+path.Base(name), "two policies of this name are attached to the role, and the language tells policies apart by their names")
			return
		}
	}
	if !schema.Says("managed-policy", name) {
		w.left(account+"/grant/"+t.name+"/"+path.Base(name), "the name of this policy cannot be written")
		return
	}
	all.add(share{managed: name}, account)
}

// A document of at most so many statements and characters is written where it
// is used; a longer one is a file.
const (
	shortStatements = 3
	shortText       = 400
)

// inlineName is what the statements of org.yaml are called inside a role.
const inlineName = "inline"

// inline adds a document inside a role.
func (w *walk) inline(all shares, t *team, account string, p types.PolicyDetail) {
	own, name := w.own(t.roles[account]), aws.ToString(p.PolicyName)
	d, err := policy.Parse(aws.ToString(p.PolicyDocument))
	if err == nil {
		err = policy.CheckIdentity(d)
	}
	if err != nil {
		w.left(account+"/grant/"+t.name+"/"+name, "what it says cannot be written: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
		return
	}
	said, ok := statements(d)
	short := len(said) <= shortStatements && len(d.String()) <= shortText
	if ok && (own && name == inlineName || !own && short) {
		for _, one := range said {
			all.add(one, account)
		}
		return
	}
	if name = unfit.ReplaceAllString(name, "-"); name == inlineName {
		name = t.name + "-" + inlineName
	}
	all.add(share{file: w.file(name, d)}, account)
}

// unfit are characters that the name of a policy file's policy cannot have.
var unfit = regexp.MustCompile(`[^\w+=,.-]`)

// statements writes a document as allow: and deny: say it, and whether they can.
func statements(d policy.Document) ([]share, bool) {
	var all []share
	var allow, deny []policy.Rule
	for _, s := range d.Statement {
		one := schema.Statement{Actions: s.Action, NotActions: s.NotAction, Resources: s.Resource, NotResources: s.NotResource}
		if slices.Equal(one.Resources, []string{"*"}) {
			one.Resources = nil
		}
		if !says("action", one.Actions, one.NotActions) || !says("resource", one.Resources, one.NotResources) || !conditions(&one, s.Condition) {
			return nil, false
		}
		r := policy.Rule{Actions: one.Actions, NotActions: one.NotActions, Resources: one.Resources, NotResources: one.NotResources, Conditions: one.Conditions}
		if s.Effect == policy.Deny {
			deny = append(deny, r)
		} else {
			allow = append(allow, r)
		}
		all = append(all, share{statement: &one, deny: s.Effect == policy.Deny})
	}
	return all, policy.Equal(d, policy.FromStatements(allow, deny))
}

func says(form string, lists ...[]string) bool {
	for _, list := range lists {
		if slices.ContainsFunc(list, func(s string) bool { return !schema.Says(form, s) }) {
			return false
		}
	}
	return true
}

// conditions writes conditions, and whether the language has them.
func conditions(s *schema.Statement, c policy.Conditions) bool {
	for operator, keys := range c {
		if !schema.Says("condition-operator", operator) || len(keys) == 0 {
			return false
		}
		for key, values := range keys {
			if len(values) == 0 || key == "" {
				return false
			}
			if s.Conditions == nil {
				s.Conditions = map[string]map[string][]string{}
			}
			if s.Conditions[operator] == nil {
				s.Conditions[operator] = map[string][]string{}
			}
			s.Conditions[operator][key] = values
		}
	}
	return true
}

// ci describes who plans and applies without a person, by the trust of the role
// that applies.
func (w *walk) ci() {
	for _, r := range w.seen.Snapshots[cloud.Master].Roles {
		if aws.ToString(r.Path) != w.Path || aws.ToString(r.RoleName) != "ci-apply" {
			continue
		}
		d, err := policy.Parse(aws.ToString(r.AssumeRolePolicyDocument))
		if err != nil {
			continue
		}
		for _, s := range d.Statement {
			for _, sub := range s.Condition["StringLike"][policy.GitHubHost+":sub"] {
				repository, environment, ok := strings.Cut(strings.TrimPrefix(sub, "repo:"), ":environment:")
				if ok && schema.Says("repository", repository) && schema.Says("environment", environment) {
					w.Org.CI, w.provider = &schema.CI{GitHub: &schema.GitHub{Repository: repository, Environment: environment}}, true
				}
			}
		}
	}
}
