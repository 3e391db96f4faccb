package sandbox

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

const exampleSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

// The signatures of AWS's own examples (AWS: signature version 4 test suite, and
// the general reference's example of iam:ListUsers).
func TestSignaturesOfAWSExamples(t *testing.T) {
	for _, row := range []struct {
		target, service, headers, want string
		more                           map[string]string
	}{
		{"/", "service", "host;x-amz-date", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", nil},
		{
			"/?Action=ListUsers&Version=2010-05-08", "iam", "content-type;host;x-amz-date", "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7",
			map[string]string{"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
		},
	} {
		in := httptest.NewRequest(http.MethodGet, row.target, http.NoBody)
		in.Host = "example.amazonaws.com"
		if row.service == "iam" {
			in.Host = "iam.amazonaws.com"
		}
		in.Header.Set("X-Amz-Date", "20150830T123600Z")
		for name, value := range row.more {
			in.Header.Set(name, value)
		}
		in.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/"+row.service+"/aws4_request, SignedHeaders="+row.headers+", Signature="+row.want)
		s := readSignature(in, nil)
		if err := s.check(exampleSecret, row.service, time.Date(2015, 8, 30, 12, 36, 0, 0, time.UTC)); err != nil {
			t.Errorf("%s: %v, computed %s", row.target, err, s.of(exampleSecret))
		}
	}
}

// Paths, queries and headers that need care are read as the SDK writes them.
func TestSignaturesOfTheSDK(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, target := range []string{"/", "/getAlternateContact", "/a%20b/c%2Fd/é", "/?b=2&a=1&a=0", "/?x=%20+%2B&ü=~*'()", "/?empty=&flag"} {
		u, err := url.Parse("http://127.0.0.1:8080" + target)
		if err != nil {
			t.Fatal(err)
		}
		out := &http.Request{Method: http.MethodPost, URL: u, Host: u.Host, Header: http.Header{"X-Amz-Meta": {"  two   words "}, "Content-Type": {"a", "b"}}}
		creds := aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: exampleSecret, SessionToken: "token"}
		if err := v4.NewSigner().SignHTTP(t.Context(), creds, out, hexDigest("body"), "iam", "eu-west-1", at); err != nil {
			t.Fatal(err)
		}
		in := httptest.NewRequest(http.MethodPost, out.URL.RequestURI(), http.NoBody)
		in.Host, in.Header = u.Host, out.Header
		if err := readSignature(in, []byte("body")).check(exampleSecret, "iam", at); err != nil {
			t.Errorf("%s: %v", target, err)
		}
		if err := readSignature(in, []byte("other body")).check(exampleSecret, "iam", at); err == nil {
			t.Errorf("%s: another body has the same signature", target)
		}
	}
}

// What is wrong with a signature is said in AWS's words, and nothing is done.
func TestSignaturesThatAreWrong(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	const good = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/us-east-1/iam/aws4_request, SignedHeaders=host;x-amz-date, Signature=%s"
	sign := func(header, date string) signature {
		in := httptest.NewRequest(http.MethodPost, "/", http.NoBody)
		in.Header.Set("X-Amz-Date", date)
		in.Header.Set("Authorization", fmt.Sprintf(header, "0"))
		in.Header.Set("Authorization", fmt.Sprintf(header, readSignature(in, nil).of(exampleSecret)))
		return readSignature(in, nil)
	}
	for _, row := range []struct{ header, date, code, words string }{
		{good, "20260102T030405Z", "", ""},
		{good, "20260102T024906Z", "", ""},
		{good, "20260102T024904Z", "SignatureDoesNotMatch", "Signature expired: 20260102T024904Z is now earlier than 20260102T024905Z (20260102T030405Z - 15 min.)"},
		{good, "20260102T031906Z", "SignatureDoesNotMatch", "Signature not yet current: 20260102T031906Z is still later than 20260102T031905Z (20260102T030405Z + 15 min.)"},
		{good, "20260103T030405Z", "SignatureDoesNotMatch", "Date in Credential scope does not match YYYYMMDD"},
		{good, "yesterday", "IncompleteSignature", "ISO-8601"},
		{good, "", "IncompleteSignature", "X-Amz-Date"},
		{strings.Replace(good, "/iam/", "/sts/", 1), "20260102T030405Z", "SignatureDoesNotMatch", "Credential should be scoped to correct service: 'iam'"},
		{strings.Replace(good, "host;", "", 1), "20260102T030405Z", "SignatureDoesNotMatch", "'Host' must be a 'SignedHeader'"},
		{strings.Replace(good, ";x-amz-date", "", 1), "20260102T030405Z", "SignatureDoesNotMatch", "'X-Amz-Date' must be a 'SignedHeader'"},
		{strings.Replace(good, "AWS4-HMAC-SHA256", "Bearer", 1), "20260102T030405Z", "IncompleteSignature", "Unsupported AWS 'algorithm': 'Bearer'."},
		{strings.Replace(good, "/us-east-1", "", 1), "20260102T030405Z", "IncompleteSignature", "5 slash-delimited elements"},
		{strings.Replace(good, "SignedHeaders", "Signed", 1), "20260102T030405Z", "IncompleteSignature", "'SignedHeaders'"},
		{"AWS4-HMAC-SHA256%.0s", "20260102T030405Z", "IncompleteSignature", "5 slash-delimited elements"},
	} {
		err := sign(row.header, row.date).check(exampleSecret, "iam", at)
		switch {
		case row.code == "" && err != nil, row.code != "" && err == nil:
			t.Errorf("%s at %s: got %v, want %s", row.header, row.date, err, row.code)
		case err != nil && (faultOf(err).code != row.code || !strings.Contains(err.Error(), row.words)):
			t.Errorf("%s at %s: got %v, want %s %s", row.header, row.date, err, row.code, row.words)
		}
	}
}

// Each protocol has its own code for a signature that is wrong; a request that
// is not signed well changes nothing and is nobody's.
func TestSignaturesOnTheWire(t *testing.T) {
	d := newOrg(t, Options{})
	forged := d.master
	forged.SecretAccessKey += "x"
	_, err := d.iam(forged).CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("mallory")})
	d.says(err, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.")
	_, err = d.sts(forged).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	d.refused(err, "SignatureDoesNotMatch", "")
	_, err = d.as(forged).ListAccounts(t.Context(), &organizations.ListAccountsInput{})
	d.refused(err, "InvalidSignatureException", "")
	_, err = d.account(forged).GetAlternateContact(t.Context(), &account.GetAlternateContactInput{AlternateContactType: accounttypes.AlternateContactTypeBilling})
	d.refused(err, "InvalidSignatureException", "")
	status, body, _ := d.post("/", "Action=ListUsers", map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Authorization": d.signed("iam")})
	if status != http.StatusBadRequest || !strings.Contains(body, "<Code>IncompleteSignature</Code>") {
		t.Errorf("without a date: got %d %s", status, body)
	}
	status, body, _ = d.post("/", "Action=GetCallerIdentity", map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Bearer x"})
	if status != http.StatusBadRequest || !strings.Contains(body, "<Code>IncompleteSignature</Code>") {
		t.Errorf("a bearer: got %d %s", status, body)
	}
	for _, e := range d.world.Writes() {
		if e.Operation == "iam:CreateUser" && (e.Caller != "" || e.Effect != "SignatureDoesNotMatch") {
			t.Errorf("logged %+v", e)
		}
	}
	d.equal(d.world.Accounts[masterID].IAM.Users["mallory"] == nil, true)
}

// The clocks of clients are what dates are held against, not the world's.
func TestStaleRequests(t *testing.T) {
	var ahead atomic.Int64 // nanoseconds
	d := newDesk(t, Options{Arrival: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	for _, by := range []time.Duration{14 * time.Minute, -14 * time.Minute} {
		ahead.Store(int64(by))
		_, err := d.whoami(d.sts(d.master))
		d.must(err)
	}
	ahead.Store(int64(16 * time.Minute))
	_, err := d.whoami(d.sts(d.master))
	d.says(err, "SignatureDoesNotMatch", "Signature expired: ")
	_, err = d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.says(err, "InvalidSignatureException", "Signature expired: ")
	ahead.Store(-int64(16 * time.Minute))
	_, err = d.whoami(d.sts(d.master))
	d.says(err, "SignatureDoesNotMatch", "Signature not yet current: ")
}

// Whoever signs well has used the key, allowed or not.
func TestKeysAreUsed(t *testing.T) {
	d := newOrg(t, Options{})
	c := d.iam(d.master)
	d.user(c, "alice")
	k := d.key(c, "alice")
	last := func() string {
		out, err := c.GetAccessKeyLastUsed(t.Context(), &iam.GetAccessKeyLastUsedInput{AccessKeyId: &k.AccessKeyID})
		d.must(err)
		return *out.AccessKeyLastUsed.ServiceName
	}
	d.equal(last(), "N/A")
	_, err := d.iam(k).ListUsers(t.Context(), &iam.ListUsersInput{})
	d.refused(err, "AccessDenied", "")
	d.equal(last(), "iam")
	_, err = d.as(k).ListAccounts(t.Context(), &organizations.ListAccountsInput{})
	d.refused(err, "AccessDeniedException", "")
	d.equal(last(), "organizations")
}
