package survey

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/schema"
)

// accounts describes the leaf accounts, each classified by the unit it is in,
// and the units that must be spoken of.
func (w *walk) accounts() {
	w.Org.Accounts, w.Org.Classifications = map[string]schema.Account{}, map[string]schema.Classification{}
	units := w.units()
	emails := map[string]bool{strings.ToLower(w.Org.Master.Email): true}
	for _, m := range slices.SortedFunc(slices.Values(w.seen.Organization.Members), func(a, b cloud.Member) int { return strings.Compare(a.Name, b.Name) }) {
		if m.Name == cloud.Master {
			continue
		}
		if why := unwritable(m, units, emails); why != "" {
			w.left("master/account/"+m.Name, "account %s (%s, %s): %s", m.ID, m.Called, m.Email, why)
			continue
		}
		emails[strings.ToLower(m.Email)] = true
		w.account(m)
	}
	for _, unit := range slices.Sorted(maps.Keys(units)) {
		if w.leafUnit(unit) {
			w.class(unit)
		}
	}
	w.invitations(emails)
}

// unwritable says why an account cannot be in the document; "" when it can.
func unwritable(m cloud.Member, units map[string]bool, emails map[string]bool) string {
	switch {
	case !schema.Says("account-email", m.Email):
		return "its email address cannot be written"
	case emails[strings.ToLower(m.Email)]:
		return "its email address is another account's too"
	case !schema.Says("account-name", m.Called):
		return "its name cannot be written"
	case m.Unit != "" && !units[m.Unit]:
		return "its organizational unit cannot be written"
	}
	return ""
}

// units are the paths of the organizational units that the language can say.
func (w *walk) units() map[string]bool {
	said, folded := map[string]bool{}, map[string]bool{}
	for _, u := range slices.SortedFunc(slices.Values(w.seen.Organization.Units), func(a, b cloud.Unit) int { return strings.Compare(a.Path, b.Path) }) {
		up, name := "", u.Path
		if i := strings.LastIndex(u.Path, "/"); i >= 0 {
			up, name = u.Path[:i], u.Path[i+1:]
		}
		switch {
		case !schema.Says("ou", u.Path), u.Path == "/", up == "" && strings.EqualFold(name, "root"), up != "" && !said[up], up == "" && strings.HasPrefix(u.Path, "/"):
			w.left("master/unit/"+u.Path, "the name of this organizational unit, or of one above it, cannot be written")
		case folded[strings.ToLower(u.Path)]:
			w.left("master/unit/"+u.Path, "another organizational unit has this name")
			delete(said, u.Path) // its accounts could be in either
		default:
			said[u.Path], folded[strings.ToLower(u.Path)] = true, true
		}
	}
	return said
}

// leafUnit reports whether no unit is below a unit: then no other path speaks
// of it.
func (w *walk) leafUnit(unit string) bool {
	return !slices.ContainsFunc(w.seen.Organization.Units, func(u cloud.Unit) bool { return strings.HasPrefix(u.Path, unit+"/") })
}

// class is the classification of a unit, declared when it is not yet. The root
// is "".
func (w *walk) class(unit string) string {
	if key, ok := w.classes[unit]; ok {
		return key
	}
	if unit == "" {
		key := free("unclassified", w.Org.Classifications)
		w.Org.Classifications[key] = schema.Classification{OU: "/"}
		w.classes[unit] = key
		w.say("classifications/"+key, review+"these accounts are in no organizational unit")
		return key
	}
	name := unit[strings.LastIndex(unit, "/")+1:]
	key := cmp.Or(slug(name), "unit")
	if _, taken := w.Org.Classifications[key]; taken {
		key = free(cmp.Or(slug(unit), "unit"), w.Org.Classifications)
	}
	key = key[:min(len(key), 120)]
	c := schema.Classification{OU: unit, Adopt: w.foreign(unit)}
	if c.OU == key {
		c.OU = ""
	}
	w.Org.Classifications[key], w.classes[unit] = c, key
	w.say("classifications/"+key, review+cmp.Or(sorts[sortOf(unit)], "what sort of data is it?"))
	return key
}

// foreign reports whether a unit, or one above it, is not ours.
func (w *walk) foreign(unit string) bool {
	return slices.ContainsFunc(w.seen.Organization.Units, func(u cloud.Unit) bool {
		return (u.Path == unit || strings.HasPrefix(unit, u.Path+"/")) && !w.ours(u.Tags)
	})
}

// account declares one.
func (w *walk) account(m cloud.Member) {
	key := w.key(m)
	a := schema.Account{Email: m.Email, ID: m.ID, Classification: w.class(m.Unit)}
	if m.Called != key {
		a.Name = m.Called
	}
	if m.Invited {
		a.Join = "invite"
	}
	_, a.Protect = w.seen.Organization.Tags[cloud.ProtectTag+":"+m.ID]
	path := "accounts/" + key
	if !m.Active() {
		a.State = "closed"
		w.say(path, "it is "+m.State)
	} else {
		w.keys[m.Name] = key
	}
	if err := w.seen.Unreadable[m.Name]; err != nil {
		w.keys[m.Name] = key
		w.say(path, review+"it could not be read, and nothing that is in it is known here")
		w.left("master/account/"+key, "what is in it could not be read: %v", err)
	}
	w.guess(path, m)
	w.Org.Accounts[key] = a
}

