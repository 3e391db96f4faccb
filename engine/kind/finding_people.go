package kind

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/orgwright/orgwright/engine"
)

// peopleRules are about IAM users and what they sign in with.
var peopleRules = []rule{
	{
		name: "user-in-leaf", severity: engine.Error, in: leaves,
		about: "an IAM user in a leaf account, where no person belongs and no machine needs one",
		fix:   "move whoever uses it to a function or a role, then delete the user in {account}",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, u := range s.Users {
				found(s.in("user", "%s", aws.ToString(u.UserName)), "a leaf account has an IAM user")
			}
		},
	},
	{
		name: "user-not-declared", severity: engine.Error, in: master,
		about: "an IAM user of the master account whom org.yaml does not name",
		fix:   "delete the user, or declare the person under users",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, u := range s.Users {
				name := aws.ToString(u.UserName)
				if !s.Cloud.Ours(u.Path) && !slices.Contains(s.Org.People(s.Today), name) {
					found(s.in("user", "%s", name), "the master account has an IAM user that org.yaml does not name")
				}
			}
		},
	},
}
