package sandbox

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// maxAttached is how many policies of a type a target may have, inherited ones not counted (AWS: Organizations quotas).
func maxAttached(t orgtypes.PolicyType) int {
	if t == orgtypes.PolicyTypeResourceControlPolicy {
		return 5
	}
	return 10
}

// everywhere are all targets: the root, units, accounts.
func (o *Organization) everywhere() []string {
	return slices.Concat([]string{o.Root}, keys(o.Units), keys(o.Members))
}

// cover attaches AWS's own policies of the enabled types to a new target.
func (o *Organization) cover(target string) {
	for _, t := range o.Types {
		if p := own[t]; p != nil {
			o.Attached[target] = append(o.Attached[target], p.ID)
		}
	}
}

// enable enables a policy type in the root, and attaches AWS's own policy of it everywhere.
func (o *Organization) enable(t orgtypes.PolicyType) {
	o.Types = append(o.Types, t)
	if p := own[t]; p != nil {
		for _, target := range o.everywhere() {
			o.Attached[target] = append(o.Attached[target], p.ID)
		}
	}
}

// disable disables a policy type, which detaches all policies of it.
func (o *Organization) disable(t orgtypes.PolicyType) {
	o.Types = slices.DeleteFunc(o.Types, func(other orgtypes.PolicyType) bool { return other == t })
	for _, target := range keys(o.Attached) {
		o.Attached[target] = slices.DeleteFunc(o.Attached[target], func(id string) bool { return o.policy(id).Type == t })
	}
}

// targets are what a policy is attached to.
func (o *Organization) targets(policy string) []string {
	return slices.DeleteFunc(o.everywhere(), func(target string) bool { return !slices.Contains(o.Attached[target], policy) })
}

// attached are a target's policies of a type.
func (o *Organization) attached(target string, t orgtypes.PolicyType) []*Policy {
	return slices.DeleteFunc(each(o.Attached[target], o.policy), func(p *Policy) bool { return p.Type != t })
}

// typed is the caller's organization, where a policy type of the root is to be changed.
func (s organizationsService) typed(root *string, t orgtypes.PolicyType) (*Organization, bool, error) {
	o := s.Organization
	if aws.ToString(root) != o.Root {
		return nil, false, &orgtypes.RootNotFoundException{Message: aws.String("You specified a root that doesn't exist.")}
	}
	return o, slices.Contains(o.Types, t), knownType(t)
}

func (s organizationsService) EnablePolicyType(in *organizations.EnablePolicyTypeInput) (*organizations.EnablePolicyTypeOutput, error) {
	o, enabled, err := s.typed(in.RootId, in.PolicyType)
	if err != nil {
		return nil, err
	}
	if enabled {
		return nil, &orgtypes.PolicyTypeAlreadyEnabledException{Message: aws.String("The specified policy type is already enabled.")}
	}
	o.enable(in.PolicyType)
	root := o.root()
	return &organizations.EnablePolicyTypeOutput{Root: &root}, nil
}

func (s organizationsService) DisablePolicyType(in *organizations.DisablePolicyTypeInput) (*organizations.DisablePolicyTypeOutput, error) {
	o, enabled, err := s.typed(in.RootId, in.PolicyType)
	if err != nil {
		return nil, err
	}
	if !enabled {
		return nil, notEnabled()
	}
	o.disable(in.PolicyType)
	root := o.root()
	return &organizations.DisablePolicyTypeOutput{Root: &root}, nil
}

func notEnabled() error {
	return &orgtypes.PolicyTypeNotEnabledException{Message: aws.String("This operation can be performed only for enabled policy types.")}
}

// target checks that the caller's organization has a target.
func (o *Organization) target(id *string) error {
	if !o.isParent(aws.ToString(id)) && o.Members[aws.ToString(id)] == nil {
		return &orgtypes.TargetNotFoundException{Message: aws.String("You specified a target that doesn't exist.")}
	}
	return nil
}

