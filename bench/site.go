package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/pquerna/otp/totp"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/schema"
)

// A site is one organization on a sandbox of its own.
type site struct {
	org     *schema.Org
	world   *sandbox.World
	server  *httptest.Server
	cfg     aws.Config
	latency atomic.Int64 // nanoseconds
}

func newSite(document []byte, s size) (*site, error) {
	org, err := schema.Parse("org.yaml", document, nil)
	if err != nil {
		return nil, err
	}
	at := &site{org: org, world: sandbox.New(sandbox.Options{Quota: s.accounts + 10, CreateDelay: -1})}
	admin, err := at.world.Account(org.Master.ID, org.Master.Email)
	if err != nil {
		return nil, err
	}
	at.serve()
	at.cfg = aws.Config{
		Region: org.Organization.HomeRegion, BaseEndpoint: &at.server.URL,
		Credentials: credentials.NewStaticCredentialsProvider(admin.AccessKeyID, admin.SecretAccessKey, ""),
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost, t.MaxIdleConns = 64, 64
		}),
	}
	return at, nil
}

// open goes to the organization as a command does.
func (s *site) open(ctx context.Context) (*cloud.Cloud, *kind.Wish, error) {
	c, err := cloud.Open(ctx, cloud.Options{
		Config: s.cfg, MasterID: s.org.Master.ID, Declared: kind.Declared(s.org), AccessRole: s.org.Organization.AccessRole,
		Session: "orgwright-bench", Owner: s.org.Organization.Name, Path: s.org.Organization.OwnershipPath, Clock: time.Now,
		Sleep: func(ctx context.Context, d time.Duration) error { return cloud.Sleep(ctx, d/100) }, // the sandbox makes accounts at once
	})
	if err != nil {
		return nil, nil, err
	}
	return c, &kind.Wish{Org: s.org, Today: "2026-11-22", Names: c.Names}, nil
}

// draft compares the document with the sandbox.
func (s *site) draft(ctx context.Context) (*cloud.Cloud, *kind.Wish, kind.Draft, error) {
	c, w, err := s.open(ctx)
	if err != nil {
		return nil, nil, kind.Draft{}, err
	}
	p, err := c.Read(ctx, kind.Need(w))
	if err != nil {
		return nil, nil, kind.Draft{}, err
	}
	return c, w, kind.Compare(w, c, p), nil
}

// build applies the document and enrols everybody.
func (s *site) build(ctx context.Context) error {
	c, w, d, err := s.draft(ctx)
	if err != nil {
		return err
	}
	if err := engine.Apply(ctx, d.Plan, c.Parallel, kind.Do(w, c)); err != nil {
		return err
	}
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

// plan plans again and counts the calls. There must be nothing to do.
func (s *site) plan(ctx context.Context) (int, error) {
	c, _, d, err := s.draft(ctx)
	if err != nil {
		return 0, err
	}
	if d.Summary.Todo() > 0 || len(d.Unreadable) > 0 {
		return 0, errors.New("the second plan finds something to do")
	}
	return c.Calls(), nil
}
