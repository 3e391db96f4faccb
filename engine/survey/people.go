package survey

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// users describes the people of the master account: those that are ours, and
// those that have no permissions but through groups.
func (w *walk) users() {
	w.Org.Users = map[string]schema.User{}
	for _, u := range w.seen.Snapshots[cloud.Master].Users {
		name := aws.ToString(u.UserName)
		ours := aws.ToString(u.Path) == w.Path
		address := "master/user/" + name
		switch {
		case !schema.Says("user", name):
			w.left(address, "the user's name cannot be written")
		case !ours && len(u.AttachedManagedPolicies)+len(u.UserPolicyList) > 0:
			w.left(address, "a user with permissions of its own: %s", strings.Join(direct(u), ", "))
		default:
			w.user(u, name, ours)
		}
	}
}

func direct(u types.UserDetail) []string {
	var all []string
	for _, p := range u.AttachedManagedPolicies {
		all = append(all, aws.ToString(p.PolicyName))
	}
	for _, p := range u.UserPolicyList {
		all = append(all, aws.ToString(p.PolicyName))
	}
	slices.Sort(all)
	return all
}

// user declares a person.
func (w *walk) user(u types.UserDetail, name string, ours bool) {
	made := schema.User{Adopt: !ours, Protect: ours && tagged(u.Tags, cloud.ProtectTag) == "true"}
	path := "users/" + name
	var guessed bool
	if made.Email, guessed = w.email(u, name); guessed {
		w.say(path, review+"the email address is a guess")
	}
	var others []string
	for _, group := range u.GroupList {
		found := false
		for _, t := range w.teams {
			if t.group != nil && aws.ToString(t.group.GroupName) == group || slices.Contains(t.through, group) {
				made.Functions, found = append(made.Functions, schema.Membership{Function: t.name}), true
			}
		}
		if !found {
			others = append(others, group)
		}
	}
	slices.SortFunc(made.Functions, func(a, b schema.Membership) int { return strings.Compare(a.Function, b.Function) })
	made.Functions = slices.Compact(made.Functions)
	if len(others) > 0 {
		slices.Sort(others)
		w.say(path, "also in "+strings.Join(others, ", ")+", which is no function")
	}
	w.Org.Users[name] = made
}

// email is a person's address: as a tag says, or the name itself, or a guess.
func (w *walk) email(u types.UserDetail, name string) (address string, guessed bool) {
	for _, key := range []string{cloud.EmailTag, "email", "mail", "e-mail"} {
		if value := tagged(u.Tags, key); schema.Says("email", value) {
			return value, false
		}
	}
	if schema.Says("email", name) {
		return name, false
	}
	local := strings.Trim(strings.NewReplacer("@", ".", ",", ".").Replace(name), ".")
	if address = local + "@" + domain(w.Org.Master.Email); !schema.Says("email", address) {
		address = fmt.Sprintf("%s@%s", "unknown", domain(w.Org.Master.Email))
	}
	return address, true
}

// strangers lists what is in accounts and neither ours nor of the model.
func (w *walk) strangers() {
	for _, s := range w.snapshots() {
		account := w.keys[s.Account]
		if s.Account != cloud.Master {
			for _, u := range s.Users {
				w.left(account+"/user/"+aws.ToString(u.UserName), "an IAM user in a leaf account")
			}
		}
		for _, g := range s.Groups {
			w.strangeGroup(account, g)
		}
		w.strangeRoles(account, s)
		w.strangePolicies(account, s)
	}
}

func (w *walk) strangeGroup(account string, g types.GroupDetail) {
	name := aws.ToString(g.GroupName)
	if t := w.teams[strings.ToLower(name)]; account == cloud.Master && t != nil && t.group != nil {
		return
	}
	var policies []string
	for _, p := range g.AttachedManagedPolicies {
		policies = append(policies, aws.ToString(p.PolicyName))
	}
	for _, p := range g.GroupPolicyList {
		policies = append(policies, aws.ToString(p.PolicyName))
	}
	slices.Sort(policies)
	w.left(account+"/group/"+name, "a group that is no function's; its policies: %s", cmp.Or(strings.Join(policies, ", "), "none"))
}

// strangeRoles lists the roles that are not people's. Those of AWS's own are
// nobody's business, those of AWS's services one line.
func (w *walk) strangeRoles(account string, s *cloud.Snapshot) {
	var workloads []string
	for _, r := range s.Roles {
		name := aws.ToString(r.RoleName)
		path := aws.ToString(r.Path)
		if w.people(r) || strings.HasPrefix(path, "/aws-service-role/") || strings.HasPrefix(path, "/aws-reserved/") || strings.HasPrefix(path, w.Path) || strings.EqualFold(name, w.AccessRole) {
			continue
		}
		who, services := trusted(r)
		if services {
			workloads = append(workloads, name)
			continue
		}
		if slices.Contains(schema.CIRoles, strings.ToLower(name)) {
			w.left(account+"/role/"+name, "its name is that of one of CI's own roles")
			continue
		}
		w.left(account+"/role/"+name, "a role that is not for people of the master account alone; it trusts %s", who)
	}
	slices.Sort(workloads)
	if len(workloads) > 0 {
		w.left(account+"/role/", "%d for services of AWS: %s", len(workloads), strings.Join(workloads, ", "))
	}
}

// trusted says whom a role trusts, and whether that is services of AWS alone.
func trusted(r types.RoleDetail) (who string, services bool) {
	d, err := policy.Parse(aws.ToString(r.AssumeRolePolicyDocument))
	if err != nil {
		return "whom its policy says, which cannot be read", false
	}
	var all []string
	services = true
	for _, s := range d.Statement {
		for kind, names := range s.Principal {
			all = append(all, names...)
			services = services && kind == "Service"
		}
		services = services && s.NotPrincipal == nil
	}
	slices.Sort(all)
	all = slices.Compact(all)
	if len(all) == 0 {
		return "nobody", false
	}
	return strings.Join(all, ", "), services
}

// strangePolicies lists the policies of an account that no grant speaks of.
func (w *walk) strangePolicies(account string, s *cloud.Snapshot) {
	var names []string
	for _, p := range s.Policies {
		arn := aws.ToString(p.Arn)
		if aws.ToString(p.Path) == w.Path || strings.Contains(arn, ":policy"+w.Path) || w.granted(arn) {
			continue
		}
		names = append(names, arn[strings.LastIndex(arn, "/")+1:])
	}
	slices.Sort(names)
	if len(names) > 0 {
		w.left(account+"/policy/", "%d of its own that no grant names: %s", len(names), strings.Join(names, ", "))
	}
}

// granted reports whether a grant names a policy.
func (w *walk) granted(arn string) bool {
	for _, f := range w.Org.Functions {
		for _, g := range f.Grants {
			if slices.Contains(g.Managed, arn) {
				return true
			}
		}
	}
	return false
}
