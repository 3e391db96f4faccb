package kind

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A Rotation is a person's two keys, of which the older is to go.
type Rotation struct{ Old, New Key }

// Rotation is the rotation that is under way for a person, with when each key
// was last used.
func (p *Person) Rotation(ctx context.Context) (Rotation, error) {
	keys, err := p.Keys(ctx)
	if err != nil {
		return Rotation{}, err
	}
	if len(keys) != 2 {
		return Rotation{}, refuse("ORG366", "orgwright user key "+p.Name+" --rotate begins one", "no rotation is under way: the access keys of %s are %d, not two", p.Name, len(keys))
	}
	if keys[0].Made.Equal(keys[1].Made) {
		return Rotation{}, refuse("ORG366", "delete one by hand: aws iam delete-access-key", "%s and %s were made in the same second: which is the old one cannot be told", keys[0].ID, keys[1].ID)
	}
	for i, k := range keys {
		if keys[i], err = p.use(ctx, k); err != nil {
			return Rotation{}, err
		}
	}
	return Rotation{keys[0], keys[1]}, nil
}

// Doubts are the reasons not to end a rotation yet.
func (r Rotation) Doubts() []string {
	var all []string
	if r.New.Used.IsZero() {
		all = append(all, fmt.Sprintf("the new key %s has not been used, as far as AWS says, which may be some minutes behind", r.New.ID))
	}
	if !r.New.Active {
		all = append(all, fmt.Sprintf("the new key %s is switched off", r.New.ID))
	}
	if r.Old.Used.After(r.New.Made) {
		all = append(all, fmt.Sprintf("the old key %s was used after the new one was made, on %s for %s", r.Old.ID, r.Old.Used.UTC().Format(time.DateTime), r.Old.By))
	}
	return all
}

// Finish ends a rotation: it switches the old key off, looks once more whether
// somebody has just used it, and deletes it. A key that was used meanwhile is
// switched on again, and the rotation is not ended: a Refused.
func (p *Person) Finish(ctx context.Context, r Rotation) error {
	if err := p.switchKey(ctx, r.Old.ID, types.StatusTypeInactive); err != nil {
		return err
	}
	now, err := p.use(ctx, r.Old)
	if err != nil {
		return err
	}
	if now.Used.After(r.Old.Used) {
		if err := p.switchKey(ctx, r.Old.ID, types.StatusTypeActive); err != nil {
			return err
		}
		return refuse("ORG366", "find what uses it, give it the new key, and run this again", "the old key %s was used just now, for %s: it is on again", r.Old.ID, now.By)
	}
	return p.deleteKey(ctx, r.Old.ID)
}

func (p *Person) switchKey(ctx context.Context, id string, to types.StatusType) error {
	_, err := p.IAM.UpdateAccessKey(ctx, &iam.UpdateAccessKeyInput{UserName: &p.Name, AccessKeyId: &id, Status: to})
	if err != nil {
		return fmt.Errorf("make the access key %s %s: %w", id, to, err)
	}
	return nil
}
