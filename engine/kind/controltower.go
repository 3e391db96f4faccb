package kind

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// The roles of Control Tower: the one by which it comes into members, which lets
// in the whole master account and may do everything, and the one of the master
// account that CloudFormation becomes for it (AWS: Control Tower, how roles work).
const (
	towerRole      = "AWSControlTowerExecution"
	towerStackSets = "AWSControlTowerStackSetRole"
)

// isControlTower reports whether a role of a member is Control Tower's: like the
// access role it is for the master account alone, and a door.
func (s *Sight) isControlTower(r types.RoleDetail) bool {
	return s.Account != cloud.Master && aws.ToString(r.RoleName) == towerRole && aws.ToString(r.Path) == "/"
}

// hasTower reports whether an account has Control Tower's role.
func hasTower(in *cloud.Snapshot) bool {
	return in != nil && slices.ContainsFunc(in.Roles, func(r types.RoleDetail) bool {
		return aws.ToString(r.RoleName) == towerRole && aws.ToString(r.Path) == "/"
	})
}

// deploysTower reports whether a holder is the role that CloudFormation, and
// nobody else, becomes for Control Tower.
func (s *Sight) deploysTower(h holder) bool {
	return strings.HasSuffix(h.arn, ":role/service-role/"+towerStackSets) && slices.ContainsFunc(s.Roles, func(r types.RoleDetail) bool {
		d, err := s.memo.parse(aws.ToString(r.AssumeRolePolicyDocument))
		return aws.ToString(r.Arn) == h.arn && err == nil && !slices.ContainsFunc(d.Statement, func(st policy.Statement) bool {
			return st.Effect == policy.Allow && (len(st.Principal) != 1 || !slices.Equal(st.Principal["Service"], policy.List{"cloudformation.amazonaws.com"}))
		})
	})
}
