package kind

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// trustRules are about whom accounts let in, and what they let them do.
var trustRules = []rule{
	{
		name: "foreign-trust", severity: engine.Error, in: everywhere,
		about: "a role beside ours that lets in somebody from outside the organization, everybody, or people without MFA",
		fix:   "find out who made {name} and why, and what it was used for; then delete it in {account}, or let it trust whom it needs",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, r := range s.strangeRoles() {
				who, mighty := s.foreigners(r), s.mightyRole(r)
				if len(who) == 0 && len(mighty) == 0 {
					who = s.withoutMFA(r, s.isUser)
				}
				if len(who) > 0 {
					found(s.in("role", "%s", aws.ToString(r.RoleName)), "its trust policy lets in "+strings.Join(who, ", ")+withPolicies(mighty)+s.alsoHinders(r))
				}
			}
		},
	},
	{
		name: "admin-outside-function", severity: engine.Error, in: everywhere,
		about: "a role or a group beside ours that may do everything, or give itself everything",
		fix:   "take the policy off {name} in {account}, or make a function of it",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, r := range s.strangeRoles() {
				if names := s.mightyRole(r); len(names) > 0 && len(s.foreigners(r)) == 0 {
					found(s.in("role", "%s", aws.ToString(r.RoleName)), "the role has "+strings.Join(names, " and ")+alsoLetsIn(s.withoutMFA(r, s.isAnybody)))
				}
			}
			for _, g := range s.Groups {
				name := aws.ToString(g.GroupName)
				if names := s.mighty(groupHolder(g)); len(names) > 0 && !slices.Contains(s.functionGroups(), name) {
					found(s.in("group", "%s", name), "the group has "+strings.Join(names, " and ")+s.inGroup(name))
				}
			}
		},
	},
	{
		name: "identity-provider", severity: engine.Error, in: everywhere,
		about: "a provider of identities (SAML or OpenID Connect) that nobody declared: whoever runs it can be anybody there",
		fix:   "find out which roles trust it, then delete it in {account}",
		look: func(s *Sight, found func(engine.Address, string)) {
			for _, arn := range s.strangeProviders() {
				found(s.in(identityprovider.name, "%s", providerName(arn)), "the account trusts the identities of "+s.Names.Speak(arn)+s.trustedBy(arn))
			}
		},
	},
}

// strangeRoles are the roles that are not ours and that AWS did not make, and
// those of functions that are left as they are. The access role is among them,
// for its trust.
func (s *Sight) strangeRoles() []types.RoleDetail {
	held := s.held()
	return slices.DeleteFunc(slices.Clone(s.Roles), func(r types.RoleDetail) bool {
		return s.ownsRole(r) && !held[aws.ToString(r.RoleName)] || s.madeByAWS(r)
	})
}

// madeByAWS reports whether AWS itself makes and keeps a role: service-linked
// ones and those of Identity Center, whose paths nobody else may use (AWS: IAM
// identifiers, reserved paths), and those of service-managed StackSets, which
// let in StackSets' service-linked role alone.
func (s *Sight) madeByAWS(r types.RoleDetail) bool {
	path, name := aws.ToString(r.Path), aws.ToString(r.RoleName)
	switch {
	case strings.HasPrefix(path, "/aws-service-role/"):
		return true
	case strings.HasPrefix(path, "/aws-reserved/sso.amazonaws.com/"):
		return strings.HasPrefix(name, "AWSReservedSSO_")
	case strings.HasPrefix(name, "stacksets-exec-"):
		return s.onlyStackSets(r)
	}
	return false
}

// stackSets is the service-linked role by which StackSets come into members
// (AWS: StackSets with Organizations, service-linked roles).
const stackSets = "role/aws-service-role/stacksets.cloudformation.amazonaws.com/AWSServiceRoleForCloudFormationStackSetsOrgAdmin"

// onlyStackSets reports whether a role lets in the service-linked role of
// StackSets, of the master account or of one that administers a service for the
// organization, and nobody else.
func (s *Sight) onlyStackSets(r types.RoleDetail) bool {
	d, err := s.memo.parse(aws.ToString(r.AssumeRolePolicyDocument))
	return err == nil && !slices.ContainsFunc(d.Statement, func(st policy.Statement) bool {
		return len(st.Principal) != 1 || len(st.NotPrincipal) > 0 || len(st.Principal["AWS"]) == 0 ||
			slices.ContainsFunc(st.Principal["AWS"], func(p string) bool { return !s.runsStackSets(p) })
	})
}

func (s *Sight) runsStackSets(principal string) bool {
	m := accountInARN.FindStringSubmatch(principal)
	if m == nil || m[2] != stackSets {
		return false
	}
	account, known := s.Names.Name(m[1])
	return known && (account == cloud.Master || s.Picture != nil && slices.Contains(s.organization().Delegates, m[1]))
}

// isAccess reports whether runs come into the account through a role: it may do
// everything, and the master account's people need no MFA for it.
func (s *Sight) isAccess(r types.RoleDetail) bool {
	return s.Account != cloud.Master && aws.ToString(r.RoleName) == s.accessRole(s.Account).Name
}

func (s *Sight) mightyRole(r types.RoleDetail) []string {
	if s.isAccess(r) || s.isControlTower(r) {
		return nil
	}
	return s.mighty(roleHolder(r))
}

// inGroup says who is in a group.
func (s *Sight) inGroup(group string) string {
	var names []string
	for _, u := range s.Users {
		if slices.Contains(u.GroupList, group) {
			names = append(names, aws.ToString(u.UserName))
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return ", and nobody is in it"
	}
	return fmt.Sprintf(", and %s may use it", strings.Join(names, ", "))
}

// providerName is a provider of identities in an address: its host, or its name.
func providerName(arn string) string {
	_, name, _ := strings.Cut(arn, "-provider/")
	return name
}

// strangeProviders are the providers that nobody declared: not GitHub's where
// org.yaml wants it or it is ours and goes, and not that of Identity Center
// (AWS: IAM Identity Center makes AWSSSO_..._DO_NOT_DELETE in each account).
func (s *Sight) strangeProviders() []string {
	all := slices.Sorted(slices.Values(s.Providers))
	return slices.DeleteFunc(all, func(arn string) bool {
		name := providerName(arn)
		ours := s.Provider != nil && s.Provider.ARN == arn && (s.Org.CI != nil || tagsSeen(s.Provider.Tags)[cloud.OwnerTag] == s.Org.Organization.Name)
		return ours || strings.HasPrefix(name, "AWSSSO_") && strings.HasSuffix(name, "_DO_NOT_DELETE")
	})
}

// trustedBy says which roles trust a provider.
func (s *Sight) trustedBy(arn string) string {
	var names []string
	for _, r := range s.Roles {
		if slices.Contains(s.federated(r), arn) {
			names = append(names, aws.ToString(r.RoleName))
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return ", though no role does"
	}
	return " for " + strings.Join(names, ", ")
}
