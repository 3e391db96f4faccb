package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func TestUserLife(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	made, err := c.CreateUser(t.Context(), &iam.CreateUserInput{
		UserName: aws.String("alice"), Path: aws.String("/people/"), Tags: []iamtypes.Tag{{Key: aws.String("team"), Value: aws.String("ops + co")}},
		PermissionsBoundary: aws.String(managedPrefix + "/PowerUserAccess"),
	})
	d.must(err)
	d.equal(*made.User.Arn, "arn:aws:iam::111111111111:user/people/alice")
	d.equal(strings.HasPrefix(*made.User.UserId, "AIDA") && len(*made.User.UserId) == 21, true)
	got, err := c.GetUser(t.Context(), &iam.GetUserInput{UserName: aws.String("alice")})
	d.must(err)
	d.equal(*got.User.Tags[0].Value, "ops + co")
	d.equal(*got.User.PermissionsBoundary.PermissionsBoundaryArn, managedPrefix+"/PowerUserAccess")
	d.equal(got.User.CreateDate.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), true)

	_, err = c.UpdateUser(t.Context(), &iam.UpdateUserInput{UserName: aws.String("alice"), NewUserName: aws.String("Alice"), NewPath: aws.String("/")})
	d.must(err)
	_, err = c.GetUser(t.Context(), &iam.GetUserInput{UserName: aws.String("alice")})
	d.says(err, "NoSuchEntity", "The user with name alice cannot be found.")
	got, err = c.GetUser(t.Context(), &iam.GetUserInput{UserName: aws.String("Alice")})
	d.must(err)
	d.equal(*got.User.UserId, *made.User.UserId)
	d.equal(*got.User.Arn, "arn:aws:iam::111111111111:user/Alice")
	_, err = c.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("Alice")})
	d.must(err)
	_, err = c.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("Alice")})
	d.refused(err, "NoSuchEntity", "")
}

func TestUserWithoutNameIsTheCaller(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	got, err := c.GetUser(t.Context(), &iam.GetUserInput{})
	d.must(err)
	d.equal(*got.User.UserName, "administrator")
}

func TestUserRefused(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	d.user(c, "bob")
	for _, row := range []struct{ name, path, boundary, code, words string }{
		{"ALICE", "/", "", "EntityAlreadyExists", "User with name ALICE already exists."},
		{"a b", "/", "", "ValidationError", "userName"},
		{strings.Repeat("a", 65), "/", "", "ValidationError", "64"},
		{"carol", "people/", "", "ValidationError", "path"},
		{"carol", "/people", "", "ValidationError", "path"},
		{"carol", "/", "arn:aws:iam::111111111111:policy/none", "NoSuchEntity", "none"},
	} {
		in := &iam.CreateUserInput{UserName: &row.name, Path: &row.path, PermissionsBoundary: some(row.boundary)}
		_, err := c.CreateUser(t.Context(), in)
		d.says(err, row.code, row.words)
	}
	_, err := c.UpdateUser(t.Context(), &iam.UpdateUserInput{UserName: aws.String("bob"), NewUserName: aws.String("Alice")})
	d.refused(err, "EntityAlreadyExists", "")
	_, err = c.UpdateUser(t.Context(), &iam.UpdateUserInput{UserName: aws.String("bob"), NewUserName: aws.String("b b")})
	d.refused(err, "ValidationError", "")
	_, err = c.UpdateUser(t.Context(), &iam.UpdateUserInput{UserName: aws.String("bob"), NewPath: aws.String("x")})
	d.refused(err, "ValidationError", "")
}

func TestUserPages(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 2})
	for n := range 5 {
		_, err := c.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String(fmt.Sprint("u", n)), Path: aws.String("/people/")})
		d.must(err)
	}
	var names []string
	pages := 0
	for p := iam.NewListUsersPaginator(c, &iam.ListUsersInput{PathPrefix: aws.String("/people/")}); p.HasMorePages(); pages++ {
		page, err := p.NextPage(t.Context())
		d.must(err)
		for _, u := range page.Users {
			names = append(names, *u.UserName)
		}
	}
	d.equal(names, []string{"u0", "u1", "u2", "u3", "u4"})
	d.equal(pages, 3)
	first, err := c.ListUsers(t.Context(), &iam.ListUsersInput{MaxItems: aws.Int32(1)})
	d.must(err)
	d.equal(len(first.Users), 1)
	_, err = c.ListUsers(t.Context(), &iam.ListUsersInput{Marker: aws.String("no marker")})
	d.refused(err, "ValidationError", "")
	_, err = c.ListUsers(t.Context(), &iam.ListUsersInput{MaxItems: aws.Int32(1001)})
	d.refused(err, "ValidationError", "")
}

