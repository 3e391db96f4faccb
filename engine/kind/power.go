package kind

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A purpose is what somebody runs the program for.
type purpose int

const (
	looks  purpose = 1 << iota // plan and drift
	builds                     // apply, beyond looking
	serves                     // what people are given: devices, keys, passwords
)

// A power is actions of AWS that runs ask for, all about the same things.
type power struct {
	runs    purpose // which runs ask for them
	in      place
	on      func(path string) []string // ARNs, given the ownership path without its first slash
	actions string                     // with spaces between
}

// powers are all that this package and package cloud ask of AWS. A call that is
// not here fails a test. Whoever applies, such as CI, cannot make keys.
//
// An action that AWS judges by path and name is allowed for what is ours alone.
// Beyond that go: taking a person out of a group of others, and taking over a
// user or a group that others made.
var powers = []power{
	{looks, everywhere, anything, "iam:GetAccountAuthorizationDetails iam:ListRoles iam:GetAccountSummary " +
		"iam:GenerateCredentialReport iam:GetCredentialReport iam:ListSAMLProviders iam:ListOpenIDConnectProviders cloudtrail:LookupEvents"},
	{looks, master, anything, "iam:ListAccountAliases iam:ListOrganizationsFeatures account:GetAlternateContact"},
	{looks | serves, master, anything, "iam:GetAccountPasswordPolicy iam:ListVirtualMFADevices"},
	{looks, everywhere, every("user"), "iam:ListAccessKeys iam:GetAccessKeyLastUsed iam:GetLoginProfile"},
	{looks | serves, master, ours("user"), "iam:GetUser"},
	{serves, master, ours("user"), "iam:ListMFADevices"},
	{looks, master, every("user"), "iam:ListMFADevices"},
	{looks, master, ours("user"), "iam:ListGroupsForUser iam:ListAttachedUserPolicies iam:ListUserPolicies " +
		"iam:ListServiceSpecificCredentials iam:ListSigningCertificates iam:ListSSHPublicKeys"},
	{looks, master, gitHub, "iam:GetOpenIDConnectProvider"},
	{looks, master, ofAWS, "iam:GetPolicy iam:GetPolicyVersion"},
	{looks, master, anything, "organizations:DescribeOrganization organizations:ListRoots organizations:ListAccounts " +
		"organizations:ListAccountsForParent organizations:ListOrganizationalUnitsForParent organizations:ListTagsForResource " +
		"organizations:ListPolicies organizations:DescribePolicy organizations:ListTargetsForPolicy " +
		"organizations:ListAWSServiceAccessForOrganization organizations:ListHandshakesForOrganization organizations:ListHandshakesForAccount " +
		"organizations:ListDelegatedAdministrators"},

	{serves, master, lock, "iam:CreateRole iam:GetRole iam:TagRole iam:DeleteRole"},
	{serves, master, ours("user"), "iam:ListAccessKeys iam:CreateAccessKey iam:GetAccessKeyLastUsed " +
		"iam:GetLoginProfile iam:CreateLoginProfile iam:UpdateLoginProfile iam:EnableMFADevice"},
	{serves, master, ours("mfa"), "iam:CreateVirtualMFADevice iam:DeleteVirtualMFADevice"},
	{builds | serves, master, ours("user"), "iam:TagUser iam:UntagUser iam:UpdateAccessKey iam:DeleteAccessKey"},

	{builds, everywhere, ours("role"), "iam:GetRole iam:CreateRole iam:UpdateRole iam:UpdateAssumeRolePolicy iam:DeleteRole iam:TagRole iam:UntagRole " +
		"iam:AttachRolePolicy iam:DetachRolePolicy iam:PutRolePolicy iam:DeleteRolePolicy iam:DeleteRolePermissionsBoundary"},
	{builds, master, ours("user"), "iam:CreateUser iam:DeleteUser iam:DeleteLoginProfile " +
		"iam:DetachUserPolicy iam:DeleteUserPolicy iam:DeleteUserPermissionsBoundary " +
		"iam:UpdateServiceSpecificCredential iam:DeleteServiceSpecificCredential iam:UpdateSigningCertificate iam:DeleteSigningCertificate " +
		"iam:UpdateSSHPublicKey iam:DeleteSSHPublicKey iam:DeactivateMFADevice iam:GetUser"},
	{builds, master, every("user"), "iam:UpdateUser"},
	{builds, master, every("mfa"), "iam:DeleteVirtualMFADevice iam:TagMFADevice iam:ListMFADeviceTags"},
	{builds, master, ours("group"), "iam:CreateGroup iam:DeleteGroup iam:PutGroupPolicy iam:DeleteGroupPolicy iam:AttachGroupPolicy " +
		"iam:DetachGroupPolicy iam:ListAttachedGroupPolicies iam:AddUserToGroup"},
	{builds, master, every("group"), "iam:UpdateGroup iam:RemoveUserFromGroup"},
	{builds, master, ours("policy"), "iam:CreatePolicy iam:DeletePolicy iam:CreatePolicyVersion iam:DeletePolicyVersion iam:GetPolicyVersion iam:ListPolicyVersions"},
	{builds, master, gitHub, "iam:CreateOpenIDConnectProvider iam:DeleteOpenIDConnectProvider iam:AddClientIDToOpenIDConnectProvider " +
		"iam:RemoveClientIDFromOpenIDConnectProvider iam:TagOpenIDConnectProvider iam:UntagOpenIDConnectProvider"},
	{builds, master, anything, "iam:EnableOrganizationsRootCredentialsManagement iam:EnableOrganizationsRootSessions " +
		"iam:CreateAccountAlias iam:UpdateAccountPasswordPolicy account:PutAlternateContact account:PutAccountName"},
	{builds, master, anything, "organizations:CreateOrganization organizations:CreateAccount organizations:ListCreateAccountStatus " +
		"organizations:DescribeCreateAccountStatus organizations:InviteAccountToOrganization organizations:MoveAccount organizations:ListParents " +
		"organizations:CreateOrganizationalUnit organizations:UpdateOrganizationalUnit organizations:DeleteOrganizationalUnit organizations:CreatePolicy organizations:UpdatePolicy " +
		"organizations:DeletePolicy organizations:AttachPolicy organizations:DetachPolicy organizations:EnablePolicyType " +
		"organizations:EnableAWSServiceAccess organizations:TagResource organizations:UntagResource"},
	{builds, master, linked, "iam:CreateServiceLinkedRole"}, // AWS makes it with the organization, in the caller's name
}

