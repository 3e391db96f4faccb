package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// summary reads the account summary, which tells of the root user, and how many
// identity providers there are (AWS: GetAccountSummary).
func (r *reading) summary(ctx context.Context, a *Account, s *Snapshot) error {
	got, err := a.IAM.GetAccountSummary(ctx, &iam.GetAccountSummaryInput{})
	if err != nil {
		return fmt.Errorf("read the account summary of %s: %w", a.Name, err)
	}
	s.Summary = got.SummaryMap
	return nil
}

// summarize reads the account summary where org.yaml asks for the root user, or
// drift judges it. What drift alone asks for and the caller may not read is
// noted, and the rest goes on.
func (r *reading) summarize(ctx context.Context, a *Account, s *Snapshot) error {
	switch {
	case r.need.Root[a.Name]:
		return r.summary(ctx, a, s)
	case r.need.Intruders || r.need.Everything:
		return s.without("summary", r.summary(ctx, a, s))
	}
	return nil
}

// providers lists the identity providers of an account that has any, for drift.
func (r *reading) providers(ctx context.Context, a *Account, s *Snapshot) error {
	if !r.need.Intruders && !r.need.Everything || s.Summary["Providers"] == 0 {
		return nil
	}
	all, err := listProviders(ctx, a)
	s.Providers = all
	return s.without("providers", err)
}

// listProviders is the ARNs of an account's identity providers.
func listProviders(ctx context.Context, a *Account) (all []string, err error) {
	saml, err := a.IAM.ListSAMLProviders(ctx, &iam.ListSAMLProvidersInput{})
	if err != nil {
		return nil, fmt.Errorf("list the SAML providers of %s: %w", a.Name, err)
	}
	for _, p := range saml.SAMLProviderList {
		all = append(all, aws.ToString(p.Arn))
	}
	oidc, err := a.IAM.ListOpenIDConnectProviders(ctx, &iam.ListOpenIDConnectProvidersInput{})
	if err != nil {
		return all, fmt.Errorf("list the OpenID Connect providers of %s: %w", a.Name, err)
	}
	for _, p := range oidc.OpenIDConnectProviderList {
		all = append(all, aws.ToString(p.Arn))
	}
	return all, nil
}
