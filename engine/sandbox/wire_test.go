package sandbox

import (
	"bytes"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// post sends a request as a client would that the Go SDK is not, and is the status and body.
func (d *desk) post(path, body string, header map[string]string) (int, string, http.Header) {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), http.MethodPost, d.url+path, strings.NewReader(body))
	d.must(err)
	for k, v := range header {
		r.Header.Set(k, v)
	}
	out, err := http.DefaultClient.Do(r)
	d.must(err)
	defer out.Body.Close()
	text, err := io.ReadAll(out.Body)
	d.must(err)
	return out.StatusCode, string(text), out.Header
}

func (d *desk) signed(service string) string {
	return "AWS4-HMAC-SHA256 Credential=" + d.master.AccessKeyID + "/20260102/us-east-1/" + service + "/aws4_request, SignedHeaders=host, Signature=0"
}

func TestUnknownOperationsAreNamed(t *testing.T) {
	d := newDesk(t, Options{})
	form := "application/x-www-form-urlencoded; charset=utf-8"
	for _, c := range []struct {
		path, body string
		header     map[string]string
		status     int
		want       string
	}{
		{
			"/", "{}",
			map[string]string{"X-Amz-Target": "AWSOrganizationsV20161128.Fly", "Authorization": d.signed("organizations")},
			400, `{"__type":"UnknownOperationException","Message":"the sandbox has no operation AWSOrganizationsV20161128.Fly"}`,
		},
		{
			"/", "{}",
			map[string]string{"X-Amz-Target": "DynamoDB_20120810.ListTables", "Authorization": d.signed("dynamodb")},
			400, `{"__type":"UnknownOperationException","Message":"the sandbox has no operation DynamoDB_20120810.ListTables"}`,
		},
		{
			"/", "Action=Fly&Version=2010-05-08",
			map[string]string{"Content-Type": form, "Authorization": d.signed("iam")},
			400, `<Code>InvalidAction</Code><Message>Could not find operation Fly for version 2010-05-08 of iam</Message>`,
		},
		{
			"/", "Action=DescribeInstances",
			map[string]string{"Content-Type": form, "Authorization": d.signed("ec2")},
			400, `<Code>InvalidAction</Code><Message>the sandbox has no service ec2, nor its action DescribeInstances</Message>`,
		},
		{"/bucket/key", "", map[string]string{"Authorization": d.signed("s3")}, 404, `{"message":"the sandbox has no operation POST /bucket/key"}`},
		{"/", "Action=Writes", map[string]string{"Content-Type": form, "Authorization": d.signed("iam")}, 400, "InvalidAction"},
	} {
		status, body, _ := d.post(c.path, c.body, c.header)
		if status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s %s: got %d %s, want %d %s", c.path, c.body, status, body, c.status, c.want)
		}
	}
}

func TestCredentialsAreWanted(t *testing.T) {
	d := newDesk(t, Options{})
	stranger := Credentials{AccessKeyID: "AKIANOBODY", SecretAccessKey: "none"}
	_, err := d.as(stranger).DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "UnrecognizedClientException", "")
	_, err = d.iam(stranger).ListUsers(t.Context(), &iam.ListUsersInput{})
	d.refused(err, "InvalidClientTokenId", "")
	status, body, _ := d.post("/", "{}", map[string]string{"X-Amz-Target": "AWSOrganizationsV20161128.ListRoots"})
	if status != http.StatusForbidden || !strings.Contains(body, "MissingAuthenticationTokenException") {
		t.Errorf("unsigned: got %d %s", status, body)
	}
	status, body, _ = d.post("/", "Action=ListUsers", map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
	if status == http.StatusOK {
		t.Errorf("unsigned: got %d %s", status, body)
	}
	d.equal(len(d.world.Writes()), 0)
}

func TestBodiesAreBounded(t *testing.T) {
	d := newDesk(t, Options{})
	status, _, _ := d.post("/", strings.Repeat("x", maxBody+1), map[string]string{"X-Amz-Target": "AWSOrganizationsV20161128.ListRoots"})
	d.equal(status, http.StatusRequestEntityTooLarge)
	status, body, _ := d.post("/", `{"MaxResults":"many"}`, map[string]string{"X-Amz-Target": "AWSOrganizationsV20161128.ListRoots", "Authorization": d.signed("organizations")})
	if status != http.StatusBadRequest || !strings.Contains(body, "SerializationException") {
		t.Errorf("got %d %s", status, body)
	}
}

