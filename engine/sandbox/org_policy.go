package sandbox

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

const everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`

// own are AWS's own policies, which are attached to everything while their type is enabled.
var own = map[orgtypes.PolicyType]*Policy{
	orgtypes.PolicyTypeServiceControlPolicy: {
		ID: "p-FullAWSAccess", Name: "FullAWSAccess", Description: "Allows access to every operation", AWS: true,
		Type: orgtypes.PolicyTypeServiceControlPolicy, Content: everything,
	},
	orgtypes.PolicyTypeResourceControlPolicy: {
		ID: "p-RCPFullAWSAccess", Name: "RCPFullAWSAccess", Description: "Allows all access", AWS: true,
		Type:    orgtypes.PolicyTypeResourceControlPolicy,
		Content: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`,
	},
}

// policy is the one of an id, AWS's own among them; nil when there is none.
func (o *Organization) policy(id string) *Policy {
	for _, p := range own {
		if p.ID == id {
			return p
		}
	}
	return o.Policies[id]
}

// policy is the caller's policy of an id.
func (s organizationsService) policy(id *string) (*Organization, *Policy, error) {
	o := s.Organization
	p := o.policy(aws.ToString(id))
	if p == nil {
		return nil, nil, &orgtypes.PolicyNotFoundException{Message: aws.String("You specified a policy that doesn't exist.")}
	}
	return o, p, nil
}

// mutable is the caller's policy of an id, and not one of AWS's own.
func (s organizationsService) mutable(id *string) (*Organization, *Policy, error) {
	o, p, err := s.policy(id)
	if err == nil && p.AWS {
		err = invalidInput(orgtypes.InvalidInputExceptionReasonImmutablePolicy, "You can't change the AWS-managed policy %s.", p.ID)
	}
	return o, p, err
}

func (o *Organization) summary(p *Policy) *orgtypes.PolicySummary {
	arn := o.arn("policy", "/"+kindOf(p.Type)+"/"+p.ID)
	if p.AWS {
		arn = "arn:aws:organizations::aws:policy/" + kindOf(p.Type) + "/" + p.ID
	}
	return &orgtypes.PolicySummary{
		Id: aws.String(p.ID), Arn: &arn, Name: aws.String(p.Name), Description: aws.String(p.Description), Type: p.Type, AwsManaged: p.AWS,
	}
}

func (o *Organization) toldPolicy(p *Policy) *orgtypes.Policy {
	return &orgtypes.Policy{PolicySummary: o.summary(p), Content: aws.String(p.Content)}
}

// named checks a name that a policy is to have, and its description.
func (o *Organization) named(p *Policy) error {
	if n := len(p.Name); n < 1 || n > 128 {
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPattern, "A policy's name has 1 to 128 characters.")
	}
	if len(p.Description) > 512 {
		return invalidInput(orgtypes.InvalidInputExceptionReasonMaxLengthExceeded, "A policy's description has at most 512 characters.")
	}
	for _, id := range keys(o.Policies) {
		other := o.Policies[id]
		if other.Name == p.Name && other.Type == p.Type && other.ID != p.ID || own[p.Type] != nil && own[p.Type].Name == p.Name {
			return &orgtypes.DuplicatePolicyException{Message: aws.String("A policy with the same name already exists.")}
		}
	}
	return nil
}

func (s organizationsService) CreatePolicy(in *organizations.CreatePolicyInput) (*organizations.CreatePolicyOutput, error) {
	o := s.Organization
	p := &Policy{Name: aws.ToString(in.Name), Description: aws.ToString(in.Description), Content: aws.ToString(in.Content), Type: in.Type}
	if err := knownType(p.Type); err != nil {
		return nil, err
	}
	tags, err := tagged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := o.named(p); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	p.ID = s.id("p-", 8)
	o.Policies[p.ID], o.Tags[p.ID] = p, tags
	return &organizations.CreatePolicyOutput{Policy: o.toldPolicy(p)}, nil
}

func (s organizationsService) UpdatePolicy(in *organizations.UpdatePolicyInput) (*organizations.UpdatePolicyOutput, error) {
	o, p, err := s.mutable(in.PolicyId)
	if err != nil {
		return nil, err
	}
	changed := *p
	for field, to := range map[*string]*string{&changed.Name: in.Name, &changed.Description: in.Description, &changed.Content: in.Content} {
		if to != nil {
			*field = *to
		}
	}
	if err := o.named(&changed); err != nil {
		return nil, err
	}
	if err := changed.check(); err != nil {
		return nil, err
	}
	*p = changed
	return &organizations.UpdatePolicyOutput{Policy: o.toldPolicy(p)}, nil
}

func (s organizationsService) DescribePolicy(in *organizations.DescribePolicyInput) (*organizations.DescribePolicyOutput, error) {
	o, p, err := s.policy(in.PolicyId)
	if err != nil {
		return nil, err
	}
	return &organizations.DescribePolicyOutput{Policy: o.toldPolicy(p)}, nil
}

func (s organizationsService) DeletePolicy(in *organizations.DeletePolicyInput) (*organizations.DeletePolicyOutput, error) {
	o, p, err := s.mutable(in.PolicyId)
	if err != nil {
		return nil, err
	}
	if len(o.targets(p.ID)) > 0 {
		return nil, &orgtypes.PolicyInUseException{Message: aws.String("The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.")}
	}
	o.forget(p.ID)
	return &organizations.DeletePolicyOutput{}, nil
}

func (s organizationsService) ListPolicies(in *organizations.ListPoliciesInput) (*organizations.ListPoliciesOutput, error) {
	o := s.Organization
	if err := knownType(in.Filter); err != nil {
		return nil, err
	}
	of := slices.DeleteFunc(byName(o.Policies), func(p *Policy) bool { return p.Type != in.Filter })
	if p := own[in.Filter]; p != nil && slices.Contains(o.Types, in.Filter) {
		of = append([]*Policy{p}, of...)
	}
	all := each(of, func(p *Policy) orgtypes.PolicySummary { return *o.summary(p) })
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListPoliciesOutput{Policies: some, NextToken: next}, err
}
