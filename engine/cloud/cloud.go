// Package cloud reaches into every account of an organization: sessions, the
// names and ids of accounts, one snapshot of each account, and the manners
// towards AWS (retries, pace, counting).
package cloud

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
)

// Options say whose organization a Cloud is and how to treat it.
type Options struct {
	Config     aws.Config    // the master account's credentials and Region
	MasterID   string        // the account that the credentials must be of, twelve digits; "" takes whichever they are of
	Declared   []Declared    // the leaf accounts that org.yaml names
	AccessRole string        // the role assumed in leaf accounts, and made in new ones
	Assume     string        // the role, with its path, assumed in every leaf account in place of its access role; "" is none
	Session    string        // the role session name that AWS's logs will show
	Owner      string        // the organization's name, which tags on what is ours carry
	Path       string        // the IAM path of everything that is ours
	ReadOnly   bool          // refuse every call that could write
	Paced      bool          // keep below the rates that AWS publishes for Organizations
	Parallel   int           // how many accounts are read or written at once; 0 is 20
	Backoff    time.Duration // the longest pause between attempts at one call; 0 is 20 s
	Clock      func() time.Time
	Sleep      func(context.Context, time.Duration) error // waits, or returns early when the context ends; nil is Sleep
	Say        func(what, news string)                    // long waits tell how they are getting on; may be nil
}

// A Declared is a leaf account as org.yaml names it. It is the account with
// its ID, else the one with its Email.
type Declared struct {
	Name       string // what people call it
	ID, Email  string
	AccessRole string // where it differs from the organization's
}

// A Cloud is an organization seen from its master account.
type Cloud struct {
	*Names
	Options
	Caller        string // the ARN of who runs this
	CallerID      string // and the unique id, AIDA… or AROA…:session
	Temporary     bool   // the credentials are a session's, not an access key alone
	Organizations *organizations.Client
	Contacts      *account.Client // AWS Account Management
	STS           *sts.Client
	calls         *calls
	slow          *slow

	mu       sync.Mutex
	accounts map[string]*Account // by name
	roles    map[string]string   // access role by name, where it differs
}

// WrongAccount is the error of Open when the credentials are another
// account's. Nothing but one GetCallerIdentity was called.
type WrongAccount struct{ Want, Have, Caller string }

// Error names both accounts and the caller.
func (e *WrongAccount) Error() string {
	return fmt.Sprintf("org.yaml is for the master account %s, but these credentials are of account %s (%s)", e.Want, e.Have, e.Caller)
}

// Open asks who the credentials belong to and refuses any account but the
// master: the first call is the only one then.
func Open(ctx context.Context, o Options) (*Cloud, error) {
	c, err := prepare(o)
	if err != nil {
		return nil, err
	}
	return c, c.identify(ctx)
}

// Visit asks who the credentials belong to, and takes them for their own
// account, whichever it is: for what only somebody inside can do, such as
// accepting an invitation. MasterID may be empty.
func Visit(ctx context.Context, o Options) (*Account, error) {
	c, err := prepare(o)
	if err != nil {
		return nil, err
	}
	id, err := c.whoami(ctx)
	if err != nil {
		return nil, err
	}
	name, ok := c.Name(id)
	if !ok {
		name = id
	}
	return c.clients(name, id, c.Config), nil
}

// prepare makes a Cloud that has asked nothing yet.
func prepare(o Options) (*Cloud, error) {
	if o.Clock == nil {
		return nil, errors.New("open cloud: no clock")
	}
	if o.Sleep == nil {
		o.Sleep = Sleep
	}
	if o.Parallel <= 0 {
		o.Parallel = 20
	}
	counted := new(calls)
	o.Config = o.Config.Copy()
	o.Config.Logger = logging.Nop{} // the SDK's own warnings are no news to whoever watches
	slowed := &slow{Options: o}
	o.Config.Retryer = func() aws.Retryer { return patient(slowed.pauses) }
	o.Config.APIOptions = append(o.Config.APIOptions, WholeReplies, counted.middleware, serialWrites(), newGate(2*o.Parallel, o.Clock).middleware)
	if o.ReadOnly {
		o.Config.APIOptions = append(o.Config.APIOptions, readOnly)
	}
	if o.Paced {
		o.Config.APIOptions = append(o.Config.APIOptions, newPace().middleware)
	}
	c := &Cloud{
		Options:       o,
		Organizations: organizations.NewFromConfig(o.Config),
		Contacts:      account.NewFromConfig(o.Config),
		STS:           sts.NewFromConfig(o.Config),
		calls:         counted,
		slow:          slowed,
		accounts:      map[string]*Account{},
		roles:         map[string]string{},
	}
	return c, nil
}

// identify refuses the credentials of any account but the master. Where nobody
// has said which that is, it is the one that the credentials are of.
func (c *Cloud) identify(ctx context.Context) error {
	have, err := c.whoami(ctx)
	switch {
	case err != nil:
		return err
	case c.MasterID == "":
		c.MasterID = have
		c.Names = NewNames(c.partition, have, c.Declared)
	case have != c.MasterID:
		return &WrongAccount{Want: c.MasterID, Have: have, Caller: c.Caller}
	}
	return nil
}

// whoami is the account that the credentials are of. It starts the table of
// names.
func (c *Cloud) whoami(ctx context.Context) (account string, err error) {
	me, err := c.STS.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", fmt.Errorf("ask AWS who is calling: %w", err)
	}
	c.Caller, c.CallerID = aws.ToString(me.Arn), aws.ToString(me.UserId)
	if keys, err := c.Config.Credentials.Retrieve(ctx); err == nil {
		c.Temporary = keys.SessionToken != ""
	}
	parsed, err := arn.Parse(c.Caller)
	if err != nil {
		return "", fmt.Errorf("read the caller's ARN %q: %w", c.Caller, err)
	}
	c.Names = NewNames(parsed.Partition, c.MasterID, c.Declared)
	for _, d := range c.Declared {
		if d.AccessRole != "" {
			c.roles[d.Name] = d.AccessRole
		}
	}
	return aws.ToString(me.Account), nil
}

// Calls is how many requests have been sent to AWS, retries among them.
func (c *Cloud) Calls() int { return c.calls.total() }

// CallsBy counts the requests by operation, such as "IAM.ListRoles".
func (c *Cloud) CallsBy() map[string]int { return c.calls.by() }

// Tell says how a long wait is getting on.
func (c *Cloud) Tell(what, news string) {
	if c.Say != nil {
		c.Say(what, news)
	}
}

// Ours reports whether an IAM path is the ownership path.
func (c *Cloud) Ours(path *string) bool { return aws.ToString(path) == c.Path }

// OurGroup reports whether an IAM path is one of our groups.
func (c *Cloud) OurGroup(path *string) bool {
	return c.Ours(path) || aws.ToString(path) == ProtectedPath(c.Path)
}

// ProtectedPath is where, under the ownership path, a group is that must not be
// deleted and has nothing that could carry ProtectTag: groups have no tags (AWS:
// IAM user guide, tagging IAM resources).
func ProtectedPath(ownership string) string { return ownership + "protected/" }
