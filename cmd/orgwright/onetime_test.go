package main

import (
	"encoding/base32"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/pquerna/otp/totp"

	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// A deskWithMFA is a sandbox that lives by another clock, where sessions may already
// have ended, and somebody there who needs a one-time code.
type deskWithMFA struct {
	*testing.T
	off    time.Duration
	people *iam.Client
	seed   string
}

func (d *deskWithMFA) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// code is the one that the telephone shows, steps from now.
func (d *deskWithMFA) code(steps int) string {
	c, err := totp.GenerateCode(d.seed, time.Now().Add(d.off+time.Duration(steps)*30*time.Second))
	d.must(err)
	return c
}

// withMFA makes the sandbox, ada with her telephone, and a profile by which she
// becomes an administrator.
func withMFA(t *testing.T, off time.Duration) *deskWithMFA {
	awsAlone(t)
	w := sandbox.New(sandbox.Options{Clock: func() time.Time { return time.Now().Add(off) }})
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	d := &deskWithMFA{T: t, off: off}
	admin, err := w.Account(stageMaster, "aws+master@tiny.example")
	d.must(err)
	d.people = iam.New(iam.Options{
		Region: "eu-west-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider(admin.AccessKeyID, admin.SecretAccessKey, ""),
	})
	key := d.ada()
	serial := d.enrol()
	config := fmt.Sprintf("[profile ada]\naws_access_key_id = %s\naws_secret_access_key = %s\n[profile boss]\nrole_arn = arn:aws:iam::%s:role/boss\n"+
		"source_profile = ada\nmfa_serial = %s\n", *key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey, stageMaster, serial)
	d.must(os.WriteFile(os.Getenv("AWS_CONFIG_FILE"), []byte(config), 0o600))
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
	return d
}

func (d *deskWithMFA) ada() *iam.CreateAccessKeyOutput {
	ctx, all := d.Context(), `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`
	_, err := d.people.CreateUser(ctx, &iam.CreateUserInput{UserName: aws.String("ada")})
	d.must(err)
	_, err = d.people.PutUserPolicy(ctx, &iam.PutUserPolicyInput{UserName: aws.String("ada"), PolicyName: aws.String("all"), PolicyDocument: &all})
	d.must(err)
	_, err = d.people.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("boss"), AssumeRolePolicyDocument: aws.String(policy.TrustWithMFA(stageMaster).String())})
	d.must(err)
	_, err = d.people.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: aws.String("boss"), PolicyName: aws.String("all"), PolicyDocument: &all})
	d.must(err)
	key, err := d.people.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: aws.String("ada")})
	d.must(err)
	return key
}

func (d *deskWithMFA) enrol() (serial string) {
	made, err := d.people.CreateVirtualMFADevice(d.Context(), &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: aws.String("ada")})
	d.must(err)
	d.seed = string(made.VirtualMFADevice.Base32StringSeed)
	_, err = base32.StdEncoding.DecodeString(d.seed)
	d.must(err)
	_, err = d.people.EnableMFADevice(d.Context(), &iam.EnableMFADeviceInput{
		UserName: aws.String("ada"), SerialNumber: made.VirtualMFADevice.SerialNumber,
		AuthenticationCode1: aws.String(d.code(-2)), AuthenticationCode2: aws.String(d.code(-1)),
	})
	d.must(err)
	return *made.VirtualMFADevice.SerialNumber
}

// plan is a plan by that profile, at a terminal, with these answers.
func (d *deskWithMFA) plan(answers ...string) (code int, out, errs string) {
	path := filepath.Join(d.TempDir(), "org.yaml")
	d.must(os.WriteFile(path, []byte(bare), 0o600))
	s, o, e := trial(strings.Join(answers, "\n") + "\n")
	s.InTerminal, s.Getenv = true, os.Getenv
	code = s.run(d.Context(), []string{"plan", "-f", path, "--profile", "boss"})
	return code, o.String(), e.String()
}

// A profile with MFA is asked for one code, and that is enough for a run.
func TestOneTimeCode(t *testing.T) {
	d := withMFA(t, 0)
	code, out, errs := d.plan(d.code(0))
	if code != codeDone || !strings.Contains(out, "to create") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if n := strings.Count(errs, "One-time code"); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// A session that ends within the run ends the run: nobody is asked again.
func TestOneTimeCodeIsAskedOnce(t *testing.T) {
	d := withMFA(t, -2*time.Hour) // so that sessions are over as soon as they begin
	code, out, errs := d.plan(d.code(0), d.code(1))
	if code != codeCredentials || out != "" {
		t.Errorf("exit %d, want %d\n%s%s", code, codeCredentials, out, errs)
	}
	holds(t, errs, "the session that the one-time code opened has ended", "run the same command again, with a new code")
	if n := strings.Count(errs, "One-time code"); n != 1 {
		t.Errorf("asked %d times:\n%s", n, errs)
	}
}

// Without a terminal the code stands on the command line; without either the
// run ends before anything is asked, and says the ways there are.
func TestOneTimeCodeOnTheCommandLine(t *testing.T) {
	d := withMFA(t, 0)
	path := filepath.Join(d.TempDir(), "org.yaml")
	d.must(os.WriteFile(path, []byte(bare), 0o600))
	for _, tt := range []struct {
		flags []string
		code  int
	}{{nil, codeCredentials}, {[]string{"--mfa-code", d.code(0)}, codeDone}} {
		s, out, errs := trial("")
		s.Getenv = os.Getenv
		if code := s.run(t.Context(), append([]string{"plan", "-f", path, "--profile", "boss"}, tt.flags...)); code != tt.code {
			t.Errorf("%v: exit %d, want %d\n%s%s", tt.flags, code, tt.code, out, errs)
		}
		if tt.code == codeCredentials {
			holds(t, errs.String(), "wants a one-time code", "--mfa-code CODE", "aws-vault exec PROFILE", "granted's assume PROFILE")
		}
	}
}
