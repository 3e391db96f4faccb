package sandbox

import (
	"cmp"
	"strings"
)

// iamNeeds are the resources of IAM's operations (AWS: service authorization
// reference, IAM).
var iamNeeds = table(
	row{nothing, "CreateAccountAlias DeleteAccountAlias DeleteAccountPasswordPolicy GenerateCredentialReport GetAccountAuthorizationDetails " +
		"GetAccountPasswordPolicy GetAccountSummary GetCredentialReport ListAccountAliases ListPolicies UpdateAccountPasswordPolicy " +
		"ListOpenIDConnectProviders ListSAMLProviders DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions " +
		"EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions ListOrganizationsFeatures"},
	row{below("user"), "ListUsers"}, row{below("group"), "ListGroups"}, row{below("role"), "ListRoles"},
	row{below("instance-profile"), "ListInstanceProfiles"}, row{below("mfa"), "ListVirtualMFADevices"},
	row{theUser, "AttachUserPolicy ChangePassword CreateAccessKey CreateLoginProfile CreateServiceSpecificCredential DeactivateMFADevice " +
		"DeleteAccessKey DeleteLoginProfile DeleteSSHPublicKey DeleteServiceSpecificCredential DeleteSigningCertificate DeleteUser " +
		"DeleteUserPermissionsBoundary DeleteUserPolicy DetachUserPolicy EnableMFADevice GetLoginProfile GetSSHPublicKey GetUser GetUserPolicy " +
		"ListAccessKeys ListAttachedUserPolicies ListGroupsForUser ListMFADevices ListSSHPublicKeys ListServiceSpecificCredentials " +
		"ListSigningCertificates ListUserPolicies ListUserTags PutUserPermissionsBoundary PutUserPolicy ResetServiceSpecificCredential " +
		"ResyncMFADevice TagUser UntagUser UpdateAccessKey UpdateLoginProfile UpdateSSHPublicKey UpdateServiceSpecificCredential " +
		"UpdateSigningCertificate UploadSSHPublicKey UploadSigningCertificate"},
	row{created("user", "UserName"), "CreateUser"}, row{renamed("user", theUser), "UpdateUser"}, row{ownerOfKey, "GetAccessKeyLastUsed"},
	row{theGroup, "AddUserToGroup AttachGroupPolicy DeleteGroup DeleteGroupPolicy DetachGroupPolicy GetGroup GetGroupPolicy " +
		"ListAttachedGroupPolicies ListGroupPolicies PutGroupPolicy RemoveUserFromGroup"},
	row{created("group", "GroupName"), "CreateGroup"}, row{renamed("group", theGroup), "UpdateGroup"},
	row{theRole, "AttachRolePolicy DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteServiceLinkedRole DetachRolePolicy GetRole " +
		"GetRolePolicy ListAttachedRolePolicies ListInstanceProfilesForRole ListRolePolicies ListRoleTags PutRolePermissionsBoundary " +
		"PutRolePolicy TagRole UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription"},
	row{created("role", "RoleName"), "CreateRole"}, row{linkedRole, "CreateServiceLinkedRole"}, row{linkedTask, "GetServiceLinkedRoleDeletionStatus"},
	row{arnIn("PolicyArn"), "CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListEntitiesForPolicy " +
		"ListPolicyTags ListPolicyVersions SetDefaultPolicyVersion TagPolicy UntagPolicy"},
	row{created("policy", "PolicyName"), "CreatePolicy"},
	row{created("mfa", "VirtualMFADeviceName"), "CreateVirtualMFADevice"},
	row{arnIn("SerialNumber"), "DeleteVirtualMFADevice ListMFADeviceTags TagMFADevice UntagMFADevice"},
	row{created("instance-profile", "InstanceProfileName"), "CreateInstanceProfile"},
	row{theProfile, "AddRoleToInstanceProfile DeleteInstanceProfile GetInstanceProfile ListInstanceProfileTags RemoveRoleFromInstanceProfile " +
		"TagInstanceProfile UntagInstanceProfile"},
	row{created("saml-provider", "Name"), "CreateSAMLProvider"}, row{oidcOf, "CreateOpenIDConnectProvider"},
	row{arnIn("SAMLProviderArn"), "DeleteSAMLProvider GetSAMLProvider ListSAMLProviderTags TagSAMLProvider UntagSAMLProvider UpdateSAMLProvider"},
	row{arnIn("OpenIDConnectProviderArn"), "AddClientIDToOpenIDConnectProvider DeleteOpenIDConnectProvider GetOpenIDConnectProvider " +
		"ListOpenIDConnectProviderTags RemoveClientIDFromOpenIDConnectProvider TagOpenIDConnectProvider UntagOpenIDConnectProvider " +
		"UpdateOpenIDConnectProviderThumbprint"},
)

