package sandbox

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// iamPrincipal is whose trusted access central root access needs, and whose
// delegated administrators share in it.
const iamPrincipal = "iam.amazonaws.com"

// has says whether a feature of central root access is on, and can work.
func (o *Organization) has(feature iamtypes.FeatureType) bool {
	_, trusted := o.Services[iamPrincipal]
	return trusted && slices.Contains(o.Features, feature)
}

// administers says whether central root access is an account's business: the
// management account's, and a delegated administrator's of IAM.
func (o *Organization) administers(account string) bool {
	_, registered := o.Delegated[account][iamPrincipal]
	return registered || account == o.Master
}

// featured is the organization whose central root access the caller may ask about.
func (s iamService) featured() (*Organization, error) {
	o := s.Organization
	if o == nil || o.Members[s.account.ID] == nil {
		return nil, &iamtypes.OrganizationNotFoundException{Message: aws.String("The account is not a member of an organization.")}
	}
	_, trusted := o.Services[iamPrincipal]
	switch {
	case !o.administers(s.account.ID):
		return nil, &iamtypes.AccountNotManagementOrDelegatedAdministratorException{Message: aws.String("The account is neither the management account nor a delegated administrator for IAM.")}
	case o.FeatureSet != orgtypes.OrganizationFeatureSetAll:
		return nil, &iamtypes.OrganizationNotInAllFeaturesModeException{Message: aws.String("The organization does not have all features enabled.")}
	case !trusted:
		return nil, &iamtypes.ServiceAccessNotEnabledException{Message: aws.String("Trusted access is not enabled for " + iamPrincipal + ".")}
	}
	return o, nil
}

// feature switches a feature on or off. To switch one on is the management
// account's alone: of these operations only those know the error for others
// (AWS: IAM API, EnableOrganizationsRootSessions).
func (s iamService) feature(one iamtypes.FeatureType, on bool) (*Organization, error) {
	o, err := s.featured()
	if err != nil {
		return nil, err
	}
	if on && o.Master != s.account.ID {
		return nil, &iamtypes.CallerIsNotManagementAccountException{Message: aws.String("The account is not the management account of the organization.")}
	}
	o.Features = slices.DeleteFunc(o.Features, func(f iamtypes.FeatureType) bool { return f == one })
	if on {
		o.Features = append(o.Features, one)
		slices.Sort(o.Features)
	}
	return o, nil
}

// features are the organization and what of central root access is on.
func (o *Organization) features() (*string, []iamtypes.FeatureType) {
	return &o.ID, append([]iamtypes.FeatureType{}, o.Features...)
}

func (s iamService) ListOrganizationsFeatures(*iam.ListOrganizationsFeaturesInput) (*iam.ListOrganizationsFeaturesOutput, error) {
	o, err := s.featured()
	if err != nil {
		return nil, err
	}
	id, features := o.features()
	return &iam.ListOrganizationsFeaturesOutput{OrganizationId: id, EnabledFeatures: features}, nil
}

func (s iamService) EnableOrganizationsRootCredentialsManagement(*iam.EnableOrganizationsRootCredentialsManagementInput) (*iam.EnableOrganizationsRootCredentialsManagementOutput, error) {
	o, err := s.feature(iamtypes.FeatureTypeRootCredentialsManagement, true)
	if err != nil {
		return nil, err
	}
	id, features := o.features()
	return &iam.EnableOrganizationsRootCredentialsManagementOutput{OrganizationId: id, EnabledFeatures: features}, nil
}

func (s iamService) DisableOrganizationsRootCredentialsManagement(*iam.DisableOrganizationsRootCredentialsManagementInput) (*iam.DisableOrganizationsRootCredentialsManagementOutput, error) {
	o, err := s.feature(iamtypes.FeatureTypeRootCredentialsManagement, false)
	if err != nil {
		return nil, err
	}
	id, features := o.features()
	return &iam.DisableOrganizationsRootCredentialsManagementOutput{OrganizationId: id, EnabledFeatures: features}, nil
}

func (s iamService) EnableOrganizationsRootSessions(*iam.EnableOrganizationsRootSessionsInput) (*iam.EnableOrganizationsRootSessionsOutput, error) {
	o, err := s.feature(iamtypes.FeatureTypeRootSessions, true)
	if err != nil {
		return nil, err
	}
	id, features := o.features()
	return &iam.EnableOrganizationsRootSessionsOutput{OrganizationId: id, EnabledFeatures: features}, nil
}

func (s iamService) DisableOrganizationsRootSessions(*iam.DisableOrganizationsRootSessionsInput) (*iam.DisableOrganizationsRootSessionsOutput, error) {
	o, err := s.feature(iamtypes.FeatureTypeRootSessions, false)
	if err != nil {
		return nil, err
	}
	id, features := o.features()
	return &iam.DisableOrganizationsRootSessionsOutput{OrganizationId: id, EnabledFeatures: features}, nil
}
