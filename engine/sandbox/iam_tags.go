package sandbox

import (
	"maps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// putTags puts tags over those of anything that has tags.
func putTags(on *map[string]string, tags []iamtypes.Tag) error {
	all, err := addTags(*on, tags)
	if err != nil {
		return err
	}
	*on = all
	return nil
}

// takeTags removes tags by their keys; those that are not there are no error.
func takeTags(from *map[string]string, keys []string) {
	left := maps.Clone(*from)
	for _, key := range keys {
		dropTag(left, key)
	}
	*from = left
}

// tags is a page of tags, by key.
func (s iamService) tags(of map[string]string, at mark) ([]iamtypes.Tag, *string, error) {
	return paged(s.call, append([]iamtypes.Tag{}, told(of)...), func(t iamtypes.Tag) string { return aws.ToString(t.Key) }, at)
}

func (s iamService) TagUser(in *iam.TagUserInput) (*iam.TagUserOutput, error) {
	one, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.TagUserOutput{}, putTags(&one.Tags, in.Tags)
}

func (s iamService) UntagUser(in *iam.UntagUserInput) (*iam.UntagUserOutput, error) {
	one, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	takeTags(&one.Tags, in.TagKeys)
	return &iam.UntagUserOutput{}, nil
}

func (s iamService) ListUserTags(in *iam.ListUserTagsInput) (*iam.ListUserTagsOutput, error) {
	one, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	page, next, err := s.tags(one.Tags, mark{in.Marker, in.MaxItems})
	return &iam.ListUserTagsOutput{Tags: page, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) TagRole(in *iam.TagRoleInput) (*iam.TagRoleOutput, error) {
	one, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.TagRoleOutput{}, putTags(&one.Tags, in.Tags)
}

func (s iamService) UntagRole(in *iam.UntagRoleInput) (*iam.UntagRoleOutput, error) {
	one, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	takeTags(&one.Tags, in.TagKeys)
	return &iam.UntagRoleOutput{}, nil
}

func (s iamService) ListRoleTags(in *iam.ListRoleTagsInput) (*iam.ListRoleTagsOutput, error) {
	one, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	page, next, err := s.tags(one.Tags, mark{in.Marker, in.MaxItems})
	return &iam.ListRoleTagsOutput{Tags: page, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) TagPolicy(in *iam.TagPolicyInput) (*iam.TagPolicyOutput, error) {
	one, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	return &iam.TagPolicyOutput{}, putTags(&one.Tags, in.Tags)
}

func (s iamService) UntagPolicy(in *iam.UntagPolicyInput) (*iam.UntagPolicyOutput, error) {
	one, err := s.ownPolicy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	takeTags(&one.Tags, in.TagKeys)
	return &iam.UntagPolicyOutput{}, nil
}

func (s iamService) ListPolicyTags(in *iam.ListPolicyTagsInput) (*iam.ListPolicyTagsOutput, error) {
	one, err := s.policy(in.PolicyArn)
	if err != nil {
		return nil, err
	}
	page, next, err := s.tags(one.Tags, mark{in.Marker, in.MaxItems})
	return &iam.ListPolicyTagsOutput{Tags: page, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) TagMFADevice(in *iam.TagMFADeviceInput) (*iam.TagMFADeviceOutput, error) {
	one, err := s.device(in.SerialNumber)
	if err != nil {
		return nil, err
	}
	return &iam.TagMFADeviceOutput{}, putTags(&one.Tags, in.Tags)
}

func (s iamService) UntagMFADevice(in *iam.UntagMFADeviceInput) (*iam.UntagMFADeviceOutput, error) {
	one, err := s.device(in.SerialNumber)
	if err != nil {
		return nil, err
	}
	takeTags(&one.Tags, in.TagKeys)
	return &iam.UntagMFADeviceOutput{}, nil
}

func (s iamService) ListMFADeviceTags(in *iam.ListMFADeviceTagsInput) (*iam.ListMFADeviceTagsOutput, error) {
	one, err := s.device(in.SerialNumber)
	if err != nil {
		return nil, err
	}
	page, next, err := s.tags(one.Tags, mark{in.Marker, in.MaxItems})
	return &iam.ListMFADeviceTagsOutput{Tags: page, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) TagInstanceProfile(in *iam.TagInstanceProfileInput) (*iam.TagInstanceProfileOutput, error) {
	one, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	return &iam.TagInstanceProfileOutput{}, putTags(&one.Tags, in.Tags)
}

func (s iamService) UntagInstanceProfile(in *iam.UntagInstanceProfileInput) (*iam.UntagInstanceProfileOutput, error) {
	one, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	takeTags(&one.Tags, in.TagKeys)
	return &iam.UntagInstanceProfileOutput{}, nil
}

func (s iamService) ListInstanceProfileTags(in *iam.ListInstanceProfileTagsInput) (*iam.ListInstanceProfileTagsOutput, error) {
	one, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	page, next, err := s.tags(one.Tags, mark{in.Marker, in.MaxItems})
	return &iam.ListInstanceProfileTagsOutput{Tags: page, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) TagSAMLProvider(in *iam.TagSAMLProviderInput) (*iam.TagSAMLProviderOutput, error) {
	one, err := s.saml(in.SAMLProviderArn)
	if err != nil {
		return nil, err
	}
	return &iam.TagSAMLProviderOutput{}, putTags(&one.Tags, in.Tags)
}

func (s iamService) UntagSAMLProvider(in *iam.UntagSAMLProviderInput) (*iam.UntagSAMLProviderOutput, error) {
	one, err := s.saml(in.SAMLProviderArn)
	if err != nil {
		return nil, err
	}
	takeTags(&one.Tags, in.TagKeys)
	return &iam.UntagSAMLProviderOutput{}, nil
}

func (s iamService) ListSAMLProviderTags(in *iam.ListSAMLProviderTagsInput) (*iam.ListSAMLProviderTagsOutput, error) {
	one, err := s.saml(in.SAMLProviderArn)
	if err != nil {
		return nil, err
	}
	page, next, err := s.tags(one.Tags, mark{in.Marker, in.MaxItems})
	return &iam.ListSAMLProviderTagsOutput{Tags: page, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) TagOpenIDConnectProvider(in *iam.TagOpenIDConnectProviderInput) (*iam.TagOpenIDConnectProviderOutput, error) {
	one, err := s.oidc(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	return &iam.TagOpenIDConnectProviderOutput{}, putTags(&one.Tags, in.Tags)
}

func (s iamService) UntagOpenIDConnectProvider(in *iam.UntagOpenIDConnectProviderInput) (*iam.UntagOpenIDConnectProviderOutput, error) {
	one, err := s.oidc(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	takeTags(&one.Tags, in.TagKeys)
	return &iam.UntagOpenIDConnectProviderOutput{}, nil
}

func (s iamService) ListOpenIDConnectProviderTags(in *iam.ListOpenIDConnectProviderTagsInput) (*iam.ListOpenIDConnectProviderTagsOutput, error) {
	one, err := s.oidc(in.OpenIDConnectProviderArn)
	if err != nil {
		return nil, err
	}
	page, next, err := s.tags(one.Tags, mark{in.Marker, in.MaxItems})
	return &iam.ListOpenIDConnectProviderTagsOutput{Tags: page, IsTruncated: next != nil, Marker: next}, err
}
