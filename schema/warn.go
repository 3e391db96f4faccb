package schema

import (
	"fmt"
	"strings"
)

// maxSwitchRole is how long a role's path and name may be together for people
// to switch to it in the console (AWS: IAM quotas).
const maxSwitchRole = 64

// Warnings are what is odd about a document and yet no error, in line order.
func (o *Org) Warnings() Problems {
	w := &check{org: o}
	if o.source != nil {
		w.found = append(w.found, o.source.notes...)
	}
	w.idle()
	for _, key := range names(w, "functions", o.Functions) {
		if name := strings.TrimPrefix(o.RolePath(key), "/") + key; len(name) > maxSwitchRole {
			w.odd("ORG204", to("functions", key), "the role %s has %d characters, and the console switches to at most %d", quoted(name), len(name), maxSwitchRole)
		}
	}
	return w.found.sorted()
}

// odd notes a warning.
func (c *check) odd(code Code, path []string, format string, args ...any) {
	c.found = append(c.found, c.org.Problem(code, fmt.Sprintf(format, args...), "", path...))
}

// idle warns of what stands in the document without doing anything.
func (c *check) idle() {
	performed, held := map[string]bool{}, map[string]bool{}
	for _, key := range names(c, "users", c.org.Users) {
		u := c.org.Users[key]
		for _, m := range u.Functions {
			performed[m.Function] = true
		}
		if len(u.Functions) == 0 {
			c.odd("ORG201", to("users", key), "%s performs no function", quoted(key))
		}
	}
	for _, a := range c.org.Accounts {
		held[a.Classification] = true
	}
	for _, key := range names(c, "functions", c.org.Functions) {
		if !performed[key] {
			c.odd("ORG202", to("functions", key), "nobody performs the function %s", quoted(key))
		}
	}
	for _, key := range names(c, "classifications", c.org.Classifications) {
		if !held[key] {
			c.odd("ORG203", to("classifications", key), "no account is classified as %s", quoted(key))
		}
	}
}
