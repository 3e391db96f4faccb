package cloud

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A Provider is an OpenID Connect provider that an account trusts.
type Provider struct {
	ARN     string
	Clients []string // audiences
	Tags    []types.Tag
}

// GitHub is the host of GitHub's OpenID Connect provider. An account has at
// most one provider of a host.
const GitHub = "token.actions.githubusercontent.com"

// ProviderARN is the ARN of an account's provider of a host.
func (a *Account) ProviderARN(host string) string {
	return fmt.Sprintf("arn:%s:iam::%s:oidc-provider/%s", a.partition, a.ID, host)
}

// provider reads GitHub's provider. It is asked for whatever org.yaml says:
// when nothing speaks of it any more it must go.
func (r *reading) provider(ctx context.Context, a *Account, s *Snapshot) error {
	arn := a.ProviderARN(GitHub)
	got, err := a.IAM.GetOpenIDConnectProvider(ctx, &iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: aws.String(arn)})
	if Is(err, "NoSuchEntity") {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read GitHub's identity provider in %s: %w", a.Name, err)
	}
	s.Provider = &Provider{ARN: arn, Clients: got.ClientIDList, Tags: got.Tags}
	return nil
}
