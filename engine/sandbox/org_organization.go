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
	o, err := s.organization()
	if err != nil {
		return nil, err
	}
	return &organizations.DescribeOrganizationOutput{Organization: s.told(o)}, nil
}

func (s organizationsService) DeleteOrganization(*organizations.DeleteOrganizationInput) (*organizations.DeleteOrganizationOutput, error) {
	o, err := s.mastered()
	if err != nil {
		return nil, err
	}
	if len(o.Members) > 1 {
		return nil, &orgtypes.OrganizationNotEmptyException{Message: aws.String("To delete an organization you must first remove all member accounts (except the master).")}
	}
	s.Organization = nil
	return &organizations.DeleteOrganizationOutput{}, nil
}

func (o *Organization) root() orgtypes.Root {
	root := orgtypes.Root{Id: &o.Root, Name: aws.String("Root"), Arn: aws.String(o.arn("root", "/"+o.Root)), PolicyTypes: []orgtypes.PolicyTypeSummary{}}
	for _, t := range o.Types {
		root.PolicyTypes = append(root.PolicyTypes, orgtypes.PolicyTypeSummary{Type: t, Status: orgtypes.PolicyTypeStatusEnabled})
	}
	return root
}

func (s organizationsService) ListRoots(in *organizations.ListRootsInput) (*organizations.ListRootsOutput, error) {
	o, err := s.mastered()
	if err != nil {
		return nil, err
	}
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
	o, err := s.allFeatures()
	if err != nil {
		return nil, err
	}
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
	o, err := s.allFeatures()
	if err != nil {
		return nil, err
	}
	p, err := principal(in.ServicePrincipal)
	if err != nil {
		return nil, err
	}
	delete(o.Services, p)
	return &organizations.DisableAWSServiceAccessOutput{}, nil
}

func (s organizationsService) ListAWSServiceAccessForOrganization(in *organizations.ListAWSServiceAccessForOrganizationInput) (*organizations.ListAWSServiceAccessForOrganizationOutput, error) {
	o, err := s.allFeatures()
	if err != nil {
		return nil, err
	}
	var all []orgtypes.EnabledServicePrincipal
	for _, p := range keys(o.Services) {
		all = append(all, orgtypes.EnabledServicePrincipal{ServicePrincipal: aws.String(p), DateEnabled: aws.Time(o.Services[p])})
	}
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListAWSServiceAccessForOrganizationOutput{EnabledServicePrincipals: some, NextToken: next}, err
}

// allFeatures is the caller's organization, for what consolidated billing alone does not have.
func (s organizationsService) allFeatures() (*Organization, error) {
	o, err := s.mastered()
	if err == nil && o.FeatureSet != orgtypes.OrganizationFeatureSetAll {
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonOrganizationNotInAllFeaturesMode, "The organization does not have all features enabled.")
	}
	return o, err
}