// personal are what commands ask for that a person runs with credentials of
// their own, beside plan, drift and apply: accept, as an administrator of the
// invited account, and root remove. They are in nobody's policy: who may become
// a member's root user is for people to say.
const personal = "organizations:AcceptHandshake iam:ListAttachedRolePolicies sts:AssumeRoot"

// asked is what apply --close asks for. It is in nobody's policy either: CI
// closes no account.
const asked = "organizations:CloseAccount organizations:DescribeAccount"

func anything(string) []string { return []string{"*"} }

// ours are the things of a sort under the ownership path.
func ours(sort string) func(string) []string {
	return func(path string) []string { return []string{"arn:aws:iam::*:" + sort + "/" + path + "*"} }
}

// every is all things of a sort.
func every(sort string) func(string) []string {
	return func(string) []string { return []string{"arn:aws:iam::*:" + sort + "/*"} }
}

// ofAWS are AWS's own managed policies.
func ofAWS(string) []string { return []string{"arn:aws:iam::aws:policy/*"} }

func gitHub(string) []string { return []string{"arn:aws:iam::*:oidc-provider/" + cloud.GitHub} }

// lock is the role that is the lock of a run.
func lock(path string) []string { return []string{"arn:aws:iam::*:role/" + path + "lock/*"} }

