package sandbox

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// A detail is one entry of GetAccountAuthorizationDetails: where it is in the
// order of all, and how it is written into the answer.
type detail struct {
	key string
	put func(*iam.GetAccountAuthorizationDetailsOutput)
}

func (s iamService) GetAccountAuthorizationDetails(in *iam.GetAccountAuthorizationDetailsInput) (*iam.GetAccountAuthorizationDetailsOutput, error) {
	page, next, err := paged(s.call, s.details(in.Filter), func(d detail) string { return d.key }, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out := &iam.GetAccountAuthorizationDetailsOutput{
		UserDetailList: []iamtypes.UserDetail{}, GroupDetailList: []iamtypes.GroupDetail{}, RoleDetailList: []iamtypes.RoleDetail{},
		Policies: []iamtypes.ManagedPolicyDetail{}, IsTruncated: next != nil, Marker: next,
	}
	for _, d := range page {
		d.put(out)
	}
	return out, nil
}

// details are the entries of the sorts asked for, or of all: users, groups, roles, policies.
func (s iamService) details(filter []iamtypes.EntityType) []detail {
	var all []detail
	wants := func(sort iamtypes.EntityType) bool { return len(filter) == 0 || slices.Contains(filter, sort) }
	if wants(iamtypes.EntityTypeUser) {
		for _, u := range byName(s.iam().Users) {
			all = append(all, detail{"1/" + u.Name, func(out *iam.GetAccountAuthorizationDetailsOutput) {
				out.UserDetailList = append(out.UserDetailList, s.userDetail(u))
			}})
		}
	}
	if wants(iamtypes.EntityTypeGroup) {
		for _, g := range byName(s.iam().Groups) {
			all = append(all, detail{"2/" + g.Name, func(out *iam.GetAccountAuthorizationDetailsOutput) {
				out.GroupDetailList = append(out.GroupDetailList, s.groupDetail(g))
			}})
		}
	}
	if wants(iamtypes.EntityTypeRole) {
		for _, r := range byName(s.iam().Roles) {
			all = append(all, detail{"3/" + r.Name, func(out *iam.GetAccountAuthorizationDetailsOutput) {
				out.RoleDetailList = append(out.RoleDetailList, s.roleDetail(r))
			}})
		}
	}
	return append(all, s.policyDetails(wants)...)
}

func (s iamService) policyDetails(wants func(iamtypes.EntityType) bool) []detail {
	var all []detail
	uses := s.iam().uses()
	if wants(iamtypes.EntityTypeLocalManagedPolicy) {
		for _, arn := range slices.Sorted(maps.Keys(s.iam().Policies)) {
			all = append(all, detail{"4/" + arn, func(out *iam.GetAccountAuthorizationDetailsOutput) {
				out.Policies = append(out.Policies, s.policyDetail(s.iam().Policies[arn], uses[arn]))
			}})
		}
	}
	if wants(iamtypes.EntityTypeAWSManagedPolicy) {
		for _, p := range managedByAWS {
			all = append(all, detail{"5/" + p.arn(), func(out *iam.GetAccountAuthorizationDetailsOutput) {
				out.Policies = append(out.Policies, toldDetail(p.told(uses[p.arn()]), []iamtypes.PolicyVersion{*p.version()}))
			}})
		}
	}
	return all
}

func (s iamService) userDetail(u *User) iamtypes.UserDetail {
	return iamtypes.UserDetail{
		Arn: aws.String(s.account.arn("user", u.Identity)), UserName: aws.String(u.Name), UserId: aws.String(u.ID), Path: aws.String(u.Path), CreateDate: aws.Time(u.Created),
		GroupList: append([]string{}, u.Groups...), UserPolicyList: toldInline(u.Inline), AttachedManagedPolicies: toldAttached(u.Attached),
		PermissionsBoundary: toldBoundary(u.Boundary), Tags: told(u.Tags),
	}
}

func (s iamService) groupDetail(g *Group) iamtypes.GroupDetail {
	return iamtypes.GroupDetail{
		Arn: aws.String(s.account.arn("group", g.Identity)), GroupName: aws.String(g.Name), GroupId: aws.String(g.ID), Path: aws.String(g.Path), CreateDate: aws.Time(g.Created),
		GroupPolicyList: toldInline(g.Inline), AttachedManagedPolicies: toldAttached(g.Attached),
	}
}

// roleDetail has no longest session and no description, as AWS's has not.
func (s iamService) roleDetail(r *Role) iamtypes.RoleDetail {
	profiles := []iamtypes.InstanceProfile{}
	for _, p := range s.iam().profilesOf(r) {
		profiles = append(profiles, *s.toldProfile(p))
	}
	return iamtypes.RoleDetail{
		Arn: aws.String(s.account.arn("role", r.Identity)), RoleName: aws.String(r.Name), RoleId: aws.String(r.ID), Path: aws.String(r.Path), CreateDate: aws.Time(r.Created),
		AssumeRolePolicyDocument: encoded(s.shownTrust(r.Trust)), RolePolicyList: toldInline(r.Inline), AttachedManagedPolicies: toldAttached(r.Attached),
		InstanceProfileList: profiles, PermissionsBoundary: toldBoundary(r.Boundary), RoleLastUsed: r.lastUsed(), Tags: told(r.Tags),
	}
}

func (s iamService) policyDetail(p *ManagedPolicy, u use) iamtypes.ManagedPolicyDetail {
	var versions []iamtypes.PolicyVersion
	for _, v := range slices.Backward(p.Versions) {
		versions = append(versions, p.toldVersion(v))
	}
	return toldDetail(s.toldPolicy(p, u), versions)
}

func toldDetail(p *iamtypes.Policy, versions []iamtypes.PolicyVersion) iamtypes.ManagedPolicyDetail {
	return iamtypes.ManagedPolicyDetail{
		Arn: p.Arn, PolicyName: p.PolicyName, PolicyId: p.PolicyId, Path: p.Path, Description: p.Description, IsAttachable: p.IsAttachable,
		AttachmentCount: p.AttachmentCount, PermissionsBoundaryUsageCount: p.PermissionsBoundaryUsageCount,
		CreateDate: p.CreateDate, UpdateDate: p.UpdateDate, DefaultVersionId: p.DefaultVersionId, PolicyVersionList: versions,
	}
}

func toldInline(inline map[string]string) []iamtypes.PolicyDetail {
	all := []iamtypes.PolicyDetail{}
	for _, name := range slices.Sorted(maps.Keys(inline)) {
		all = append(all, iamtypes.PolicyDetail{PolicyName: aws.String(name), PolicyDocument: encoded(inline[name])})
	}
	return all
}
