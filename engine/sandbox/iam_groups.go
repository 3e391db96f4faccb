package sandbox

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// AWS: IAM quotas.
const (
	groupsMax        = 300
	groupsPerUserMax = 10
)

func (s iamService) CreateGroup(in *iam.CreateGroupInput) (*iam.CreateGroupOutput, error) {
	name := aws.ToString(in.GroupName)
	if err := checkName("groupName", name, groupNameMax); err != nil {
		return nil, err
	}
	path, err := pathOf(in.Path)
	if err != nil {
		return nil, err
	}
	if taken(s.iam().Groups, name) {
		return nil, exists("Group with name %s already exists.", name)
	}
	if len(s.iam().Groups) >= groupsMax {
		return nil, overLimit("Cannot exceed quota for GroupsPerAccount: %d", groupsMax)
	}
	g := &Group{s.identity("AGPA", name, path)}
	s.iam().Groups[name] = g
	return &iam.CreateGroupOutput{Group: s.account.toldGroup(g)}, nil
}

func (a *Account) toldGroup(g *Group) *iamtypes.Group {
	return &iamtypes.Group{
		Arn: aws.String(a.arn("group", g.Identity)), CreateDate: aws.Time(g.Created), Path: aws.String(g.Path),
		GroupId: aws.String(g.ID), GroupName: aws.String(g.Name),
	}
}

// members are the users in a group, by name.
func (m *IAM) members(group string) []*User {
	return slices.DeleteFunc(byName(m.Users), func(u *User) bool { return !slices.Contains(u.Groups, group) })
}

func (s iamService) GetGroup(in *iam.GetGroupInput) (*iam.GetGroupOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	page, next, err := paged(s.call, s.iam().members(g.Name), func(u *User) string { return u.Name }, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	out := &iam.GetGroupOutput{Group: s.account.toldGroup(g), Users: []iamtypes.User{}, IsTruncated: next != nil, Marker: next}
	for _, u := range page {
		told := s.account.toldUser(u)
		told.Tags, told.PermissionsBoundary = nil, nil
		out.Users = append(out.Users, *told)
	}
	return out, nil
}

func (s iamService) ListGroups(in *iam.ListGroupsInput) (*iam.ListGroupsOutput, error) {
	all := under(byName(s.iam().Groups), func(g *Group) string { return g.Path }, in.PathPrefix)
	groups, next, err := s.toldGroups(all, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	return &iam.ListGroupsOutput{Groups: groups, IsTruncated: next != nil, Marker: next}, nil
}

func (s iamService) ListGroupsForUser(in *iam.ListGroupsForUserInput) (*iam.ListGroupsForUserOutput, error) {
	u, err := s.user(in.UserName)
	if err != nil {
		return nil, err
	}
	var all []*Group
	for _, name := range u.Groups {
		all = append(all, s.iam().Groups[name])
	}
	groups, next, err := s.toldGroups(all, mark{in.Marker, in.MaxItems})
	if err != nil {
		return nil, err
	}
	return &iam.ListGroupsForUserOutput{Groups: groups, IsTruncated: next != nil, Marker: next}, nil
}

func (s iamService) toldGroups(all []*Group, at mark) ([]iamtypes.Group, *string, error) {
	page, next, err := paged(s.call, all, func(g *Group) string { return g.Name }, at)
	if err != nil {
		return nil, nil, err
	}
	groups := []iamtypes.Group{}
	for _, g := range page {
		groups = append(groups, *s.account.toldGroup(g))
	}
	return groups, next, nil
}

func (s iamService) UpdateGroup(in *iam.UpdateGroupInput) (*iam.UpdateGroupOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	path, name := g.Path, cmp.Or(aws.ToString(in.NewGroupName), g.Name)
	if in.NewPath != nil {
		if path, err = pathOf(in.NewPath); err != nil {
			return nil, err
		}
	}
	if err := checkName("newGroupName", name, groupNameMax); err != nil {
		return nil, err
	}
	if err := checkRename(s.iam().Groups, "Group", g.Name, name); err != nil {
		return nil, err
	}
	s.iam().renameGroup(g, name)
	g.Path = path
	return &iam.UpdateGroupOutput{}, nil
}

func (m *IAM) renameGroup(g *Group, name string) {
	for _, u := range m.members(g.Name) {
		u.Groups[slices.Index(u.Groups, g.Name)] = name
		slices.Sort(u.Groups)
	}
	delete(m.Groups, g.Name)
	g.Name = name
	m.Groups[name] = g
}

func (s iamService) DeleteGroup(in *iam.DeleteGroupInput) (*iam.DeleteGroupOutput, error) {
	g, err := s.group(in.GroupName)
	if err != nil {
		return nil, err
	}
	switch {
	case len(s.iam().members(g.Name)) > 0:
		return nil, conflict("Cannot delete entity, must remove users from group first.")
	case len(g.Attached) > 0:
		return nil, conflict("Cannot delete entity, must detach all policies first.")
	case len(g.Inline) > 0:
		return nil, conflict("Cannot delete entity, must delete policies first.")
	}
	delete(s.iam().Groups, g.Name)
	return &iam.DeleteGroupOutput{}, nil
}

// groupAndUser is those two, the group looked for first as AWS does.
func (s iamService) groupAndUser(group, user *string) (*Group, *User, error) {
	g, err := s.group(group)
	if err != nil {
		return nil, nil, err
	}
	u, err := s.user(user)
	return g, u, err
}

func (s iamService) AddUserToGroup(in *iam.AddUserToGroupInput) (*iam.AddUserToGroupOutput, error) {
	g, u, err := s.groupAndUser(in.GroupName, in.UserName)
	if err != nil {
		return nil, err
	}
	if slices.Contains(u.Groups, g.Name) {
		return &iam.AddUserToGroupOutput{}, nil
	}
	if len(u.Groups) >= groupsPerUserMax {
		return nil, overLimit("Cannot exceed quota for GroupsPerUser: %d", groupsPerUserMax)
	}
	u.Groups = append(u.Groups, g.Name)
	slices.Sort(u.Groups)
	return &iam.AddUserToGroupOutput{}, nil
}

func (s iamService) RemoveUserFromGroup(in *iam.RemoveUserFromGroupInput) (*iam.RemoveUserFromGroupOutput, error) {
	g, u, err := s.groupAndUser(in.GroupName, in.UserName)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(u.Groups, g.Name) {
		return nil, noSuch("User %s is not in group %s.", u.Name, g.Name)
	}
	u.Groups = slices.DeleteFunc(u.Groups, func(name string) bool { return name == g.Name })
	return &iam.RemoveUserFromGroupOutput{}, nil
}
