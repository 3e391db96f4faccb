package kind

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"golang.org/x/sync/errgroup"

	"github.com/orgwright/orgwright/engine/cloud"
)

// What a person has in the way of a password.
const (
	NoPassword  = "none"
	FirstGiven  = "first" // as it was given, to be changed at the next sign-in
	OwnPassword = "own"
	NotSeen     = "not seen" // the caller may not ask
)

// A Kit is what a person proves who they are with.
type Kit struct {
	Name     string
	Absent   bool     // there is no user in AWS yet
	Devices  []Device // those that give codes first
	Password string   // one of the words above; "" was not asked
	Keys     []Key
	Unasked  bool // keys were not asked for, or the caller may not
}

// Coded is the serial number of the device whose codes serve the command line;
// "" is none.
func (k Kit) Coded() string {
	if len(k.Devices) > 0 && k.Devices[0].Codes() {
		return k.Devices[0].Serial
	}
	return ""
}

// Everyone looks at the devices of everybody who is to have access, by name.
// Nothing else is asked for.
func Everyone(ctx context.Context, w *Wish, c *cloud.Cloud) ([]Kit, error) {
	var names []string
	for _, name := range w.Org.People(w.Today) {
		if w.active(name) == nil {
			names = append(names, name)
		}
	}
	all := make([]Kit, len(names))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(c.Parallel)
	for i, name := range names {
		group.Go(func() (err error) {
			all[i], err = DevicesOf(ctx, w, c, name)
			return err
		})
	}
	return all, group.Wait()
}

// DevicesOf looks at the devices of one person. Nothing else is asked for.
func DevicesOf(ctx context.Context, w *Wish, c *cloud.Cloud, name string) (Kit, error) {
	k := Kit{Name: name, Unasked: true}
	if err := w.active(name); err != nil {
		return k, err
	}
	in, err := c.Account(cloud.Master)
	if err != nil {
		return k, err
	}
	k.Devices, err = Devices(ctx, in, name)
	if cloud.Is(err, "NoSuchEntity") {
		k.Absent, err = true, nil
	}
	return k, err
}

// KitOf looks at all a person proves who they are with. A person may ask
// it about themselves; what they may not see yet is said to be so.
func KitOf(ctx context.Context, w *Wish, c *cloud.Cloud, name string) (Kit, error) {
	k, err := DevicesOf(ctx, w, c, name)
	if err != nil || k.Absent {
		return k, err
	}
	in, err := c.Account(cloud.Master)
	if err != nil {
		return k, err
	}
	p := &Person{Account: in, Name: name}
	if k.Password, err = p.passwordState(ctx); err != nil {
		return k, err
	}
	k.Keys, err = p.Keys(ctx)
	k.Unasked = cloud.Is(err, "AccessDenied")
	return k, cloud.Except(err, "AccessDenied")
}

func (p *Person) passwordState(ctx context.Context) (string, error) {
	got, err := p.IAM.GetLoginProfile(ctx, &iam.GetLoginProfileInput{UserName: &p.Name})
	switch {
	case cloud.Is(err, "NoSuchEntity"):
		return NoPassword, nil
	case cloud.Is(err, "AccessDenied"):
		return NotSeen, nil
	case err != nil:
		return "", fmt.Errorf("ask whether %s has a password: %w", p.Name, err)
	case got.LoginProfile.PasswordResetRequired:
		return FirstGiven, nil
	}
	return OwnPassword, nil
}
