package sandbox

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// The aws CLI reads XML its own way: a few calls with lists, maps, blobs and errors.
func TestWithCLI(t *testing.T) {
	if testing.Short() {
		t.Skip("the aws CLI takes a second a call")
	}
	program, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("the aws CLI is not installed")
	}
	d, c := newIAMDesk(t, Options{})
	d.role(c, "ops")
	home := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	run := func(args ...string) (string, error) {
		cmd := exec.CommandContext(t.Context(), program, args...)
		cmd.Env = append(slices.Clone(home), "AWS_ENDPOINT_URL="+d.url, "AWS_ACCESS_KEY_ID="+d.master.AccessKeyID, "AWS_SECRET_ACCESS_KEY="+d.master.SecretAccessKey,
			"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_DEFAULT_REGION=eu-west-1", "AWS_PAGER=", "AWS_EC2_METADATA_DISABLED=true")
		out, err := cmd.CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	for _, row := range []struct{ command, want string }{
		{"iam create-user --user-name alice --tags Key=team,Value=ops --query User.[UserName,Tags[0].Value] --output text", "alice\tops"},
		{"iam list-roles --query Roles[].AssumeRolePolicyDocument.Statement[0].Principal.AWS --output text", "arn:aws:iam::111111111111:root"},
		{"iam get-account-summary --query SummaryMap.Users --output text", "2"},
		{"sts assume-role --role-arn arn:aws:iam::111111111111:role/ops --role-session-name me --query AssumedRoleUser.Arn --output text", "arn:aws:sts::111111111111:assumed-role/ops/me"},
	} {
		out, err := run(strings.Fields(row.command)...)
		if err != nil || out != row.want {
			t.Errorf("aws %s: got %q (%v), want %q", row.command, out, err, row.want)
		}
	}
	out, err := run("iam", "get-user", "--user-name", "nobody")
	if err == nil || !strings.Contains(out, "(NoSuchEntity) when calling the GetUser operation: The user with name nobody cannot be found.") {
		t.Errorf("a missing user: got %q (%v)", out, err)
	}
}
