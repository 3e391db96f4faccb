package sandbox

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// aboutRoot says whether a request about a password is about root's: in a session
// of AssumeRoot, and of no user by name (AWS: IAM API, CreateLoginProfile).
func (s iamService) aboutRoot(user *string) bool {
	session := s.session()
	return user == nil && session != nil && session.Task != ""
}

// letRecover lets the root user's password be set by its email again: nobody sets it here.
func (s iamService) letRecover(password *string) (*iam.CreateLoginProfileOutput, error) {
	a := s.account
	switch {
	case password != nil:
		return nil, badInput("A password cannot be given for the root user.")
	case !a.Root.NoPassword:
		return nil, exists("Login Profile for the root user already exists.")
	}
	a.Root.NoPassword, a.Root.PasswordSince = false, s.moment()
	told, err := a.rootLogin()
	return &iam.CreateLoginProfileOutput{LoginProfile: told}, err
}

// rootLogin is the root user's password, as the API tells it.
func (a *Account) rootLogin() (*iamtypes.LoginProfile, error) {
	if a.Root.NoPassword {
		return nil, noSuch("Login Profile for the root user cannot be found.")
	}
	since := a.Root.PasswordSince
	if since.IsZero() {
		since = a.Created
	}
	return &iamtypes.LoginProfile{UserName: aws.String(a.ID), CreateDate: &since}, nil
}

// takePassword takes the root user's password away.
func (a *Account) takePassword() error {
	if _, err := a.rootLogin(); err != nil {
		return err
	}
	a.Root.NoPassword, a.Root.PasswordSince = true, time.Time{}
	return nil
}

// takeDevice takes the root user's MFA device away.
func (a *Account) takeDevice(serial *string) error {
	if !a.Root.MFA || aws.ToString(serial) != a.rootSerial() {
		return noSuch("MFA Device invalid for user.")
	}
	a.Root.MFA = false
	return nil
}
