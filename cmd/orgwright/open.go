package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

// An opening is how a command goes to the organization: what it may do there.
type opening struct {
	readOnly bool
}

// An office is an organization opened for a command: the document, what it
// wants, and AWS or the sandbox behind it.
type office struct {
	org   *schema.Org
	wish  *kind.Wish
	cloud *cloud.Cloud
	began time.Time
	close func() error
	where string // the flags by which another command finds the same things
	flags string // those, and the way into accounts
	scope string // the flags that the plan is made with

	made   *engine.MadeWith
	limits engine.Limits // how much may be taken away at once
}

// open reads the document and reaches for the organization. Close it.
func (s *session) open(c *cli.Context, o opening) (*office, error) {
	org, err := s.load(c)
	if err != nil {
		return nil, err
	}
	return s.enter(c, org, o)
}

// enter reaches for the organization of a document that has been read. Close
// it.
func (s *session) enter(c *cli.Context, org *schema.Org, o opening) (*office, error) {
	assume, err := kind.AssumedRole(org, c.String("access-role"))
	if err != nil {
		return nil, usageError("--access-role: %s", err)
	}
	closes, err := closing(c, org)
	if err != nil {
		return nil, err
	}
	if n := c.Int("parallel"); c.IsSet("parallel") && (n < 1 || n > 100) {
		return nil, usageError("--parallel %d: it is 1 to 100 accounts at once", n)
	}
	cfg, done, err := s.config(c, org)
	if err != nil {
		return nil, err
	}
	if !o.readOnly && s.Outlive != nil {
		s.Outlive() // what has begun is not left half-way because a reader went
	}
	f := &office{
		org: org, began: s.Now(), close: done, made: madeWith(c), limits: limits(c),
		where: sameFlags(c, placeNames()), flags: sameFlags(c, wayNames()), scope: sameFlags(c, scopeNames()),
	}
	f.cloud, err = cloud.Open(c.Context, cloud.Options{
		Config: cfg, MasterID: org.Master.ID, Declared: kind.Declared(org), ReadOnly: o.readOnly,
		AccessRole: org.Organization.AccessRole, Assume: assume, Session: "orgwright-" + org.Organization.Name,
		Owner: org.Organization.Name, Path: org.Organization.OwnershipPath,
		Paced: c.String("sandbox") == "", Parallel: c.Int("parallel"), Clock: s.Now, Say: s.tell,
	})
	if err != nil {
		return nil, errors.Join(wrongAccount(err), done())
	}
	s.caller = f.cloud.Caller
	f.wish = &kind.Wish{Org: org, Today: s.today(), Names: f.cloud.Names, Close: closes, Retire: c.Bool("retire")}
	return f, nil
}

// limits are how much the command line lets a plan take away.
func limits(c *cli.Context) engine.Limits {
	return engine.Limits{
		MaxDeletes: c.Int("max-deletes"), MaxRevokes: c.Int("max-revokes"),
		Said: engine.Said{Deletes: c.IsSet("max-deletes"), Revokes: c.IsSet("max-revokes")},
	}
}

// today is the day by which until: is judged, in UTC.
func (s *session) today() schema.Date { return schema.Date(s.Now().UTC().Format(time.DateOnly)) }

// wrongAccount makes a refusal of credentials that are not the master's.
func wrongAccount(err error) error {
	wrong, foreign := new(cloud.WrongAccount), new(cloud.ForeignOrganization)
	switch {
	case errors.As(err, &wrong):
		return refused("ORG321", "%w", err).hint("use credentials of the master account: --profile NAME or AWS_PROFILE").
			hint("if org.yaml is wrong, correct master.id")
	case errors.As(err, &foreign):
		return refused("ORG322", "%w", err).hint("the master account must have an organization of its own: leave that one first")
	}
	return err
}

// draft looks at everything and compares.
func (f *office) draft(ctx context.Context) (kind.Draft, *cloud.Picture, error) {
	return f.compare(ctx, kind.Need(f.wish))
}

func (f *office) compare(ctx context.Context, need cloud.Need) (kind.Draft, *cloud.Picture, error) {
	picture, err := f.cloud.Read(ctx, need)
	if err != nil {
		return kind.Draft{}, nil, wrongAccount(err)
	}
	d := kind.Compare(f.wish, f.cloud, picture)
	if d.Moves() {
		read, err := f.cloud.ReadOthers(ctx, picture)
		if err != nil {
			return d, nil, err
		}
		if read { // the order of what is removed may be another one now
			d = kind.Compare(f.wish, f.cloud, picture)
		}
	}
	d.Access = d.Reach(f.org.Organization.OwnershipPath)
	d.File = engine.File{Path: f.org.Path(), SHA256: f.org.SHA256()}
	return d, picture, nil
}

// plan is a draft held to what the command line says: only the part it names,
// and to the safety rules.
func (f *office) plan(ctx context.Context) (kind.Draft, *cloud.Picture, error) {
	d, picture, err := f.draft(ctx)
	if err != nil {
		return d, nil, err
	}
	d.MadeWith = f.made
	if f.made.Target != "" {
		d = d.Only(f.wish, f.made.Target)
		d.Access = d.Reach(f.org.Organization.OwnershipPath)
	}
	if err := f.closes(d, picture); err != nil {
		return d, nil, err
	}
	d.Refusals = engine.Numbered(append(d.Refusals, d.Guard(f.wish, f.cloud, picture, f.limits)...))
	return d, picture, nil
}

