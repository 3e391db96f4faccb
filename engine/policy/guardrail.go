package policy

import (
	"maps"
	"slices"
)

// Exempt says whom the guardrails leave alone: without it apply would lock
// itself out of the accounts it works in.
type Exempt struct {
	Roles []string // names of access roles, with their path if they have one
}

// arns are the exempt roles in any account.
func (e Exempt) arns() List {
	out := make(List, len(e.Roles))
	for i, name := range e.Roles {
		out[i] = roleARN(name)
	}
	return out
}

// condition is for a Deny that is to leave the exempt roles alone. The
// principal of a role's session is the role (AWS: IAM global condition keys,
// aws:PrincipalArn).
func (e Exempt) condition() Conditions {
	if len(e.Roles) == 0 {
		return Conditions{}
	}
	return Conditions{"ArnNotLike": {"aws:PrincipalArn": e.arns()}}
}

// exceptAssumeRoot makes a Deny leave central root sessions (sts:AssumeRoot)
// alone: they are the root user, and what they are for must go on working.
func exceptAssumeRoot(c Conditions) Conditions {
	c["Null"] = map[string]List{"aws:AssumedRoot": {"true"}}
	return c
}

// A builtin is a guardrail that org.yaml can name without declaring it.
type builtin struct {
	description string
	write       func(e Exempt, path string) Document
}

// builtins are the guardrails by name.
func builtins() map[string]builtin {
	return map[string]builtin{
		"no-long-term-credentials": {
			"Nobody makes IAM users, passwords, access keys or other long-lived credentials. Those that exist stay. Central root access can still recover a root password.",
			func(Exempt, string) Document { return noLongTermCredentials() },
		},
		"no-leaving": {
			"Nobody in the account takes it out of the organization or closes it.",
			func(Exempt, string) Document { return noLeaving() },
		},
		"no-root-user": {
			"The root user does nothing. Central root access can still do its tasks.",
			func(Exempt, string) Document { return noRootUser() },
		},
		"only-s3": {
			"The account is for S3 and what S3 needs; the access role may do everything, central root access its tasks.",
			func(e Exempt, _ string) Document { return onlyS3(e) },
		},
		"protect-our-roles": {
			"Nobody but the access role changes the roles of functions or the access role.",
			protectOurRoles,
		},
	}
}

// BuiltinNames lists the guardrails that need no declaration, in order.
func BuiltinNames() []string { return slices.Sorted(maps.Keys(builtins())) }

// BuiltinDescription says what a built-in guardrail prevents, for people and
// for AWS: at most 512 characters. It is empty for an unknown name.
func BuiltinDescription(name string) string { return builtins()[name].description }

// Builtin is the document of a built-in guardrail, and whether there is one of
// that name. The path is the one that everything made here is under, such as
// /orgwright/.
func Builtin(name string, e Exempt, path string) (Document, bool) {
	b, ok := builtins()[name]
	if !ok {
		return Document{}, false
	}
	return b.write(e, path), true
}

// noLongTermCredentials exempts nobody but central root access, whose task of
// recovering a root password is CreateLoginProfile (AWS: IAM API,
// CreateLoginProfile).
func noLongTermCredentials() Document {
	return document(Statement{
		Sid: "NoLongTermCredentials", Effect: Deny, Resource: List{"*"},
		Action: List{
			"iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:CreateServiceSpecificCredential", "iam:CreateUser",
			"iam:UpdateLoginProfile", "iam:UploadSSHPublicKey", "iam:UploadSigningCertificate",
		},
		Condition: exceptAssumeRoot(Conditions{}),
	})
}

func noLeaving() Document {
	return document(Statement{
		Sid: "NoLeaving", Effect: Deny, Resource: List{"*"},
		Action: List{"account:CloseAccount", "organizations:LeaveOrganization"},
	})
}

// noRootUser is what AWS Control Tower does against root users.
func noRootUser() Document {
	return document(Statement{
		Sid: "NoRootUser", Effect: Deny, Action: List{"*"}, Resource: List{"*"},
		Condition: exceptAssumeRoot(Conditions{"ArnLike": {"aws:PrincipalArn": {"arn:*:iam::*:root"}}}),
	})
}

// protectOurRoles names what changes a role and what it may do (AWS:
// Organizations user guide, examples of service control policies).
func protectOurRoles(e Exempt, path string) Document {
	return document(Statement{
		Sid: "ProtectOurRoles", Effect: Deny,
		Resource: append(e.arns(), roleARN(path+"*")),
		Action: List{
			"iam:AttachRolePolicy", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
			"iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy",
			"iam:UpdateRole", "iam:UpdateRoleDescription",
		},
		Condition: e.condition(),
	})
}
