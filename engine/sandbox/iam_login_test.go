package sandbox

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func TestLoginProfile(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	u := aws.String("alice")
	create := func(password string) error {
		_, err := c.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{UserName: u, Password: &password, PasswordResetRequired: true})
		return err
	}
	_, err := c.GetLoginProfile(t.Context(), &iam.GetLoginProfileInput{UserName: u})
	d.says(err, "NoSuchEntity", "Login Profile for User alice cannot be found.")
	d.refused(create("short-1"), "PasswordPolicyViolation", "")
	d.refused(create("onlylowercase1"), "PasswordPolicyViolation", "")
	d.must(create("Correct-Horse-7"))
	d.says(create("Correct-Horse-7"), "EntityAlreadyExists", "already exists")
	got, err := c.GetLoginProfile(t.Context(), &iam.GetLoginProfileInput{UserName: u})
	d.must(err)
	d.equal(got.LoginProfile.PasswordResetRequired, true)
	state, err := json.Marshal(d.world)
	d.must(err)
	d.equal(strings.Contains(string(state), "Correct-Horse-7"), false)

	d.grant(c, "alice", administratorAccess)
	own := d.iam(d.key(c, "alice"))
	change := func(old, now string) error {
		_, err := own.ChangePassword(t.Context(), &iam.ChangePasswordInput{OldPassword: &old, NewPassword: &now})
		return err
	}
	d.says(change("Wrong-Horse-7", "Correct-Horse-8"), "AccessDenied", "old password")
	d.must(change("Correct-Horse-7", "Correct-Horse-8"))
	got, err = c.GetLoginProfile(t.Context(), &iam.GetLoginProfileInput{UserName: u})
	d.must(err)
	d.equal(got.LoginProfile.PasswordResetRequired, false)
	_, err = c.UpdateLoginProfile(t.Context(), &iam.UpdateLoginProfileInput{UserName: u, Password: aws.String("Correct-Horse-9"), PasswordResetRequired: aws.Bool(true)})
	d.must(err)
	d.must(change("Correct-Horse-9", "Correct-Horse-10"))
	_, err = c.DeleteLoginProfile(t.Context(), &iam.DeleteLoginProfileInput{UserName: u})
	d.must(err)
	_, err = c.UpdateLoginProfile(t.Context(), &iam.UpdateLoginProfileInput{UserName: u})
	d.refused(err, "NoSuchEntity", "")
}

func TestPasswordPolicy(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	_, err := c.GetAccountPasswordPolicy(t.Context(), &iam.GetAccountPasswordPolicyInput{})
	d.says(err, "NoSuchEntity", "The Password Policy with domain name 111111111111 cannot be found.")
	_, err = c.UpdateAccountPasswordPolicy(t.Context(), &iam.UpdateAccountPasswordPolicyInput{
		MinimumPasswordLength: aws.Int32(14), RequireSymbols: true, RequireNumbers: true, RequireUppercaseCharacters: true, RequireLowercaseCharacters: true,
		AllowUsersToChangePassword: true, MaxPasswordAge: aws.Int32(90), PasswordReusePrevention: aws.Int32(2), HardExpiry: aws.Bool(true),
	})
	d.must(err)
	got, err := c.GetAccountPasswordPolicy(t.Context(), &iam.GetAccountPasswordPolicyInput{})
	d.must(err)
	p := got.PasswordPolicy
	d.equal([]int32{*p.MinimumPasswordLength, *p.MaxPasswordAge, *p.PasswordReusePrevention}, []int32{14, 90, 2})
	d.equal([]bool{p.ExpirePasswords, *p.HardExpiry, p.RequireSymbols, p.AllowUsersToChangePassword}, []bool{true, true, true, true})

	d.user(c, "alice")
	for _, password := range []string{"Short-1", "no-upper-case-letter-1", "NO-LOWER-CASE-LETTER-1", "No-Number-In-This-One", "NoSymbolInThisOne1"} {
		_, err := c.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{UserName: aws.String("alice"), Password: &password})
		d.refused(err, "PasswordPolicyViolation", "")
	}
	set := func(password string) error {
		_, err := c.UpdateLoginProfile(t.Context(), &iam.UpdateLoginProfileInput{UserName: aws.String("alice"), Password: &password})
		return err
	}
	_, err = c.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{UserName: aws.String("alice"), Password: aws.String("First-Password-1")})
	d.must(err)
	d.says(set("First-Password-1"), "PasswordPolicyViolation", "used before")
	d.must(set("Second-Password-2"))
	d.says(set("First-Password-1"), "PasswordPolicyViolation", "used before")
	d.must(set("Third-Password-3"))
	d.must(set("First-Password-1"))

	for _, in := range []*iam.UpdateAccountPasswordPolicyInput{
		{MinimumPasswordLength: aws.Int32(5)}, {MaxPasswordAge: aws.Int32(1096)}, {PasswordReusePrevention: aws.Int32(25)},
	} {
		_, err := c.UpdateAccountPasswordPolicy(t.Context(), in)
		d.refused(err, "ValidationError", "")
	}
	_, err = c.UpdateAccountPasswordPolicy(t.Context(), &iam.UpdateAccountPasswordPolicyInput{}) // all defaults
	d.must(err)
	got, err = c.GetAccountPasswordPolicy(t.Context(), &iam.GetAccountPasswordPolicyInput{})
	d.must(err)
	d.equal([]bool{*got.PasswordPolicy.MinimumPasswordLength == 6, got.PasswordPolicy.ExpirePasswords, got.PasswordPolicy.RequireNumbers}, []bool{true, false, false})
	_, err = c.DeleteAccountPasswordPolicy(t.Context(), &iam.DeleteAccountPasswordPolicyInput{})
	d.must(err)
	_, err = c.DeleteAccountPasswordPolicy(t.Context(), &iam.DeleteAccountPasswordPolicyInput{})
	d.refused(err, "NoSuchEntity", "")
}
