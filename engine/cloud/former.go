package cloud

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Former is what org.yaml calls otherwise than it was called before: the name
// that it has now by the former one. What still has its former name is seen
// under the one it is to get, as if it had been renamed already.
type Former struct {
	Users, Groups map[string]string
	Units         map[string]string // by path
}

// rename gives the users and groups of the master account the names that
// org.yaml has for them. One whose new name is taken keeps its own.
func (s *Snapshot) rename(f Former) {
	s.Formerly = map[string]string{}
	var users, groups []string
	for _, u := range s.Users {
		users = append(users, aws.ToString(u.UserName))
	}
	for _, g := range s.Groups {
		groups = append(groups, aws.ToString(g.GroupName))
	}
	people, teams := pending(f.Users, users), pending(f.Groups, groups)
	for i := range s.Users {
		u := &s.Users[i]
		if name, ok := people[aws.ToString(u.UserName)]; ok {
			s.Formerly["user/"+name], u.UserName = *u.UserName, &name
		}
		u.GroupList = slices.Clone(u.GroupList)
		for j, g := range u.GroupList {
			if name, ok := teams[g]; ok {
				u.GroupList[j] = name
			}
		}
	}
	for i := range s.Groups {
		if name, ok := teams[aws.ToString(s.Groups[i].GroupName)]; ok {
			s.Formerly["group/"+name], s.Groups[i].GroupName = *s.Groups[i].GroupName, &name
		}
	}
	for old, name := range people {
		moveKey(s.Devices, old, name)
		moveKey(s.Passkeys, old, name)
		moveKey(s.People, old, name)
	}
}

// pending are the renamings, by former name, that are still to be made: of what
// is there, to a name that nothing has.
func pending(now map[string]string, there []string) map[string]string {
	all := map[string]string{}
	for old, name := range now {
		if slices.Contains(there, old) && !slices.ContainsFunc(there, func(t string) bool { return t != old && strings.EqualFold(t, name) }) {
			all[old] = name
		}
	}
	return all
}

func moveKey[V any](m map[string]V, from, to string) {
	if v, ok := m[from]; ok {
		m[to] = v
		delete(m, from)
	}
}

// rename gives organizational units the paths that org.yaml has for them, and
// with them whatever is below.
func (o *Organization) rename(f Former) {
	var there []string
	for _, u := range o.Units {
		there = append(there, u.Path)
	}
	units := pending(f.Units, there)
	called := func(path string) string {
		for old, name := range units {
			if path == old || strings.HasPrefix(path, old+"/") {
				return name + path[len(old):]
			}
		}
		return path
	}
	for i := range o.Units {
		u := &o.Units[i]
		if _, ok := units[u.Path]; ok {
			u.Was = u.Path
		}
		u.Path = called(u.Path)
	}
	for i := range o.Members {
		o.Members[i].Unit = called(o.Members[i].Unit)
	}
}
