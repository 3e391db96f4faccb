package sandbox

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

func (s organizationsService) CreateOrganization(in *organizations.CreateOrganizationInput) (*organizations.CreateOrganizationOutput, error) {
	if o := s.Organization; o != nil && o.Members[s.account.ID] != nil {
		return nil, &orgtypes.AlreadyInOrganizationException{Message: aws.String("The AWS account is already a member of an organization.")}
	}
	if s.Organization != nil {
		return nil, &fault{code: "UnsupportedOperationException", message: "the sandbox holds one organization, that of account " + s.Organization.Master}
	}
	if !slices.Contains(append(in.FeatureSet.Values(), ""), in.FeatureSet) {
		return nil, invalidInput(orgtypes.InvalidInputExceptionReasonInvalidEnum, "FeatureSet %s is not known.", in.FeatureSet)
	}
	if err := s.link(); err != nil {
		return nil, err
	}
	o := &Organization{
		ID: s.id("o-", 10), Master: s.account.ID, FeatureSet: orgtypes.OrganizationFeatureSetAll, Root: s.id("r-", 4),
		Units: map[string]*Unit{}, Members: map[string]*Member{}, Policies: map[string]*Policy{},
		Attached: map[string][]string{}, Tags: map[string]map[string]string{}, Services: map[string]time.Time{},
	}
	if in.FeatureSet != "" {
		o.FeatureSet = in.FeatureSet
	}
	s.Organization = o
	o.join(&Member{Account: o.Master, Method: orgtypes.AccountJoinedMethodInvited, Joined: s.now().UTC()}, nil)
	if o.FeatureSet == orgtypes.OrganizationFeatureSetAll {
		o.enable(orgtypes.PolicyTypeServiceControlPolicy)
	}
	return &organizations.CreateOrganizationOutput{Organization: s.told(o)}, nil
}

func (s organizationsService) told(o *Organization) *orgtypes.Organization {
	told := &orgtypes.Organization{
		Id: &o.ID, Arn: aws.String(o.arn("organization", "")), FeatureSet: o.FeatureSet,
		MasterAccountId: &o.Master, MasterAccountArn: aws.String(o.arn("account", "/"+o.Master)),
		MasterAccountEmail: &s.Accounts[o.Master].Email, AvailablePolicyTypes: []orgtypes.PolicyTypeSummary{},
	}
	if o.FeatureSet == orgtypes.OrganizationFeatureSetAll {
		told.AvailablePolicyTypes = []orgtypes.PolicyTypeSummary{{Type: orgtypes.PolicyTypeServiceControlPolicy, Status: orgtypes.PolicyTypeStatusEnabled}}
	}
	return told
}

func (s organizationsService) DescribeOrganization(*organizations.DescribeOrganizationInput) (*organizations.DescribeOrganizationOutput, error) {
	o := s.Organization
	return &organizations.DescribeOrganizationOutput{Organization: s.told(o)}, nil
}

func (s organizationsService) DeleteOrganization(*organizations.DeleteOrganizationInput) (*organizations.DeleteOrganizationOutput, error) {
	o := s.Organization
	if len(o.Members) > 1 {
		return nil, &orgtypes.OrganizationNotEmptyException{Message: aws.String("To delete an organization you must first remove all member accounts (except the master).")}
	}
	s.Organization = nil
	return &organizations.DeleteOrganizationOutput{}, nil
}

func (o *Organization) root() orgtypes.Root {
	types := each(o.Types, func(t orgtypes.PolicyType) orgtypes.PolicyTypeSummary {
		return orgtypes.PolicyTypeSummary{Type: t, Status: orgtypes.PolicyTypeStatusEnabled}
	})
	return orgtypes.Root{Id: &o.Root, Name: aws.String("Root"), Arn: aws.String(o.arn("root", "/"+o.Root)), PolicyTypes: types}
}

func (s organizationsService) ListRoots(in *organizations.ListRootsInput) (*organizations.ListRootsOutput, error) {
	o := s.Organization
	roots, next, err := page(s.call, []orgtypes.Root{o.root()}, listing{in.MaxResults, in.NextToken})
	return &organizations.ListRootsOutput{Roots: roots, NextToken: next}, err
}

// principal is a service principal as trusted access takes it.
func principal(name *string) (string, error) {
	p := aws.ToString(name)
	if !strings.HasSuffix(p, ".amazonaws.com") || len(p) > 128 || strings.ContainsAny(p, " /:*") {
		return "", invalidInput(orgtypes.InvalidInputExceptionReasonUnrecognizedServicePrincipal, "You specified an unrecognized service principal: %s.", p)
	}
	return p, nil
}

func (s organizationsService) EnableAWSServiceAccess(in *organizations.EnableAWSServiceAccessInput) (*organizations.EnableAWSServiceAccessOutput, error) {
	o := s.Organization
	p, err := principal(in.ServicePrincipal)
	if err != nil {
		return nil, err
	}
	if _, enabled := o.Services[p]; !enabled {
		o.Services[p] = s.now().UTC()
	}
	return &organizations.EnableAWSServiceAccessOutput{}, nil
}

func (s organizationsService) DisableAWSServiceAccess(in *organizations.DisableAWSServiceAccessInput) (*organizations.DisableAWSServiceAccessOutput, error) {
	o := s.Organization
	p, err := principal(in.ServicePrincipal)
	if err != nil {
		return nil, err
	}
	delete(o.Services, p)
	return &organizations.DisableAWSServiceAccessOutput{}, nil
}

func (s organizationsService) ListAWSServiceAccessForOrganization(in *organizations.ListAWSServiceAccessForOrganizationInput) (*organizations.ListAWSServiceAccessForOrganizationOutput, error) {
	o := s.Organization
	all := each(keys(o.Services), func(p string) orgtypes.EnabledServicePrincipal {
		return orgtypes.EnabledServicePrincipal{ServicePrincipal: &p, DateEnabled: aws.Time(o.Services[p])}
	})
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListAWSServiceAccessForOrganizationOutput{EnabledServicePrincipals: some, NextToken: next}, err
}
