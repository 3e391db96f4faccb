package kind

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/cloud"
)

// A Person is somebody of org.yaml with a user of ours in the master account:
// whom passwords, keys and devices are made for.
type Person struct {
	*cloud.Account
	Name string
	mark string // what a run that makes a key leaves while it does; "" is none
}

// A Refused is the error of what would not be safe, or would not help. Nothing
// was changed.
type Refused struct {
	Number string // of its section in docs/codes.md
	Why    string
	Todo   string // what can be done about it
}

// Error is why.
func (r *Refused) Error() string { return r.Why }

func refuse(number, todo, why string, args ...any) error {
	return &Refused{number, fmt.Sprintf(why, args...), todo}
}

// FindPerson looks for the user of somebody who is to have access on the day.
// Without one of ours it is a Refused.
func FindPerson(ctx context.Context, w *Wish, c *cloud.Cloud, name string) (*Person, error) {
	if err := w.active(name); err != nil {
		return nil, err
	}
	in, err := c.Account(cloud.Master)
	if err != nil {
		return nil, err
	}
	got, err := in.IAM.GetUser(ctx, &iam.GetUserInput{UserName: &name})
	switch {
	case cloud.Is(err, "NoSuchEntity"):
		return nil, refuse("ORG361", "orgwright apply makes it", "%s has no user in AWS yet", name)
	case err != nil:
		return nil, fmt.Errorf("look for the user %s: %w", name, err)
	case !c.Ours(got.User.Path):
		return nil, refuse("ORG361", "adopt: true on the user in org.yaml, and orgwright apply, take it over", "the user %s was not made here: its path is %s", name, aws.ToString(got.User.Path))
	}
	p := &Person{Account: in, Name: aws.ToString(got.User.UserName)}
	for _, t := range got.User.Tags {
		if aws.ToString(t.Key) == markTag {
			p.mark = aws.ToString(t.Value)
		}
	}
	return p, nil
}

// active refuses those who are to have no access.
func (w *Wish) active(name string) error {
	switch {
	case !w.Org.Person(name, w.Today):
		return refuse("ORG361", "org.yaml says so, by until", "%s's last day was %s", name, w.Org.Users[name].Until)
	case w.Org.Users[name].State == "suspended":
		return refuse("ORG361", "org.yaml says so, by state", "%s is suspended", name)
	}
	return nil
}

// pauses are how long to wait between looks for what AWS may not show yet.
var pauses = []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}

// watch looks until there is something to see, or for as long as AWS may take
// to show what was just made.
func (p *Person) watch(ctx context.Context, look func() (seen bool, err error)) error {
	for _, pause := range pauses {
		if err := p.Sleep(ctx, pause); err != nil {
			return err
		}
		if seen, err := look(); seen || err != nil {
			return err
		}
	}
	return nil
}
