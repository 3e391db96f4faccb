package cloud

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// An Account is a place where facts live.
type Account struct {
	*Cloud
	Name, ID string
	IAM      *iam.Client
	Trail    *cloudtrail.Client // the event history of what is global
}

// Account returns the account called name. It is an error while the account
// has no id.
func (c *Cloud) Account(name string) (*Account, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a, ok := c.accounts[name]; ok {
		return a, nil
	}
	id, ok := c.ID(name)
	if !ok {
		return nil, fmt.Errorf("account %s has no id yet", name)
	}
	cfg := c.Config.Copy()
	if name != Master {
		cfg.Credentials = aws.NewCredentialsCache(c.assume(name, id))
	}
	a := c.clients(name, id, cfg)
	c.accounts[name] = a
	return a, nil
}

// clients is an account with what calls its services.
func (c *Cloud) clients(name, id string, cfg aws.Config) *Account {
	history := cfg.Copy()
	history.Region = c.trailRegion()
	return &Account{c, name, id, iam.NewFromConfig(cfg), cloudtrail.NewFromConfig(history)}
}

// assume takes the access role's place in a leaf. An hour is the most that AWS
// gives when the caller is a role itself.
func (c *Cloud) assume(name, id string) *stscreds.AssumeRoleProvider {
	return stscreds.NewAssumeRoleProvider(c.STS, fmt.Sprintf("arn:%s:iam::%s:role/%s", c.partition, id, c.AccessRoleOf(name)),
		func(o *stscreds.AssumeRoleOptions) {
			o.RoleSessionName = c.Session
			o.Duration = time.Hour
		})
}

// AccessRoleOf is the name of the role that runs assume in an account.
func (c *Cloud) AccessRoleOf(name string) string {
	if c.Assume != "" {
		return c.Assume
	}
	if role, ok := c.roles[name]; ok {
		return role
	}
	return c.AccessRole
}

// unready are the codes by which a new account says that it is not there yet:
// for a minute or more after CreateAccount its role cannot be assumed, or its
// first calls know no such key.
var unready = []string{"AccessDenied", "InvalidClientTokenId", "UnrecognizedClient", "OptInRequired", "SubscriptionRequired"}

// patience is how long a new account may take until its access role works.
const patience = 10 * time.Minute

// Ready waits until the access role of a new account can be used. The wait is
// bounded; running again later goes on from there.
func (c *Cloud) Ready(ctx context.Context, name string) error {
	a, err := c.Account(name)
	if err != nil {
		return err
	}
	start := c.Clock()
	for pause := time.Second; ; pause = min(2*pause, 10*time.Second) {
		_, err := a.IAM.ListRoles(ctx, &iam.ListRolesInput{MaxItems: aws.Int32(1), PathPrefix: &c.Path})
		if err == nil || !Is(err, unready...) {
			return err
		}
		waited := c.Clock().Sub(start)
		if waited > patience {
			return fmt.Errorf("the account exists, but its role %s cannot be used after %s (run again later, nothing is lost): %w", c.AccessRoleOf(name), patience, err)
		}
		c.Tell(name, fmt.Sprintf("waiting until its role %s can be used", c.AccessRoleOf(name)))
		if err := c.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// Sleep waits for a while, or until ctx ends.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
