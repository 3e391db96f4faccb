package schema

import (
	"path"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// CIRoles are the roles that ci makes under the ownership path.
var CIRoles = []string{"ci-plan", "ci-apply", "ci-read"}

// LockRole is the role in the master account that stands for the lock of a run.
const LockRole = "orgwright-lock"

// OwnRole reports whether a role's name is one that the program needs itself:
// IAM tells names apart regardless of case.
func OwnRole(name string) bool {
	return slices.Contains(append([]string{LockRole}, CIRoles...), strings.ToLower(name))
}

// Seconds that a role's session may last (AWS: IAM API reference, CreateRole).
const (
	minSession = 3600
	maxSession = 12 * 3600
)

// SessionSeconds is how long a session of the function lasts, in seconds;
// 3600 when nothing is said, or nothing that can be read.
func (f Function) SessionSeconds() int32 {
	d, err := time.ParseDuration(f.Session)
	if err != nil || d < time.Second || d > maxSession*time.Second {
		return minSession
	}
	return int32(d / time.Second)
}

func (c *check) functions() {
	keys := names(c, "functions", c.org.Functions)
	for _, key := range keys {
		f := c.org.Functions[key]
		if slices.Contains(CIRoles, strings.ToLower(key)) {
			c.bad("ORG134", to("functions", key), "the role %s is made by ci; call the function otherwise", quoted(key))
		}
		if strings.EqualFold(key, LockRole) {
			c.bad("ORG134", to("functions", key), "the role %s is the lock that each run takes; call the function otherwise", quoted(key))
		}
		c.session(key, f)
		for _, p := range reservedPath {
			if strings.HasPrefix(strings.ToLower(f.Path), p) {
				c.bad("ORG134", to("functions", key, "path"), "the path %s belongs to AWS", quoted(f.Path))
			}
		}
		c.was(to("functions", key), f.Was, has(c.org.Functions, f.Was))
		policies := policyNames{"inline": {{"allow and deny", []string{"*", MasterKey}}}}
		for i, g := range f.Grants {
			c.grant(item(to("functions", key, "grants"), i), g, policies)
		}
	}
	c.sameName("functions", keys)
	c.formerOnce("functions", keys, func(k string) string { return c.org.Functions[k].Was })
}

func (c *check) session(key string, f Function) {
	d, err := time.ParseDuration(f.Session)
	if f.Session == "" || formats["session"].wrong(f.Session) != "" {
		return
	}
	if err != nil || d < minSession*time.Second || d > maxSession*time.Second {
		c.bad("ORG139", to("functions", key, "session"), "a session lasts 1h to 12h, not %s", quoted(f.Session))
	}
}

// policyNames are a function's policies by the name that they have in its roles, in
// lower case: what each is written as, and where it goes.
type policyNames map[string][]struct {
	from string
	to   []string
}

// grant checks one grant. The names of a function's policies stand beside each
// other in one role, so no two that meet in an account may share one; policies
// knows those so far.
func (c *check) grant(at []string, g Grant, policies policyNames) {
	for i, t := range g.To {
		c.target(item(under(at, "to"), i), t)
	}
	for i, m := range g.Managed {
		c.policyName(item(under(at, "managed"), i), g, m, policies)
	}
	if g.Policy == "" {
		return
	}
	at = under(at, "policy")
	name := strings.TrimSuffix(path.Base(g.Policy), path.Ext(g.Policy))
	if formats["guardrail"].wrong(name) != "" {
		c.bad("ORG142", at, "the policy is called as its file is, and %s cannot be a policy's name", quoted(name))
	}
	c.policyName(at, g, g.Policy, policies)
	c.file(g.Policy, at)
	c.latin(at, g.Policy)
}

// policyName checks the name under which one of a grant's policies will stand.
func (c *check) policyName(at []string, g Grant, from string, policies policyNames) {
	name := strings.ToLower(path.Base(from))
	if from == g.Policy {
		name = strings.TrimSuffix(name, path.Ext(name))
	}
	if name == "." {
		return
	}
	for _, other := range policies[name] {
		if other.from != from && c.meet(other.to, g.To) {
			c.bad("ORG142", at, "%s and %s would both be the policy %s of this function", quoted(from), other.from, quoted(name))
			return
		}
	}
	policies[name] = append(policies[name], struct {
		from string
		to   []string
	}{from, g.To})
}

// meet reports whether two lists of targets have an account in common.
func (c *check) meet(one, other []string) bool {
	accounts := c.org.Targets(one)
	return slices.Equal(one, other) || slices.ContainsFunc(c.org.Targets(other), func(a string) bool {
		_, there := slices.BinarySearch(accounts, a)
		return there
	})
}

// latin notes characters that IAM does not take in a policy (AWS: IAM API
// reference, PutRolePolicy).
func (c *check) latin(at []string, file string) {
	for _, r := range string(c.org.files[file]) {
		if r > 0xff && r != utf8.RuneError {
			c.bad("ORG143", at, "the policy in %s holds U+%04X, and IAM takes Latin-1 alone", quoted(file), r)
			return
		}
	}
}

// target checks one of a grant's accounts.
func (c *check) target(at []string, t string) {
	if t == "" || t == "*" || t == MasterKey || formats["target"].wrong(t) != "" {
		return
	}
	if class, ok := strings.CutPrefix(t, "classification:"); ok {
		c.classification(at, class)
		return
	}
	if _, ok := c.org.Accounts[t]; ok {
		return
	}
	p := c.bad("ORG130", at, "account %s is not declared%s", quoted(t), c.meant(t, names(c, "accounts", c.org.Accounts), []string{MasterKey}))
	if t == "all" || t == "any" {
		p.Hint = `for all leaf accounts, write "*" in quotes`
	}
	if _, ok := c.org.Classifications[t]; ok {
		p.Hint = "for all accounts of the classification, write classification:" + t
	}
}