// A marker stays good when the item it names is gone.
func TestMarkerOfDeletedUser(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 1})
	d.user(c, "a1")
	d.user(c, "a2")
	first, err := c.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.must(err)
	_, err = c.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: first.Users[0].UserName})
	d.must(err)
	next, err := c.ListUsers(t.Context(), &iam.ListUsersInput{Marker: first.Marker})
	d.must(err)
	d.equal(*next.Users[0].UserName, "a2")
}

// An undo takes one thing away from a user; words are in the refusal to delete
// the user before that.
type undo struct {
	words string
	do    func() error
}

// signsIn gives a user a group, a password, an access key and an MFA device.
func (d *desk) signsIn(c *iam.Client, u *string) []undo {
	d.Helper()
	d.group(c, "staff")
	_, err := c.AddUserToGroup(d.Context(), &iam.AddUserToGroupInput{GroupName: aws.String("staff"), UserName: u})
	d.must(err)
	_, err = c.CreateLoginProfile(d.Context(), &iam.CreateLoginProfileInput{UserName: u, Password: aws.String("Correct-Horse-7")})
	d.must(err)
	key, err := c.CreateAccessKey(d.Context(), &iam.CreateAccessKeyInput{UserName: u})
	d.must(err)
	serial, _ := d.enrol(c, *u)
	return []undo{
		{"group", func() error {
			_, err := c.RemoveUserFromGroup(d.Context(), &iam.RemoveUserFromGroupInput{GroupName: aws.String("staff"), UserName: u})
			return err
		}},
		{"login profile", func() error {
			_, err := c.DeleteLoginProfile(d.Context(), &iam.DeleteLoginProfileInput{UserName: u})
			return err
		}},
		{"access keys", func() error {
			_, err := c.DeleteAccessKey(d.Context(), &iam.DeleteAccessKeyInput{UserName: u, AccessKeyId: key.AccessKey.AccessKeyId})
			return err
		}},
		{"MFA device", func() error {
			_, err := c.DeactivateMFADevice(d.Context(), &iam.DeactivateMFADeviceInput{UserName: u, SerialNumber: serial})
			return err
		}},
	}
}

// mayDo gives a user an inline and a managed policy.
func (d *desk) mayDo(c *iam.Client, u *string) []undo {
	d.Helper()
	_, err := c.PutUserPolicy(d.Context(), &iam.PutUserPolicyInput{UserName: u, PolicyName: aws.String("p"), PolicyDocument: aws.String(allowAll)})
	d.must(err)
	_, err = c.AttachUserPolicy(d.Context(), &iam.AttachUserPolicyInput{UserName: u, PolicyArn: aws.String(administratorAccess)})
	d.must(err)
	return []undo{
		{"detach all policies", func() error {
			_, err := c.DetachUserPolicy(d.Context(), &iam.DetachUserPolicyInput{UserName: u, PolicyArn: aws.String(administratorAccess)})
			return err
		}},
		{"delete policies", func() error {
			_, err := c.DeleteUserPolicy(d.Context(), &iam.DeleteUserPolicyInput{UserName: u, PolicyName: aws.String("p")})
			return err
		}},
	}
}

// carries gives a user an SSH key, a certificate and a credential for Git.
func (d *desk) carries(c *iam.Client, u *string) []undo {
	d.Helper()
	ssh, err := c.UploadSSHPublicKey(d.Context(), &iam.UploadSSHPublicKeyInput{UserName: u, SSHPublicKeyBody: aws.String(sshKey)})
	d.must(err)
	cert, err := c.UploadSigningCertificate(d.Context(), &iam.UploadSigningCertificateInput{UserName: u, CertificateBody: aws.String(certificate)})
	d.must(err)
	git, err := c.CreateServiceSpecificCredential(d.Context(), &iam.CreateServiceSpecificCredentialInput{UserName: u, ServiceName: aws.String("codecommit.amazonaws.com")})
	d.must(err)
	return []undo{
		{"SSH", func() error {
			_, err := c.DeleteSSHPublicKey(d.Context(), &iam.DeleteSSHPublicKeyInput{UserName: u, SSHPublicKeyId: ssh.SSHPublicKey.SSHPublicKeyId})
			return err
		}},
		{"certificates", func() error {
			_, err := c.DeleteSigningCertificate(d.Context(), &iam.DeleteSigningCertificateInput{UserName: u, CertificateId: cert.Certificate.CertificateId})
			return err
		}},
		{"service specific", func() error {
			_, err := c.DeleteServiceSpecificCredential(d.Context(), &iam.DeleteServiceSpecificCredentialInput{UserName: u, ServiceSpecificCredentialId: git.ServiceSpecificCredential.ServiceSpecificCredentialId})
			return err
		}},
	}
}

func TestDeleteUserConflicts(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	u := d.user(c, "alice").UserName
	for _, step := range slices.Concat(d.signsIn(c, u), d.mayDo(c, u), d.carries(c, u)) {
		_, err := c.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: u})
		d.says(err, "DeleteConflict", step.words)
		d.must(step.do())
	}
	_, err := c.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: u})
	d.must(err)
}
