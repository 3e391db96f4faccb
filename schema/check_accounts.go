package schema

import (
	"cmp"
	"slices"
	"strings"
)

// maxAttached is how many organization policies may be attached to a unit or
// an account beside FullAWSAccess, which is one of the ten that AWS allows
// (AWS: Organizations quotas).
const maxAttached = 9

func (c *check) classifications() {
	keys := names(c, "classifications", c.org.Classifications)
	units := once{}
	for _, key := range keys {
		class := c.org.Classifications[key]
		path := to("classifications", key)
		c.guardrailNames(class.Guardrails, path)
		c.was(to("classifications", key), class.Was, has(c.org.Classifications, class.Was))
		c.only(units, "organizational unit", cmp.Or(c.org.Unit(key), rootUnit), under(path, "ou"))
		if strings.EqualFold(c.org.Unit(key), "root") {
			c.bad("ORG134", under(path, "ou"), "an organizational unit cannot be called root, which is the organization's own")
		}
	}
	c.sameName("classifications", keys)
	c.formerOnce("classifications", keys, func(k string) string { return c.org.Classifications[k].Was })
}

func (c *check) accounts() {
	keys := names(c, "accounts", c.org.Accounts)
	ids, emails, called := once{}, once{}, once{}
	settled := map[string]bool{} // names of accounts that there are: AWS lets two share one, and an id tells them apart
	units := map[string]string{}
	for _, class := range names(c, "classifications", c.org.Classifications) {
		units[c.org.Unit(class)] = class
	}
	c.only(ids, "account id", c.org.Master.ID, to("master", "id"))
	c.only(emails, "email", c.org.Master.Email, to("master", "email"))
	for _, key := range keys {
		a := c.org.Accounts[key]
		c.only(ids, "account id", a.ID, to("accounts", key, "id"))
		c.only(emails, "email", a.Email, to("accounts", key, "email"))
		name := a.Name
		if name == "" {
			name = key
		}
		if lower := strings.ToLower(name); a.ID == "" || !settled[lower] {
			c.only(called, "account name", name, to("accounts", key, "name"))
			settled[lower] = a.ID != ""
		}
		c.account(key, a)
		c.twins(key, units[key])
	}
	c.formerOnce("accounts", keys, func(k string) string { return c.org.Accounts[k].Was })
}

// account checks one leaf.
func (c *check) account(key string, a Account) {
	path := to("accounts", key)
	switch {
	case key == MasterKey:
		c.bad("ORG134", path, "no leaf can be called master; the master account has its own section")
	case key == "root":
		c.bad("ORG134", path, "no leaf can be called root, which is the organization's own")
	case formats["account-id"].wrong(key) == "":
		c.bad("ORG135", path, "a key is what people call the account; put the id under id")
	}
	c.classification(under(path, "classification"), a.Classification)
	if a.Join == "invite" && a.ID == "" {
		c.bad("ORG137", to("accounts", key, "join"), "an account that is invited needs its id")
	}
	c.guardrailNames(a.Guardrails, path)
	c.was(to("accounts", key), a.Was, has(c.org.Accounts, a.Was))
	if a.AccessRole != "" {
		c.role(a.AccessRole, to("accounts", key, "access_role"))
	}
	c.custody(a.Root, path...)
}

// classification checks the name of one that is referred to.
func (c *check) classification(at []string, class string) {
	if _, ok := c.org.Classifications[class]; !ok && class != "" {
		c.bad("ORG130", at, "classification %s is not declared%s", quoted(class), c.meant(class, names(c, "classifications", c.org.Classifications)))
	}
}

// guardrailNames checks the guardrails of a classification or an account.
func (c *check) guardrailNames(list []string, path []string) {
	path = under(path, "guardrails")
	for i, g := range list {
		if _, ok := c.org.Guardrails[g]; ok || g == "" || slices.Contains(BuiltinGuardrails, g) {
			continue
		}
		c.bad("ORG130", item(path, i), "guardrail %s is neither declared nor built in%s", quoted(g),
			c.meant(g, names(c, "guardrails", c.org.Guardrails), BuiltinGuardrails))
	}
	if len(list) > maxAttached {
		c.bad("ORG138", path, "%d guardrails here; AWS allows %d beside FullAWSAccess", len(list), maxAttached)
	}
}

// twins notes guardrails of an account that the unit of a classification has
// too, when both are called the same: their attachments would have one address.
func (c *check) twins(key, class string) {
	for i, g := range c.org.Accounts[key].Guardrails {
		if slices.Contains(c.org.Classifications[class].Guardrails, g) {
			c.bad("ORG147", item(to("accounts", key, "guardrails"), i),
				"guardrail %s is on the organizational unit %s too, and %s@%s could mean either", quoted(g), quoted(key), g, key)
		}
	}
}

func (c *check) guardrails() {
	keys := names(c, "guardrails", c.org.Guardrails)
	for _, key := range keys {
		for _, builtin := range append(slices.Clip(BuiltinGuardrails), "FullAWSAccess") {
			if strings.EqualFold(builtin, key) {
				c.bad("ORG134", to("guardrails", key), "guardrail %s is built in and cannot be declared", quoted(builtin))
			}
		}
		if file := c.org.Guardrails[key].Policy; file != "" {
			c.file(file, to("guardrails", key, "policy"))
		}
	}
	c.sameName("guardrails", keys)
}
