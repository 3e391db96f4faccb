package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// served runs sandbox serve for as long as the test, and is its URL.
func served(t *testing.T, flags ...string) string {
	t.Helper()
	s, _, errs := trial("")
	out, in := io.Pipe()
	s.Out = in
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan int, 1)
	go func() { ended <- s.run(ctx, append([]string{"sandbox", "serve"}, flags...)) }()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != codeDone && code != codeInterrupted {
			t.Errorf("exit %d: %s", code, errs)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	_, url, _ := strings.Cut(strings.TrimSpace(line), "=")
	return strings.Trim(url, "'")
}

// posted asks the sandbox for one of its own services.
func posted(t *testing.T, url string, answer any) {
	t.Helper()
	out, err := http.Post(url, "", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Body.Close()
	if err := json.NewDecoder(out.Body).Decode(answer); err != nil || out.StatusCode != http.StatusOK {
		t.Fatal(out.Status, answer, err)
	}
}

func TestServeDiffersFromAWSAsTold(t *testing.T) {
	url := served(t, "--clock", "+36h", "--accounts", "1", "--rates")
	var admin sandbox.Credentials
	posted(t, url+"/_sandbox/account?id=111111111111", &admin)
	client := organizations.New(organizations.Options{
		Region: "eu-west-1", BaseEndpoint: &url, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(admin.AccessKeyID, admin.SecretAccessKey, ""),
	})
	_, err := client.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.InviteAccountToOrganization(t.Context(), invitation("aws@acme.example"))
	if code := codeOfAPI(err); code != "HandshakeConstraintViolationException" {
		t.Errorf("a second account: %v", err)
	}
	for range 3 { // two at once; the trial's clock stands still
		_, err = client.ListRoots(t.Context(), &organizations.ListRootsInput{})
	}
	if code := codeOfAPI(err); code != "TooManyRequestsException" {
		t.Errorf("the third in no time: %v", err)
	}
	var answer map[string]string
	posted(t, url+"/_sandbox/fault?rule=op%3DDescribeOrganization+do%3Ddelay:30", &answer)
	began := time.Now()
	if _, err = client.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{}); err != nil || time.Since(began) < 30*time.Millisecond {
		t.Errorf("a delayed reply came after %v, %v", time.Since(began), err)
	}
	log, err := (&place{url}).call(t.Context(), http.MethodGet, "log", nil)
	if want := `{"time":"2026-11-23T21:00:00Z",`; err != nil || !strings.HasPrefix(string(log), want) {
		t.Errorf("got %s, %v, want %s", log, err, want)
	}
}

func invitation(email string) *organizations.InviteAccountToOrganizationInput {
	return &organizations.InviteAccountToOrganizationInput{Target: &orgtypes.HandshakeParty{Type: orgtypes.HandshakePartyTypeEmail, Id: &email}}
}

func codeOfAPI(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return ""
	}
	return api.ErrorCode()
}

func TestRulesAreTypedAsTheShellHasThem(t *testing.T) {
	for want, words := range map[string][]string{
		"":                             nil,
		"op=CreateRole do=500":         {"op=CreateRole do=500"},
		"nth=2 do=throttle":            {"nth=2", "do=throttle"},
		`do=error:X message="a \"b\""`: {"do=error:X", `message=a "b"`},
		"what is this":                 {"what", "is this"},
	} {
		if got := ruleOf(words); got != want {
			t.Errorf("%q: got %s, want %s", words, got, want)
		}
	}
}

func TestRulesComplete(t *testing.T) {
	if got := typing(t, nil, "sandbox", "fault", "nth=1", "do=d"); got != "do=delay: do=drop-reply do=drop-request" {
		t.Errorf("got %s", got)
	}
}
