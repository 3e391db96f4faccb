package schema

import (
	"encoding/base64"
	"net/netip"
	"path"
	"slices"
	"strings"
)

// maxGroups is how many groups a user may be in, which AWS does not raise
// (AWS: IAM quotas).
const maxGroups = 10

func (c *check) users() {
	keys := names(c, "users", c.org.Users)
	for _, key := range keys {
		u := c.org.Users[key]
		c.was(to("users", key), u.Was, has(c.org.Users, u.Was))
		c.memberships(key, u)
		if u.KeyRecipient != "" && formats["key-recipient"].wrong(u.KeyRecipient) == "" && !wholeKey(u.KeyRecipient) {
			c.bad("ORG144", to("users", key, "key_recipient"), "the public key is cut short or of another sort than it says").Hint = "copy the whole line of the .pub file"
		}
	}
	c.sameName("users", keys)
	c.formerOnce("users", keys, func(k string) string { return c.org.Users[k].Was })
}

func (c *check) memberships(key string, u User) {
	list := to("users", key, "functions")
	seen := map[string]bool{}
	for i, m := range u.Functions {
		at := append(item(list, i), "function")
		if m.Function == "" {
			continue
		}
		if seen[m.Function] {
			c.bad("ORG111", at, "%s is listed twice", quoted(m.Function))
		}
		seen[m.Function] = true
		if _, ok := c.org.Functions[m.Function]; !ok {
			c.bad("ORG130", at, "function %s is not declared%s", quoted(m.Function), c.meant(m.Function, names(c, "functions", c.org.Functions)))
		}
	}
	if len(u.Functions) > maxGroups {
		c.bad("ORG138", list, "%d functions; AWS allows a user %d groups", len(u.Functions), maxGroups)
	}
}

// wholeKey reports whether a public key is as long as it says, and of the sort
// it says. An age recipient is left to age.
func wholeKey(s string) bool {
	sort, rest, _ := strings.Cut(s, " ")
	if strings.HasPrefix(sort, "age1") {
		return true
	}
	encoded, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	blob, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return false
	}
	first := true
	for len(blob) >= 4 { // each part is its length in four bytes, and itself
		n := int(blob[0])<<24 | int(blob[1])<<16 | int(blob[2])<<8 | int(blob[3])
		if n > len(blob)-4 || first && string(blob[4:4+n]) != sort {
			return false
		}
		blob, first = blob[4+n:], false
	}
	return len(blob) == 0 && !first
}

// rest checks the trail and what drift ignores.
func (c *check) rest() {
	for i, ig := range c.org.Ignore {
		if _, err := path.Match(ig.Match, ""); err != nil {
			c.bad("ORG145", append(item(to("ignore"), i), "match"), "%s is not a glob: a bracket is not closed", quoted(ig.Match))
		}
	}
	t := c.org.Trail
	if t == nil {
		return
	}
	if _, ok := c.org.Accounts[t.BucketAccount]; !ok && t.BucketAccount != "" && t.BucketAccount != MasterKey {
		c.bad("ORG130", to("trail", "bucket_account"), "account %s is not declared%s", quoted(t.BucketAccount),
			c.meant(t.BucketAccount, names(c, "accounts", c.org.Accounts)))
	}
	c.bucket(t.Bucket)
}

// bucket notes names that S3 keeps for itself (AWS: S3 bucket naming rules).
func (c *check) bucket(name string) {
	at := to("trail", "bucket")
	if _, err := netip.ParseAddr(name); err == nil {
		c.bad("ORG146", at, "a bucket cannot be called like the IP address %s", name)
	}
	if strings.Contains(name, "..") {
		c.bad("ORG146", at, "a bucket's name cannot have two dots in a row")
	}
	begins := func(p string) bool { return strings.HasPrefix(name, p) }
	ends := func(p string) bool { return strings.HasSuffix(name, p) }
	if slices.ContainsFunc([]string{"xn--", "sthree-", "amzn-s3-demo-"}, begins) ||
		slices.ContainsFunc([]string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"}, ends) {
		c.bad("ORG146", at, "S3 keeps names like %s for itself", quoted(name))
	}
}
