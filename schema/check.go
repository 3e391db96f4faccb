package schema

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// BuiltinGuardrails are the guardrails that need no declaration, in order.
var BuiltinGuardrails = []string{"no-leaving", "no-long-term-credentials", "no-root-user", "only-s3", "protect-our-roles"}

// A check looks for what the grammar cannot say: what refers to what, what
// must be there once, and what AWS counts.
type check struct {
	org     *Org
	files   fs.FS
	found   Problems
	guesses int                 // how many suggestions were looked for
	order   map[string][]string // the keys of sections, in the order of the document
}

func (c *check) all() {
	c.organization()
	c.masterAccount()
	c.classifications()
	c.accounts()
	c.guardrails()
	c.functions()
	c.users()
	c.rest()
}

// bad notes a problem of what is at a path.
func (c *check) bad(code Code, path []string, format string, args ...any) *Problem {
	c.found = append(c.found, c.org.Problem(code, fmt.Sprintf(format, args...), "", path...))
	return &c.found[len(c.found)-1]
}

// to writes a path.
func to(names ...string) []string { return names }

// under is the path of a key below another.
func under(path []string, key string) []string {
	return append(slices.Clip(path), key)
}

// item is the path of the i-th of a list.
func item(path []string, i int) []string {
	return under(path, strconv.Itoa(i))
}

// meant suggests a name, for the first hundred mistakes: nobody reads on, and
// a hostile file could keep us guessing.
func (c *check) meant(name string, among ...[]string) string {
	if c.guesses++; c.guesses > 100 {
		return ""
	}
	return didYouMean(name, slices.Concat(among...))
}

// names are the keys of a section in the order of the document.
func names[V any](c *check, section string, m map[string]V) []string {
	if keys, ok := c.order[section]; ok {
		return keys
	}
	keys := slices.Sorted(maps.Keys(m))
	slices.SortStableFunc(keys, func(a, b string) int {
		lineA, colA := c.org.At(section, a)
		lineB, colB := c.org.At(section, b)
		return cmp.Or(lineA-lineB, colA-colB)
	})
	if c.order == nil {
		c.order = map[string][]string{}
	}
	c.order[section] = keys
	return keys
}

// A once knows where each value was seen first, whatever its case.
type once map[string][]string

// only notes a value that was seen elsewhere. An empty one is none.
func (c *check) only(seen once, what, value string, path []string) {
	if value == "" {
		return
	}
	if first, ok := seen[strings.ToLower(value)]; ok {
		line, _ := c.org.At(first...)
		whose := first[min(len(first), 2)-1]
		if first[0] == MasterKey {
			whose = MasterKey
		}
		c.bad("ORG131", path, "%s %s is also that of %s, on line %d", what, quoted(value), whose, line)
		return
	}
	seen[strings.ToLower(value)] = path
}

// sameName notes keys of a section that differ by case alone: AWS takes them
// for the same (AWS: IAM quotas).
func (c *check) sameName(section string, keys []string) {
	seen := map[string]string{}
	for _, key := range keys {
		if other, ok := seen[strings.ToLower(key)]; ok {
			c.bad("ORG132", to(section, key), "%s and %s differ by case alone, and AWS takes them for the same name", quoted(key), quoted(other))
			continue
		}
		seen[strings.ToLower(key)] = key
	}
}

// was notes a former name of what is at a place that cannot be one.
func (c *check) was(at []string, former string, declared bool) {
	key := at[len(at)-1]
	if former != "" && former == key {
		c.bad("ORG133", append(at, "was"), "was is the name that %s had before, not the one it has", quoted(key))
	} else if former != "" && declared {
		c.bad("ORG133", append(at, "was"), "%s was %s, but %s is still declared", quoted(key), quoted(former), quoted(former))
	}
}

// has reports whether a section declares a key.
func has[V any](section map[string]V, key string) bool {
	_, ok := section[key]
	return ok
}

// formerOnce notes two that claim the same former name.
func (c *check) formerOnce(section string, keys []string, former func(string) string) {
	seen := map[string]string{}
	for _, key := range keys {
		w := former(key)
		if other, ok := seen[w]; ok && w != "" {
			c.bad("ORG133", to(section, key, "was"), "%s and %s cannot both have been %s", quoted(key), quoted(other), quoted(w))
		}
		seen[w] = key
	}
}

// reservedPath are the IAM paths under which AWS itself makes roles.
var reservedPath = []string{"/aws-service-role/", "/aws-reserved/", "/service-role/"}

func (c *check) organization() {
	o := c.org.Organization
	for _, p := range reservedPath {
		if strings.HasPrefix(strings.ToLower(o.OwnershipPath), p) {
			c.bad("ORG134", to("organization", "ownership_path"), "the path %s belongs to AWS", quoted(o.OwnershipPath))
		}
	}
	c.role(o.AccessRole, to("organization", "access_role"))
}

// role notes a name that the access role cannot have.
func (c *check) role(name string, path []string) {
	if strings.HasPrefix(strings.ToLower(name), "awsservicerolefor") {
		c.bad("ORG134", path, "role names that begin with AWSServiceRoleFor belong to AWS")
	}
	if _, ok := c.org.Functions[name]; ok {
		c.bad("ORG134", path, "the access role %s cannot be called as a function is", quoted(name))
	}
}

func (c *check) masterAccount() {
	m := c.org.Master
	if m.Alias != "" && formats["account-id"].wrong(m.Alias) == "" {
		c.bad("ORG135", to("master", "alias"), "an alias cannot look like an account id")
	}
	c.custody(m.Root, "master")
}

// custody notes one party that keeps both halves of a root user.
func (c *check) custody(r *Root, path ...string) {
	if r == nil {
		return
	}
	one, other := strings.TrimSpace(r.Password), strings.TrimSpace(r.MFA)
	if other != "" && strings.EqualFold(one, other) {
		c.bad("ORG136", append(path, "root", "mfa"), "%s keeps the password already; the one-time codes are for another", quoted(r.MFA))
	}
}
