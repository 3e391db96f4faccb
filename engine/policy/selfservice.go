package policy

// SelfService lets people manage their own password, access keys and TOTP
// device, and denies everything else until they have signed in with MFA. The
// path is the one that their users are under, such as /orgwright/ (AWS: IAM
// user guide, self-manage credentials with MFA).
//
// The name of an MFA device is free, hence mfa/* to make one; only a device
// with the user's own name, as the console makes it or under the path, can be
// deleted, and that not without MFA.
func SelfService(path string) Document {
	own := List{"arn:aws:iam::*:user" + path + "${aws:username}"}
	return document(
		Statement{
			Sid: "ViewAccount", Effect: Allow, Resource: List{"*"},
			Action: List{"iam:GetAccountPasswordPolicy", "iam:ListVirtualMFADevices"},
		},
		Statement{
			Sid: "ManageOwnPassword", Effect: Allow, Resource: own,
			Action: List{"iam:ChangePassword", "iam:GetLoginProfile", "iam:GetUser"},
		},
		Statement{
			Sid: "ManageOwnKeys", Effect: Allow, Resource: own,
			Action: List{"iam:CreateAccessKey", "iam:DeleteAccessKey", "iam:GetAccessKeyLastUsed", "iam:ListAccessKeys", "iam:UpdateAccessKey"},
		},
		Statement{
			Sid: "MakeDevice", Effect: Allow, Resource: List{"arn:aws:iam::*:mfa/*"},
			Action: List{"iam:CreateVirtualMFADevice"},
		},
		Statement{
			Sid: "DeleteOwnDevice", Effect: Allow, Resource: List{"arn:aws:iam::*:mfa/${aws:username}", "arn:aws:iam::*:mfa" + path + "${aws:username}"},
			Action: List{"iam:DeleteVirtualMFADevice"},
		},
		Statement{
			Sid: "ManageOwnDevice", Effect: Allow, Resource: own,
			Action: List{"iam:DeactivateMFADevice", "iam:EnableMFADevice", "iam:GetMFADevice", "iam:ListMFADevices", "iam:ResyncMFADevice"},
		},
		denyUntilMFA(),
	)
}

// denyUntilMFA denies what is not needed to get MFA. BoolIfExists is right in
// a Deny: plain access keys do not carry the key at all. The exemptions:
//   - a new user must change the first password before enrolling;
//   - one may see how far one has got: whether the password is the first one
//     still, and which devices there are;
//   - sts:AssumeRole, since the call brings its one-time code along while the
//     access key that signs it is without MFA, and each role it may lead to
//     asks for MFA itself;
//   - not deleting a device, or a stolen key could undo an enrolment.
func denyUntilMFA() Statement {
	return Statement{
		Sid: "DenyUntilMFA", Effect: Deny, Resource: List{"*"},
		NotAction: List{
			"iam:ChangePassword", "iam:CreateVirtualMFADevice", "iam:EnableMFADevice", "iam:GetAccountPasswordPolicy", "iam:GetLoginProfile", "iam:GetMFADevice",
			"iam:GetUser", "iam:ListMFADevices", "iam:ListVirtualMFADevices", "iam:ResyncMFADevice", "sts:AssumeRole", "sts:GetSessionToken",
		},
		Condition: Conditions{"BoolIfExists": {"aws:MultiFactorAuthPresent": {"false"}}},
	}
}
