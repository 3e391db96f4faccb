package sandbox

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// AWS: IAM quotas; a policy's size in characters that are not white space.
const (
	policiesMax   = 1500
	policySizeMax = 6144
	versionsMax   = 5
)

func (s iamService) CreatePolicy(in *iam.CreatePolicyInput) (*iam.CreatePolicyOutput, error) {
	name := aws.ToString(in.PolicyName)
	if err := s.checkNewPolicy(in); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	tags, err := addTags(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	now := s.moment()
	p := &ManagedPolicy{
		Name: name, Path: path, ID: s.id("ANPA", 17), Description: aws.ToString(in.Description), Created: now, Updated: now,
		Versions: []PolicyVersion{{1, *in.PolicyDocument, now}}, Default: 1, Last: 1, Tags: tags,
	}
	s.iam().Policies[s.account.policyARN(path+name)] = p
	return &iam.CreatePolicyOutput{Policy: s.toldPolicy(p, use{})}, nil
}

func (s iamService) checkNewPolicy(in *iam.CreatePolicyInput) error {
	name := aws.ToString(in.PolicyName)
	if err := checkName("policyName", name, nameMax); err != nil {
		return err
	}
	if err := checkDescription(in.Description); err != nil {
		return err
	}
	if err := checkManaged(aws.ToString(in.PolicyDocument)); err != nil {
		return err
	}
	for _, p := range s.iam().Policies {
		if strings.EqualFold(p.Name, name) {
			return exists("A policy called %s already exists. Duplicate names are not allowed.", name)
		}
	}
	if len(s.iam().Policies) >= policiesMax {
		return overLimit("Cannot exceed quota for PoliciesPerAccount: %d", policiesMax)
	}
	return nil
}

func checkManaged(text string) error {
	if err := checkIdentity(text); err != nil {
		return err
	}
	if weight(text) > policySizeMax {
		return overLimit("Cannot exceed quota for PolicySize: %d", policySizeMax)
	}
	return nil
}

func (a *Account) policyARN(name string) string { return "arn:aws:iam::" + a.ID + ":policy" + name }

// hasPolicy says whether there is a managed policy, the account's or AWS's.
func (m *IAM) hasPolicy(arn string) bool {
	_, ok := awsManaged(arn)
	return ok || m.Policies[arn] != nil
}

// A use is how often a managed policy is attached, and is somebody's boundary.
type use struct{ attached, boundary int32 }

// uses counts the uses of all managed policies, by ARN.
func (m *IAM) uses() map[string]use {
	all := map[string]use{}
	for _, of := range m.identities() {
		for _, arn := range of.Attached {
			u := all[arn]
			u.attached++
			all[arn] = u
		}
		if of.Boundary != "" {
			u := all[of.Boundary]
			u.boundary++
			all[of.Boundary] = u
		}
	}
	return all
}

func (m *IAM) identities() []Identity {
	var all []Identity
	for _, u := range byName(m.Users) {
		all = append(all, u.Identity)
	}
	for _, g := range byName(m.Groups) {
		all = append(all, g.Identity)
	}
	for _, r := range byName(m.Roles) {
		all = append(all, r.Identity)
	}
	return all
}

func (s iamService) toldPolicy(p *ManagedPolicy, u use) *iamtypes.Policy {
	return &iamtypes.Policy{
		Arn: aws.String(s.account.policyARN(p.Path + p.Name)), PolicyName: aws.String(p.Name), Path: aws.String(p.Path), PolicyId: aws.String(p.ID),
		AttachmentCount: aws.Int32(u.attached), PermissionsBoundaryUsageCount: aws.Int32(u.boundary), IsAttachable: true,
		Description: some(p.Description), CreateDate: aws.Time(p.Created), UpdateDate: aws.Time(p.Updated),
		DefaultVersionId: aws.String(versionID(p.Default)), Tags: told(p.Tags),
	}
}

func versionID(n int) string { return "v" + strconv.Itoa(n) }

func (s iamService) GetPolicy(in *iam.GetPolicyInput) (*iam.GetPolicyOutput, error) {
	arn := aws.ToString(in.PolicyArn)
	if p, ok := awsManaged(arn); ok {
		return &iam.GetPolicyOutput{Policy: p.told(s.iam().uses()[arn])}, nil
	}
	p, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return &iam.GetPolicyOutput{Policy: s.toldPolicy(p, s.iam().uses()[arn])}, nil
}

// policy is a customer-managed policy of the account.
func (s iamService) policy(arn *string) (*ManagedPolicy, error) {
	if !strings.HasPrefix(aws.ToString(arn), "arn:aws:iam::") {
		return nil, invalid("Invalid ARN:  Could not be parsed! %s", aws.ToString(arn))
	}
	p := s.iam().Policies[*arn]
	if p == nil {
		return nil, noSuch("Policy %s was not found.", *arn)
	}
	return p, nil
}

// ownPolicy is a customer-managed policy; AWS's own may not be changed.
func (s iamService) ownPolicy(arn *string) (*ManagedPolicy, error) {
	if _, ok := awsManaged(aws.ToString(arn)); ok {
		return nil, denied("User: %s is not authorized to perform this operation on resource: policy %s", s.caller.ARN, *arn)
	}
	return s.policy(arn)
}

func (s iamService) ListPolicies(in *iam.ListPoliciesInput) (*iam.ListPoliciesOutput, error) {
	uses := s.iam().uses()
	var all []*iamtypes.Policy
	if in.Scope != iamtypes.PolicyScopeTypeLocal {
		for _, p := range managedByAWS {
			all = append(all, p.told(uses[p.arn()]))
		}
	}
	if in.Scope != iamtypes.PolicyScopeTypeAws {
		for _, arn := range slices.Sorted(maps.Keys(s.iam().Policies)) {
			all = append(all, s.toldPolicy(s.iam().Policies[arn], uses[arn]))
		}
	}
	all = under(slices.DeleteFunc(all, unwanted(in)), func(p *iamtypes.Policy) string { return *p.Path }, in.PathPrefix)
	slices.SortFunc(all, func(a, b *iamtypes.Policy) int { return strings.Compare(*a.Arn, *b.Arn) })
	page, next, err := paged(s.call, all, func(p *iamtypes.Policy) string { return *p.Arn }, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out := &iam.ListPoliciesOutput{Policies: []iamtypes.Policy{}, IsTruncated: next != nil, Marker: next}
	for _, p := range page {
		p.Tags, p.Description = nil, nil // AWS: ListPolicies does not return them
		out.Policies = append(out.Policies, *p)
	}
	return out, nil
}

// unwanted is what a listing of policies does not want, by its attachment filters.
func unwanted(in *iam.ListPoliciesInput) func(*iamtypes.Policy) bool {
	return func(p *iamtypes.Policy) bool {
		switch {
		case in.PolicyUsageFilter == iamtypes.PolicyUsageTypePermissionsBoundary:
			return *p.PermissionsBoundaryUsageCount == 0
		case in.OnlyAttached:
			return *p.AttachmentCount == 0
		}
		return false
	}
}

func (s iamService) DeletePolicy(in *iam.DeletePolicyInput) (*iam.DeletePolicyOutput, error) {
	p, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	if s.iam().uses()[*in.PolicyArn] != (use{}) {
		return nil, conflict("Cannot delete a policy attached to entities.")
	}
	if len(p.Versions) > 1 {
		return nil, conflict("This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.")
	}
	delete(s.iam().Policies, *in.PolicyArn)
	return &iam.DeletePolicyOutput{}, nil
}
