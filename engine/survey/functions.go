package survey

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A team is a function that is being found: the roles of one name, account by
// account, the group of that name, and other groups that may become the roles.
type team struct {
	name    string
	roles   map[string]types.RoleDetail // by the account's key
	group   *types.GroupDetail          // of the same name
	through []string                    // groups of other names whose members may become the roles
	unseen  []string                    // keys of accounts where there should be a role that could not be seen
	foreign bool                        // any of it is not ours
}

// functions describes what people do: what is ours, and what follows the model.
func (w *walk) functions() {
	w.teams, w.Org.Functions = map[string]*team{}, map[string]schema.Function{}
	for _, s := range w.snapshots() {
		for _, r := range s.Roles {
			if w.people(r) {
				w.enlist(w.keys[s.Account], r)
			}
		}
	}
	for _, g := range w.seen.Snapshots[cloud.Master].Groups {
		w.band(g)
	}
	for _, name := range slices.Sorted(maps.Keys(w.teams)) {
		t := w.teams[name]
		w.Org.Functions[t.name] = w.function(t)
	}
}

// people reports whether a role is one that people become: ours, or one that
// trusts the people of the master account and nobody else.
func (w *walk) people(r types.RoleDetail) bool {
	name := aws.ToString(r.RoleName)
	if schema.OwnRole(name) || !schema.Says("function", name) || strings.EqualFold(name, w.AccessRole) {
		return false
	}
	if w.own(r) {
		return true
	}
	d, err := policy.Parse(aws.ToString(r.AssumeRolePolicyDocument))
	return err == nil && !w.byAWS(r) && policy.OnlyPeopleOf(w.cloud.MasterID, d)
}

func (w *walk) own(r types.RoleDetail) bool {
	return aws.ToString(r.Path) == w.Path || tagged(r.Tags, cloud.AdoptedTag) == w.Org.Organization.Name && !strings.HasPrefix(aws.ToString(r.Path), w.Path)
}

func allows(s policy.Statement) bool { return s.Effect == policy.Allow }

// byAWS reports whether AWS made a role, or one of its tools.
func (w *walk) byAWS(r types.RoleDetail) bool {
	path, name := aws.ToString(r.Path), aws.ToString(r.RoleName)
	return strings.HasPrefix(path, "/aws-service-role/") || strings.HasPrefix(path, "/aws-reserved/") || strings.EqualFold(name, w.AccessRole) ||
		strings.HasPrefix(path, w.Path) || name == "AWSControlTowerExecution" || strings.HasPrefix(name, "stacksets-exec-") || name == "AWSCloudFormationStackSetExecutionRole"
}

// enlist adds a role to its function.
func (w *walk) enlist(account string, r types.RoleDetail) {
	name := aws.ToString(r.RoleName)
	t := w.team(name)
	t.roles[account] = r
	if !w.own(r) {
		t.foreign = true
	}
}

func (w *walk) team(name string) *team {
	lower := strings.ToLower(name)
	if w.teams[lower] == nil {
		w.teams[lower] = &team{name: name, roles: map[string]types.RoleDetail{}}
	}
	return w.teams[lower]
}

// band adds a group of the master account to the functions it is about.
func (w *walk) band(g types.GroupDetail) {
	name := aws.ToString(g.GroupName)
	ours := aws.ToString(g.Path) == w.Path || aws.ToString(g.Path) == cloud.ProtectedPath(w.Path)
	if t := w.teams[strings.ToLower(name)]; t != nil || ours && schema.Says("function", name) {
		t = w.team(name)
		t.group, t.foreign = &g, t.foreign || !ours
		if ours {
			w.promised(t, g)
		}
		return
	}
	for _, lower := range slices.Sorted(maps.Keys(w.teams)) {
		t := w.teams[lower]
		for _, account := range slices.Sorted(maps.Keys(t.roles)) {
			if t.foreign && w.names(g, aws.ToString(t.roles[account].Arn)) {
				t.through = append(t.through, name)
				break
			}
		}
	}
}

// names reports whether a policy of a group lets its members become a role and
// says so by name: everything is not a name.
func (w *walk) names(g types.GroupDetail, arn string) bool {
	for _, d := range w.documents(g) {
		for _, s := range d.Statement {
			if allows(s) && slices.Contains(s.Action, "sts:AssumeRole") && slices.ContainsFunc(s.Resource, func(r string) bool { return r != "*" && like(r, arn) }) {
				return true
			}
		}
	}
	return false
}

// documents are what is inside a group, and the policies of the account that
// are attached to it, as far as they can be read.
func (w *walk) documents(g types.GroupDetail) []policy.Document {
	var texts []string
	for _, p := range g.GroupPolicyList {
		texts = append(texts, aws.ToString(p.PolicyDocument))
	}
	for _, a := range g.AttachedManagedPolicies {
		for _, p := range w.seen.Snapshots[cloud.Master].Policies {
			for _, v := range p.PolicyVersionList {
				if aws.ToString(p.Arn) == aws.ToString(a.PolicyArn) && v.IsDefaultVersion {
					texts = append(texts, aws.ToString(v.Document))
				}
			}
		}
	}
	var all []policy.Document
	for _, text := range texts {
		if d, err := policy.Parse(text); err == nil {
			all = append(all, d)
		}
	}
	return all
}