// below is all things of a sort, or those under the path asked for.
func below(sort string) subject {
	return func(c *call) []string { return []string{c.iamARN(sort, cmp.Or(c.field("PathPrefix"), "/"), "")} }
}

// created is a thing that is not there yet.
func created(sort, name string) subject {
	return func(c *call) []string {
		path := cmp.Or(c.field("Path"), "/")
		if sort == "saml-provider" {
			path = "/"
		}
		return []string{c.iamARN(sort, path, c.field(name))}
	}
}

// renamed is a thing and what it is to be: one must be allowed to change both.
func renamed(sort string, which subject) subject {
	field := strings.ToUpper(sort[:1]) + sort[1:] + "Name"
	return func(c *call) []string {
		all := which(c)
		if path, name := c.field("NewPath"), c.field("New"+field); path != "" || name != "" {
			had := c.identityOf(all[0])
			all = append(all, c.iamARN(sort, cmp.Or(path, had.Path), cmp.Or(name, had.Name)))
		}
		return all
	}
}

// theUser is the user named, else the user who asks, else the root user.
func theUser(c *call) []string {
	name := cmp.Or(c.field("UserName"), c.ownUser())
	if name == "" && (iamService{c}).byRoot() {
		return []string{c.caller.ARN}
	}
	return []string{c.existing("user", name)}
}

func theGroup(c *call) []string { return []string{c.existing("group", c.field("GroupName"))} }

func theRole(c *call) []string { return []string{c.existing("role", c.field("RoleName"))} }

func theProfile(c *call) []string {
	name := c.field("InstanceProfileName")
	if p := c.account.IAM.InstanceProfiles[name]; p != nil {
		return []string{c.iamARN("instance-profile", p.Path, p.Name)}
	}
	return []string{c.iamARN("instance-profile", "/", name)}
}

// existing is the ARN of a user, group or role, with its path where there is such a one.
func (c *call) existing(sort, name string) string {
	plain := c.iamARN(sort, "/", name)
	if had := c.identityOf(plain); had.Name != "" {
		return c.account.arn(sort, had)
	}
	return plain
}

// ownerOfKey is the user who has an access key.
func ownerOfKey(c *call) []string {
	id := c.field("AccessKeyId")
	k := c.account.IAM.Keys[id]
	switch {
	case k == nil:
		return []string{"access key " + id}
	case k.User == "":
		return []string{"arn:aws:iam::" + c.account.ID + ":root"}
	}
	return []string{c.existing("user", k.User)}
}

func linkedRole(c *call) []string {
	service := c.field("AWSServiceName")
	return []string{c.iamARN("role", linkedPath+service+"/", linkedName(service, c.field("CustomSuffix")))}
}

// linkedTask is the role that a deletion task is about: task/aws-service-role/….
func linkedTask(c *call) []string {
	return []string{c.existing("role", c.account.IAM.Deletions[c.field("DeletionTaskId")])}
}

func oidcOf(c *call) []string {
	return []string{c.iamARN("oidc-provider", "/", strings.TrimPrefix(c.field("Url"), "https://"))}
}

func (c *call) iamARN(sort, path, name string) string {
	return "arn:aws:iam::" + c.account.ID + ":" + sort + path + name
}

// identityOf is the user, group or role that an ARN of the caller's account
// names; the zero Identity when there is none.
func (c *call) identityOf(arn string) Identity {
	sort, rest, _ := strings.Cut(strings.TrimPrefix(arn, "arn:aws:iam::"+c.account.ID+":"), "/")
	name := rest[strings.LastIndexByte(rest, '/')+1:]
	switch sort {
	case "user":
		if u := c.account.IAM.Users[name]; u != nil {
			return u.Identity
		}
	case "group":
		if g := c.account.IAM.Groups[name]; g != nil {
			return g.Identity
		}
	case "role":
		if r := c.account.IAM.Roles[name]; r != nil {
			return r.Identity
		}
	}
	return Identity{}
}
