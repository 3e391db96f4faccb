package kind

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// peopleRules are about IAM users and what they may do.
var peopleRules = []rule{
	{
		name: "user-in-leaf", severity: engine.Error, in: leaves,
		about: "an IAM user in a leaf account, where no person belongs and no machine needs one",
		fix:   "move whoever uses it to a function or a role, then delete the user in {account}",
		look:  (*Sight).leafUsers,
	},
	{
		name: "user-not-declared", severity: engine.Error, in: master,
		about: "an IAM user of the master account whom org.yaml does not name",
		fix:   "delete the user, or declare the person under users",
		look:  (*Sight).strangers,
	},
	{
		name: "direct-permission", severity: engine.Error, in: master,
		about: "a policy on a person's user, or on a group beside the functions that the person is in",
		fix:   "take the policies off {name}, and give the person a function that may do this",
		look:  (*Sight).directPermissions,
	},
	{
		name: "membership-expiring", severity: engine.Warning, in: master,
		about: "a user or a membership whose last day is at most seven days away",
		fix:   "nothing, if that is meant: the first plan after the day takes it away",
		keep:  "write a later day as until of {name}",
		look:  (*Sight).expiring,
	},
}

func (s *Sight) leafUsers(found func(engine.Address, string)) {
	for _, u := range s.Users {
		found(s.in("user", "%s", aws.ToString(u.UserName)), "a leaf account has an IAM user"+withPolicies(s.mighty(userHolder(u))))
	}
}

// strangers are the users that are not ours. One under our path is a fact of
// ours, and goes; one with a wanted name is a conflict, and the plan says so.
func (s *Sight) strangers(found func(engine.Address, string)) {
	for _, u := range s.Users {
		name := aws.ToString(u.UserName)
		if !s.Cloud.Ours(u.Path) && !s.Org.Person(name, s.Today) {
			found(s.in("user", "%s", name), "the master account has an IAM user that org.yaml does not name"+withPolicies(s.mighty(userHolder(u))))
		}
	}
}

// people are the users that org.yaml names.
func (s *Sight) people() []types.UserDetail {
	return slices.DeleteFunc(slices.Clone(s.Users), func(u types.UserDetail) bool { return !s.Org.Person(aws.ToString(u.UserName), s.Today) })
}

// directPermissions are what a person may do beside the functions. A group that
// may do everything is found by itself.
func (s *Sight) directPermissions(found func(engine.Address, string)) {
	ours := s.functionGroups()
	for _, u := range s.people() {
		h := userHolder(u)
		var said []string
		if names := h.policies(); len(names) > 0 {
			said = append(said, "the user itself has the policies "+strings.Join(names, ", ")+withPolicies(s.mighty(h)))
		}
		for _, g := range s.Groups {
			name := aws.ToString(g.GroupName)
			if !slices.Contains(u.GroupList, name) || slices.Contains(ours, name) || len(s.mighty(groupHolder(g))) > 0 {
				continue
			}
			if more := s.beyondRoles(g); len(more) > 0 {
				said = append(said, fmt.Sprintf("the group %s, which is %s, gives it the policies %s", name, s.noFunction(name), strings.Join(more, ", ")))
			}
		}
		if len(said) > 0 {
			found(s.in("user", "%s", aws.ToString(u.UserName)), strings.Join(said, "; "))
		}
	}
}

// noFunction says why a group is none of ours.
func (s *Sight) noFunction(group string) string {
	if s.held()[group] {
		return "adopted later"
	}
	return "no function"
}

// beyondRoles are the names of a group's policies, without those of a function
// that is adopted later by which one assumes roles: so do ours.
func (s *Sight) beyondRoles(g types.GroupDetail) []string {
	h := groupHolder(g)
	if s.held()[aws.ToString(g.GroupName)] {
		h.inline = slices.DeleteFunc(slices.Clone(h.inline), func(p types.PolicyDetail) bool { return s.onlyAssumes(aws.ToString(p.PolicyDocument)) })
		h.attached = slices.DeleteFunc(slices.Clone(h.attached), func(p types.AttachedPolicy) bool { return s.onlyAssumes(s.customer(aws.ToString(p.PolicyArn))) })
	}
	return h.policies()
}

// onlyAssumes reports whether a document allows nothing but to assume roles.
func (s *Sight) onlyAssumes(text string) bool {
	d, err := s.memo.parse(text)
	return err == nil && !slices.ContainsFunc(d.Statement, func(st policy.Statement) bool {
		return st.Effect == policy.Allow && !slices.Equal(st.Action, policy.List{"sts:AssumeRole"})
	})
}

// soon is how many days ahead drift tells of what ends (the contract's seven).
const soon = 7

// daysLeft is how many days a last day is away; negative when there is none or
// it is past.
func daysLeft(today, last schema.Date) int {
	from, err1 := time.Parse(time.DateOnly, string(today))
	to, err2 := time.Parse(time.DateOnly, string(last))
	if err1 != nil || err2 != nil {
		return -1
	}
	return int(to.Sub(from).Hours() / 24)
}

// expiring are the users and memberships that end soon. A membership that ends
// with its user is not told of twice.
func (s *Sight) expiring(found func(engine.Address, string)) {
	tell := func(a engine.Address, until schema.Date) bool {
		n := daysLeft(s.Today, until)
		if n < 0 || n > soon {
			return false
		}
		found(a, fmt.Sprintf("%s is its last day, %s", until, map[int]string{0: "today", 1: "tomorrow"}[n]+inDays(n)))
		return true
	}
	for _, name := range s.Org.People(s.Today) {
		u := s.Org.Users[name]
		if tell(at("user", name), u.Until) {
			continue
		}
		for _, m := range u.Functions {
			tell(at("member", m.Function+"/"+name), m.Until)
		}
	}
}

func inDays(n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf("in %d days", n)
}
