package sandbox

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// An entity is one user, group or role that a managed policy is used by.
type entity struct {
	sort iamtypes.EntityType
	Identity
}

func (s iamService) ListEntitiesForPolicy(in *iam.ListEntitiesForPolicyInput) (*iam.ListEntitiesForPolicyOutput, error) {
	arn := aws.ToString(in.PolicyArn)
	if !s.iam().hasPolicy(arn) {
		return nil, noSuch("Policy %s was not found.", arn)
	}
	all := slices.DeleteFunc(s.iam().entities(), func(e entity) bool {
		return !e.uses(arn, in.PolicyUsageFilter) || in.EntityFilter != "" && in.EntityFilter != e.sort
	})
	all = under(all, func(e entity) string { return e.Path }, in.PathPrefix)
	page, next, err := paged(s.call, all, func(e entity) string { return string(e.sort) + "/" + e.Name }, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out := &iam.ListEntitiesForPolicyOutput{PolicyGroups: []iamtypes.PolicyGroup{}, PolicyRoles: []iamtypes.PolicyRole{}, PolicyUsers: []iamtypes.PolicyUser{}, IsTruncated: next != nil, Marker: next}
	for _, e := range page {
		switch e.sort {
		case iamtypes.EntityTypeGroup:
			out.PolicyGroups = append(out.PolicyGroups, iamtypes.PolicyGroup{GroupId: aws.String(e.ID), GroupName: aws.String(e.Name)})
		case iamtypes.EntityTypeRole:
			out.PolicyRoles = append(out.PolicyRoles, iamtypes.PolicyRole{RoleId: aws.String(e.ID), RoleName: aws.String(e.Name)})
		default:
			out.PolicyUsers = append(out.PolicyUsers, iamtypes.PolicyUser{UserId: aws.String(e.ID), UserName: aws.String(e.Name)})
		}
	}
	return out, nil
}

// uses says whether the policy is attached here, or is the boundary, or either where no filter is given.
func (e entity) uses(arn string, filter iamtypes.PolicyUsageType) bool {
	attached, boundary := slices.Contains(e.Attached, arn), e.Boundary == arn
	switch filter {
	case iamtypes.PolicyUsageTypePermissionsPolicy:
		return attached
	case iamtypes.PolicyUsageTypePermissionsBoundary:
		return boundary
	}
	return attached || boundary
}

// entities are all groups, roles and users, in this order, by name.
func (m *IAM) entities() []entity {
	var all []entity
	for _, g := range byName(m.Groups) {
		all = append(all, entity{iamtypes.EntityTypeGroup, g.Identity})
	}
	for _, r := range byName(m.Roles) {
		all = append(all, entity{iamtypes.EntityTypeRole, r.Identity})
	}
	for _, u := range byName(m.Users) {
		all = append(all, entity{iamtypes.EntityTypeUser, u.Identity})
	}
	return all
}
