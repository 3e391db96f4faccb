package schema

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// MasterKey is what the master account is called in addresses and grants; no
// leaf may be called so.
const MasterKey = "master"

// Keys lists the keys of all leaf accounts, in order.
func (o *Org) Keys() []string { return slices.Sorted(maps.Keys(o.Accounts)) }

// Leaves lists the keys of the leaf accounts that are to be kept, in order:
// those that the document asks to close are not among them.
func (o *Org) Leaves() []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(o.Accounts)) {
		if o.Accounts[key].State != "closed" {
			keys = append(keys, key)
		}
	}
	return keys
}

// Targets lists the accounts that a grant's to means, in order, each once.
func (o *Org) Targets(to []string) []string {
	var keys []string
	for _, t := range to {
		switch class, ok := strings.CutPrefix(t, "classification:"); {
		case ok:
			for _, key := range o.Leaves() {
				if o.Accounts[key].Classification == class {
					keys = append(keys, key)
				}
			}
		case t == "*":
			keys = append(keys, o.Leaves()...)
		case t == MasterKey || slices.Contains(o.Leaves(), t):
			keys = append(keys, t)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Grants lists a function's grants that reach an account.
func (o *Org) Grants(function, account string) []Grant {
	var in []Grant
	for _, g := range o.Functions[function].Grants {
		if slices.ContainsFunc(g.To, func(t string) bool { return o.means(t, account) }) {
			in = append(in, g)
		}
	}
	return in
}

// means reports whether a word of a grant's to has an account among those it
// stands for: it is asked for each account and function, and lists nothing.
func (o *Org) means(t, account string) bool {
	return o.Accounts[account].State != "closed" && o.wouldMean(t, account)
}

// wouldMean is that of an account whether it is to be closed or not.
func (o *Org) wouldMean(t, account string) bool {
	if account == MasterKey {
		return t == MasterKey
	}
	a, ok := o.Accounts[account]
	class, byClass := strings.CutPrefix(t, "classification:")
	switch {
	case !ok:
		return false
	case byClass:
		return a.Classification == class
	}
	return t == "*" || t == account
}

// RolePath is the IAM path of a function's roles.
func (o *Org) RolePath(function string) string {
	return cmp.Or(o.Functions[function].Path, o.Organization.OwnershipPath)
}

// Reach lists the accounts in which a function has a role, in order.
func (o *Org) Reach(function string) []string {
	var to []string
	for _, g := range o.Functions[function].Grants {
		to = append(to, g.To...)
	}
	return o.Targets(to)
}

// Reached lists the accounts to be closed that a function's grants reach, in
// order: until they are, its people have their roles there.
func (o *Org) Reached(function string) []string {
	return slices.DeleteFunc(o.Keys(), func(key string) bool {
		return o.Accounts[key].State != "closed" || !slices.ContainsFunc(o.Functions[function].Grants, func(g Grant) bool {
			return slices.ContainsFunc(g.To, func(t string) bool { return o.wouldMean(t, key) })
		})
	})
}

// rootUnit is how the document writes the organization's root, which is no unit.
const rootUnit = "/"

// Unit is the path of the organizational unit of a classification; it is empty
// for the organization's root.
func (o *Org) Unit(classification string) string {
	switch ou := o.Classifications[classification].OU; ou {
	case "":
		return classification
	case rootUnit:
		return ""
	default:
		return ou
	}
}

// Members lists the people who perform a function on a day, in order. A person
// who is suspended or whose last day is over performs none.
func (o *Org) Members(function string, today Date) []string {
	var names []string
	for _, name := range o.People(today) {
		u := o.Users[name]
		if o.Suspended(name) {
			continue
		}
		if slices.ContainsFunc(u.Functions, func(m Membership) bool {
			return m.Function == function && !m.Until.Past(today)
		}) {
			names = append(names, name)
		}
	}
	return names
}

// Suspended reports whether a user is to be there and have no access.
func (o *Org) Suspended(user string) bool { return o.Users[user].State == "suspended" }

// People lists the users that there are on a day, in order.
func (o *Org) People(today Date) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(o.Users)), func(name string) bool { return !o.Person(name, today) })
}

// Person reports whether a user is one that there is on a day.
func (o *Org) Person(name string, today Date) bool {
	u, declared := o.Users[name]
	return declared && !u.Until.Past(today)
}

// File returns a policy file that the document names, as JSON.
func (o *Org) File(path string) []byte { return o.files[path] }
