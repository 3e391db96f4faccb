package sandbox

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// checkBoundary refuses a permissions boundary that is no managed policy; nil is none.
func (s iamService) checkBoundary(arn *string) error {
	if arn == nil || s.iam().hasPolicy(*arn) {
		return nil
	}
	return noSuch("Scope ARN: %s does not exist or is not attachable.", *arn)
}

func (s iamService) PutUserPermissionsBoundary(in *iam.PutUserPermissionsBoundaryInput) (*iam.PutUserPermissionsBoundaryOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	if err := s.checkBoundary(aws.String(aws.ToString(in.PermissionsBoundary))); err != nil {
		return nil, err
	}
	u.Boundary = *in.PermissionsBoundary
	return &iam.PutUserPermissionsBoundaryOutput{}, nil
}

func (s iamService) PutRolePermissionsBoundary(in *iam.PutRolePermissionsBoundaryInput) (*iam.PutRolePermissionsBoundaryOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	if err := s.checkBoundary(aws.String(aws.ToString(in.PermissionsBoundary))); err != nil {
		return nil, err
	}
	r.Boundary = *in.PermissionsBoundary
	return &iam.PutRolePermissionsBoundaryOutput{}, nil
}

func (s iamService) DeleteUserPermissionsBoundary(in *iam.DeleteUserPermissionsBoundaryInput) (*iam.DeleteUserPermissionsBoundaryOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteUserPermissionsBoundaryOutput{}, unbound(&u.Identity)
}

func (s iamService) DeleteRolePermissionsBoundary(in *iam.DeleteRolePermissionsBoundaryInput) (*iam.DeleteRolePermissionsBoundaryOutput, error) {
	r, err := s.ownRole(in.RoleName)
	if err != nil {
		return nil, err
	}
	return &iam.DeleteRolePermissionsBoundaryOutput{}, unbound(&r.Identity)
}

func unbound(of *Identity) error {
	if of.Boundary == "" {
		return noSuch("%s does not have a permissions boundary.", of.Name)
	}
	of.Boundary = ""
	return nil
}
