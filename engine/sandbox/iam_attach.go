package sandbox

import (
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// attachedMax is how many managed policies a user, group or role may have. AWS: IAM quotas.
var attachedMax = map[string]int{"User": 10, "Group": 10, "Role": 20}

// attach attaches a managed policy to a user, group or role; again is no error.
func (s iamService) attach(sort string, to *Identity, arn *string) error {
	policy := aws.ToString(arn)
	if !s.iam().hasPolicy(policy) {
		return noSuch("Policy %s does not exist or is not attachable.", policy)
	}
	if strings.Contains(policy, ":aws:policy"+linkedPath) || strings.Contains(policy, ":aws:policy/root-task/") {
		return &iamtypes.PolicyNotAttachableException{Message: aws.String("Cannot attach policy " + policy + " to an identity.")}
	}
	if slices.Contains(to.Attached, policy) {
		return nil
	}
	if most := attachedMax[sort]; len(to.Attached) >= most {
		return overLimit("Cannot exceed quota for PoliciesPer%s: %d", sort, most)
	}
	to.Attached = append(to.Attached, policy)
	slices.Sort(to.Attached)
	return nil
}

func detach(from *Identity, arn *string) error {
	if !slices.Contains(from.Attached, aws.ToString(arn)) {
		return noSuch("Policy %s was not found.", aws.ToString(arn))
	}
	from.Attached = slices.DeleteFunc(from.Attached, func(have string) bool { return have == *arn })
	return nil
}

// attached is a page of the managed policies of a user, group or role under a path.
func (s iamService) attached(of *Identity, prefix *string, at mark) ([]iamtypes.AttachedPolicy, *string, error) {
	all := under(slices.Clone(of.Attached), policyPath, prefix)
	page, next, err := paged(s.call, all, itself, at)
	return toldAttached(page), next, err
}

func toldAttached(arns []string) []iamtypes.AttachedPolicy {
	all := []iamtypes.AttachedPolicy{}
	for _, arn := range arns {
		all = append(all, iamtypes.AttachedPolicy{PolicyArn: aws.String(arn), PolicyName: aws.String(path.Base(arn))})
	}
	return all
}

// policyPath is the path of a managed policy's ARN.
func policyPath(arn string) string {
	_, rest, _ := strings.Cut(arn, ":policy")
	return rest[:strings.LastIndexByte(rest, '/')+1]
}

func (s iamService) AttachUserPolicy(in *iam.AttachUserPolicyInput) (*iam.AttachUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.AttachUserPolicyOutput{}, s.attach("User", &u.Identity, in.PolicyArn)
}

func (s iamService) AttachGroupPolicy(in *iam.AttachGroupPolicyInput) (*iam.AttachGroupPolicyOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	return &iam.AttachGroupPolicyOutput{}, s.attach("Group", &g.Identity, in.PolicyArn)
}

func (s iamService) AttachRolePolicy(in *iam.AttachRolePolicyInput) (*iam.AttachRolePolicyOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.AttachRolePolicyOutput{}, s.attach("Role", &r.Identity, in.PolicyArn)
}

func (s iamService) DetachUserPolicy(in *iam.DetachUserPolicyInput) (*iam.DetachUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.DetachUserPolicyOutput{}, detach(&u.Identity, in.PolicyArn)
}

func (s iamService) DetachGroupPolicy(in *iam.DetachGroupPolicyInput) (*iam.DetachGroupPolicyOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	return &iam.DetachGroupPolicyOutput{}, detach(&g.Identity, in.PolicyArn)
}

func (s iamService) DetachRolePolicy(in *iam.DetachRolePolicyInput) (*iam.DetachRolePolicyOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.DetachRolePolicyOutput{}, detach(&r.Identity, in.PolicyArn)
}

func (s iamService) ListAttachedUserPolicies(in *iam.ListAttachedUserPoliciesInput) (*iam.ListAttachedUserPoliciesOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	all, next, err := s.attached(&u.Identity, in.PathPrefix, mark{in.Marker, in.MaxItems})
	return &iam.ListAttachedUserPoliciesOutput{AttachedPolicies: all, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) ListAttachedGroupPolicies(in *iam.ListAttachedGroupPoliciesInput) (*iam.ListAttachedGroupPoliciesOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	all, next, err := s.attached(&g.Identity, in.PathPrefix, mark{in.Marker, in.MaxItems})
	return &iam.ListAttachedGroupPoliciesOutput{AttachedPolicies: all, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) ListAttachedRolePolicies(in *iam.ListAttachedRolePoliciesInput) (*iam.ListAttachedRolePoliciesOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	all, next, err := s.attached(&r.Identity, in.PathPrefix, mark{in.Marker, in.MaxItems})
	return &iam.ListAttachedRolePoliciesOutput{AttachedPolicies: all, IsTruncated: next != nil, Marker: next}, err
}