func TestFormsDecode(t *testing.T) {
	form := url.Values{
		"UserName": {"bob"}, "PasswordResetRequired": {"true"}, "MaxItems": {"7"},
		"Tags.member.1.Key": {"a"}, "Tags.member.1.Value": {"1.5"}, "Tags.member.2.Key": {"b"}, "Tags.member.2.Value": {""},
		"Filter": {""}, "When": {"2026-01-02T03:04:05Z"}, "Seed": {"aGk="},
		"Map.entry.1.key": {"k"}, "Map.entry.1.value": {"3"},
	}
	var got struct {
		UserName              *string
		PasswordResetRequired bool
		MaxItems              *int32
		Tags                  []iamtypes.Tag
		Filter                []iamtypes.EntityType
		When                  *time.Time
		Seed                  []byte
		Map                   map[string]int32
		Missing               *string
	}
	if err := decodeQuery(parseTree(form), reflect.ValueOf(&got).Elem()); err != nil {
		t.Fatal(err)
	}
	want := got
	want.UserName, want.PasswordResetRequired, want.MaxItems = aws.String("bob"), true, aws.Int32(7)
	want.Tags = []iamtypes.Tag{{Key: aws.String("a"), Value: aws.String("1.5")}, {Key: aws.String("b"), Value: aws.String("")}}
	want.Filter, want.When, want.Seed = []iamtypes.EntityType{}, aws.Time(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)), []byte("hi")
	want.Map, want.Missing = map[string]int32{"k": 3}, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, bad := range []string{"MaxItems=many", "MaxItems=99999999999", "PasswordResetRequired=perhaps", "When=now", "Seed=%2A"} {
		form, err := url.ParseQuery(bad)
		if err != nil {
			t.Fatal(err)
		}
		if err := decodeQuery(parseTree(form), reflect.ValueOf(&got).Elem()); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func TestRepliesEncode(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 5, int(250*time.Millisecond), time.UTC)
	summary := iam.GetAccountSummaryOutput{SummaryMap: map[string]int32{"Users": 2, "Groups": 1}}
	users := iam.ListUsersOutput{Users: []iamtypes.User{{UserName: aws.String("a<b&c"), CreateDate: &at}}}
	for _, c := range []struct {
		value any
		want  string
	}{
		{summary, `<R><SummaryMap><entry><key>Groups</key><value>1</value></entry><entry><key>Users</key><value>2</value></entry></SummaryMap></R>`},
		{users, `<R><Users><member><CreateDate>2026-01-02T03:04:05Z</CreateDate><UserName>a&lt;b&amp;c</UserName></member></Users><IsTruncated>false</IsTruncated></R>`},
		{iam.ListUsersOutput{}, `<R><Users></Users><IsTruncated>false</IsTruncated></R>`},
		{iam.GetCredentialReportOutput{Content: []byte("hi")}, `<R><Content>aGk=</Content></R>`},
	} {
		var b bytes.Buffer
		encodeXML(&b, "R", reflect.ValueOf(c.value))
		if b.String() != c.want {
			t.Errorf("got %s\nwant %s", b.String(), c.want)
		}
	}
	b := jsonText{stamp: seconds}
	b.encode(reflect.ValueOf(organizations.ListAccountsOutput{Accounts: []orgtypes.Account{{Id: aws.String(`1"`), JoinedTimestamp: &at, Paths: []string{}}}}))
	if want := `{"Accounts":[{"Id":"1\"","JoinedTimestamp":1767323045.25,"Paths":[]}]}`; b.String() != want {
		t.Errorf("got %s\nwant %s", b.String(), want)
	}
}

func TestAFailureOfItsOwnIsAnAnswer(t *testing.T) {
	d := newOrg(t, Options{})
	d.world.Organization.Master = "999999999999"
	_, err := d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "InternalFailure", "")
	d.world.Organization.Master = masterID
	_, err = d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.must(err)
}
