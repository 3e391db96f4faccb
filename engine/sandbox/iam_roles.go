package sandbox

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// AWS: IAM quotas; session lengths in seconds.
const (
	rolesMax       = 1000
	sessionDefault = 3600
	sessionLongest = 43200
	descriptionMax = 1000
	linkedPath     = "/aws-service-role/"
)

func (s iamService) CreateRole(in *iam.CreateRoleInput) (*iam.CreateRoleOutput, error) {
	name := aws.ToString(in.RoleName)
	if err := s.checkNewRole(in); err != nil {
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
	if err := s.checkBoundary(in.PermissionsBoundary); err != nil {
		return nil, err
	}
	trust, err := s.keptTrust(aws.ToString(in.AssumeRolePolicyDocument))
	if err != nil {
		return nil, err
	}
	r := &Role{Identity: s.identity("AROA", name, path), Trust: trust, Description: aws.ToString(in.Description), MaxSession: sessionDefault}
	r.Tags, r.Boundary = tags, aws.ToString(in.PermissionsBoundary)
	if in.MaxSessionDuration != nil {
		r.MaxSession = *in.MaxSessionDuration
	}
	s.iam().Roles[name] = r
	return &iam.CreateRoleOutput{Role: s.toldRole(r)}, nil
}

func (s iamService) checkNewRole(in *iam.CreateRoleInput) error {
	name := aws.ToString(in.RoleName)
	if err := checkName("roleName", name, roleNameMax); err != nil {
		return err
	}
	if err := checkDescription(in.Description); err != nil {
		return err
	}
	if err := checkMaxSession(in.MaxSessionDuration); err != nil {
		return err
	}
	if strings.HasPrefix(aws.ToString(in.Path), linkedPath) {
		return invalid("Path under %s is reserved for service-linked roles.", linkedPath)
	}
	if taken(s.iam().Roles, name) {
		return exists("Role with name %s already exists.", name)
	}
	if len(s.iam().Roles) >= rolesMax {
		return overLimit("Cannot exceed quota for RolesPerAccount: %d", rolesMax)
	}
	return nil
}

func checkMaxSession(seconds *int32) error {
	if seconds != nil && (*seconds < sessionDefault || *seconds > sessionLongest) {
		return invalid("1 validation error detected: Value '%d' at 'maxSessionDuration' failed to satisfy constraint: Member must have value between %d and %d", *seconds, sessionDefault, sessionLongest)
	}
	return nil
}

func (s iamService) toldRole(r *Role) *iamtypes.Role {
	all := s.listedRole(r)
	all.Tags, all.PermissionsBoundary, all.RoleLastUsed = told(r.Tags), toldBoundary(r.Boundary), r.lastUsed()
	return all
}

// listedRole is a role without what AWS's ListRoles leaves out: tags, boundary, last use.
func (s iamService) listedRole(r *Role) *iamtypes.Role {
	return &iamtypes.Role{
		Arn: aws.String(s.account.arn("role", r.Identity)), CreateDate: aws.Time(r.Created), Path: aws.String(r.Path),
		RoleId: aws.String(r.ID), RoleName: aws.String(r.Name), Description: some(r.Description),
		AssumeRolePolicyDocument: encoded(s.shownTrust(r.Trust)), MaxSessionDuration: aws.Int32(r.MaxSession),
	}
}

func (r *Role) lastUsed() *iamtypes.RoleLastUsed {
	return &iamtypes.RoleLastUsed{LastUsedDate: r.LastUsed, Region: some(r.LastRegion)}
}

func (s iamService) GetRole(in *iam.GetRoleInput) (*iam.GetRoleOutput, error) {
	r, err := s.role(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.GetRoleOutput{Role: s.toldRole(r)}, nil
}

func (s iamService) ListRoles(in *iam.ListRolesInput) (*iam.ListRolesOutput, error) {
	all := under(byName(s.iam().Roles), func(r *Role) string { return r.Path }, in.PathPrefix)
	page, next, err := paged(s.call, all, func(r *Role) string { return r.Name }, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out := &iam.ListRolesOutput{Roles: []iamtypes.Role{}, IsTruncated: next != nil, Marker: next}
	for _, r := range page {
		out.Roles = append(out.Roles, *s.listedRole(r))
	}
	return out, nil
}

// ownRole is a role that its owner may change: not one that a service made for itself.
func (s iamService) ownRole(name *string) (*Role, error) {
	r, err := s.role(name)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(r.Path, linkedPath) {
		return nil, unmodifiable("Cannot perform the operation on the protected role '%s' - this role is only modifiable by AWS", r.Name)
	}
	return r, nil
}

// UpdateRole changes the description where it is given, and the longest session
// always: left out it is an hour again (AWS: IAM API, UpdateRole).
func (s iamService) UpdateRole(in *iam.UpdateRoleInput) (*iam.UpdateRoleOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := checkMaxSession(in.MaxSessionDuration); err != nil {
		return nil, err
	}
	if err := checkDescription(in.Description); err != nil {
		return nil, err
	}
	if in.Description != nil {
		r.Description = *in.Description
	}
	r.MaxSession = sessionDefault
	if in.MaxSessionDuration != nil {
		r.MaxSession = *in.MaxSessionDuration
	}
	return &iam.UpdateRoleOutput{}, nil
}

func (s iamService) UpdateRoleDescription(in *iam.UpdateRoleDescriptionInput) (*iam.UpdateRoleDescriptionOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := checkDescription(in.Description); err != nil {
		return nil, err
	}
	r.Description = aws.ToString(in.Description)
	return &iam.UpdateRoleDescriptionOutput{Role: s.toldRole(r)}, nil
}

func (s iamService) UpdateAssumeRolePolicy(in *iam.UpdateAssumeRolePolicyInput) (*iam.UpdateAssumeRolePolicyOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	trust, err := s.keptTrust(aws.ToString(in.PolicyDocument))
	if err != nil {
		return nil, err
	}
	r.Trust = trust
	return &iam.UpdateAssumeRolePolicyOutput{}, nil
}

func (s iamService) DeleteRole(in *iam.DeleteRoleInput) (*iam.DeleteRoleOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	switch {
	case slices.ContainsFunc(byName(s.iam().InstanceProfiles), func(p *InstanceProfile) bool { return p.Role == r.Name }):
		return nil, conflict("Cannot delete entity, must remove roles from instance profile first.")
	case len(r.Attached) > 0:
		return nil, conflict("Cannot delete entity, must detach all policies first.")
	case len(r.Inline) > 0:
		return nil, conflict("Cannot delete entity, must delete policies first.")
	}
	s.iam().deleteRole(r)
	return &iam.DeleteRoleOutput{}, nil
}

func (m *IAM) deleteRole(r *Role) {
	delete(m.Roles, r.Name)
	m.dropSessions(func(one *Session) bool { return one.RoleID == r.ID })
}
