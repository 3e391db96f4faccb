package kind

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
	"github.com/orgwright/orgwright/schema"
)

// A Joining is an account on its way into an organization, seen from inside:
// its credentials are those of the invited account. It can be begun again at
// any point.
type Joining struct {
	*cloud.Account
	Role   string // the access role's name
	Master string // id of the master account; "" takes the only invitation there is
}

// A Standing is how far an account has come.
type Standing struct {
	Member     bool        // it is in the organization
	Master     string      // id of that organization's master account, or of the one that invites
	Invitation *Invitation // what it may accept; nil for a member
	Leaves     string      // id of another organization that it is a member of so far; "" is none
	Role       RoleStanding
}

// Done reports whether nothing is left to do inside the account.
func (s Standing) Done() bool { return s.Member && s.Role == RoleReady }

// Look finds how far the account has come. The error may be an *Uninvited or a
// *ForeignRole; neither changes by trying again.
func (j *Joining) Look(ctx context.Context) (Standing, error) {
	s := Standing{Master: j.Master}
	got, err := j.Organizations.DescribeOrganization(ctx, &organizations.DescribeOrganizationInput{})
	switch {
	case cloud.Is(err, "AWSOrganizationsNotInUseException"):
	case err != nil:
		return s, fmt.Errorf("ask which organization the account is in: %w", err)
	default:
		s.settle(aws.ToString(got.Organization.Id), aws.ToString(got.Organization.MasterAccountId))
	}
	if !s.Member {
		if s.Invitation, err = j.invitation(ctx); err != nil {
			return s, err
		}
		s.Master = s.Invitation.Master
	}
	s.Role, err = j.role(ctx, s.Master)
	return s, err
}

// settle judges the organization that the account is in: the one that it is to
// be in, or one that it leaves by joining.
func (s *Standing) settle(organization, master string) {
	if s.Master == "" || s.Master == master {
		s.Member, s.Master = true, master
	} else {
		s.Leaves = organization
	}
}

// settling is how many times an account is looked at until AWS shows that it
// has joined.
const settling = 60

// Join accepts the invitation and makes the access role, one step after
// another, looking before each and once more at the end. Nothing in it is done
// twice, wherever an earlier run was stopped.
func (j *Joining) Join(ctx context.Context) error {
	accepted := false
	for range settling {
		s, err := j.Look(ctx)
		late := accepted && isUninvited(err) // accepted, and AWS does not show the membership yet
		switch {
		case err == nil && s.Done():
			return nil
		case err == nil:
			err = j.step(ctx, s)
			accepted = accepted || !s.Member
		}
		if err != nil && !late {
			return err
		}
		if err := j.Sleep(ctx, time.Second); err != nil {
			return err
		}
	}
	return fmt.Errorf("AWS does not show yet that account %s has joined; run again later, nothing is lost", j.ID)
}

// step takes the next step. An answer that is none, and one that says that the
// step was taken before, are left to the next look.
func (j *Joining) step(ctx context.Context, s Standing) error {
	var err error
	switch {
	case !s.Member:
		_, err = j.Organizations.AcceptHandshake(ctx, &organizations.AcceptHandshakeInput{HandshakeId: &s.Invitation.ID})
		err = cloud.Except(err, "HandshakeAlreadyInStateException")
	case s.Role == RoleMissing:
		err = cloud.Except(j.createRole(ctx, s.Master), "EntityAlreadyExists")
	default:
		err = cloud.Except(j.empower(ctx), "NoSuchEntity") // it was made a moment ago
	}
	if cloud.Unclear(err) && ctx.Err() == nil {
		return nil
	}
	return err
}

// trust is what the access role's trust policy must be: the master account's
// people and runs, and nobody else.
func (j *Joining) trust(master string) (policy.Document, error) {
	text, err := j.Spell(policy.TrustAccount(master).String())
	if err != nil {
		return policy.Document{}, err
	}
	return policy.Parse(text)
}

// A Binding is a guardrail that will hold for an account, and what it prevents.
type Binding struct{ Guardrail, Description string }

// Bindings are the guardrails that org.yaml has for an account: its own, those
// of its classification, and those of units above. The unit is where it lives.
func Bindings(o *schema.Org, account string) (unit string, all []Binding) {
	unit = o.Unit(o.Accounts[account].Classification)
	names := slices.Clone(o.Accounts[account].Guardrails)
	for class, c := range o.Classifications {
		if above := o.Unit(class); above == unit || strings.HasPrefix(unit, above+"/") {
			names = append(names, c.Guardrails...)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		described := policy.BuiltinDescription(name)
		if own, ok := o.Guardrails[name]; ok {
			described = own.Description
		}
		all = append(all, Binding{name, described})
	}
	return unit, all
}
