package kind

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

// A Key is a person's access key, without its secret.
type Key struct {
	ID     string
	Active bool
	Made   time.Time
	Used   time.Time // when it last signed a request, as far as AWS says; zero is never
	By     string    // which service that was to, and where
}

// Keys lists a person's access keys, the oldest first.
func (p *Person) Keys(ctx context.Context) ([]Key, error) {
	var all []Key
	pages := iam.NewListAccessKeysPaginator(p.IAM, &iam.ListAccessKeysInput{UserName: &p.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list the access keys of %s: %w", p.Name, err)
		}
		for _, k := range page.AccessKeyMetadata {
			all = append(all, Key{ID: aws.ToString(k.AccessKeyId), Active: k.Status == types.StatusTypeActive, Made: aws.ToTime(k.CreateDate)})
		}
	}
	slices.SortStableFunc(all, func(a, b Key) int { return a.Made.Compare(b.Made) })
	return all, nil
}

func ids(keys []Key) []string {
	var all []string
	for _, k := range keys {
		all = append(all, k.ID)
	}
	return all
}

// use asks when a key was last used, and for what. AWS says so some minutes
// later (AWS: IAM GetAccessKeyLastUsed).
func (p *Person) use(ctx context.Context, k Key) (Key, error) {
	got, err := p.IAM.GetAccessKeyLastUsed(ctx, &iam.GetAccessKeyLastUsedInput{AccessKeyId: &k.ID})
	if err != nil {
		return k, fmt.Errorf("ask when the access key %s was last used: %w", k.ID, err)
	}
	if last := got.AccessKeyLastUsed; last != nil && last.LastUsedDate != nil {
		k.Used, k.By = *last.LastUsedDate, aws.ToString(last.ServiceName)+" in "+aws.ToString(last.Region)
	}
	return k, nil
}

// deleteKey deletes a key; one that is gone already is success.
func (p *Person) deleteKey(ctx context.Context, id string) error {
	_, err := p.IAM.DeleteAccessKey(ctx, &iam.DeleteAccessKeyInput{UserName: &p.Name, AccessKeyId: &id})
	if err = cloud.Except(err, "NoSuchEntity"); err != nil {
		return fmt.Errorf("delete the access key %s: %w", id, err)
	}
	return nil
}

// A Delivery is how a new key gets to its person. AWS shows a key's secret once
// and never again, so a key that is not delivered is deleted.
type Delivery struct {
	Place  string                                     // names the hands it goes to, such as a host and a path
	Held   func() (bool, error)                       // whether an earlier run has delivered a key there
	Free   func() error                               // refuses when it could not be delivered there
	Hand   func(id string, secret cloud.Secret) error // delivers: all or nothing
	Second bool                                       // whether it is to be a second key beside the one there is
}

// MakeKey makes a person's access key and delivers it. It marks the user first
// and lifts the mark when the key is in its person's hands, so that the key of a
// run that died in between is found and deleted by the next: see Tidy, which
// has to come before. One run at a time.
func (p *Person) MakeKey(ctx context.Context, d Delivery) (Key, error) {
	before, err := p.Keys(ctx)
	if err != nil {
		return Key{}, err
	}
	if err := p.roomFor(before, d.Second); err != nil {
		return Key{}, err
	}
	if err := d.Free(); err != nil {
		return Key{}, err
	}
	if err := p.setMark(ctx, d.Place, ids(before)); err != nil {
		return Key{}, err
	}
	m := &delivering{p, ids(before), false}
	key, secret, err := m.create(ctx)
	if err != nil {
		return Key{}, m.giveUp(ctx, "", err)
	}
	if err := d.Hand(key.ID, secret); err != nil {
		return Key{}, m.giveUp(ctx, key.ID, err)
	}
	return key, m.done(ctx, d.Place, key.ID)
}