func linked(string) []string {
	return []string{"arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*"}
}

// anyLeaf stands for any leaf account where it does not matter which.
const anyLeaf = "leaf"

// MayRead is the smallest identity policy with which plan, drift and access work in an
// account: the master account, or any leaf. In the master account its bearer
// may also become the roles, given by path and name, in all members.
func MayRead(o *schema.Org, account string, roles ...string) policy.Document {
	return may(o, account, looks, roles)
}

// MayWrite is the smallest identity policy with which apply works, otherwise
// as MayRead.
func MayWrite(o *schema.Org, account string, roles ...string) policy.Document {
	return may(o, account, looks|builds, roles)
}

// MayServe is the smallest identity policy with which the commands about one
// person work: in the master account alone.
func MayServe(o *schema.Org) policy.Document { return may(o, cloud.Master, serves, nil) }

// may gathers powers by what they are about: a statement for each.
func may(o *schema.Org, account string, runs purpose, roles []string) policy.Document {
	path := strings.TrimPrefix(o.Organization.OwnershipPath, "/")
	actions, resources := map[string][]string{}, map[string][]string{}
	for _, p := range powers {
		if p.runs&runs == 0 || !p.in.has(account) {
			continue
		}
		on := p.on(path)
		if slices.Equal(on, ours("role")(path)) {
			on = append(on, takenRoles(o)...)
		}
		key := strings.Join(on, " ")
		actions[key], resources[key] = append(actions[key], strings.Fields(p.actions)...), on
	}
	var rules []policy.Rule
	for _, key := range slices.Sorted(maps.Keys(actions)) {
		rules = append(rules, policy.Rule{Actions: actions[key], Resources: resources[key]})
	}
	documents := []policy.Document{policy.FromStatements(rules, nil)}
	if account == cloud.Master && len(roles) > 0 {
		documents = append(documents, policy.MayAssumeInMembers(roles...))
	}
	return policy.Merge(documents...)
}

// AccessRoles lists the roles that runs assume in leaf accounts, in order.
func AccessRoles(o *schema.Org) []string {
	all := []string{o.Organization.AccessRole}
	for _, a := range o.Accounts {
		if a.AccessRole != "" {
			all = append(all, a.AccessRole)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

var rolePath = regexp.MustCompile(`^([\w+=,.@-]+/)*[\w+=,.@-]{1,64}$`)

// AssumedRole is the role, by path and name, that somebody means by a name. CI's
// own role for reading needs no path; "" stays so.
func AssumedRole(o *schema.Org, name string) (string, error) {
	switch {
	case name == "":
		return "", nil
	case name == ciRead:
		return OwnRole(o, ciRead), nil
	case !rolePath.MatchString(name):
		return "", fmt.Errorf("%q is not a role's name, or path and name such as orgwright/ci-read", name)
	}
	return name, nil
}

// CIRoles are the ARNs of the roles that CI's runs become: to plan and look for
// drift, and to apply.
func CIRoles(o *schema.Org) (plan, apply string) {
	arn := func(name string) string {
		return fmt.Sprintf("arn:%s:iam::%s:role/%s", partition(o.Organization.HomeRegion), o.Master.ID, OwnRole(o, name))
	}
	return arn(ciPlan), arn(ciApply)
}

// Spelled is a document as the organization's part of AWS writes ARNs.
func Spelled(o *schema.Org, d policy.Document) (policy.Document, error) {
	text, err := cloud.NewNames(partition(o.Organization.HomeRegion), o.Master.ID, nil).Spell(d.String())
	if err != nil {
		return d, err
	}
	return policy.Parse(text)
}

// partition is the part of AWS that a Region is in (AWS: ARN format).
func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// OwnRole is a role of ours by path and name, as its ARN has them.
func OwnRole(o *schema.Org, name string) string {
	return strings.TrimPrefix(o.Organization.OwnershipPath, "/") + name
}
