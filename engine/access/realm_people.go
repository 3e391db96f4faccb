package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

func (r *Realm) user(c engine.Change) {
	var b struct {
		Path string
		Tags map[string]string
	}
	users := r.Accounts[c.Account].Users
	if c.After == "" {
		delete(users, c.Name)
		return
	}
	next := &Identity{}
	if was := users[c.Name]; was != nil {
		*next = *was
	}
	if c.After.Read(&b) == nil {
		tags := maps.Clone(next.Tags)
		maps.DeleteFunc(tags, func(key, _ string) bool { return strings.HasPrefix(key, "orgwright:") })
		for key, value := range b.Tags {
			tags = with1(tags, key, value)
		}
		next.Path, next.Tags = b.Path, tags
	}
	users[c.Name] = next
}

func (r *Realm) group(c engine.Change) {
	groups := r.Accounts[c.Account].Groups
	switch {
	case c.After == "":
		delete(groups, c.Name)
	case groups[c.Name] == nil:
		groups[c.Name] = &Identity{Path: r.Setting.Path}
	}
}

func (r *Realm) member(c engine.Change) {
	group, user, _ := strings.Cut(c.Name, "/")
	of := r.Accounts[c.Account].Users[user]
	if of == nil {
		return
	}
	next := *of
	next.Groups = slices.DeleteFunc(slices.Clone(of.Groups), func(g string) bool { return g == group })
	if c.After != "" {
		next.Groups = append(next.Groups, group)
		slices.Sort(next.Groups)
	}
	var b struct{ Leaving bool }
	if c.After == "" && c.Before.Read(&b) == nil && b.Leaving { // with the membership goes all there is to sign in with
		next.Suspended = true
	}
	r.Accounts[c.Account].Users[user] = &next
}

// suspension leaves a user nothing to sign in with.
func (r *Realm) suspension(c engine.Change) {
	of := r.Accounts[c.Account].Users[c.Name]
	if of == nil {
		return
	}
	next := *of
	next.Suspended = c.After != ""
	r.Accounts[c.Account].Users[c.Name] = &next
}
