package sandbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/orgwright/orgwright/engine/policy"
)

// A cli is the aws CLI with a directory of its own for what it reads and writes.
type cli struct {
	*desk
	program, home string
}

func newCLI(d *desk) *cli {
	if testing.Short() {
		d.Skip("the aws CLI takes a second a call")
	}
	program, err := exec.LookPath("aws")
	if err != nil {
		d.Skip("the aws CLI is not installed")
	}
	d.Parallel()
	return &cli{d, program, d.TempDir()}
}

// run runs a command with some variables, and is what it prints, errors too.
func (c *cli) run(command string, variables ...string) (string, error) {
	cmd := exec.CommandContext(c.Context(), c.program, strings.Fields(command)...)
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + c.home, "AWS_CONFIG_FILE=" + filepath.Join(c.home, "config"), "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
		"AWS_ENDPOINT_URL=" + c.url, "AWS_DEFAULT_REGION=eu-west-1", "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true",
	}, variables...)
	out, err := cmd.CombinedOutput()
	return strings.TrimSpace(string(out)), err
}

func keyed(by Credentials) []string {
	return []string{"AWS_ACCESS_KEY_ID=" + by.AccessKeyID, "AWS_SECRET_ACCESS_KEY=" + by.SecretAccessKey}
}

// A day with the aws CLI: somebody else's signatures, in every protocol, with and
// without a session token.
func TestADayWithTheCLI(t *testing.T) {
	d := newOrg(t, Options{})
	c := newCLI(d)
	arn := *d.leaf(mfaTrust, 3600)
	alice := d.person("alice")
	d.team("everybody", policy.SelfService("/orgwright/").String(), "alice")
	d.team("operations", rules(`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"`+arn+`"}`), "alice")
	serial, seed := d.enrol(d.iam(alice), "alice")
	d.pass(time.Minute)
	forged := alice
	forged.SecretAccessKey = "nonsense"
	assume := "sts assume-role --role-arn " + arn + " --role-session-name alice --query Credentials.[AccessKeyId,SecretAccessKey,SessionToken] --output text"
	code := *d.code(seed, 0)
	for _, row := range []struct {
		by            Credentials
		command, want string // "(" begins what an error says
	}{
		{forged, "iam get-user", "(SignatureDoesNotMatch)"},
		{alice, "organizations list-accounts", "(AccessDeniedException) when calling the ListAccounts operation: User: arn:aws:iam::111111111111:user/orgwright/alice is not authorized to perform: organizations:ListAccounts on resource: * with an explicit deny in an identity-based policy"},
		{d.master, "account put-alternate-contact --alternate-contact-type SECURITY --email-address s@acme.example --name Sec --title CISO --phone-number +31201234567", ""},
		{alice, assume + " --serial-number " + *serial + " --token-code " + code, "ASIA"},
		{alice, assume + " --serial-number " + *serial + " --token-code " + code, "(AccessDenied) when calling the AssumeRole operation: MultiFactorAuthentication failed with invalid MFA one time pass code."},
	} {
		out, err := c.run(row.command, keyed(row.by)...)
		if refused := strings.HasPrefix(row.want, "("); (err != nil) != refused || !strings.Contains(out, row.want) {
			t.Errorf("aws %s: got %q (%v), want %q", row.command, out, err, row.want)
		}
		if given := strings.Fields(out); strings.HasPrefix(out, "ASIA") {
			session := append(keyed(Credentials{AccessKeyID: given[0], SecretAccessKey: given[1]}), "AWS_SESSION_TOKEN="+given[2])
			out, err := c.run("iam get-role --role-name ops --query Role.Arn --output text", session...)
			d.must(err)
			d.equal(out, arn)
		}
	}
}

// A profile such as people are given leads the CLI into a leaf.
func TestAProfileWithTheCLI(t *testing.T) {
	d := newOrg(t, Options{})
	c := newCLI(d)
	d.clock.Store(time.Now().UnixNano()) // the CLI minds when its session ends
	arn := *d.leaf(trustRoot, 3600)
	alice := d.person("alice", rules(`{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"`+arn+`"}`))
	d.must(os.WriteFile(filepath.Join(c.home, "config"), []byte("[profile alice]\naws_access_key_id = "+alice.AccessKeyID+"\naws_secret_access_key = "+alice.SecretAccessKey+
		"\n[profile ops]\nrole_arn = "+arn+"\nsource_profile = alice\nrole_session_name = alice\nregion = eu-west-1\n"), 0o600))
	out, err := c.run("sts get-caller-identity --profile ops --query Arn --output text")
	if err != nil || out != "arn:aws:sts::222222222222:assumed-role/ops/alice" {
		t.Errorf("got %q (%v)", out, err)
	}
	d.equal(d.world.Accounts[leafID].IAM.Roles["ops"].LastUsed != nil, true)
	d.equal(aws.ToTime(d.world.Accounts[masterID].IAM.Keys[alice.AccessKeyID].LastUsed).Equal(d.world.moment()), true)
}