// roomFor refuses a key too many: the first where there is one, the second
// where there is not exactly one.
func (p *Person) roomFor(have []Key, second bool) error {
	switch n := len(have); {
	case n == 0 && second:
		return refuse("ORG363", "orgwright user key "+p.Name+" makes one", "%s has no access key to rotate", p.Name)
	case n == 1 && !second:
		return refuse("ORG363", "orgwright user key "+p.Name+" --rotate replaces it", "%s has an access key: %s", p.Name, have[0].ID)
	case n > 1:
		return refuse("ORG363", "orgwright user key "+p.Name+" --finish ends a rotation", "%s has %d access keys: %s and %s", p.Name, n, have[0].ID, have[1].ID)
	}
	return nil
}

// A delivering is an access key on its way.
type delivering struct {
	*Person
	known  []string // the keys there were before
	astray bool     // whether there may be a key of this run that was never seen
}

// create makes the key. A reply that says nothing may stand for a key whose
// secret is lost: that one is looked for and deleted before another is made.
func (m *delivering) create(ctx context.Context) (Key, cloud.Secret, error) {
	for attempt := 1; ; attempt++ {
		got, err := m.IAM.CreateAccessKey(ctx, &iam.CreateAccessKeyInput{UserName: &m.Name}, func(o *iam.Options) { o.Retryer = m.Once() })
		if err == nil {
			k := got.AccessKey
			return Key{ID: aws.ToString(k.AccessKeyId), Active: true, Made: aws.ToTime(k.CreateDate)}, cloud.NewSecret(aws.ToString(k.SecretAccessKey)), nil
		}
		err = fmt.Errorf("make an access key for %s: %w", m.Name, err)
		if !cloud.Unclear(err) {
			return Key{}, cloud.Secret{}, err
		}
		lost, lookErr := m.strays(ctx, m.known)
		if lookErr != nil {
			m.astray = true
			return Key{}, cloud.Secret{}, err
		}
		for _, id := range lost {
			if err := m.deleteKey(ctx, id); err != nil {
				m.astray = true
				return Key{}, cloud.Secret{}, err
			}
		}
		m.astray = m.astray || len(lost) == 0
		if attempt == 3 {
			return Key{}, cloud.Secret{}, err
		}
	}
}

// strays looks for keys beyond those that are known.
func (p *Person) strays(ctx context.Context, known []string) (found []string, err error) {
	err = p.watch(ctx, func() (bool, error) {
		keys, err := p.Keys(ctx)
		found = beyond(keys, known)
		return len(found) > 0, err
	})
	return found, err
}

// giveUp deletes the key that could not be delivered, and lifts the mark when
// nothing can be left.
func (m *delivering) giveUp(ctx context.Context, id string, why error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute) // also when somebody is tired of waiting
	defer cancel()
	if id != "" {
		if err := m.deleteKey(ctx, id); err != nil {
			return fmt.Errorf("%w; and the key is still there, run the same command again to have it deleted: %w", why, err)
		}
	}
	if m.astray {
		return why
	}
	if err := m.liftMark(ctx); err != nil {
		return fmt.Errorf("%w; and %w", why, err)
	}
	return why
}

// done looks whether there are keys that nobody asked for, since AWS may not
// have shown a dead run's mark or key before, and lifts the mark. Where a key
// may have gone astray that AWS does not show even now, the mark stays, with the
// new key among the known.
func (m *delivering) done(ctx context.Context, place, id string) error {
	known := append(m.known, id)
	keys, err := m.Keys(ctx)
	if err != nil {
		return err
	}
	var left Tidying
	if err := m.sift(ctx, beyond(keys, known), &left); err != nil {
		return err
	}
	if m.astray && len(left.Deleted) == 0 {
		return m.setMark(ctx, place, known)
	}
	return m.liftMark(ctx)
}

// beyond are the ids of keys that are not among the known.
func beyond(keys []Key, known []string) []string {
	return slices.DeleteFunc(ids(keys), func(id string) bool { return slices.Contains(known, id) })
}
