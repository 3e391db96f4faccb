package kind

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// Realm is everything in the picture that has a say about who may do what: all
// of the master account, of each leaf account the role that runs assume there,
// or, when texts were asked for, all of it, and the guardrails whose documents
// were read.
func Realm(w *Wish, c *cloud.Cloud, p *cloud.Picture) *access.Realm {
	r := &access.Realm{
		Accounts: map[string]*access.Holding{}, Guardrails: map[string]string{}, Targets: map[string][]string{}, Units: map[string]string{},
		Setting: access.Setting{
			Partition: c.Partition(), Region: w.Org.Organization.HomeRegion, Session: c.Session,
			Path: c.Path, AccessRole: c.Options.AccessRole,
		},
	}
	for _, name := range c.All() {
		if s, ok := p.Snapshots[name]; ok {
			id, _ := c.ID(name)
			r.Accounts[name] = holding(s, id, c.AccessRoleOf(name))
			if p.Documents != nil {
				whole(r.Accounts[name], s, p.Documents)
			}
		}
	}
	if s := p.Snapshots[cloud.Master]; s != nil {
		for _, name := range (&Sight{w, s, c, p}).cutOff() {
			// Who is still in a function keeps it until it is taken: a session of
			// before goes on, and a colleague hands out a password at any time.
			u := r.Accounts[cloud.Master].Users[name]
			u.Suspended = len(u.Groups) == 0
		}
	}
	if o := p.Organization; o != nil {
		r.Fenced, r.Setting.Organization = o.Policies, o.ID
		sight := &Sight{w, &cloud.Snapshot{}, c, p}
		for _, g := range o.Guardrails {
			r.Guardrails[g.Name] = g.Content
			for _, id := range g.Targets {
				r.Targets[g.Name] = append(r.Targets[g.Name], sight.target(id))
			}
		}
		for _, m := range o.Members {
			r.Units[m.Name] = m.Unit
		}
	}
	return r
}

// holding is one account. Of a leaf the role that runs assume is enough.
func holding(s *cloud.Snapshot, id, accessRole string) *access.Holding {
	h := access.NewHolding(id)
	for _, role := range s.Roles {
		if name := aws.ToString(role.RoleName); s.Account == cloud.Master || name == lastPart(accessRole) {
			h.Roles[name] = roleIdentity(role)
		}
	}
	for _, p := range s.Policies {
		h.Policies[aws.ToString(p.Arn)] = text(p)
	}
	if s.Account != cloud.Master {
		return h
	}
	for _, u := range s.Users {
		h.Users[aws.ToString(u.UserName)] = &access.Identity{
			Path: aws.ToString(u.Path), Groups: u.GroupList, Inline: inlines(u.UserPolicyList), Attached: arns(u.AttachedManagedPolicies),
			Boundary: boundary(u.PermissionsBoundary), Tags: allTags(u.Tags),
		}
	}
	for _, g := range s.Groups {
		h.Groups[aws.ToString(g.GroupName)] = &access.Identity{
			Path: aws.ToString(g.Path), Inline: inlines(g.GroupPolicyList), Attached: arns(g.AttachedManagedPolicies),
		}
	}
	return h
}

func roleIdentity(role types.RoleDetail) *access.Identity {
	return &access.Identity{
		Path: aws.ToString(role.Path), Inline: inlines(role.RolePolicyList), Attached: arns(role.AttachedManagedPolicies),
		Boundary: boundary(role.PermissionsBoundary), Trust: aws.ToString(role.AssumeRolePolicyDocument), Tags: allTags(role.Tags),
	}
}

// whole adds all roles of an account but those of AWS's services, and the texts
// of AWS's own policies.
func whole(h *access.Holding, s *cloud.Snapshot, documents map[string]string) {
	for _, role := range s.Roles {
		if !strings.HasPrefix(aws.ToString(role.Path), servicePath) {
			h.Roles[aws.ToString(role.RoleName)] = roleIdentity(role)
		}
	}
	maps.Copy(h.Policies, documents)
	h.Whole = true
}

// Promised is the realm that org.yaml asks for, before anything is there. An
// account that has no id yet stands by its name.
func Promised(w *Wish) *access.Realm {
	r := &access.Realm{
		Accounts: map[string]*access.Holding{}, Guardrails: map[string]string{}, Targets: map[string][]string{}, Units: map[string]string{},
		Setting: access.Setting{
			Partition: w.Names.Partition(), Region: w.Org.Organization.HomeRegion,
			Path: w.Org.Organization.OwnershipPath, AccessRole: lastPart(w.Org.Organization.AccessRole),
		},
	}
	r.Accounts[cloud.Master] = access.NewHolding(w.Org.Master.ID)
	for _, key := range w.Org.Leaves() {
		r.Step(engine.Change{Address: at(account.name, key), After: "{}"}) // also one that is invited
		if id, known := w.Names.ID(key); known {
			r.Accounts[key].ID = id
		}
	}
	wanted := Want(w)
	for _, k := range All {
		for _, a := range slices.SortedFunc(maps.Keys(wanted), engine.Address.Compare) {
			if a.Kind == k.name {
				r.Step(spelled(w.Names, engine.Change{Address: a, After: wanted[a]}))
			}
		}
	}
	return r
}

// lastPart is a role's name without its path.
func lastPart(role string) string { return role[strings.LastIndexByte(role, '/')+1:] }

func inlines(all []types.PolicyDetail) map[string]string {
	by := map[string]string{}
	for _, p := range all {
		by[aws.ToString(p.PolicyName)] = aws.ToString(p.PolicyDocument)
	}
	return by
}

func arns(all []types.AttachedPolicy) []string {
	var out []string
	for _, p := range all {
		out = append(out, aws.ToString(p.PolicyArn))
	}
	return out
}

func boundary(b *types.AttachedPermissionsBoundary) string {
	if b == nil {
		return ""
	}
	return aws.ToString(b.PermissionsBoundaryArn)
}

func allTags(all []types.Tag) map[string]string {
	t := map[string]string{}
	for _, tag := range all {
		t[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return t
}

// spelled is a change as a Realm speaks: with ids where accounts have them.
func spelled(names *cloud.Names, c engine.Change) engine.Change {
	c.Before, c.After = engine.Body(names.SpellKnown(string(c.Before))), engine.Body(names.SpellKnown(string(c.After)))
	return c
}

// self is who runs this, as AWS told it.
func self(r *access.Realm, c *cloud.Cloud) access.Who {
	who := access.Who{Account: cloud.Master, Caller: policy.Caller{Account: c.MasterID, ARN: c.Caller, ID: c.CallerID}}
	_, rest, _ := strings.Cut(c.Caller, "::"+c.MasterID+":")
	switch parts := strings.Split(rest, "/"); {
	case parts[0] == "user":
		who.Token = c.Temporary
	case parts[0] == "assumed-role" && len(parts) > 1:
		who.Role = r.RoleARN(cloud.Master, parts[1])
	}
	return who
}

// called is a user of the master account under the name that it is to get.
func (w *Wish) called(who access.Who) access.Who {
	for now, old := range w.formerly {
		name, isUser := strings.CutPrefix(now, "user/")
		if isUser && strings.HasSuffix(who.ARN, "/"+old) && who.Role == "" {
			who.ARN = strings.TrimSuffix(who.ARN, old) + name
		}
	}
	return who
}
