package kind

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A member is a person in a group: somebody who performs a function. It is
// named FUNCTION/USER. Whoever is in a group of ours is a member, wanted or
// not.
var member = define[struct{}]{
	name:  "member",
	reach: engine.Gives,
	in:    master,

	want: func(w *Wish, _ string, put func(string, struct{})) {
		for _, function := range w.functions() {
			for _, user := range w.Org.Members(function, w.Today) {
				put(function+"/"+user, struct{}{})
			}
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		ours := s.groups()
		for _, u := range s.Users {
			for _, g := range u.GroupList {
				if slices.Contains(ours, g) {
					put(g+"/"+aws.ToString(u.UserName), struct{}{})
				}
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		function, user, _ := strings.Cut(name, "/")
		_, err := in.IAM.AddUserToGroup(ctx, &iam.AddUserToGroupInput{GroupName: &function, UserName: &user})
		return err
	},
	remove: func(ctx context.Context, in *cloud.Account, name string, _ struct{}) error {
		function, user, _ := strings.Cut(name, "/")
		_, err := in.IAM.RemoveUserFromGroup(ctx, &iam.RemoveUserFromGroupInput{GroupName: &function, UserName: &user})
		return cloud.Except(err, "NoSuchEntity")
	},
	needs: func(_ *Wish, a engine.Address, _ struct{}) []engine.Address {
		function, user, _ := strings.Cut(a.Name, "/")
		return []engine.Address{at("group", function), at("user", user)}
	},
}.kind()

// groups lists the groups that are ours: under our path, or wanted and
// adopted.
func (s *Sight) groups() []string {
	var names []string
	for _, g := range s.Groups {
		if name := aws.ToString(g.GroupName); s.Cloud.Ours(g.Path) || s.Org.Functions[name].Adopt {
			names = append(names, name)
		}
	}
	return names
}
