package sandbox

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func (s iamService) profile(name *string) (*InstanceProfile, error) {
	p := s.iam().InstanceProfiles[aws.ToString(name)]
	if p == nil {
		return nil, noSuch("Instance Profile %s cannot be found.", aws.ToString(name))
	}
	return p, nil
}

func (s iamService) CreateInstanceProfile(in *iam.CreateInstanceProfileInput) (*iam.CreateInstanceProfileOutput, error) {
	name := aws.ToString(in.InstanceProfileName)
	if err := checkName("instanceProfileName", name, nameMax); err != nil {
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
	if taken(s.iam().InstanceProfiles, name) {
		return nil, exists("Instance Profile %s already exists.", name)
	}
	p := &InstanceProfile{Name: name, Path: path, ID: s.id("AIPA", 17), Created: s.moment(), Tags: tags}
	s.iam().InstanceProfiles[name] = p
	return &iam.CreateInstanceProfileOutput{InstanceProfile: s.toldProfile(p)}, nil
}

func (s iamService) toldProfile(p *InstanceProfile) *iamtypes.InstanceProfile {
	all := &iamtypes.InstanceProfile{
		Arn: aws.String("arn:aws:iam::" + s.account.ID + ":instance-profile" + p.Path + p.Name), InstanceProfileName: aws.String(p.Name),
		InstanceProfileId: aws.String(p.ID), Path: aws.String(p.Path), CreateDate: aws.Time(p.Created), Roles: []iamtypes.Role{}, Tags: told(p.Tags),
	}
	if r := s.iam().Roles[p.Role]; r != nil {
		all.Roles = append(all.Roles, *s.listedRole(r))
	}
	return all
}

func (s iamService) GetInstanceProfile(in *iam.GetInstanceProfileInput) (*iam.GetInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	return &iam.GetInstanceProfileOutput{InstanceProfile: s.toldProfile(p)}, nil
}

func (s iamService) AddRoleToInstanceProfile(in *iam.AddRoleToInstanceProfileInput) (*iam.AddRoleToInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	if p.Role != "" {
		return nil, overLimit("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")
	}
	p.Role = r.Name
	return &iam.AddRoleToInstanceProfileOutput{}, nil
}

func (s iamService) RemoveRoleFromInstanceProfile(in *iam.RemoveRoleFromInstanceProfileInput) (*iam.RemoveRoleFromInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	if p.Role == "" || p.Role != aws.ToString(in.RoleName) {
		return nil, noSuch("Role %s is not in Instance Profile %s.", aws.ToString(in.RoleName), p.Name)
	}
	p.Role = ""
	return &iam.RemoveRoleFromInstanceProfileOutput{}, nil
}

func (s iamService) DeleteInstanceProfile(in *iam.DeleteInstanceProfileInput) (*iam.DeleteInstanceProfileOutput, error) {
	p, err := s.profile(in.InstanceProfileName)
	if err != nil {
		return nil, err
	}
	if p.Role != "" {
		return nil, conflict("Cannot delete entity, must remove roles from instance profile first.")
	}
	delete(s.iam().InstanceProfiles, p.Name)
	return &iam.DeleteInstanceProfileOutput{}, nil
}

func (s iamService) ListInstanceProfiles(in *iam.ListInstanceProfilesInput) (*iam.ListInstanceProfilesOutput, error) {
	all := under(byName(s.iam().InstanceProfiles), func(p *InstanceProfile) string { return p.Path }, in.PathPrefix)
	page, next, err := s.toldProfiles(all, mark{in.Marker, in.MaxItems})
	return &iam.ListInstanceProfilesOutput{InstanceProfiles: page, IsTruncated: next != nil, Marker: next}, err
}

func (s iamService) ListInstanceProfilesForRole(in *iam.ListInstanceProfilesForRoleInput) (*iam.ListInstanceProfilesForRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	page, next, err := s.toldProfiles(s.iam().profilesOf(r), mark{in.Marker, in.MaxItems})
	return &iam.ListInstanceProfilesForRoleOutput{InstanceProfiles: page, IsTruncated: next != nil, Marker: next}, err
}

func (m *IAM) profilesOf(r *Role) []*InstanceProfile {
	return slices.DeleteFunc(byName(m.InstanceProfiles), func(p *InstanceProfile) bool { return p.Role != r.Name })
}

func (s iamService) toldProfiles(all []*InstanceProfile, at mark) ([]iamtypes.InstanceProfile, *string, error) {
	page, next, err := paged(s.call, all, func(p *InstanceProfile) string { return p.Name }, at)
	profiles := []iamtypes.InstanceProfile{}
	for _, p := range page {
		profiles = append(profiles, *s.toldProfile(p))
	}
	return profiles, next, err
}
