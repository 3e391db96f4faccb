package kind

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
)

// person is a user as well equipped as known: with MFA where there is a device.
func (v *watch) person(name string) access.Who {
	return v.realm.User(cloud.Master, name, len(v.devices[name]) > 0)
}

// controls reports whether a person is in full control, as they are or in a
// role of the master account.
func (v *watch) controls(name string) bool {
	if v.people()[name] == nil {
		return false
	}
	who, all := v.person(name), v.control(v.cloud.MasterID)
	return controls(v.realm, who, all) || slices.ContainsFunc(v.doors, func(role string) bool {
		return v.realm.MayBecome(who, cloud.Master, role).Allowed()
	})
}

// masters are the roles that give full control.
func (v *watch) masters() []string {
	var all []string
	for _, role := range slices.Sorted(maps.Keys(v.realm.Accounts[cloud.Master].Roles)) {
		if controls(v.realm, v.realm.Session(cloud.Master, role, "orgwright"), v.control(v.cloud.MasterID)) {
			all = append(all, role)
		}
	}
	return all
}

// dethroned is that a change takes full control from people when too few keep
// it: people with MFA.
func (v *watch) dethroned(c engine.Change) []breach {
	var taken, keep []string
	for _, name := range slices.Sorted(maps.Keys(v.rules)) {
		switch {
		case v.rules[name] && len(v.devices[name]) > 0:
			keep = append(keep, name)
		case !v.rules[name] && v.ruled[name]:
			taken = append(taken, name)
		}
	}
	if len(taken) == 0 || len(keep) >= v.Org.Organization.MinAdmins {
		return nil
	}
	for _, name := range taken {
		v.ruled[name] = false // told once
	}
	b := breach{code: "last-admins", change: c, where: strings.Join(keep, ", ")}
	for _, name := range taken {
		b.lost = append(b.lost, loss{what: name})
	}
	return []breach{b}
}
