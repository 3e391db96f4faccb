package kind

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/policy"
)

// accessRules are about the role by which runs come into an account. A run that
// comes in by another role, such as CI's for reading, would not notice.
var accessRules = []rule{
	{
		name: "access-role", severity: engine.Error, class: engine.Changed, in: leaves,
		about: "an access role that is gone, lets nobody of the master account in, or may not do what a run has to",
		fix:   "give {name} in {account} back its trust in the master account, and AdministratorAccess without a boundary or a denial",
		look: func(s *Sight, found func(engine.Address, string)) {
			name := s.accessRole(s.Account).Name
			i := slices.IndexFunc(s.Roles, s.isAccess)
			if i < 0 {
				found(s.in("role", "%s", name), "the access role is not there")
				return
			}
			if why := s.hinders(s.Roles[i]); why != "" && len(s.foreigners(s.Roles[i])) == 0 {
				found(s.in("role", "%s", name), "the access role "+why)
			}
		},
	},
}

// alsoHinders says in words what else is the matter with a role that lets in
// strangers, if it is the access role; "" for nothing.
func (s *Sight) alsoHinders(r types.RoleDetail) string {
	if why := s.hinders(r); s.isAccess(r) && why != "" {
		return "; it " + why
	}
	return ""
}

// hinders says in words why a run gets nowhere with an access role; "" if nothing
// is known to be in its way.
func (s *Sight) hinders(r types.RoleDetail) string {
	if !s.admitsMaster(r) {
		return "lets nobody of the master account in"
	}
	switch actions := s.cannot(r); len(actions) {
	case 0:
		return ""
	case 1:
		return "may not " + actions[0]
	default:
		return fmt.Sprintf("may not %s, nor %d other things that a run has to do", actions[0], len(actions)-1)
	}
}

// admitsMaster reports whether a trust policy names the master account, somebody
// in it, or everybody. One that cannot be read is told of elsewhere.
func (s *Sight) admitsMaster(r types.RoleDetail) bool {
	d, err := s.memo.parse(aws.ToString(r.AssumeRolePolicyDocument))
	return err != nil || slices.ContainsFunc(d.Statement, func(st policy.Statement) bool {
		return st.Effect == policy.Allow && (len(st.NotPrincipal) > 0 || slices.ContainsFunc(st.Principal["AWS"], func(p string) bool {
			if p == "*" {
				return true
			}
			m := accountInARN.FindStringSubmatch(p)
			return m != nil && m[1] == s.Org.Master.ID
		}))
	})
}

// cannot lists what a role for certain may not change of what runs have to. What
// hangs on a condition counts as allowed; AWS's own policies of which the text is
// not known here, such as ReadOnlyAccess, as allowing no change.
func (s *Sight) cannot(r types.RoleDetail) (actions []string) {
	if len(r.RolePolicyList) == 0 && r.PermissionsBoundary == nil && len(r.AttachedManagedPolicies) == 1 &&
		policyName(s.Names.Speak(aws.ToString(r.AttachedManagedPolicies[0].PolicyArn))) == "AdministratorAccess" {
		return nil // as AWS makes it
	}
	id, _ := s.Names.ID(s.Account)
	holds, by := s.holds(r), s.caller(roleHolder(r))
	for _, p := range s.probes(s.Account, id) {
		ask := policy.Request{Action: p.action, Resource: p.resource, Caller: by}
		if !readsIAM(p.action) && !slices.Contains(actions, p.action) && policy.Decide(ask, holds).Verdict < policy.Unknown {
			actions = append(actions, p.action)
		}
	}
	return actions
}

func readsIAM(action string) bool {
	_, verb, _ := strings.Cut(action, ":")
	return strings.HasPrefix(verb, "Get") || strings.HasPrefix(verb, "List") || strings.HasPrefix(verb, "Generate")
}

// holds are the policies on a role, with its boundary, as far as their texts are known.
func (s *Sight) holds(r types.RoleDetail) (all policy.Policies) {
	all.Identity = []policy.Named{}
	for _, p := range r.RolePolicyList {
		all.Identity = append(all.Identity, legible(aws.ToString(p.PolicyName), aws.ToString(p.PolicyDocument)))
	}
	managed := func(arn string) policy.Named {
		if text := s.textOf(arn); text != "" {
			return legible(arn, text)
		}
		return policy.Named{Name: arn, Document: policy.Document{Version: policy.Version}}
	}
	for _, p := range r.AttachedManagedPolicies {
		all.Identity = append(all.Identity, managed(aws.ToString(p.PolicyArn)))
	}
	if b := r.PermissionsBoundary; b != nil {
		limit := managed(aws.ToString(b.PermissionsBoundaryArn))
		all.Boundary = &limit
	}
	return all
}
