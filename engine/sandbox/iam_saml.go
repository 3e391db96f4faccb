package sandbox

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func (s iamService) saml(arn *string) (*SAMLProvider, error) {
	p := s.iam().SAML[aws.ToString(arn)]
	if p == nil {
		return nil, noSuch("Manifest not found for arn %s", aws.ToString(arn))
	}
	return p, nil
}

func checkMetadata(text string) error {
	if len(text) < 1000 || len(text) > 10_000_000 || !strings.Contains(text, "EntityDescriptor") {
		return badInput("Could not parse metadata")
	}
	return nil
}

// samlValid is how long a SAML provider's metadata is taken to be good.
const samlValid = 100 * 365 * 24 * time.Hour

func (s iamService) CreateSAMLProvider(in *iam.CreateSAMLProviderInput) (*iam.CreateSAMLProviderOutput, error) {
	name := aws.ToString(in.Name)
	if err := checkName("name", name, nameMax); err != nil {
		return nil, err
	}
	if err := checkMetadata(aws.ToString(in.SAMLMetadataDocument)); err != nil {
		return nil, err
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	arn := "arn:aws:iam::" + s.account.ID + ":saml-provider/" + name
	if taken(s.iam().SAML, arn) {
		return nil, exists("Provider %s already exists.", name)
	}
	s.iam().SAML[arn] = &SAMLProvider{Name: name, Metadata: *in.SAMLMetadataDocument, Created: s.moment(), Tags: tags}
	return &iam.CreateSAMLProviderOutput{SAMLProviderArn: aws.String(arn), Tags: told(tags)}, nil
}

func (s iamService) GetSAMLProvider(in *iam.GetSAMLProviderInput) (*iam.GetSAMLProviderOutput, error) {
	p, err := s.saml(in.SAMLProviderArn)
	if err != nil {
		return nil, err
	}
	return &iam.GetSAMLProviderOutput{SAMLMetadataDocument: aws.String(p.Metadata), CreateDate: aws.Time(p.Created), ValidUntil: aws.Time(p.Created.Add(samlValid)), Tags: told(p.Tags)}, nil
}

func (s iamService) ListSAMLProviders(in *iam.ListSAMLProvidersInput) (*iam.ListSAMLProvidersOutput, error) {
	out := &iam.ListSAMLProvidersOutput{SAMLProviderList: []iamtypes.SAMLProviderListEntry{}}
	for _, p := range byName(s.iam().SAML) {
		arn := "arn:aws:iam::" + s.account.ID + ":saml-provider/" + p.Name
		out.SAMLProviderList = append(out.SAMLProviderList, iamtypes.SAMLProviderListEntry{Arn: aws.String(arn), CreateDate: aws.Time(p.Created), ValidUntil: aws.Time(p.Created.Add(samlValid))})
	}
	return out, nil
}

func (s iamService) UpdateSAMLProvider(in *iam.UpdateSAMLProviderInput) (*iam.UpdateSAMLProviderOutput, error) {
	p, err := s.saml(in.SAMLProviderArn)
	if err != nil {
		return nil, err
	}
	if in.SAMLMetadataDocument != nil {
		if err := checkMetadata(*in.SAMLMetadataDocument); err != nil {
			return nil, err
		}
		p.Metadata = *in.SAMLMetadataDocument
	}
	return &iam.UpdateSAMLProviderOutput{SAMLProviderArn: in.SAMLProviderArn}, nil
}

func (s iamService) DeleteSAMLProvider(in *iam.DeleteSAMLProviderInput) (*iam.DeleteSAMLProviderOutput, error) {
	if _, err := s.saml(in.SAMLProviderArn); err != nil {
		return nil, err
	}
	delete(s.iam().SAML, *in.SAMLProviderArn)
	return &iam.DeleteSAMLProviderOutput{}, nil
}
