package sandbox

import (
	"cmp"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const usersMax = 5000 // AWS: IAM quotas

func (s iamService) CreateUser(in *iam.CreateUserInput) (*iam.CreateUserOutput, error) {
	name := aws.ToString(in.UserName)
	if err := s.checkNewUser(name); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := s.checkBoundary(in.PermissionsBoundary); err != nil {
		return nil, err
	}
	u := &User{Identity: s.identity("AIDA", name, path), Groups: []string{}}
	u.Tags, u.Boundary = tags, aws.ToString(in.PermissionsBoundary)
	s.iam().Users[name] = u
	return &iam.CreateUserOutput{User: s.account.toldUser(u)}, nil
}

func (s iamService) checkNewUser(name string) error {
	if err := checkName("userName", name, userNameMax); err != nil {
		return err
	}
	if taken(s.iam().Users, name) {
		return exists("User with name %s already exists.", name)
	}
	if len(s.iam().Users) >= usersMax {
		return overLimit("Cannot exceed quota for UsersPerAccount: %d", usersMax)
	}
	return nil
}

func (a *Account) toldUser(u *User) *iamtypes.User {
	all := &iamtypes.User{
		Arn: aws.String(a.arn("user", u.Identity)), CreateDate: aws.Time(u.Created), Path: aws.String(u.Path),
		UserId: aws.String(u.ID), UserName: aws.String(u.Name),
		PermissionsBoundary: toldBoundary(u.Boundary), Tags: told(u.Tags),
	}
	if u.Login != nil {
		all.PasswordLastUsed = u.Login.LastLogin
	}
	return all
}

// toldRoot is the root user, as GetUser tells it of itself.
func (a *Account) toldRoot() *iamtypes.User {
	return &iamtypes.User{
		Arn: aws.String("arn:aws:iam::" + a.ID + ":root"), CreateDate: aws.Time(a.Created), UserId: aws.String(a.ID),
		PasswordLastUsed: a.Root.PasswordLastUsed,
	}
}

func (s iamService) GetUser(in *iam.GetUserInput) (*iam.GetUserOutput, error) {
	if in.UserName == nil && s.byRoot() {
		return &iam.GetUserOutput{User: s.account.toldRoot()}, nil
	}
	u, err := s.self(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.GetUserOutput{User: s.account.toldUser(u)}, nil
}

func (s iamService) ListUsers(in *iam.ListUsersInput) (*iam.ListUsersOutput, error) {
	all := under(byName(s.iam().Users), func(u *User) string { return u.Path }, in.PathPrefix)
	page, next, err := paged(s.call, all, func(u *User) string { return u.Name }, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out := &iam.ListUsersOutput{Users: []iamtypes.User{}, IsTruncated: next != nil, Marker: next}
	for _, u := range page {
		told := s.account.toldUser(u)
		told.Tags, told.PermissionsBoundary = nil, nil // AWS: ListUsers does not return them
		out.Users = append(out.Users, *told)
	}
	return out, nil
}

func (s iamService) UpdateUser(in *iam.UpdateUserInput) (*iam.UpdateUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	path, name := u.Path, cmp.Or(aws.ToString(in.NewUserName), u.Name)
	if in.NewPath != nil {
		if path, err = pathOf(in.NewPath); err != nil {
			return nil, err
		}
	}
	if err := checkRename(s.iam().Users, "User", u.Name, name); err != nil {
		return nil, err
	}
	if err := checkName("newUserName", name, userNameMax); err != nil {
		return nil, err
	}
	s.iam().renameUser(u, name)
	u.Path = path
	return &iam.UpdateUserOutput{}, nil
}

// checkRename refuses a new name that somebody else has; a change of case alone is fine.
func checkRename[T any](all map[string]T, sort, old, name string) error {
	rest := maps.Clone(all)
	delete(rest, old)
	if taken(rest, name) {
		return exists("%s with name %s already exists.", sort, name)
	}
	return nil
}

// renameUser gives a user another name everywhere the account holds it.
func (m *IAM) renameUser(u *User, name string) {
	for _, k := range m.Keys {
		if k.User == u.Name {
			k.User = name
		}
	}
	for _, session := range m.Sessions {
		if session.User == u.Name {
			session.User = name
		}
	}
	for _, d := range m.MFA {
		if d.User == u.Name {
			d.User = name
		}
	}
	delete(m.Users, u.Name)
	u.Name = name
	m.Users[name] = u
}

func (s iamService) DeleteUser(in *iam.DeleteUserInput) (*iam.DeleteUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if left := s.iam().leftOf(u); left != "" {
		return nil, conflict("Cannot delete entity, must %s first.", left)
	}
	delete(s.iam().Users, u.Name)
	s.iam().dropSessions(func(one *Session) bool { return one.User == u.Name })
	return &iam.DeleteUserOutput{}, nil
}

// leftOf is what must be done before a user can be deleted; "" when nothing is left of it.
func (m *IAM) leftOf(u *User) string {
	hasKey := slices.ContainsFunc(byName(m.Keys), func(k *AccessKey) bool { return k.User == u.Name })
	hasMFA := slices.ContainsFunc(byName(m.MFA), func(d *MFADevice) bool { return d.User == u.Name })
	switch {
	case len(u.Groups) > 0:
		return "remove users from group"
	case u.Login != nil:
		return "delete login profile"
	case hasKey:
		return "delete access keys"
	case hasMFA || len(u.Passkeys) > 0:
		return "delete MFA device"
	case len(u.Attached) > 0:
		return "detach all policies"
	case len(u.Inline) > 0:
		return "delete policies"
	case len(u.SSHKeys) > 0:
		return "delete SSH public keys"
	case len(u.Certs) > 0:
		return "delete signing certificates"
	case len(u.ServiceKeys) > 0:
		return "delete service specific credentials"
	}
	return ""
}

func (m *IAM) dropSessions(of func(*Session) bool) {
	maps.DeleteFunc(m.Sessions, func(_ string, one *Session) bool { return of(one) })
}
