package sandbox

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// CreateAccountAlias gives the account a sign-in alias, in place of the one it may have.
func (s iamService) CreateAccountAlias(in *iam.CreateAccountAliasInput) (*iam.CreateAccountAliasOutput, error) {
	alias := aws.ToString(in.AccountAlias)
	if len(alias) < 3 || len(alias) > 63 || !aliasShape.MatchString(alias) || accountShape.MatchString(alias) {
		return nil, invalid("1 validation error detected: Value '%s' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", alias)
	}
	for _, a := range s.Accounts {
		if a.IAM.Alias == alias {
			return nil, exists("The account alias %s already exists.", alias)
		}
	}
	s.iam().Alias = alias
	return &iam.CreateAccountAliasOutput{}, nil
}

func (s iamService) ListAccountAliases(in *iam.ListAccountAliasesInput) (*iam.ListAccountAliasesOutput, error) {
	all := []string{}
	if s.iam().Alias != "" {
		all = append(all, s.iam().Alias)
	}
	return &iam.ListAccountAliasesOutput{AccountAliases: all}, nil
}

func (s iamService) DeleteAccountAlias(in *iam.DeleteAccountAliasInput) (*iam.DeleteAccountAliasOutput, error) {
	if alias := aws.ToString(in.AccountAlias); alias == "" || alias != s.iam().Alias {
		return nil, noSuch("The Account Alias %s cannot be found.", alias)
	}
	s.iam().Alias = ""
	return &iam.DeleteAccountAliasOutput{}, nil
}

func (s iamService) GetAccountPasswordPolicy(in *iam.GetAccountPasswordPolicyInput) (*iam.GetAccountPasswordPolicyOutput, error) {
	r := s.iam().Passwords
	if r == nil {
		return nil, s.noPasswordPolicy()
	}
	told := &iamtypes.PasswordPolicy{
		MinimumPasswordLength: aws.Int32(r.MinLength), RequireSymbols: r.Symbols, RequireNumbers: r.Numbers,
		RequireUppercaseCharacters: r.Uppercase, RequireLowercaseCharacters: r.Lowercase,
		AllowUsersToChangePassword: r.Change, ExpirePasswords: r.MaxAge > 0, HardExpiry: aws.Bool(r.HardExpiry),
	}
	if r.MaxAge > 0 {
		told.MaxPasswordAge = aws.Int32(r.MaxAge)
	}
	if r.Remember > 0 {
		told.PasswordReusePrevention = aws.Int32(r.Remember)
	}
	return &iam.GetAccountPasswordPolicyOutput{PasswordPolicy: told}, nil
}

func (s iamService) noPasswordPolicy() error {
	return noSuch("The Password Policy with domain name %s cannot be found.", s.account.ID)
}

// UpdateAccountPasswordPolicy sets the whole policy: what is not given is AWS's default.
func (s iamService) UpdateAccountPasswordPolicy(in *iam.UpdateAccountPasswordPolicyInput) (*iam.UpdateAccountPasswordPolicyOutput, error) {
	for _, n := range []struct {
		field       string
		value       *int32
		least, most int32
	}{
		{"minimumPasswordLength", in.MinimumPasswordLength, 6, 128},
		{"maxPasswordAge", in.MaxPasswordAge, 1, 1095},
		{"passwordReusePrevention", in.PasswordReusePrevention, 1, 24},
	} {
		if n.value != nil && (*n.value < n.least || *n.value > n.most) {
			return nil, invalid("1 validation error detected: Value '%d' at '%s' failed to satisfy constraint: Member must have value between %d and %d", *n.value, n.field, n.least, n.most)
		}
	}
	r := &PasswordRules{
		MinLength: 6, MaxAge: aws.ToInt32(in.MaxPasswordAge), Remember: aws.ToInt32(in.PasswordReusePrevention),
		Symbols: in.RequireSymbols, Numbers: in.RequireNumbers, Uppercase: in.RequireUppercaseCharacters, Lowercase: in.RequireLowercaseCharacters,
		Change: in.AllowUsersToChangePassword, HardExpiry: aws.ToBool(in.HardExpiry),
	}
	if in.MinimumPasswordLength != nil {
		r.MinLength = *in.MinimumPasswordLength
	}
	s.iam().Passwords = r
	return &iam.UpdateAccountPasswordPolicyOutput{}, nil
}

func (s iamService) DeleteAccountPasswordPolicy(in *iam.DeleteAccountPasswordPolicyInput) (*iam.DeleteAccountPasswordPolicyOutput, error) {
	if s.iam().Passwords == nil {
		return nil, s.noPasswordPolicy()
	}
	s.iam().Passwords = nil
	return &iam.DeleteAccountPasswordPolicyOutput{}, nil
}

func (s iamService) GetAccountSummary(in *iam.GetAccountSummaryInput) (*iam.GetAccountSummaryOutput, error) {
	m, versions, enabled := s.iam(), 0, 0
	for _, p := range m.Policies {
		versions += len(p.Versions)
	}
	for _, d := range m.MFA {
		if d.Enabled != nil {
			enabled++
		}
	}
	counts := map[string]int{
		"Users": len(m.Users), "UsersQuota": usersMax, "Groups": len(m.Groups), "GroupsQuota": groupsMax, "Roles": len(m.Roles), "RolesQuota": rolesMax,
		"Policies": len(m.Policies), "PoliciesQuota": policiesMax, "PolicySizeQuota": policySizeMax, "PolicyVersionsInUse": versions, "PolicyVersionsInUseQuota": 10000,
		"VersionsPerPolicyQuota": versionsMax, "UserPolicySizeQuota": userInlineMax, "GroupPolicySizeQuota": groupInlineMax, "RolePolicySizeQuota": roleInlineMax,
		"AssumeRolePolicySizeQuota": trustMax, "GroupsPerUserQuota": groupsPerUserMax, "AccessKeysPerUserQuota": keysMax, "SigningCertificatesPerUserQuota": certsMax,
		"AttachedPoliciesPerUserQuota": attachedMax["User"], "AttachedPoliciesPerGroupQuota": attachedMax["Group"], "AttachedPoliciesPerRoleQuota": attachedMax["Role"],
		"MFADevices": len(m.MFA) + count(s.account.Root.MFA), "MFADevicesInUse": enabled + count(s.account.Root.MFA),
		"InstanceProfiles": len(m.InstanceProfiles), "InstanceProfilesQuota": 1000, "Providers": len(m.SAML) + len(m.OIDC),
		"ServerCertificates": 0, "ServerCertificatesQuota": 20, "GlobalEndpointTokenVersion": 1,
		"AccountMFAEnabled": count(s.account.Root.MFA), "AccountPasswordPresent": count(!s.account.Root.NoPassword),
		"AccountAccessKeysPresent": count(len(m.keysOf("")) > 0), "AccountSigningCertificatesPresent": 0,
	}
	told := map[string]int32{}
	for key, n := range counts {
		told[key] = int32(n)
	}
	return &iam.GetAccountSummaryOutput{SummaryMap: told}, nil
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
