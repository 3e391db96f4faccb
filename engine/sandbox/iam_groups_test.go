package sandbox

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

func (d *desk) join(c *iam.Client, user, group string) error {
	_, err := c.AddUserToGroup(d.Context(), &iam.AddUserToGroupInput{GroupName: &group, UserName: &user})
	return err
}

func TestGroupLife(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 1})
	made, err := c.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("ops"), Path: aws.String("/x/")})
	d.must(err)
	d.equal(*made.Group.Arn, "arn:aws:iam::111111111111:group/x/ops")
	d.equal((*made.Group.GroupId)[:4], "AGPA")
	d.user(c, "alice")
	d.user(c, "bob")
	d.must(d.join(c, "bob", "ops"))
	d.must(d.join(c, "alice", "ops"))
	d.must(d.join(c, "alice", "ops")) // again is no error

	_, err = c.UpdateGroup(t.Context(), &iam.UpdateGroupInput{GroupName: aws.String("ops"), NewGroupName: aws.String("operations"), NewPath: aws.String("/y/")})
	d.must(err)
	var members []string
	for p := iam.NewGetGroupPaginator(c, &iam.GetGroupInput{GroupName: aws.String("operations")}); p.HasMorePages(); {
		page, err := p.NextPage(t.Context())
		d.must(err)
		d.equal(*page.Group.GroupId, *made.Group.GroupId)
		for _, u := range page.Users {
			members = append(members, *u.UserName)
		}
	}
	d.equal(members, []string{"alice", "bob"})
	groups, err := c.ListGroupsForUser(t.Context(), &iam.ListGroupsForUserInput{UserName: aws.String("bob")})
	d.must(err)
	d.equal(*groups.Groups[0].Arn, "arn:aws:iam::111111111111:group/y/operations")
	all, err := c.ListGroups(t.Context(), &iam.ListGroupsInput{PathPrefix: aws.String("/y/")})
	d.must(err)
	d.equal(len(all.Groups), 1)
	all, err = c.ListGroups(t.Context(), &iam.ListGroupsInput{PathPrefix: aws.String("/z/")})
	d.must(err)
	d.equal(len(all.Groups), 0)
}

func TestGroupRefused(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.group(c, "ops")
	d.group(c, "dev")
	d.user(c, "alice")
	_, err := c.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("OPS")})
	d.says(err, "EntityAlreadyExists", "Group with name OPS already exists.")
	_, err = c.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("o/ps")})
	d.refused(err, "ValidationError", "")
	_, err = c.CreateGroup(t.Context(), &iam.CreateGroupInput{GroupName: aws.String("x"), Path: aws.String("x")})
	d.refused(err, "ValidationError", "")
	_, err = c.UpdateGroup(t.Context(), &iam.UpdateGroupInput{GroupName: aws.String("ops"), NewGroupName: aws.String("Dev")})
	d.refused(err, "EntityAlreadyExists", "")
	_, err = c.GetGroup(t.Context(), &iam.GetGroupInput{GroupName: aws.String("none")})
	d.says(err, "NoSuchEntity", "The group with name none cannot be found.")
	d.says(d.join(c, "alice", "none"), "NoSuchEntity", "The group with name none cannot be found.")
	d.says(d.join(c, "nobody", "ops"), "NoSuchEntity", "The user with name nobody cannot be found.")
	_, err = c.RemoveUserFromGroup(t.Context(), &iam.RemoveUserFromGroupInput{GroupName: aws.String("ops"), UserName: aws.String("alice")})
	d.refused(err, "NoSuchEntity", "")
	_, err = c.ListGroupsForUser(t.Context(), &iam.ListGroupsForUserInput{UserName: aws.String("nobody")})
	d.refused(err, "NoSuchEntity", "")
}

func TestTenGroupsPerUser(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	for n := range 11 {
		name := fmt.Sprint("g", n)
		d.group(c, name)
		err := d.join(c, "alice", name)
		if n < 10 {
			d.must(err)
		} else {
			d.says(err, "LimitExceeded", "GroupsPerUser: 10")
		}
	}
}

func TestDeleteGroupConflicts(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	g := aws.String("ops")
	d.group(c, *g)
	d.user(c, "alice")
	d.must(d.join(c, "alice", *g))
	_, err := c.PutGroupPolicy(t.Context(), &iam.PutGroupPolicyInput{GroupName: g, PolicyName: aws.String("p"), PolicyDocument: aws.String(allowAll)})
	d.must(err)
	_, err = c.AttachGroupPolicy(t.Context(), &iam.AttachGroupPolicyInput{GroupName: g, PolicyArn: aws.String(administratorAccess)})
	d.must(err)
	remove := func() error {
		_, err := c.DeleteGroup(t.Context(), &iam.DeleteGroupInput{GroupName: g})
		return err
	}
	d.says(remove(), "DeleteConflict", "users")
	_, err = c.RemoveUserFromGroup(t.Context(), &iam.RemoveUserFromGroupInput{GroupName: g, UserName: aws.String("alice")})
	d.must(err)
	d.says(remove(), "DeleteConflict", "detach")
	_, err = c.DetachGroupPolicy(t.Context(), &iam.DetachGroupPolicyInput{GroupName: g, PolicyArn: aws.String(administratorAccess)})
	d.must(err)
	d.says(remove(), "DeleteConflict", "delete policies")
	_, err = c.DeleteGroupPolicy(t.Context(), &iam.DeleteGroupPolicyInput{GroupName: g, PolicyName: aws.String("p")})
	d.must(err)
	d.must(remove())
	d.says(remove(), "NoSuchEntity", "cannot be found")
}
