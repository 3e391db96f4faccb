package kind

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// A Solemn is something that yes is not enough for: its name is to be written
// out.
type Solemn struct {
	What string // close, delete, detach or move
	Name string
	Why  string // what is to be known before
}

// recentLogin is how long ago somebody may have signed in to be missed.
const recentLogin = 30 * 24 * time.Hour

// Solemns lists what of the plan yes is not enough for: to close an account, to
// delete a user who signed in lately, to detach the last guardrail of an
// account or a unit, to move an account out of its last guardrails.
func (d Draft) Solemns(ctx context.Context, w *Wish, c *cloud.Cloud, p *cloud.Picture) ([]Solemn, error) {
	var all []Solemn
	exposed := exposures(w, c, p, d.Plan)
	seen := map[Solemn]bool{}
	for _, s := range d.Plan.Steps {
		for _, change := range s.Changes {
			if move, bare := bared(exposed, change); bare {
				all = append(all, move)
			}
			if s.ByHand || change.Waits != nil || change.Action() != engine.Delete {
				continue
			}
			one, err := d.solemn(ctx, c, change)
			if err != nil {
				return nil, err
			}
			if key := (Solemn{What: one.What, Name: one.Name}); one.What != "" && !seen[key] {
				all, seen[key] = append(all, one), true
			}
		}
	}
	return all, nil
}

func (d Draft) solemn(ctx context.Context, c *cloud.Cloud, change engine.Change) (Solemn, error) {
	switch change.Kind {
	case account.name:
		return Solemn{What: "close", Name: change.Name, Why: "it closes the account for good"}, nil
	case user.name:
		last, err := lastLogin(ctx, c, change.Name)
		if err != nil || c.Clock().Sub(last) > recentLogin {
			return Solemn{}, err
		}
		days := int(c.Clock().Sub(last).Hours() / 24)
		return Solemn{What: "delete", Name: change.Name, Why: fmt.Sprintf("%s signed in %s ago", change.Name, plural(days, "day"))}, nil
	case attachment.name:
		guardrail, target, _ := strings.Cut(change.Name, "@")
		if d.guarded(target) || d.goes(target) {
			return Solemn{}, nil
		}
		return Solemn{What: "detach", Name: target, Why: fmt.Sprintf("%s is the last guardrail of %s", guardrail, target)}, nil
	}
	return Solemn{}, nil
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// guarded reports whether a target has a guardrail once the plan is carried
// out, which may be a part of what is wanted.
func (d Draft) guarded(target string) bool {
	held := map[engine.Address]bool{}
	for a := range d.Have {
		_, to, _ := strings.Cut(a.Name, "@")
		held[a] = a.Kind == attachment.name && to == target
	}
	for _, s := range d.Plan.Steps {
		for _, c := range made(s) {
			_, to, _ := strings.Cut(c.Name, "@")
			held[c.Address] = c.Kind == attachment.name && to == target && c.Action() != engine.Delete
		}
	}
	return slices.Contains(slices.Collect(maps.Values(held)), true)
}

// goes reports whether a target is a unit that is deleted as well.
func (d Draft) goes(target string) bool {
	return slices.ContainsFunc(d.Plan.Changes(), func(c engine.Change) bool {
		return c.Kind == unit.name && c.Action() == engine.Delete && (c.Name == target || "/"+c.Name == target)
	})
}

// lastLogin is when a user last signed in, with the password or with an access
// key; the zero time is never, and of a user who is there no more.
func lastLogin(ctx context.Context, c *cloud.Cloud, name string) (last time.Time, err error) {
	in, err := c.Account(cloud.Master)
	if err != nil {
		return last, err
	}
	got, err := in.IAM.GetUser(ctx, &iam.GetUserInput{UserName: &name})
	if cloud.Is(err, "NoSuchEntity") {
		return last, nil
	}
	if err != nil {
		return last, fmt.Errorf("ask when %s signed in last: %w", name, err)
	}
	last = aws.ToTime(got.User.PasswordLastUsed)
	keys, err := in.IAM.ListAccessKeys(ctx, &iam.ListAccessKeysInput{UserName: &name})
	if err != nil {
		return last, fmt.Errorf("list the access keys of %s: %w", name, err)
	}
	for _, k := range keys.AccessKeyMetadata {
		used, err := in.IAM.GetAccessKeyLastUsed(ctx, &iam.GetAccessKeyLastUsedInput{AccessKeyId: k.AccessKeyId})
		if err != nil {
			return last, fmt.Errorf("ask when a key of %s was used last: %w", name, err)
		}
		if used.AccessKeyLastUsed != nil && aws.ToTime(used.AccessKeyLastUsed.LastUsedDate).After(last) {
			last = aws.ToTime(used.AccessKeyLastUsed.LastUsedDate)
		}
	}
	return last, nil
}