func (s organizationsService) AttachPolicy(in *organizations.AttachPolicyInput) (*organizations.AttachPolicyOutput, error) {
	o, p, err := s.policy(in.PolicyId)
	if err != nil {
		return nil, err
	}
	if err := o.target(in.TargetId); err != nil {
		return nil, err
	}
	target := *in.TargetId
	switch {
	case !slices.Contains(o.Types, p.Type):
		return nil, notEnabled()
	case slices.Contains(o.Attached[target], p.ID):
		return nil, &orgtypes.DuplicatePolicyAttachmentException{Message: aws.String("A policy with the same name is already attached to the specified target.")}
	case len(o.attached(target, p.Type)) >= maxAttached(p.Type):
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonMaxPolicyTypeAttachmentLimitExceeded, "You can attach %d policies of this type to a target.", maxAttached(p.Type))
	}
	o.Attached[target] = append(o.Attached[target], p.ID)
	return &organizations.AttachPolicyOutput{}, nil
}

func (s organizationsService) DetachPolicy(in *organizations.DetachPolicyInput) (*organizations.DetachPolicyOutput, error) {
	o, p, err := s.policy(in.PolicyId)
	if err != nil {
		return nil, err
	}
	if err := o.target(in.TargetId); err != nil {
		return nil, err
	}
	target := *in.TargetId
	at := slices.Index(o.Attached[target], p.ID)
	switch {
	case at < 0:
		return nil, &orgtypes.PolicyNotAttachedException{Message: aws.String("The policy isn't attached to the specified target in the specified root.")}
	case p.AWS && p.Type == orgtypes.PolicyTypeResourceControlPolicy:
		return nil, invalidInput(orgtypes.InvalidInputExceptionReasonNonDetachablePolicy, "You can't detach %s.", p.Name)
	case p.Type == orgtypes.PolicyTypeServiceControlPolicy && len(o.attached(target, p.Type)) == 1:
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonMinPolicyTypeAttachmentLimitExceeded, "A target must have at least one service control policy.")
	}
	o.Attached[target] = slices.Delete(o.Attached[target], at, at+1)
	return &organizations.DetachPolicyOutput{}, nil
}

func (s organizationsService) ListPoliciesForTarget(in *organizations.ListPoliciesForTargetInput) (*organizations.ListPoliciesForTargetOutput, error) {
	o := s.Organization
	if err := knownType(in.Filter); err != nil {
		return nil, err
	}
	if err := o.target(in.TargetId); err != nil {
		return nil, err
	}
	all := each(o.attached(*in.TargetId, in.Filter), func(p *Policy) orgtypes.PolicySummary { return *o.summary(p) })
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListPoliciesForTargetOutput{Policies: some, NextToken: next}, err
}

func (s organizationsService) ListTargetsForPolicy(in *organizations.ListTargetsForPolicyInput) (*organizations.ListTargetsForPolicyOutput, error) {
	o, p, err := s.policy(in.PolicyId)
	if err != nil {
		return nil, err
	}
	all := each(o.targets(p.ID), func(target string) orgtypes.PolicyTargetSummary { return s.toldTarget(o, target) })
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListTargetsForPolicyOutput{Targets: some, NextToken: next}, err
}

func (s organizationsService) toldTarget(o *Organization, id string) orgtypes.PolicyTargetSummary {
	t := orgtypes.PolicyTargetSummary{TargetId: aws.String(id)}
	switch {
	case id == o.Root:
		t.Type, t.Name, t.Arn = orgtypes.TargetTypeRoot, aws.String("Root"), o.root().Arn
	case o.Units[id] != nil:
		t.Type, t.Name, t.Arn = orgtypes.TargetTypeOrganizationalUnit, &o.Units[id].Name, o.toldUnit(o.Units[id]).Arn
	default:
		t.Type, t.Name, t.Arn = orgtypes.TargetTypeAccount, &s.Accounts[id].Name, aws.String(o.arn("account", "/"+id))
	}
	return t
}
