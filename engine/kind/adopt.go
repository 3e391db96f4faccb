package kind

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// ownsRole reports whether a role is ours: by its path, or, of one that was
// taken over where it is, by its tag. IAM knows one role of a name in an
// account, whatever their paths, and moves none. The way in of runs never is:
// nobody who tagged it may have a plan saw off its own branch. Nor is one with
// the name of a role of CI: no function is called so, and whoever tagged it would
// have it looked at by nobody.
func (s *Sight) ownsRole(r types.RoleDetail) bool {
	return s.Cloud.Ours(r.Path) || aws.ToString(r.RoleName) != s.accessRole(s.Account).Name && !isCI(r.RoleName) &&
		tagsSeen(r.Tags)[cloud.AdoptedTag] == s.Org.Organization.Name && !strings.HasPrefix(aws.ToString(r.Path), s.Org.Organization.OwnershipPath)
}

// takes reports whether a function takes over a role of others where it is.
func (s *Sight) takes(r types.RoleDetail) bool {
	name := aws.ToString(r.RoleName)
	f := s.Org.Functions[name]
	return f.Adopt && f.Path == aws.ToString(r.Path) && slices.Contains(s.functionsIn(s.Account), name)
}

// adopter is the function that adopts what had a name of others before, and
// that has another one. "" is none; schema.Parse takes no two of a former name.
func (w *Wish) adopter(former string) string {
	for name, f := range w.Org.Functions {
		if f.Adopt && f.Was == former && w.Org.Organization.Adopt == "" {
			return name
		}
	}
	return ""
}

// succeeds is the function that takes the place of a role of others, and "",
// or why none does although one adopts what had the role's name. A name alone
// says nothing: another account may have a role of that name for its machines.
func (s *Sight) succeeds(r types.RoleDetail) (function, unlike string) {
	name := aws.ToString(r.RoleName)
	by := s.adopter(name)
	switch {
	case by == "" || s.madeByAWS(r) || s.isAccess(r) || s.ourRole(r):
		return "", ""
	case len(s.Org.Grants(by, s.Account)) == 0:
		return "", by + " has no grant there"
	case !s.letsPeopleIn(r):
		return "", "its trust is not for people of the master account alone"
	}
	return by, ""
}

// letsPeopleIn reports whether a role is for people of the master account, and
// for nobody else.
func (s *Sight) letsPeopleIn(r types.RoleDetail) bool {
	d, err := s.memo.parse(aws.ToString(r.AssumeRolePolicyDocument))
	id, known := s.Names.ID(cloud.Master)
	return err == nil && known && policy.OnlyPeopleOf(id, d)
}

// ourRole reports whether a role is at our path, or has the tag of one that was
// taken over.
func (s *Sight) ourRole(r types.RoleDetail) bool {
	return strings.HasPrefix(aws.ToString(r.Path), s.Org.Organization.OwnershipPath) || tagsSeen(r.Tags)[cloud.AdoptedTag] == s.Org.Organization.Name
}

// retires reports whether a role of others is to go, since a function has taken
// its place.
func (s *Sight) retires(r types.RoleDetail) bool {
	function, _ := s.succeeds(r)
	return s.Retire && function != ""
}

// elsewhere reports whether any function's roles may be outside our path: then
// all roles' sessions are read.
func (w *Wish) elsewhere() bool {
	return slices.ContainsFunc(w.functions(), func(name string) bool { return w.Org.Functions[name].Path != "" || w.Org.Functions[name].Adopt })
}

// keptRoles are the roles of others that functions take the place of, and that
// stay, with a way in, until they are retired.
func (w *Wish) keptRoles(p *cloud.Picture) map[string][]string {
	kept := map[string][]string{}
	if w.Retire {
		return kept
	}
	for _, account := range slices.Sorted(maps.Keys(p.Snapshots)) {
		s := &Sight{Wish: w, Snapshot: p.Snapshots[account], Cloud: nil}
		for _, r := range s.Roles {
			if function, _ := s.succeeds(r); function != "" {
				kept[function] = append(kept[function], fmt.Sprintf("arn:aws:iam::{%s}:role%s%s", account, aws.ToString(r.Path), aws.ToString(r.RoleName)))
			}
		}
	}
	return kept
}

// beside tells which roles of others stay beside those of a function: until
// they are retired, or for good, since they only have the same name.
func (d *Draft) beside(w *Wish, p *cloud.Picture) {
	for _, name := range sortedKeys(w.kept) {
		was, say := w.Org.Functions[name].Was, "%d roles %s stay beside those of %s"
		if len(w.kept[name]) == 1 {
			say = "%d role %s stays beside those of %s"
		}
		d.Notes = append(d.Notes, fmt.Sprintf(say+", and its people can become both: look at access, then apply --retire", len(w.kept[name]), was, name))
	}
	for _, account := range slices.Sorted(maps.Keys(p.Snapshots)) {
		s := &Sight{Wish: w, Snapshot: p.Snapshots[account], Cloud: nil}
		for _, r := range s.Roles {
			if _, unlike := s.succeeds(r); unlike != "" {
				a := engine.Address{Account: account, Kind: role.name, Name: aws.ToString(r.RoleName)}
				d.Notes = append(d.Notes, fmt.Sprintf("%s is none of those that %s replaces, and stays as it is: %s", a, s.adopter(a.Name), unlike))
			}
		}
	}
}

// moved refuses what AWS cannot do: a role that is wanted at one path and is at
// another.
func (d *Draft) moved(w *Wish) {
	var other []engine.Address
	for a, body := range d.Have {
		if a.Kind == role.name && d.Want[a] != "" && d.Want[a] != body {
			other = append(other, a)
		}
	}
	slices.SortFunc(other, engine.Address.Compare)
	for _, a := range other {
		had := read[roleBody](d.Have[a])
		is, should := had.Path, read[roleBody](d.Want[a]).Path
		if is == should && had.Name == "" {
			continue
		}
		hint := fmt.Sprintf("write path: %s to take it over where it is, or call the function otherwise with was: %s", is, a.Name)
		switch {
		case had.Name != "":
			hint = fmt.Sprintf("call the function as the role is called, %s", had.Name)
		case is == "":
			hint = "take path away: it is under the ownership path"
		}
		d.Refusals = append(d.Refusals, engine.Refusal{
			Code: "conflict", Address: a.String(), Hint: hint,
			Message: "a role of this name is at another path, or differs by case: an account has one role of a name, and AWS cannot move or rename it",
		})
		for at := range d.Want {
			if function, _, _ := strings.Cut(at.Name, "/"); at.Account == a.Account && function == a.Name && (at.Kind == role.name || at.Kind == grant.name) {
				delete(d.Want, at)
				delete(d.Have, at)
			}
		}
	}
}

// takenRoles are the roles outside our path that functions take over, or take
// the place of, as ARNs.
func takenRoles(o *schema.Org) []string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(o.Functions)) {
		f := o.Functions[name]
		if f.Path != "" && f.Path != o.Organization.OwnershipPath {
			all = append(all, "arn:aws:iam::*:role"+f.Path+name)
		}
		if f.Adopt && f.Was != "" {
			all = append(all, "arn:aws:iam::*:role/"+f.Was, "arn:aws:iam::*:role/*/"+f.Was)
		}
	}
	return all
}
