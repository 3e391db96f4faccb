package kind

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A member is a person in a group: somebody who performs a function. It is
// named FUNCTION/USER. Whoever is in a group of ours is a member, wanted or
// not. Of somebody who leaves or is suspended the way in is closed before the
// first membership goes.
var member = define[memberBody]{
	name:  "member",
	reach: engine.Gives,
	in:    master,

	want: func(w *Wish, _ string, put func(string, memberBody)) {
		for name := range w.memberships() {
			put(name, memberBody{})
		}
	},
	have: func(s *Sight, put func(string, memberBody)) {
		ours := s.groups()
		stays := s.memberships()
		for _, u := range s.Users {
			for _, g := range u.GroupList {
				if slices.Contains(ours, g) {
					name := g + "/" + aws.ToString(u.UserName)
					put(name, s.memberSeen(g, u, stays[name]))
				}
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, _ memberBody) error {
		function, user, _ := strings.Cut(name, "/")
		_, err := in.IAM.AddUserToGroup(ctx, &iam.AddUserToGroupInput{GroupName: &function, UserName: &user})
		return err
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, b memberBody) error {
		function, user, _ := strings.Cut(name, "/")
		function, user = cmp.Or(b.Group, function), cmp.Or(b.User, user)
		if b.Leaving {
			if err := cutOff(ctx, in, user); err != nil {
				return err
			}
		}
		_, err := in.IAM.RemoveUserFromGroup(ctx, &iam.RemoveUserFromGroupInput{GroupName: &function, UserName: &user})
		return cloud.Except(err, "NoSuchEntity")
	},
	needs: func(_ *Wish, a engine.Address, _ memberBody) []engine.Address {
		function, user, _ := strings.Cut(a.Name, "/")
		return []engine.Address{at("group", function), at("user", user)}
	},
}.kind()

type memberBody struct {
	Leaving bool   `json:"leaving,omitempty"` // it goes with all that the person has to sign in with
	Group   string `json:"group,omitempty"`   // of one that goes: the name that the group still has, where it is another
	User    string `json:"user,omitempty"`    // and the user
}

// memberships are who is to perform what today, as FUNCTION/USER.
func (w *Wish) memberships() map[string]bool {
	all := map[string]bool{}
	for _, function := range w.functions() {
		for _, user := range w.Org.Members(function, w.Today) {
			all[function+"/"+user] = true
		}
	}
	return all
}

// memberSeen is a membership. One that goes is taken away before anything is
// renamed, so it has the names of before.
func (s *Sight) memberSeen(group string, u types.UserDetail, stays bool) memberBody {
	b := memberBody{Leaving: s.leaves(u)}
	if !stays {
		b.Group, b.User = s.Formerly["group/"+group], s.Formerly["user/"+aws.ToString(u.UserName)]
	}
	return b
}

// renamedFirst are changes of which those memberships that go late, after
// everything is renamed, go by the new names, and wait for them; some is whether
// there are any.
func (w *Wish) renamedFirst(t ties, changes []engine.Change) (all []engine.Change, some bool) {
	all = slices.Clone(changes)
	for i, c := range changes {
		if c.Kind != member.name || !w.late[c.Address] {
			continue
		}
		b := read[memberBody](c.Before)
		if b.Group == "" && b.User == "" {
			continue
		}
		some, all[i].Before = true, define[memberBody]{name: c.Kind}.write(memberBody{Leaving: b.Leaving})
		function, user, _ := strings.Cut(c.Name, "/")
		t.add(at(group.name, function), c.Address)
		t.add(at("user", user), c.Address)
	}
	return all, some
}

// leaves reports whether a user of ours is not to sign in any more: it is not
// in org.yaml, its last day is over, or it is suspended. Whoever is not ours
// keeps what is theirs.
func (s *Sight) leaves(u types.UserDetail) bool {
	name := aws.ToString(u.UserName)
	return s.Cloud.Ours(u.Path) && (!s.Org.Person(name, s.Today) || s.Org.Suspended(name))
}

// groups lists the groups that are ours: under our path, or wanted and
// adopted.
func (s *Sight) groups() []string {
	var names []string
	for _, g := range s.Groups {
		if name := aws.ToString(g.GroupName); s.Cloud.OurGroup(g.Path) || s.Org.Functions[name].Adopt {
			names = append(names, name)
		}
	}
	return names
}
