package kind

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/pquerna/otp/totp"

	"github.com/orgwright/orgwright/engine/policy"
)

// join is what an administrator of the legacy account does: accept, and let
// the master account in.
func (l *lab) join() {
	l.Helper()
	cfg := l.cfg.Copy()
	cfg.Credentials = l.administrator(legacyID, "aws@acme.example")
	org := organizations.NewFromConfig(cfg)
	got, err := org.ListHandshakesForAccount(l.Context(), &organizations.ListHandshakesForAccountInput{})
	l.must(err)
	if len(got.Handshakes) != 1 {
		l.Fatalf("%d invitations for the legacy account, want 1", len(got.Handshakes))
	}
	_, err = org.AcceptHandshake(l.Context(), &organizations.AcceptHandshakeInput{HandshakeId: got.Handshakes[0].Id})
	l.must(err)
	people := iam.NewFromConfig(cfg)
	name := aws.String("OrganizationAccountAccessRole")
	_, err = people.CreateRole(l.Context(), &iam.CreateRoleInput{RoleName: name, AssumeRolePolicyDocument: aws.String(policy.TrustAccount(masterID).String())})
	l.must(err)
	_, err = people.AttachRolePolicy(l.Context(), &iam.AttachRolePolicyInput{RoleName: name, PolicyArn: aws.String("arn:aws:iam::aws:policy/AdministratorAccess")})
	l.must(err)
}

// enrol is what a person does with a telephone: two codes, one after another.
// It hands out the next code, which is another one half a minute later.
func (l *lab) enrol(user string) (next func() *string) {
	l.Helper()
	people := iam.NewFromConfig(l.cfg)
	made, err := people.CreateVirtualMFADevice(l.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String(user)})
	l.must(err)
	seed := strings.TrimRight(string(made.VirtualMFADevice.Base32StringSeed), "=")
	code := func(ago time.Duration) *string {
		c, err := totp.GenerateCode(seed, l.clock.Now().Add(-ago))
		l.must(err)
		return &c
	}
	_, err = people.EnableMFADevice(l.Context(), &iam.EnableMFADeviceInput{
		UserName: &user, SerialNumber: made.VirtualMFADevice.SerialNumber,
		AuthenticationCode1: code(30 * time.Second), AuthenticationCode2: code(0),
	})
	l.must(err)
	return func() *string {
		l.must(l.clock.sleep(l.Context(), 30*time.Second))
		return code(0)
	}
}
