package main

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/pquerna/otp/totp"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// A site is one organization on a sandbox of its own.
type site struct {
	size
	org     *schema.Org
	world   *sandbox.World
	beyond  http.Handler // answers instead of the world, where there is none
	keys    sandbox.Credentials
	server  *httptest.Server
	cfg     aws.Config
	latency atomic.Int64  // nanoseconds
	rest    time.Duration // until AWS's rates are whole again

	mu    sync.Mutex
	asked []*sample // since forget
}

func newSite(document []byte, s size) (*site, error) {
	org, err := schema.Parse("org.yaml", document, nil)
	if err != nil {
		return nil, err
	}
	at := &site{size: s, org: org}
	at.world = sandbox.New(at.options())
	if at.keys, err = at.world.Account(org.Master.ID, org.Master.Email); err != nil {
		return nil, err
	}
	at.open()
	return at, nil
}

// open lets clients in.
func (at *site) open() {
	at.server = httptest.NewServer(http.HandlerFunc(at.serve))
	at.cfg = aws.Config{
		Region: at.org.Organization.HomeRegion, BaseEndpoint: &at.server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(at.keys.AccessKeyID, at.keys.SecretAccessKey, ""),
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost, t.MaxIdleConns = 64, 64
		}),
	}
}

func (s *site) options() sandbox.Options {
	return sandbox.Options{Quota: s.accounts + 10, CreateDelay: -1}
}

// serve answers each request after a while, as a network does.
func (s *site) serve(w http.ResponseWriter, r *http.Request) {
	one, err := listen(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.asked = append(s.asked, one)
	answers := s.beyond
	if s.world != nil {
		answers = s.world
	}
	s.mu.Unlock()
	time.Sleep(time.Duration(s.latency.Load()))
	answers.ServeHTTP(w, r)
}

// forget begins to listen anew.
func (s *site) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = nil
}

// heard are the requests since forget, in the order in which they came.
func (s *site) heard() []*sample {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.asked)
}

// reopen goes on with the world of a file, now at AWS's rates.
func (s *site) reopen(path string) error {
	o := s.options()
	o.Rates, o.SaveEvery = true, time.Hour // nobody opens the file again
	world, err := sandbox.Open(path, o)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world, s.rest = world, 2*time.Second
	return nil
}

// night passes: AWS's credential reports, good for four hours, are no more.
func (s *site) night() {
	if s.world == nil {
		return
	}
	for _, a := range s.world.Accounts {
		a.IAM.Report = nil
	}
}

func (s *site) close() { s.server.Close() }

// draft compares the document with the sandbox.
func (s *site) draft(ctx context.Context) (*cloud.Cloud, *kind.Wish, kind.Draft, error) {
	c, err := cloud.Open(ctx, cloud.Options{
		Config: s.cfg, MasterID: s.org.Master.ID, Declared: kind.Declared(s.org), AccessRole: s.org.Organization.AccessRole,
		Session: "orgwright-bench", Owner: s.org.Organization.Name, Path: s.org.Organization.OwnershipPath, Clock: time.Now,
		Sleep: func(ctx context.Context, d time.Duration) error { return cloud.Sleep(ctx, d/100) }, // the sandbox makes accounts at once
	})
	if err != nil {
		return nil, nil, kind.Draft{}, err
	}
	w := &kind.Wish{Org: s.org, Today: "2026-11-22", Names: c.Names}
	p, err := c.Read(ctx, kind.Need(w))
	if err != nil {
		return nil, nil, kind.Draft{}, err
	}
	return c, w, kind.Compare(w, c, p), nil
}

// prepare makes the organization, with central root access where it is wanted,
// and then its accounts, which AWS lets nobody make faster than one in ten
// seconds. The accounts are asked for straight away: the program lists all there
// are before each, so as never to make one twice.
func (s *site) prepare(ctx context.Context) error {
	c, w, d, err := s.draft(ctx)
	if err != nil {
		return err
	}
	plan := d.Plan
	plan.Steps = slices.DeleteFunc(slices.Clone(d.Steps), func(step engine.Step) bool {
		return !slices.Contains([]string{"organization", "policytype", "service", "rootaccess"}, step.Kind)
	})
	if err := engine.Apply(ctx, plan, c.Parallel, kind.Do(w, c)); err != nil {
		return err
	}
	asked := organizations.NewFromConfig(s.cfg)
	for _, key := range s.org.Leaves() {
		a := s.org.Accounts[key]
		_, err := asked.CreateAccount(ctx, &organizations.CreateAccountInput{
			AccountName: aws.String(cmp.Or(a.Name, key)), Email: &a.Email, RoleName: &s.org.Organization.AccessRole,
			Tags: []types.Tag{{Key: aws.String(cloud.OwnerTag), Value: &s.org.Organization.Name}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// enrolAll gives everybody a device for one-time codes.
func (s *site) enrolAll(ctx context.Context) error {
	for name := range s.org.Users {
		if err := s.enrol(ctx, name); err != nil {
			return fmt.Errorf("enrol %s: %w", name, err)
		}
	}
	return nil
}

// enrol gives a person a device for one-time codes, as the person would.
func (s *site) enrol(ctx context.Context, user string) error {
	people := iam.NewFromConfig(s.cfg)
	made, err := people.CreateVirtualMFADevice(ctx, &iam.CreateVirtualMFADeviceInput{VirtualMFADeviceName: &user})
	if err != nil {
		return err
	}
	seed := strings.TrimRight(string(made.VirtualMFADevice.Base32StringSeed), "=")
	now := time.Now()
	first, err := totp.GenerateCode(seed, now.Add(-30*time.Second))
	if err != nil {
		return err
	}
	second, err := totp.GenerateCode(seed, now)
	if err != nil {
		return err
	}
	_, err = people.EnableMFADevice(ctx, &iam.EnableMFADeviceInput{
		UserName: &user, SerialNumber: made.VirtualMFADevice.SerialNumber, AuthenticationCode1: &first, AuthenticationCode2: &second,
	})
	return err
}
