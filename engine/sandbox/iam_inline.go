package sandbox

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// How long the inline policies of one user, group or role may be together, in
// characters that are not white space. AWS: IAM quotas.
const (
	userInlineMax  = 2048
	groupInlineMax = 5120
	roleInlineMax  = 10240
)

var inlineMax = map[string]int{"user": userInlineMax, "group": groupInlineMax, "role": roleInlineMax}

// putInline writes an inline policy of a user, group or role, over one of the same name.
func putInline(sort string, of *Identity, name, text *string) error {
	if err := checkName("policyName", aws.ToString(name), nameMax); err != nil {
		return err
	}
	if err := checkIdentity(aws.ToString(text)); err != nil {
		return err
	}
	total := weight(aws.ToString(text))
	for other, text := range of.Inline {
		if other != *name {
			total += weight(text)
		}
	}
	if most := inlineMax[sort]; total > most {
		return overLimit("Maximum policy size of %d bytes exceeded for %s %s", most, sort, of.Name)
	}
	of.Inline[*name] = *text
	return nil
}

func getInline(sort string, of *Identity, name *string) (string, error) {
	text, ok := of.Inline[aws.ToString(name)]
	if !ok {
		return "", noSuch("The %s policy with name %s cannot be found.", sort, aws.ToString(name))
	}
	return text, nil
}

func deleteInline(sort string, of *Identity, name *string) error {
	if _, err := getInline(sort, of, name); err != nil {
		return err
	}
	delete(of.Inline, *name)
	return nil
}

func (s iamService) listInline(of *Identity, at mark) ([]string, *string, error) {
	return paged(s.call, append([]string{}, slices.Sorted(maps.Keys(of.Inline))...), itself, at)
}

func (s iamService) PutUserPolicy(in *iam.PutUserPolicyInput) (*iam.PutUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.PutUserPolicyOutput{}, putInline("user", &u.Identity, in.PolicyName, in.PolicyDocument)
}

func (s iamService) PutGroupPolicy(in *iam.PutGroupPolicyInput) (*iam.PutGroupPolicyOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	return &iam.PutGroupPolicyOutput{}, putInline("group", &g.Identity, in.PolicyName, in.PolicyDocument)
}

func (s iamService) PutRolePolicy(in *iam.PutRolePolicyInput) (*iam.PutRolePolicyOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.PutRolePolicyOutput{}, putInline("role", &r.Identity, in.PolicyName, in.PolicyDocument)
}

func (s iamService) GetUserPolicy(in *iam.GetUserPolicyInput) (*iam.GetUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	text, err := getInline("user", &u.Identity, in.PolicyName)
	return &iam.GetUserPolicyOutput{UserName: in.UserName, PolicyName: in.PolicyName, PolicyDocument: encoded(text)}, err
}

func (s iamService) GetGroupPolicy(in *iam.GetGroupPolicyInput) (*iam.GetGroupPolicyOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	text, err := getInline("group", &g.Identity, in.PolicyName)
	return &iam.GetGroupPolicyOutput{GroupName: in.GroupName, PolicyName: in.PolicyName, PolicyDocument: encoded(text)}, err
}

func (s iamService) GetRolePolicy(in *iam.GetRolePolicyInput) (*iam.GetRolePolicyOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	text, err := getInline("role", &r.Identity, in.PolicyName)
	return &iam.GetRolePolicyOutput{RoleName: in.RoleName, PolicyName: in.PolicyName, PolicyDocument: encoded(text)}, err
}

func (s iamService) DeleteUserPolicy(in *iam.DeleteUserPolicyInput) (*iam.DeleteUserPolicyOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteUserPolicyOutput{}, deleteInline("user", &u.Identity, in.PolicyName)
}

func (s iamService) DeleteGroupPolicy(in *iam.DeleteGroupPolicyInput) (*iam.DeleteGroupPolicyOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteGroupPolicyOutput{}, deleteInline("group", &g.Identity, in.PolicyName)
}

func (s iamService) DeleteRolePolicy(in *iam.DeleteRolePolicyInput) (*iam.DeleteRolePolicyOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteRolePolicyOutput{}, deleteInline("role", &r.Identity, in.PolicyName)
}

func (s iamService) ListUserPolicies(in *iam.ListUserPoliciesInput) (*iam.ListUserPoliciesOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	names, next, err := s.listInline(&u.Identity, mark{in.Marker, in.MaxItems})
	return &iam.ListUserPoliciesOutput{PolicyNames: names, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) ListGroupPolicies(in *iam.ListGroupPoliciesInput) (*iam.ListGroupPoliciesOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	names, next, err := s.listInline(&g.Identity, mark{in.Marker, in.MaxItems})
	return &iam.ListGroupPoliciesOutput{PolicyNames: names, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) ListRolePolicies(in *iam.ListRolePoliciesInput) (*iam.ListRolePoliciesOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	names, next, err := s.listInline(&r.Identity, mark{in.Marker, in.MaxItems})
	return &iam.ListRolePoliciesOutput{PolicyNames: names, IsTruncated: next != nil, Marker: next}, err
}