// header says where a plan comes from.
func (f *office) header(s *session, p *cloud.Picture) view.Header {
	saved := unused("plan")
	h := view.Header{
		Version: thisBuild().Version, File: f.org.Path(), Caller: f.cloud.Caller, Account: f.org.Master.ID,
		Organization: f.org.Organization.Name, Source: source(s.Getenv, f.org.Path()),
		Calls: f.cloud.Calls(), Elapsed: s.Now().Sub(f.began), Accounts: len(p.Snapshots),
		Next: "orgwright apply" + f.flags + f.scope, Save: "orgwright plan -o " + saved + f.flags + f.scope + " && orgwright apply " + saved + f.flags,
	}
	if s.Commit != nil {
		h.Commit = s.Commit(f.org.Path())
	}
	if p.Organization != nil {
		h.OrganizationID = p.Organization.ID
		if m, ok := p.Organization.Member(cloud.Master); ok {
			h.AccountName = m.Called
		}
	}
	return h
}

// source is the web address of the document at the commit that a GitHub
// workflow runs for; empty elsewhere.
func source(env func(string) string, path string) string {
	server, repository, commit := env("GITHUB_SERVER_URL"), env("GITHUB_REPOSITORY"), env("GITHUB_SHA")
	if server == "" || repository == "" || commit == "" || !filepath.IsLocal(path) {
		return ""
	}
	return server + "/" + repository + "/blob/" + commit + "/" + filepath.ToSlash(path)
}

// config is where AWS is: the sandbox of a file, or whatever the SDK's own
// chain of credentials and endpoints says.
func (s *session) config(c *cli.Context, org *schema.Org) (aws.Config, func() error, error) {
	if c.String("sandbox") != "" {
		return s.embedded(c, org, org.Master.ID)
	}
	return s.chain(c, org.Organization.HomeRegion)
}

// chain is what the SDK's own chain of credentials and endpoints says. Without
// a Region it is the chain's own.
func (s *session) chain(c *cli.Context, region string) (aws.Config, func() error, error) {
	options := []func(*config.LoadOptions) error{
		config.WithRegion(region),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost, t.MaxIdleConns = 64, 64
		})),
	}
	if name := c.String("profile"); name != "" {
		options = append(options, config.WithSharedConfigProfile(name))
	}
	code := s.oneTime(c.Context, c.String("mfa-code"))
	options = append(options, config.WithAssumeRoleCredentialOptions(func(o *stscreds.AssumeRoleOptions) {
		o.TokenProvider = code
		o.Client = s.elsewhere(o.Client)
	}))
	cfg, err := config.LoadDefaultConfig(c.Context, options...)
	return cfg, func() error { return nil }, err
}

// elsewhere lets a profile's role be assumed where AWS_ENDPOINT_URL says, as all
// other calls are made: the SDK reads that variable after it has made this client.
func (s *session) elsewhere(client stscreds.AssumeRoleAPIClient) stscreds.AssumeRoleAPIClient {
	at := s.Getenv("AWS_ENDPOINT_URL")
	made, ok := client.(*sts.Client)
	if !ok || at == "" || made.Options().BaseEndpoint != nil {
		return client
	}
	options := made.Options()
	options.BaseEndpoint = &at
	return sts.New(options)
}

// embedded serves the sandbox of a state file for as long as the command runs.
// The master account is there, with an administrator, and so is every account
// that the document knows by its id: as they would be on the first day. The
// credentials are those of the administrator of one of them.
func (s *session) embedded(c *cli.Context, org *schema.Org, of string) (aws.Config, func() error, error) {
	world, err := s.world(c.String("sandbox"))
	if err != nil {
		return aws.Config{}, nil, err
	}
	admin, err := world.Account(org.Master.ID, org.Master.Email)
	for _, key := range org.Keys() {
		if a := org.Accounts[key]; err == nil && a.ID != "" && (a.ID == of || !world.Has(a.ID)) {
			email := a.Email
			if world.Accounts[a.ID] != nil {
				email = "" // the account has one, whatever the document says
			}
			var here sandbox.Credentials
			if here, err = world.Account(a.ID, email); a.ID == of {
				admin = here
			}
		}
	}
	if err != nil {
		return aws.Config{}, nil, errors.Join(fmt.Errorf("prepare the sandbox: %w", err), world.Close())
	}
	ctx, stop := context.WithCancel(context.WithoutCancel(c.Context))
	url, wait, err := sandbox.Serve(ctx, world, "127.0.0.1:0")
	if err != nil {
		stop()
		return aws.Config{}, nil, errors.Join(err, world.Close())
	}
	cfg := aws.Config{
		Region: org.Organization.HomeRegion, BaseEndpoint: &url,
		Credentials: credentials.NewStaticCredentialsProvider(admin.AccessKeyID, admin.SecretAccessKey, ""),
	}
	return cfg, func() error { stop(); return wait() }, nil
}
