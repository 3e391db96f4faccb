package kind

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// A RoleStanding is how far the access role of a joining account has come.
type RoleStanding int

// It is not there; it is there and may do nothing; it lets runs in.
const (
	RoleMissing RoleStanding = iota
	RolePowerless
	RoleReady
)

// A ForeignRole is the error of a role that has the access role's name and
// trusts somebody else.
type ForeignRole struct {
	Name       string
	Want, Have policy.Document
	Unreadable string // its trust policy, where that cannot be read
}

// Error names the role and who it trusts.
func (e *ForeignRole) Error() string {
	have := e.Have.String()
	if e.Unreadable != "" {
		have = e.Unreadable
	}
	return fmt.Sprintf("a role called %s exists and trusts others: it has %s, the access role has %s", e.Name, have, e.Want)
}

// role finds the access role. One of its name that trusts anybody else is
// refused: to change it would lock others out, to use it would let others in.
func (j *Joining) role(ctx context.Context, master string) (RoleStanding, error) {
	got, err := j.IAM.GetRole(ctx, &iam.GetRoleInput{RoleName: &j.Role})
	if cloud.Is(err, "NoSuchEntity") {
		return RoleMissing, nil
	}
	if err != nil {
		return RoleMissing, fmt.Errorf("look for role %s: %w", j.Role, err)
	}
	want, err := j.trust(master)
	if err != nil {
		return RoleMissing, err
	}
	text := aws.ToString(got.Role.AssumeRolePolicyDocument)
	have, err := policy.Parse(text)
	if err != nil {
		return RoleMissing, &ForeignRole{Name: j.Role, Want: want, Unreadable: text}
	}
	if !policy.Equal(have, want) {
		return RoleMissing, &ForeignRole{Name: j.Role, Want: want, Have: have}
	}
	return j.powers(ctx)
}

// administrator is the policy of AWS's that the access role has, as in the
// accounts that AWS makes.
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess"

// powers tells whether the role may do anything.
func (j *Joining) powers(ctx context.Context) (RoleStanding, error) {
	arn, err := j.Spell(administrator)
	if err != nil {
		return RoleMissing, err
	}
	pages := iam.NewListAttachedRolePoliciesPaginator(j.IAM, &iam.ListAttachedRolePoliciesInput{RoleName: &j.Role})
	var all []string
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if cloud.Is(err, "NoSuchEntity") {
			return RolePowerless, nil // AWS is behind itself: GetRole has just seen it
		}
		if err != nil {
			return RoleMissing, fmt.Errorf("list the policies of role %s: %w", j.Role, err)
		}
		for _, p := range page.AttachedPolicies {
			all = append(all, aws.ToString(p.PolicyArn))
		}
	}
	if slices.Contains(all, arn) {
		return RoleReady, nil
	}
	return RolePowerless, nil
}

// createRole makes the role, which may do nothing yet. It is without our tag, as
// the one that AWS makes in new accounts: no run may take it for something of
// ours that is no longer wanted.
func (j *Joining) createRole(ctx context.Context, master string) error {
	trust, err := j.trust(master)
	if err != nil {
		return err
	}
	_, err = j.IAM.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: &j.Role, AssumeRolePolicyDocument: aws.String(trust.String()),
		Description: aws.String("Lets the master account of the organization, " + master + ", manage this account."),
	})
	return err
}

// empower lets the role do everything.
func (j *Joining) empower(ctx context.Context) error {
	arn, err := j.Spell(administrator)
	if err != nil {
		return err
	}
	_, err = j.IAM.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &j.Role, PolicyArn: &arn})
	return err
}