// promised notes the accounts that could not be looked into and in which a
// group of ours may become the function's role.
func (w *walk) promised(t *team, g types.GroupDetail) {
	looked := map[string]bool{}
	for _, s := range w.snapshots() {
		looked[w.keys[s.Account]] = true
	}
	for _, d := range w.documents(g) {
		for _, s := range d.Statement {
			for _, arn := range s.Resource {
				for name, key := range w.keys {
					id, _ := w.cloud.ID(name)
					if !looked[key] && strings.Contains(arn, "::"+id+":role"+w.Path+t.name) {
						t.unseen = append(t.unseen, key)
					}
				}
			}
		}
	}
	slices.Sort(t.unseen)
	t.unseen = slices.Compact(t.unseen)
}

// function writes a team down.
func (w *walk) function(t *team) schema.Function {
	path := "functions/" + t.name
	f := schema.Function{Adopt: t.foreign, Path: w.rolePath(t)}
	f.Protect = t.group != nil && aws.ToString(t.group.Path) == cloud.ProtectedPath(w.Path)
	for _, account := range slices.Sorted(maps.Keys(t.roles)) {
		r := t.roles[account]
		w.roleOf(t, account, r, &f)
		if d, err := policy.Parse(aws.ToString(r.AssumeRolePolicyDocument)); t.foreign && err == nil && !strings.Contains(d.String(), "aws:MultiFactorAuthPresent") {
			w.say(path, "the role in "+account+" lets people in without MFA")
		}
	}
	w.unlike(t)
	if t.foreign && t.group == nil {
		w.say(path, "there is no group of this name")
	}
	if len(t.through) > 0 {
		w.say(path, review+"its people are those of "+strings.Join(t.through, ", ")+", whose policies name the roles")
	}
	if more := w.beyondRoles(t); len(more) > 0 {
		w.say(path, review+"its group says more than to become the roles, and taking it over takes that away: "+strings.Join(more, ", "))
	}
	f.Grants = w.grants(t)
	return f
}

// unlike tells where a team's roles differ in what a function has once: their
// name, which AWS cannot change, and the length of their sessions.
func (w *walk) unlike(t *team) {
	var names, lengths []string
	spans := map[string]bool{}
	for _, account := range slices.Sorted(maps.Keys(t.roles)) {
		name := aws.ToString(t.roles[account].RoleName)
		if name != t.name {
			names = append(names, name+" in "+account)
			w.left(account+"/role/"+name, "the function is written %s: AWS cannot rename the role, and it cannot be taken over as that", t.name)
		}
		if session, ok := w.session(account, name); ok {
			said := span(session.Seconds)
			spans[said] = true
			lengths = append(lengths, said+" in "+account)
		}
	}
	if len(names) > 0 {
		w.say("functions/"+t.name, review+"the name differs by case: it is "+strings.Join(names, ", ")+", and only "+t.name+" can be taken over")
	}
	if len(spans) > 1 {
		w.say("functions/"+t.name, review+"its roles' sessions last "+strings.Join(lengths, ", ")+": a function has one length")
	}
}

// session is what an account's snapshot says of a role beside its policies.
func (w *walk) session(account, role string) (cloud.Session, bool) {
	for _, s := range w.snapshots() {
		if session, ok := s.Sessions[role]; ok && w.keys[s.Account] == account {
			return session, true
		}
	}
	return cloud.Session{}, false
}

// rolePath is where a team's roles are, where that is one place and not under
// the ownership path.
func (w *walk) rolePath(t *team) string {
	paths := map[string]bool{}
	for _, r := range t.roles {
		paths[aws.ToString(r.Path)] = true
	}
	all := slices.Sorted(maps.Keys(paths))
	switch {
	case len(all) == 1 && all[0] != w.Path && schema.Says("role-path", all[0]):
		return all[0]
	case len(all) > 1:
		w.say("functions/"+t.name, review+"its roles are at several paths, "+strings.Join(all, ", ")+": those at another path than path cannot be taken over")
	}
	return ""
}

// roleOf takes over what a role says of the function as a whole.
func (w *walk) roleOf(t *team, account string, r types.RoleDetail, f *schema.Function) {
	name := aws.ToString(r.RoleName)
	if session, ok := w.session(account, name); ok {
		if f.Session == "" {
			f.Session = span(session.Seconds)
		}
		if f.Description == "" && schema.Says("role-description", session.Description) {
			f.Description = session.Description
		}
	}
	if w.own(r) && tagged(r.Tags, cloud.ProtectTag) == "true" {
		f.Protect = true
	}
	if !w.own(r) {
		w.trusts(account, r)
	}
	if r.PermissionsBoundary != nil && t.foreign {
		w.left(account+"/role/"+name, "it has a permissions boundary, which the language does not have: %s", aws.ToString(r.PermissionsBoundary.PermissionsBoundaryArn))
	}
}

// span is a length of session as the language writes it; "" where it cannot be.
func span(seconds int32) string {
	switch {
	case seconds < 3600 || seconds > 12*3600:
		return "1h"
	case seconds%3600 == 0:
		return fmt.Sprintf("%dh", seconds/3600)
	case seconds%60 == 0:
		return fmt.Sprintf("%dm", seconds/60)
	}
	return fmt.Sprintf("%ds", seconds)
}

// tagged is the value of a tag.
func tagged(tags []types.Tag, key string) string {
	for _, t := range tags {
		if strings.EqualFold(aws.ToString(t.Key), key) {
			return aws.ToString(t.Value)
		}
	}
	return ""
}
