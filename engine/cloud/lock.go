package cloud

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A Holder is a run that holds the lock, or wants to.
type Holder struct {
	Who     string    // the ARN of its caller
	Host    string    // the machine it runs on
	Process int       // its process there
	Since   time.Time // when it took the lock
	Beat    time.Time // when it was last known to live
	id      string    // of the role that is the lock
}

// String says who holds the lock, where and since when.
func (h Holder) String() string {
	return fmt.Sprintf("%s on %s (process %d) since %s", h.Who, h.Host, h.Process, h.Since.UTC().Format(time.DateTime))
}

// Locked is the error of taking a lock that another run holds.
type Locked struct{ Holder Holder }

// Error names the holder.
func (e *Locked) Error() string { return "another run holds the lock: " + e.Holder.String() }

// The lock is a role with a fixed name in the master account, which nobody can
// become: AWS makes it once, whoever asks at the same time. A holder shows
// every beat that it lives; after silence it is taken for dead.
const (
	lockName = "orgwright-lock"
	beat     = 30 * time.Second
	silence  = 2 * time.Minute
)

// Lock takes the lock for a run. A lock whose holder is dead, by its silence
// or because alive says so of a process on this host, is taken over. The
// returned context ends when the lock is lost; call release when done.
func (c *Cloud) Lock(ctx context.Context, me Holder, alive func(process int) bool) (held context.Context, release func(context.Context) error, err error) {
	for range 3 {
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		// Never cut off on its way: nobody would know that there is a lock to give back.
		id, err := c.takeLock(context.WithoutCancel(ctx), me)
		if err == nil {
			held, release = c.keepLock(ctx, id)
			return held, release, nil
		}
		if !Is(err, "EntityAlreadyExists") {
			return nil, nil, fmt.Errorf("take the lock: %w", err)
		}
		other, err := c.LockHolder(ctx)
		switch {
		case err != nil:
			return nil, nil, err
		case other == nil:
			continue // it went in between
		case !c.dead(*other, me, alive):
			return nil, nil, &Locked{*other}
		}
		c.Tell("lock", "taking over from "+other.String()+", which is gone")
		if err := c.Unlock(ctx); err != nil {
			return nil, nil, err
		}
	}
	return nil, nil, errors.New("take the lock: others keep taking it; run again later")
}

func (c *Cloud) dead(other, me Holder, alive func(int) bool) bool {
	if other.Host == me.Host && (other.Process == me.Process || !alive(other.Process)) {
		return true
	}
	return c.Clock().Sub(other.Beat) > silence
}

// takeLock makes the role and looks whether it is still the same one: of two
// who take over at once, one sees here that it lost.
func (c *Cloud) takeLock(ctx context.Context, me Holder) (id string, err error) {
	master, err := c.Account(Master)
	if err != nil {
		return "", err
	}
	made, err := master.IAM.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: aws.String(lockName), Path: aws.String(c.Path + "lock/"),
		Description:              aws.String("A run of orgwright is changing this organization. Nobody can become this role."),
		AssumeRolePolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}`),
		Tags:                     me.tags(c.Clock()),
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(made.Role.RoleId), nil
}

func (h Holder) tags(now time.Time) []types.Tag {
	tag := func(key, value string) types.Tag { return types.Tag{Key: &key, Value: &value} }
	return []types.Tag{
		tag("orgwright:who", h.Who), tag("orgwright:host", h.Host), tag("orgwright:process", strconv.Itoa(h.Process)),
		tag("orgwright:since", now.UTC().Format(time.RFC3339)), tag("orgwright:beat", now.UTC().Format(time.RFC3339)),
	}
}

// LockHolder is who holds the lock, nil when nobody does.
func (c *Cloud) LockHolder(ctx context.Context) (*Holder, error) {
	master, err := c.Account(Master)
	if err != nil {
		return nil, err
	}
	got, err := master.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String(lockName)})
	if Is(err, "NoSuchEntity") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ask who holds the lock: %w", err)
	}
	h := &Holder{id: aws.ToString(got.Role.RoleId)}
	for _, t := range got.Role.Tags {
		h.read(aws.ToString(t.Key), aws.ToString(t.Value))
	}
	return h, nil
}

func (h *Holder) read(key, value string) {
	switch key {
	case "orgwright:who":
		h.Who = value
	case "orgwright:host":
		h.Host = value
	case "orgwright:process":
		h.Process, _ = strconv.Atoi(value) // a tag that was meddled with is process 0
	case "orgwright:since":
		h.Since, _ = time.Parse(time.RFC3339, value)
	case "orgwright:beat":
		h.Beat, _ = time.Parse(time.RFC3339, value) // or the zero time, which is long ago
	}
}

// keepLock beats until release, and ends the context when the lock is
// somebody else's.
func (c *Cloud) keepLock(ctx context.Context, id string) (context.Context, func(context.Context) error) {
	held, lose := context.WithCancelCause(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for c.Sleep(held, beat) == nil {
			if err := c.beatLock(held, id); err != nil {
				lose(err)
			}
		}
	}()
	return held, func(ctx context.Context) error {
		lose(nil)
		<-stopped
		return c.dropLock(ctx, id)
	}
}

// beatLock shows that the holder lives, and notices when it no longer holds.
// A beat that AWS does not answer is left out: the next one may be.
func (c *Cloud) beatLock(ctx context.Context, id string) error {
	other, err := c.LockHolder(ctx)
	if err != nil {
		return nil //nolint:nilerr // no answer is no loss
	}
	if other == nil || other.id != id {
		return errors.New("the lock was taken by another run")
	}
	master, err := c.Account(Master)
	if err != nil {
		return err
	}
	_, _ = master.IAM.TagRole(ctx, &iam.TagRoleInput{RoleName: aws.String(lockName), Tags: []types.Tag{
		{Key: aws.String("orgwright:beat"), Value: aws.String(c.Clock().UTC().Format(time.RFC3339))},
	}})
	return nil
}

// dropLock gives the lock back, if it is still ours.
func (c *Cloud) dropLock(ctx context.Context, id string) error {
	other, err := c.LockHolder(ctx)
	if err != nil || other == nil || other.id != id {
		return err
	}
	return c.Unlock(ctx)
}

// Unlock removes the lock, whoever holds it.
func (c *Cloud) Unlock(ctx context.Context) error {
	master, err := c.Account(Master)
	if err != nil {
		return err
	}
	_, err = master.IAM.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String(lockName)})
	if err = Except(err, "NoSuchEntity"); err != nil {
		return fmt.Errorf("remove the lock: %w", err)
	}
	return nil
}
