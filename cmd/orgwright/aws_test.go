package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

const profiles = `
[profile mfa]
role_arn = arn:aws:iam::111111111111:role/x
source_profile = source
mfa_serial = arn:aws:iam::111111111111:mfa/x
[profile source]
aws_access_key_id = AKIAEXAMPLE
aws_secret_access_key = canary
[profile sso]
sso_session = s
sso_account_id = 111111111111
sso_role_name = r
[sso-session s]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
`

// awsAlone makes the AWS SDK see nothing of this machine but the profiles.
func awsAlone(t *testing.T) {
	t.Helper()
	for _, v := range os.Environ() {
		if name, _, _ := strings.Cut(v, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, "")
			os.Unsetenv(name)
		}
	}
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(profiles), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOME", t.TempDir())
	t.Setenv("AWS_CONFIG_FILE", path)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

// whoami is the SDK's error of the first call that every command makes.
func whoami(options ...func(*config.LoadOptions) error) error {
	options = append(options, config.WithRetryMaxAttempts(1))
	c, err := config.LoadDefaultConfig(context.Background(), options...)
	if err != nil {
		return fmt.Errorf("read the AWS configuration: %w", err)
	}
	_, err = sts.NewFromConfig(c).GetCallerIdentity(context.Background(), &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("ask AWS who is calling: %w", err)
	}
	return nil
}

// told is the exit of an error and what is printed of it.
func told(t *testing.T, env map[string]string, err error) (int, string) {
	t.Helper()
	s, _, _ := trial("")
	s.Getenv = func(name string) string { return env[name] }
	var text bytes.Buffer
	e := s.ended(t.Context(), err)
	e.tell(&text)
	if strings.Contains(text.String(), "canary") {
		t.Errorf("a secret is printed: %s", text.String())
	}
	return e.code, text.String()
}

func keys() func(*config.LoadOptions) error {
	return config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "canary", ""))
}

// has holds an exit to its code, its first line and words of its hints.
func has(t *testing.T, code, want int, text, first string, more ...string) {
	t.Helper()
	line, _, _ := strings.Cut(text, "\n")
	if code != want || line != "orgwright: "+first {
		t.Errorf("exit %d, want %d\n got %s\nwant orgwright: %s", code, want, text, first)
	}
	for _, m := range more {
		if !strings.Contains(text, m) {
			t.Errorf("%q is missing in\n%s", m, text)
		}
	}
}

func TestWhoIsCalling(t *testing.T) {
	awsAlone(t)
	region := config.WithRegion("eu-west-1")

	code, text := told(t, nil, whoami(region))
	has(t, code, codeCredentials, text, "no AWS credentials", "aws sso login", "AWS_PROFILE", "--profile")

	code, text = told(t, nil, whoami(region, config.WithSharedConfigProfile("sso")))
	has(t, code, codeCredentials, text, "no AWS credentials", "SSO token", "aws sso login")

	code, text = told(t, nil, whoami(region, config.WithSharedConfigProfile("gone")))
	has(t, code, codeCredentials, text, `there is no AWS profile "gone"`, "--profile")

	code, text = told(t, nil, whoami(region, config.WithSharedConfigProfile("mfa")))
	has(t, code, codeCredentials, text, "read the AWS configuration: the profile wants a one-time code of an MFA device", "--mfa-code", "aws-vault", "granted", "aws sso login")

	code, text = told(t, nil, whoami(keys()))
	has(t, code, codeError, text, "ask AWS who is calling: STS GetCallerIdentity: endpoint rule error, Invalid Configuration: Missing Region", "home_region", "AWS_REGION")
}

func TestUnreachable(t *testing.T) {
	awsAlone(t)
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	t.Setenv("AWS_ENDPOINT_URL", gone.URL)
	code, text := told(t, map[string]string{"AWS_ENDPOINT_URL": gone.URL}, whoami(config.WithRegion("eu-west-1"), keys()))
	address := strings.TrimPrefix(gone.URL, "http://")
	has(t, code, codeError, text, "ask AWS who is calling: STS GetCallerIdentity: dial tcp "+address+": connect: connection refused",
		"AWS_ENDPOINT_URL is "+gone.URL)
}

// answering is an AWS that gives one answer to everything.
func answering(t *testing.T, status int, contentType, body string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Amzn-Requestid", "r-1")
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	t.Setenv("AWS_ENDPOINT_URL", server.URL)
}

func TestAnswers(t *testing.T) {
	awsAlone(t)
	region := config.WithRegion("eu-west-1")
	fault := func(code, message string) string {
		return `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>` + code +
			`</Code><Message>` + message + `</Message></Error><RequestId>r-1</RequestId></ErrorResponse>`
	}

	answering(t, 403, "text/xml", fault("ExpiredToken", "The token is expired"))
	code, text := told(t, nil, whoami(region, keys()))
	has(t, code, codeCredentials, text, "ask AWS who is calling: STS GetCallerIdentity: ExpiredToken: The token is expired (request r-1)", "aws sso login", "--profile")

	answering(t, 403, "text/xml", fault("AccessDenied", "Not &#8238;allowed"))
	code, text = told(t, nil, whoami(region, keys()))
	has(t, code, codeError, text, `ask AWS who is calling: STS GetCallerIdentity: AccessDenied: Not \u202eallowed (request r-1)`, "the missing permission: sts:GetCallerIdentity", "orgwright doctor", "MFA")

	answering(t, 403, "text/xml", fault("AccessDenied", "User: arn:aws:iam::111111111111:user/carol is not authorized to perform: iam:ListRoles on resource: x with an explicit deny in a service control policy"))
	code, text = told(t, nil, fmt.Errorf("list the roles of production: %w", whoami(region, keys())))
	has(t, code, codeError, text, "list the roles of production: ask AWS who is calling: STS GetCallerIdentity: AccessDenied: User: arn:aws:iam::111111111111:user/carol is not authorized to perform: "+
		"iam:ListRoles on resource: x with an explicit deny in a service control policy (request r-1)",
		"who is calling: arn:aws:iam::111111111111:user/carol\n", "the missing permission: iam:ListRoles\n", "a guardrail of the organization denies it")

	answering(t, 400, "application/x-amz-json-1.1", `{"__type":"ConstraintViolationException","Message":"Too many","Reason":"ACCOUNT_NUMBER_LIMIT_EXCEEDED"}`)
	c, err := config.LoadDefaultConfig(t.Context(), region, keys())
	if err != nil {
		t.Fatal(err)
	}
	_, err = organizations.NewFromConfig(c).CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@b.example")})
	code, text = told(t, nil, fmt.Errorf("+ master/account/a: %w", err))
	has(t, code, codeError, text, "+ master/account/a: Organizations CreateAccount: ConstraintViolationException (ACCOUNT_NUMBER_LIMIT_EXCEEDED): Too many (request r-1)")
}
