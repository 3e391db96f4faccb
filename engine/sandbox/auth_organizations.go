package sandbox

import (
	"cmp"
	"strings"

	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// organizationsNeeds are the resources of Organizations' operations (AWS: service
// authorization reference, Organizations).
var organizationsNeeds = table(
	row{nothing, "CreateAccount CreateOrganization CreatePolicy DeleteOrganization DescribeCreateAccountStatus DescribeOrganization " +
		"DisableAWSServiceAccess EnableAWSServiceAccess EnableAllFeatures LeaveOrganization ListAWSServiceAccessForOrganization ListAccounts " +
		"ListCreateAccountStatus ListDelegatedAdministrators ListHandshakesForAccount ListHandshakesForOrganization ListPolicies ListRoots"},
	row{parts("HandshakeId"), "AcceptHandshake CancelHandshake DeclineHandshake DescribeHandshake"},
	row{parts("PolicyId", "TargetId"), "AttachPolicy DetachPolicy"},
	row{parts("PolicyId"), "DeletePolicy DescribePolicy ListTargetsForPolicy UpdatePolicy"},
	row{parts("TargetId"), "ListPoliciesForTarget"},
	row{parts("AccountId"), "CloseAccount DeregisterDelegatedAdministrator DescribeAccount ListDelegatedServicesForAccount " +
		"RegisterDelegatedAdministrator RemoveAccountFromOrganization"},
	row{parts("AccountId", "SourceParentId", "DestinationParentId"), "MoveAccount"},
	row{parts("ParentId"), "CreateOrganizationalUnit ListAccountsForParent ListChildren ListOrganizationalUnitsForParent"},
	row{parts("ChildId"), "ListParents"},
	row{parts("OrganizationalUnitId"), "DeleteOrganizationalUnit DescribeOrganizationalUnit UpdateOrganizationalUnit"},
	row{parts("RootId"), "DisablePolicyType EnablePolicyType"},
	row{parts("ResourceId"), "ListTagsForResource TagResource UntagResource"},
	row{invited, "InviteAccountToOrganization"},
)

// accountNeeds are the resources of Account Management's operations.
var accountNeeds = table(
	row{managedAccount, "DeleteAlternateContact GetAccountInformation GetAlternateContact GetContactInformation GetPrimaryEmail " +
		"AcceptPrimaryEmailUpdate StartPrimaryEmailUpdate PutAccountName PutAlternateContact PutContactInformation"},
)

// trailNeeds are the resources of CloudTrail's operations.
var trailNeeds = table(row{nothing, "LookupEvents"})

// stsNeeds are the resources of STS's operations; AssumeRole asks both sides itself.
var stsNeeds = table(
	row{nothing, "GetAccessKeyInfo GetCallerIdentity GetSessionToken"},
	row{bothSides, "AssumeRole"}, row{rootOf, "AssumeRoot"},
)

// parts are the parts of the organization that fields have the ids of.
func parts(fields ...string) subject {
	return func(c *call) []string {
		all := make([]string, len(fields))
		for i, field := range fields {
			all[i] = c.partARN(c.field(field))
		}
		return all
	}
}

// partARN is the ARN of a part of the organization, there or not; "*" without an organization.
func (c *call) partARN(id string) string {
	o := c.Organization
	if o == nil || id == "" {
		return "*"
	}
	switch {
	case strings.HasPrefix(id, "r-"):
		return o.arn("root", "/"+id)
	case strings.HasPrefix(id, "ou-"):
		return o.arn("ou", "/"+id)
	case strings.HasPrefix(id, "h-"):
		return o.arn("handshake", "/invite/"+id)
	case strings.HasPrefix(id, "p-"):
		if p := o.policy(id); p != nil {
			return *o.summary(p).Arn
		}
		return o.arn("policy", "/"+kindOf(orgtypes.PolicyTypeServiceControlPolicy)+"/"+id)
	}
	return o.arn("account", "/"+id)
}

// invited is the account that is to join, where it is named by its id.
func invited(c *call) []string {
	target := c.asked.input.Elem().FieldByName("Target")
	if !target.IsNil() && textOf(target.Elem(), "Type") == string(orgtypes.HandshakePartyTypeAccount) {
		return []string{c.partARN(textOf(target.Elem(), "Id"))}
	}
	return []string{"*"}
}

// managedAccount is the caller's account, or a member's.
func managedAccount(c *call) []string {
	id := c.field("AccountId")
	if o := c.Organization; o != nil && id != "" {
		return []string{"arn:aws:account::" + o.Master + ":account/" + o.ID + "/" + id}
	}
	return []string{"arn:aws:account::" + c.account.ID + ":account"}
}

// policyType is the type of organization policy that a request is about, if any.
func (c *call) policyType() []string {
	of := cmp.Or(c.field("PolicyType"), c.field("Type"), c.field("Filter"))
	if o := c.Organization; of == "" && o != nil {
		if p := o.policy(c.field("PolicyId")); p != nil {
			of = string(p.Type)
		}
	}
	if of == "" {
		return nil
	}
	return []string{of}
}