// key is what an account is called. One whose name can be a key as it is has it
// before any whose name only comes to the same.
func (w *walk) key(m cloud.Member) string {
	key := m.Name
	exact := func(o cloud.Member) bool { return o.Name != cloud.Master && o.Called == slug(m.Called) && o.ID != m.ID }
	switch _, taken := w.Org.Accounts[m.Called]; {
	case m.Called == slug(m.Called) && !taken:
		key = m.Called
	case m.Called != slug(m.Called) && key == slug(m.Called) && slices.ContainsFunc(w.seen.Organization.Members, exact):
		key += "-" + m.ID
	}
	if !schema.Says("account-key", key) || key == cloud.Master || key == "root" || schema.Says("account-id", key) {
		key = "account-" + m.ID
	}
	if w.twin(m.ID, key) {
		key += "-account"
	}
	return free(key, w.Org.Accounts)
}

// twin reports whether a guardrail is on an account and on a unit that is called
// as the account would be: then its attachments would have one address.
func (w *walk) twin(id, key string) bool {
	i := slices.IndexFunc(w.seen.Organization.Units, func(u cloud.Unit) bool { return u.Path == key })
	return i >= 0 && slices.ContainsFunc(w.seen.Organization.Guardrails, func(g cloud.Guardrail) bool {
		return slices.Contains(g.Targets, id) && slices.Contains(g.Targets, w.seen.Organization.Units[i].ID)
	})
}

// guess marks an account for review: how it came by its classification, and
// what its name says of it.
func (w *walk) guess(path string, m cloud.Member) {
	named, placed := sortOf(m.Called), sortOf(m.Unit)
	switch {
	case m.Unit == "" && named != "":
		w.say(path, review+"in no unit; its name says "+named)
	case m.Unit == "":
		w.say(path, review+"in no unit")
	case named != "" && placed != "" && named != placed:
		w.say(path, review+"by its unit; its name says "+named)
	case w.foreign(m.Unit):
		w.say(path, review+"by its unit")
	}
}

// sorts are guesses at what sort of data is in an account.
var sorts = map[string]string{
	"production": "real customer data?", "non-production": "test data?", "security": "logs, and what watches the others?", "storage": "backups and archives?",
}

// words are what names of accounts and units are made of, by sort.
var words = map[string]string{
	"prod": "production", "production": "production", "prd": "production", "live": "production", "customer": "production",
	"dev": "non-production", "devel": "non-production", "development": "non-production", "test": "non-production", "testing": "non-production",
	"stage": "non-production", "staging": "non-production", "qa": "non-production", "uat": "non-production", "sandbox": "non-production",
	"demo": "non-production", "nonprod": "non-production", "non": "non-production", "preprod": "non-production", "experimental": "non-production",
	"security": "security", "audit": "security", "log": "security", "logs": "security", "logging": "security", "archive": "storage",
	"storage": "storage", "backup": "storage", "backups": "storage", "data": "storage",
}

// sortOf guesses by a name; "" is no guess. The last part of a path counts
// first.
func sortOf(name string) string {
	parts := strings.Split(name, "/")
	slices.Reverse(parts)
	for _, part := range parts {
		all := strings.Split(slug(part), "-")
		if slices.Contains(all, "non") || slices.Contains(all, "pre") {
			return "non-production"
		}
		for _, word := range all {
			if sort := words[strings.TrimRight(word, "0123456789")]; sort != "" {
				return sort
			}
		}
	}
	return ""
}

// invitations declares the accounts that have been asked to join and have not
// answered: roles in them may be spoken of already.
func (w *walk) invitations(emails map[string]bool) {
	for _, i := range w.seen.Organization.Invitations {
		key := "invited-" + i.Account
		if _, known := w.Org.Accounts[key]; !i.Pending() || known {
			continue
		}
		if i.Account == "" {
			w.left("master/invitation/"+i.ID, "an open invitation to %s, of which AWS does not say the account", i.Email)
			continue
		}
		if name, ok := w.cloud.Name(i.Account); ok && w.keys[name] != "" {
			continue // it has joined since
		}
		email := i.Email
		if !schema.Says("account-email", email) || emails[strings.ToLower(email)] {
			email = fmt.Sprintf("%s@%s", key, domain(w.Org.Master.Email))
		}
		w.Org.Accounts[key] = schema.Account{ID: i.Account, Email: email, Join: "invite", Classification: w.class("")}
		w.keys[w.cloud.Learn(i.Account, email, key)] = key
		w.say("accounts/"+key, review+"its invitation is open until "+i.Expires.UTC().Format("2006-01-02")+"; the email address and the classification are guesses")
	}
}

func domain(email string) string { return email[strings.LastIndex(email, "@")+1:] }
