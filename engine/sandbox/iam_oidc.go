package sandbox

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

const clientsMax = 100 // client ids of an OIDC provider. AWS: IAM quotas

var thumbprintShape = regexp.MustCompile(`^[0-9a-fA-F]{40}$`)

func (s iamService) oidc(arn *string) (*OIDCProvider, error) {
	p := s.iam().OIDC[aws.ToString(arn)]
	if p == nil {
		return nil, noSuch("OpenIDConnect Provider not found for arn %s", aws.ToString(arn))
	}
	return p, nil
}

func (s iamService) CreateOpenIDConnectProvider(in *iam.CreateOpenIDConnectProviderInput) (*iam.CreateOpenIDConnectProviderOutput, error) {
	at, err := url.Parse(aws.ToString(in.Url))
	if err != nil || at.Scheme != "https" || at.Host == "" || at.RawQuery != "" || len(*in.Url) > 255 {
		return nil, invalid("Invalid Open ID Connect Provider URL")
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := checkThumbprints(in.ThumbprintList); err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(strings.TrimPrefix(*in.Url, "https://"), "/")
	arn := "arn:aws:iam::" + s.account.ID + ":oidc-provider/" + name
	if s.iam().OIDC[arn] != nil {
		return nil, exists("Provider with url https://%s already exists.", name)
	}
	if len(in.ClientIDList) > clientsMax {
		return nil, overLimit("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: %d", clientsMax)
	}
	s.iam().OIDC[arn] = &OIDCProvider{URL: name, Clients: slices.Clone(in.ClientIDList), Thumbprints: slices.Clone(in.ThumbprintList), Created: s.moment(), Tags: tags}
	return &iam.CreateOpenIDConnectProviderOutput{OpenIDConnectProviderArn: aws.String(arn), Tags: told(tags)}, nil
}

func checkThumbprints(all []string) error {
	if len(all) > 5 {
		return badInput("Thumbprint list must contain fewer than 5 entries.")
	}
	for _, one := range all {
		if !thumbprintShape.MatchString(one) {
			return invalid("1 validation error detected: Value '%s' at 'thumbprintList' failed to satisfy constraint: Member must have length 40 and be hexadecimal", one)
		}
	}
	return nil
}

func (s iamService) GetOpenIDConnectProvider(in *iam.GetOpenIDConnectProviderInput) (*iam.GetOpenIDConnectProviderOutput, error) {
	p, err := s.oidc(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	return &iam.GetOpenIDConnectProviderOutput{
		Url: aws.String(p.URL), ClientIDList: append([]string{}, p.Clients...), ThumbprintList: append([]string{}, p.Thumbprints...),
		CreateDate: aws.Time(p.Created), Tags: told(p.Tags),
	}, nil
}

func (s iamService) ListOpenIDConnectProviders(in *iam.ListOpenIDConnectProvidersInput) (*iam.ListOpenIDConnectProvidersOutput, error) {
	out := &iam.ListOpenIDConnectProvidersOutput{OpenIDConnectProviderList: []iamtypes.OpenIDConnectProviderListEntry{}}
	for _, p := range byName(s.iam().OIDC) {
		out.OpenIDConnectProviderList = append(out.OpenIDConnectProviderList, iamtypes.OpenIDConnectProviderListEntry{
			Arn: aws.String("arn:aws:iam::" + s.account.ID + ":oidc-provider/" + p.URL),
		})
	}
	return out, nil
}

// DeleteOpenIDConnectProvider is no error for a provider that is not there, as in AWS.
func (s iamService) DeleteOpenIDConnectProvider(in *iam.DeleteOpenIDConnectProviderInput) (*iam.DeleteOpenIDConnectProviderOutput, error) {
	delete(s.iam().OIDC, aws.ToString(in.OpenIDConnectProviderArn))
	return &iam.DeleteOpenIDConnectProviderOutput{}, nil
}

func (s iamService) UpdateOpenIDConnectProviderThumbprint(in *iam.UpdateOpenIDConnectProviderThumbprintInput) (*iam.UpdateOpenIDConnectProviderThumbprintOutput, error) {
	p, err := s.oidc(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	if err := checkThumbprints(in.ThumbprintList); err != nil {
		return nil, err
	}
	p.Thumbprints = slices.Clone(in.ThumbprintList)
	return &iam.UpdateOpenIDConnectProviderThumbprintOutput{}, nil
}

func (s iamService) AddClientIDToOpenIDConnectProvider(in *iam.AddClientIDToOpenIDConnectProviderInput) (*iam.AddClientIDToOpenIDConnectProviderOutput, error) {
	p, err := s.oidc(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	if id := aws.ToString(in.ClientID); !slices.Contains(p.Clients, id) {
		p.Clients = append(p.Clients, id)
	}
	return &iam.AddClientIDToOpenIDConnectProviderOutput{}, nil
}

func (s iamService) RemoveClientIDFromOpenIDConnectProvider(in *iam.RemoveClientIDFromOpenIDConnectProviderInput) (*iam.RemoveClientIDFromOpenIDConnectProviderOutput, error) {
	p, err := s.oidc(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	p.Clients = slices.DeleteFunc(p.Clients, func(id string) bool { return id == aws.ToString(in.ClientID) })
	return &iam.RemoveClientIDFromOpenIDConnectProviderOutput{}, nil
}
