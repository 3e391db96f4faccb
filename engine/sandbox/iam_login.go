package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func (s iamService) CreateLoginProfile(in *iam.CreateLoginProfileInput) (*iam.CreateLoginProfileOutput, error) {
	if s.aboutRoot(in.UserName) {
		return s.letRecover(in.Password)
	}
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	if u.Login != nil {
		return nil, exists("Login Profile for user %s already exists.", u.Name)
	}
	if err := s.checkPassword(aws.ToString(in.Password), u); err != nil {
		return nil, err
	}
	now := s.moment()
	u.Login = &LoginProfile{Created: now, Changed: now, Reset: in.PasswordResetRequired, Digests: []string{digest(*in.Password)}}
	return &iam.CreateLoginProfileOutput{LoginProfile: u.toldLogin()}, nil
}

func digest(password string) string {
	sum := sha256.Sum256([]byte(password))
	return hex.EncodeToString(sum[:])
}

func (u *User) toldLogin() *iamtypes.LoginProfile {
	return &iamtypes.LoginProfile{UserName: aws.String(u.Name), CreateDate: aws.Time(u.Login.Created), PasswordResetRequired: u.Login.Reset}
}

// withLogin is a user that has a console password.
func (s iamService) withLogin(name *string) (*User, error) {
	u, err := s.self(name)
	if err != nil {
		return nil, err
	}
	if u.Login == nil {
		return nil, noSuch("Login Profile for User %s cannot be found.", u.Name)
	}
	return u, nil
}

func (s iamService) GetLoginProfile(in *iam.GetLoginProfileInput) (*iam.GetLoginProfileOutput, error) {
	if s.aboutRoot(in.UserName) {
		told, err := s.account.rootLogin()
		return &iam.GetLoginProfileOutput{LoginProfile: told}, err
	}
	u, err := s.withLogin(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.GetLoginProfileOutput{LoginProfile: u.toldLogin()}, nil
}

func (s iamService) UpdateLoginProfile(in *iam.UpdateLoginProfileInput) (*iam.UpdateLoginProfileOutput, error) {
	u, err := s.withLogin(in.UserName)
	if err != nil {
		return nil, err
	}
	if in.Password != nil {
		if err := s.setPassword(u, *in.Password); err != nil {
			return nil, err
		}
	}
	if in.PasswordResetRequired != nil {
		u.Login.Reset = *in.PasswordResetRequired
	}
	return &iam.UpdateLoginProfileOutput{}, nil
}

func (s iamService) DeleteLoginProfile(in *iam.DeleteLoginProfileInput) (*iam.DeleteLoginProfileOutput, error) {
	if s.aboutRoot(in.UserName) {
		return &iam.DeleteLoginProfileOutput{}, s.account.takePassword()
	}
	u, err := s.withLogin(in.UserName)
	if err != nil {
		return nil, err
	}
	u.Login = nil
	return &iam.DeleteLoginProfileOutput{}, nil
}

func (s iamService) ChangePassword(in *iam.ChangePasswordInput) (*iam.ChangePasswordOutput, error) {
	if s.ownName() == "" {
		return nil, &iamtypes.InvalidUserTypeException{Message: aws.String("Only IAM Users can change their own password.")}
	}
	u, err := s.withLogin(nil)
	if err != nil {
		return nil, err
	}
	if u.Login.Digests[0] != digest(aws.ToString(in.OldPassword)) {
		return nil, denied("The old password was incorrect.")
	}
	if err := s.setPassword(u, aws.ToString(in.NewPassword)); err != nil {
		return nil, err
	}
	u.Login.Reset = false
	return &iam.ChangePasswordOutput{}, nil
}

func (s iamService) setPassword(u *User, password string) error {
	if err := s.checkPassword(password, u); err != nil {
		return err
	}
	u.Login.Digests = append([]string{digest(password)}, u.Login.Digests...)
	u.Login.Digests = u.Login.Digests[:min(len(u.Login.Digests), 25)] // reuse is prevented for 24 at most
	u.Login.Changed = s.moment()
	return nil
}

// checkPassword holds a password to the account's rules, or to AWS's own where it has none.
func (s iamService) checkPassword(password string, u *User) error {
	wrong := ""
	if rules := s.iam().Passwords; rules != nil {
		wrong = rules.wrong(password)
		if n := int(rules.Remember); wrong == "" && n > 0 && u.Login != nil && slices.Contains(u.Login.Digests[:min(n, len(u.Login.Digests))], digest(password)) {
			wrong = "it was used before"
		}
	} else if len(password) < 8 || classes(password) < 3 || strings.EqualFold(password, s.account.Name) || strings.EqualFold(password, s.account.Email) {
		wrong = "it must have at least 8 characters of three sorts (upper case, lower case, numbers, symbols)"
	}
	if wrong != "" || len(password) > 128 {
		return &iamtypes.PasswordPolicyViolationException{Message: aws.String("Password does not conform to the account password policy: " + wrong)}
	}
	return nil
}

// wrong is what a password lacks; "" when it is fine.
func (r *PasswordRules) wrong(password string) string {
	switch {
	case len(password) < int(r.MinLength):
		return "it is too short"
	case r.Uppercase && !strings.ContainsFunc(password, unicode.IsUpper):
		return "it has no upper case letter"
	case r.Lowercase && !strings.ContainsFunc(password, unicode.IsLower):
		return "it has no lower case letter"
	case r.Numbers && !strings.ContainsFunc(password, unicode.IsDigit):
		return "it has no number"
	case r.Symbols && !strings.ContainsAny(password, passwordSymbols):
		return "it has no symbol"
	}
	return ""
}

// passwordSymbols are what AWS takes for symbols. AWS: IAM password policies.
const passwordSymbols = "!@#$%^&*()_+-=[]{}|'"

// classes counts the sorts of characters in a password.
func classes(password string) int {
	n := 0
	for _, has := range []bool{
		strings.ContainsFunc(password, unicode.IsUpper), strings.ContainsFunc(password, unicode.IsLower),
		strings.ContainsFunc(password, unicode.IsDigit), strings.ContainsAny(password, passwordSymbols),
	} {
		if has {
			n++
		}
	}
	return n
}
