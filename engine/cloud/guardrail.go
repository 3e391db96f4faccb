package cloud

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// OwnerTag marks what is ours in Organizations; its value is the
// organization's name in org.yaml.
const OwnerTag = "orgwright:owner"

// ProtectTag marks what must not be deleted, also by a later org.yaml that lost
// the line. EmailTag holds a person's email address. AdoptedTag marks a role
// that was taken over where it is; its value is the organization's name.
const (
	AdoptedTag = "orgwright:adopted"
	ProtectTag = "orgwright:protect"
	EmailTag   = "orgwright:email"
)

// guardrails reads the service control policies, side by side. The contents and
// targets, which AWS lets nobody read fast, are read of those that are ours or
// wanted.
func (r *reading) guardrails(ctx context.Context, all *tasks, o *Organization) error {
	var listed []types.PolicySummary
	pages := organizations.NewListPoliciesPaginator(r.Organizations, &organizations.ListPoliciesInput{Filter: types.PolicyTypeServiceControlPolicy})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list guardrails: %w", err)
		}
		listed = append(listed, page.Policies...)
	}
	if !r.need.Texts && !r.need.Everything {
		listed = slices.DeleteFunc(listed, func(p types.PolicySummary) bool { return p.AwsManaged })
	}
	o.Guardrails = make([]Guardrail, len(listed))
	for i, p := range listed {
		all.Go(func() (err error) {
			o.Guardrails[i], err = r.guardrail(ctx, p)
			return err
		})
	}
	return nil
}

func (r *reading) guardrail(ctx context.Context, p types.PolicySummary) (Guardrail, error) {
	g := Guardrail{ID: aws.ToString(p.Id), Name: named(p.Name, "@", "{at}"), Description: aws.ToString(p.Description)}
	var err error
	if !p.AwsManaged { // AWS's own have no tags
		if g.Tags, err = r.tags(ctx, g.ID); err != nil {
			return g, err
		}
	}
	if g.Tags[OwnerTag] != r.Owner && !slices.Contains(r.need.Guardrails, g.Name) && !r.need.Texts && !r.need.Everything {
		return g, nil
	}
	return g, r.fill(ctx, &g)
}

// named is a name of others as addresses have it: what divides an address, which
// org.yaml's names never have and AWS's may, stands there as a word in braces.
func named(name *string, divider, word string) string {
	return strings.ReplaceAll(aws.ToString(name), divider, word)
}

// fill reads what a guardrail says and where it is attached.
func (c *Cloud) fill(ctx context.Context, g *Guardrail) error {
	got, err := c.Organizations.DescribePolicy(ctx, &organizations.DescribePolicyInput{PolicyId: &g.ID})
	if err != nil {
		return fmt.Errorf("read guardrail %s: %w", g.Name, err)
	}
	g.Content = aws.ToString(got.Policy.Content)
	targets := organizations.NewListTargetsForPolicyPaginator(c.Organizations, &organizations.ListTargetsForPolicyInput{PolicyId: &g.ID})
	for targets.HasMorePages() {
		page, err := targets.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list where guardrail %s is attached: %w", g.Name, err)
		}
		for _, t := range page.Targets {
			g.Targets = append(g.Targets, aws.ToString(t.TargetId))
		}
	}
	return nil
}

// ReadOthers adds to a picture what the guardrails of others say and where they
// are attached: what a plan needs that brings accounts under them. Where one
// allows, so that it matters where AWS's own FullAWSAccess is, that too. It
// reports whether there was anything to read.
func (c *Cloud) ReadOthers(ctx context.Context, p *Picture) (bool, error) {
	o, read, allows := p.Organization, false, false
	if o == nil || !o.Policies {
		return false, nil
	}
	for i := range o.Guardrails {
		g := &o.Guardrails[i]
		if g.Content != "" {
			continue
		}
		if err := c.fill(ctx, g); err != nil {
			return false, err
		}
		read, allows = true, allows || strings.Contains(g.Content, `"Allow"`)
	}
	if !allows {
		return read, nil
	}
	all := Guardrail{ID: fullAccess, Name: strings.TrimPrefix(fullAccess, "p-"), Tags: map[string]string{}}
	err := c.fill(ctx, &all)
	o.Guardrails = append(o.Guardrails, all)
	return read, err
}

// fullAccess is the id of AWS's own guardrail that allows everything (AWS:
// Organizations user guide, SCP evaluation).
const fullAccess = "p-FullAWSAccess"

// AWSManaged reports whether a guardrail is AWS's own, of which there is one.
func (g Guardrail) AWSManaged() bool { return g.ID == fullAccess }

// services lists the services with trusted access.
func (c *Cloud) services(ctx context.Context, o *Organization) error {
	o.Services = []string{}
	pages := organizations.NewListAWSServiceAccessForOrganizationPaginator(c.Organizations, &organizations.ListAWSServiceAccessForOrganizationInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list services with trusted access: %w", err)
		}
		for _, s := range page.EnabledServicePrincipals {
			o.Services = append(o.Services, aws.ToString(s.ServicePrincipal))
		}
	}
	return nil
}

// delegates lists the accounts that administer a service for the organization.
func (c *Cloud) delegates(ctx context.Context, o *Organization) error {
	o.Delegates = []string{}
	pages := organizations.NewListDelegatedAdministratorsPaginator(c.Organizations, &organizations.ListDelegatedAdministratorsInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, func(o *organizations.Options) { o.Retryer = c.Optional() })
		if err != nil {
			return fmt.Errorf("list delegated administrators: %w", err)
		}
		for _, d := range page.DelegatedAdministrators {
			o.Delegates = append(o.Delegates, aws.ToString(d.Id))
		}
	}
	return nil
}

// invitations lists the invitations that the organization has sent. AWS
// forgets them thirty days after they ended.
func (c *Cloud) invitations(ctx context.Context, o *Organization) error {
	pages := organizations.NewListHandshakesForOrganizationPaginator(c.Organizations, &organizations.ListHandshakesForOrganizationInput{
		Filter: &types.HandshakeFilter{ActionType: types.ActionTypeInviteAccountToOrganization},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, func(o *organizations.Options) { o.Retryer = c.Optional() })
		if err != nil {
			return fmt.Errorf("list invitations: %w", err)
		}
		for _, h := range page.Handshakes {
			i := Invitation{ID: aws.ToString(h.Id), State: string(h.State), Asked: aws.ToTime(h.RequestedTimestamp), Expires: aws.ToTime(h.ExpirationTimestamp)}
			for _, p := range h.Parties {
				switch p.Type {
				case types.HandshakePartyTypeAccount:
					i.Account = aws.ToString(p.Id)
				case types.HandshakePartyTypeEmail:
					i.Email = aws.ToString(p.Id)
				}
			}
			o.Invitations = append(o.Invitations, i)
		}
	}
	return nil
}
