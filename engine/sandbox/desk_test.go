package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"github.com/orgwright/orgwright/engine/cloud"
)

const masterID = "111111111111"

// A desk is where a test works: a world behind HTTP, with a clock of its own, and
// the administrator of the account that is or becomes the master.
type desk struct {
	*testing.T
	world  *World
	url    string
	clock  *atomic.Int64 // nanoseconds since 1970
	master Credentials
	org    *organizations.Client // as the master
	root   string
}

// newDesk has an account and no organization.
func newDesk(t *testing.T, options Options) *desk {
	clock := new(atomic.Int64)
	clock.Store(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC).UnixNano())
	options.Clock = func() time.Time { return time.Unix(0, clock.Load()).UTC() }
	options.Random = rand.NewChaCha8([32]byte{1})
	return deskOf(t, New(options), clock)
}

func deskOf(t *testing.T, w *World, clock *atomic.Int64) *desk {
	server := httptest.NewServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		encodedAnew(t, w)
		w.ServeHTTP(out, in)
		encodedWell(t, w, in)
	}))
	t.Cleanup(server.Close)
	d := &desk{T: t, world: w, url: server.URL, clock: clock}
	d.master = d.standalone(masterID, "aws+master@acme.example")
	d.org = d.as(d.master)
	return d
}

// encodedAnew forgets what a test, and no request, may have changed since.
func encodedAnew(t *testing.T, w *World) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.file.accounts, w.file.log, w.file.logged = nil, nil, 0
	if _, err := w.encode(); err != nil {
		t.Error(err)
	}
}

// encodedWell holds after each request of each test that the state, of which
// only what was touched is encoded anew, is the whole state.
func encodedWell(t *testing.T, w *World, in *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	got, err := w.encode()
	want, err2 := json.Marshal(w)
	if err != nil || err2 != nil || !bytes.Equal(got, want) {
		t.Errorf("after %s %s the state would be saved as\n%s\nand not as\n%s (%v, %v)", in.URL, in.Header.Get("X-Amz-Target"), got, want, err, err2)
	}
}

// newOrg is a desk with an organization.
func newOrg(t *testing.T, options Options) *desk {
	d := newDesk(t, options)
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.must(err)
	roots, err := d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.must(err)
	d.root = *roots.Roots[0].Id
	return d
}

func (d *desk) standalone(id, email string) Credentials {
	d.Helper()
	c, err := d.world.Account(id, email)
	d.must(err)
	return c
}

func (d *desk) config(c Credentials) aws.Config {
	return d.configOf(credentials.NewStaticCredentialsProvider(c.AccessKeyID, c.SecretAccessKey, ""))
}

// configOf sends each request once: a test sees each answer, faults too.
func (d *desk) configOf(c aws.CredentialsProvider) aws.Config {
	return aws.Config{
		Region: "eu-west-1", BaseEndpoint: &d.url, RetryMaxAttempts: 1, Credentials: c,
		APIOptions: []func(*middleware.Stack) error{cloud.WholeReplies},
	}
}

func (d *desk) as(c Credentials) *organizations.Client {
	return organizations.NewFromConfig(d.config(c))
}

func (d *desk) account(c Credentials) *account.Client { return account.NewFromConfig(d.config(c)) }

func (d *desk) iam(c Credentials) *iam.Client { return iam.NewFromConfig(d.config(c)) }

func (d *desk) pass(t time.Duration) { d.clock.Add(int64(t)) }

func (d *desk) must(err error) {
	d.Helper()
	if err != nil {
		d.Fatal(err)
	}
}

// refused wants an error of a code, and of a reason where that is not "".
func (d *desk) refused(err error, code, reason string) {
	d.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		d.Fatalf("got %v, want %s", err, code)
	}
	if api.ErrorCode() != code {
		d.Fatalf("got %s (%s), want %s", api.ErrorCode(), api.ErrorMessage(), code)
	}
	if got := reflect.ValueOf(api).Elem().FieldByName("Reason"); reason != "" && (!got.IsValid() || got.String() != reason) {
		d.Fatalf("%s: got reason %v, want %s", code, got, reason)
	}
}

// equal wants two values to be the same.
func (d *desk) equal(got, want any) {
	d.Helper()
	if !reflect.DeepEqual(got, want) {
		d.Fatalf("got %v, want %v", got, want)
	}
}

// create makes an account and waits for it.
func (d *desk) create(name string) string {
	d.Helper()
	out, err := d.org.CreateAccount(d.Context(), &organizations.CreateAccountInput{AccountName: &name, Email: aws.String(name + "@acme.example")})
	d.must(err)
	return *d.created(out.CreateAccountStatus.Id).AccountId
}

// created lets the time of a creation pass, and is how it ended.
func (d *desk) created(request *string) *orgtypes.CreateAccountStatus {
	d.Helper()
	d.pass(time.Second)
	out, err := d.org.DescribeCreateAccountStatus(d.Context(), &organizations.DescribeCreateAccountStatusInput{CreateAccountRequestId: request})
	d.must(err)
	return out.CreateAccountStatus
}

// unit makes a unit.
func (d *desk) unit(name, parent string) string {
	d.Helper()
	out, err := d.org.CreateOrganizationalUnit(d.Context(), &organizations.CreateOrganizationalUnitInput{Name: &name, ParentId: &parent})
	d.must(err)
	return *out.OrganizationalUnit.Id
}

const denyAll = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}`

// policy makes a service control policy.
func (d *desk) policy(name string) string {
	d.Helper()
	out, err := d.org.CreatePolicy(d.Context(), &organizations.CreatePolicyInput{
		Name: &name, Description: aws.String("what it does"), Content: aws.String(denyAll), Type: orgtypes.PolicyTypeServiceControlPolicy,
	})
	d.must(err)
	return *out.Policy.PolicySummary.Id
}

// label is one tag.
func label(key, value string) orgtypes.Tag { return orgtypes.Tag{Key: &key, Value: &value} }
