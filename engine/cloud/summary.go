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

// providers lists the identity providers of an account that has any.
func (r *reading) providers(ctx context.Context, a *Account, s *Snapshot) error {
	if s.Summary["Providers"] == 0 {
		return nil
	}
	saml, err := a.IAM.ListSAMLProviders(ctx, &iam.ListSAMLProvidersInput{})
	if err != nil {
		return fmt.Errorf("list the SAML providers of %s: %w", a.Name, err)
	}
	for _, p := range saml.SAMLProviderList {
		s.Providers = append(s.Providers, aws.ToString(p.Arn))
	}
	oidc, err := a.IAM.ListOpenIDConnectProviders(ctx, &iam.ListOpenIDConnectProvidersInput{})
	if err != nil {
		return fmt.Errorf("list the OpenID Connect providers of %s: %w", a.Name, err)
	}
	for _, p := range oidc.OpenIDConnectProviderList {
		s.Providers = append(s.Providers, aws.ToString(p.Arn))
	}
	return nil
}

// intruders reads what drift judges beyond what plans compare, the credential
// report aside. What the caller may not read is noted, and the rest goes on.
func (r *reading) intruders(ctx context.Context, a *Account, s *Snapshot) error {
	if !r.need.Intruders && !r.need.Everything {
		return nil
	}
	if err := s.without("summary", r.summary(ctx, a, s)); err != nil {
		return err
	}
	return s.without("providers", r.providers(ctx, a, s))
}
