package sandbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func TestManagedPolicyLife(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	made, err := c.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: aws.String("p"), Path: aws.String("/x/"), Description: aws.String("reads"), PolicyDocument: aws.String(allowAll)})
	d.must(err)
	arn := made.Policy.Arn
	d.equal(*arn, "arn:aws:iam::111111111111:policy/x/p")
	d.equal((*made.Policy.PolicyId)[:4], "ANPA")
	for n := 2; n <= 5; n++ {
		out, err := c.CreatePolicyVersion(t.Context(), &iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: aws.String(sized(200 + n)), SetAsDefault: n == 3})
		d.must(err)
		d.equal(*out.PolicyVersion.VersionId, fmt.Sprint("v", n))
	}
	_, err = c.CreatePolicyVersion(t.Context(), &iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: aws.String(allowAll)})
	d.says(err, "LimitExceeded", "up to 5 versions")
	got, err := c.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
	d.must(err)
	d.equal(*got.Policy.DefaultVersionId, "v3")
	d.equal(*got.Policy.Description, "reads")
	version, err := c.GetPolicyVersion(t.Context(), &iam.GetPolicyVersionInput{PolicyArn: arn, VersionId: aws.String("v4")})
	d.must(err)
	d.equal(d.decoded(version.PolicyVersion.Document), sized(204))
	remove := func(v string) error {
		_, err := c.DeletePolicyVersion(t.Context(), &iam.DeletePolicyVersionInput{PolicyArn: arn, VersionId: &v})
		return err
	}
	d.says(remove("v3"), "DeleteConflict", "default version")
	d.refused(remove("v9"), "NoSuchEntity", "")
	_, err = c.SetDefaultPolicyVersion(t.Context(), &iam.SetDefaultPolicyVersionInput{PolicyArn: arn, VersionId: aws.String("v5")})
	d.must(err)
	_, err = c.SetDefaultPolicyVersion(t.Context(), &iam.SetDefaultPolicyVersionInput{PolicyArn: arn, VersionId: aws.String("v9")})
	d.refused(err, "NoSuchEntity", "")
	_, err = c.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: arn})
	d.says(err, "DeleteConflict", "more than one version")
	for _, v := range []string{"v1", "v2", "v3", "v4"} {
		d.must(remove(v))
	}
	versions, err := c.ListPolicyVersions(t.Context(), &iam.ListPolicyVersionsInput{PolicyArn: arn})
	d.must(err)
	d.equal(len(versions.Versions), 1)
	d.equal(versions.Versions[0].IsDefaultVersion, true)
	_, err = c.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: arn})
	d.must(err)
	_, err = c.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
	d.says(err, "NoSuchEntity", "was not found")
}

func TestManagedPolicyRefused(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.managed(c, "p")
	for _, row := range []struct{ name, text, code, words string }{
		{"P", allowAll, "EntityAlreadyExists", "A policy called P already exists"},
		{"q", sized(6145), "LimitExceeded", "PolicySize: 6144"},
		{"q r", allowAll, "ValidationError", "policyName"},
		{"q", `{"Version":"2012-10-17"}`, "MalformedPolicyDocument", "Syntax"},
	} {
		_, err := c.CreatePolicy(t.Context(), &iam.CreatePolicyInput{PolicyName: &row.name, PolicyDocument: &row.text})
		d.says(err, row.code, row.words)
	}
	_, err := c.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: aws.String(administratorAccess)})
	d.refused(err, "AccessDenied", "")
	_, err = c.CreatePolicyVersion(t.Context(), &iam.CreatePolicyVersionInput{PolicyArn: aws.String(administratorAccess), PolicyDocument: aws.String(allowAll)})
	d.refused(err, "AccessDenied", "")
	_, err = c.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: aws.String("not an ARN at all")})
	d.refused(err, "ValidationError", "")
}

func TestAttachments(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "x")
	d.group(c, "x")
	d.role(c, "x")
	x, arn := aws.String("x"), d.managed(c, "p")
	attach := map[string]func(arn *string) error{
		"User": func(arn *string) error {
			_, err := c.AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: x, PolicyArn: arn})
			return err
		},
		"Group": func(arn *string) error {
			_, err := c.AttachGroupPolicy(t.Context(), &iam.AttachGroupPolicyInput{GroupName: x, PolicyArn: arn})
			return err
		},
		"Role": func(arn *string) error {
			_, err := c.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: x, PolicyArn: arn})
			return err
		},
	}
	for _, sort := range []string{"User", "Group", "Role"} {
		d.must(attach[sort](arn))
		d.must(attach[sort](arn)) // again is no error
		d.says(attach[sort](aws.String(managedPrefix+"/Nonsense")), "NoSuchEntity", "does not exist or is not attachable.")
		d.says(attach[sort](aws.String(managedPrefix+"/root-task/S3UnlockBucketPolicy")), "PolicyNotAttachable", "")
	}
	got, err := c.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
	d.must(err)
	d.equal(*got.Policy.AttachmentCount, int32(3))
	all, err := c.ListEntitiesForPolicy(t.Context(), &iam.ListEntitiesForPolicyInput{PolicyArn: arn})
	d.must(err)
	d.equal([]string{*all.PolicyUsers[0].UserName, *all.PolicyGroups[0].GroupName, *all.PolicyRoles[0].RoleName}, []string{"x", "x", "x"})
	roles, err := c.ListEntitiesForPolicy(t.Context(), &iam.ListEntitiesForPolicyInput{PolicyArn: arn, EntityFilter: iamtypes.EntityTypeRole})
	d.must(err)
	d.equal(len(roles.PolicyUsers)+len(roles.PolicyGroups), 0)
	_, err = c.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: arn})
	d.says(err, "DeleteConflict", "attached")

	users, err := c.ListAttachedUserPolicies(t.Context(), &iam.ListAttachedUserPoliciesInput{UserName: x})
	d.must(err)
	groups, err := c.ListAttachedGroupPolicies(t.Context(), &iam.ListAttachedGroupPoliciesInput{GroupName: x})
	d.must(err)
	attached, err := c.ListAttachedRolePolicies(t.Context(), &iam.ListAttachedRolePoliciesInput{RoleName: x})
	d.must(err)
	for _, list := range [][]iamtypes.AttachedPolicy{users.AttachedPolicies, groups.AttachedPolicies, attached.AttachedPolicies} {
		d.equal(*list[0].PolicyName+" "+*list[0].PolicyArn, "p "+*arn)
	}
	_, err = c.DetachUserPolicy(t.Context(), &iam.DetachUserPolicyInput{UserName: x, PolicyArn: arn})
	d.must(err)
	_, err = c.DetachUserPolicy(t.Context(), &iam.DetachUserPolicyInput{UserName: x, PolicyArn: arn})
	d.says(err, "NoSuchEntity", "was not found")
}

func TestAttachmentQuotas(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "x")
	d.role(c, "x")
	x := aws.String("x")
	for n := range 21 {
		arn := d.managed(c, fmt.Sprint("p", n))
		_, user := c.AttachUserPolicy(t.Context(), &iam.AttachUserPolicyInput{UserName: x, PolicyArn: arn})
		_, role := c.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: x, PolicyArn: arn})
		if n < 10 {
			d.must(user)
		} else {
			d.says(user, "LimitExceeded", "PoliciesPerUser: 10")
		}
		if n < 20 {
			d.must(role)
		} else {
			d.says(role, "LimitExceeded", "PoliciesPerRole: 20")
		}
	}
}

func TestListPolicies(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 7})
	d.managed(c, "p")
	list := func(in iam.ListPoliciesInput) (names []string) {
		for p := iam.NewListPoliciesPaginator(c, &in); p.HasMorePages(); {
			page, err := p.NextPage(t.Context())
			d.must(err)
			for _, p := range page.Policies {
				names = append(names, *p.PolicyName)
			}
		}
		return names
	}
	d.equal(list(iam.ListPoliciesInput{Scope: iamtypes.PolicyScopeTypeLocal}), []string{"p"})
	d.equal(list(iam.ListPoliciesInput{OnlyAttached: true}), []string{"AdministratorAccess"})
	d.equal(slices.Contains(list(iam.ListPoliciesInput{PathPrefix: aws.String("/job-function/")}), "ViewOnlyAccess"), true)
	d.equal(len(list(iam.ListPoliciesInput{})), len(managedByAWS)+1)
	d.equal(len(list(iam.ListPoliciesInput{PolicyUsageFilter: iamtypes.PolicyUsageTypePermissionsBoundary})), 0)
}

// What the sandbox calls AWS's policies must be found, and be documents that IAM would take.
func TestManagedByAWS(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.equal(slices.IsSortedFunc(managedByAWS, func(a, b managedPolicy) int { return strings.Compare(a.name, b.name) }), true)
	for _, p := range managedByAWS {
		d.must(checkIdentity(p.document))
	}
	for _, name := range []string{"AdministratorAccess", "ReadOnlyAccess", "SecurityAudit", "job-function/ViewOnlyAccess", "job-function/NetworkAdministrator", "root-task/IAMAuditRootUserCredentials"} {
		arn := aws.String(managedPrefix + "/" + name)
		got, err := c.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
		d.must(err)
		version, err := c.GetPolicyVersion(t.Context(), &iam.GetPolicyVersionInput{PolicyArn: arn, VersionId: got.Policy.DefaultVersionId})
		d.must(err)
		d.must(checkIdentity(d.decoded(version.PolicyVersion.Document)))
	}
	_, err := c.GetPolicyVersion(t.Context(), &iam.GetPolicyVersionInput{PolicyArn: aws.String(administratorAccess), VersionId: aws.String("v2")})
	d.refused(err, "NoSuchEntity", "")
	versions, err := c.ListPolicyVersions(t.Context(), &iam.ListPolicyVersionsInput{PolicyArn: aws.String(administratorAccess)})
	d.must(err)
	d.equal(len(versions.Versions), 1)
}

func TestBoundaries(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "x")
	d.role(c, "x")
	x, arn := aws.String("x"), d.managed(c, "p")
	_, err := c.PutUserPermissionsBoundary(t.Context(), &iam.PutUserPermissionsBoundaryInput{UserName: x, PermissionsBoundary: arn})
	d.must(err)
	_, err = c.PutRolePermissionsBoundary(t.Context(), &iam.PutRolePermissionsBoundaryInput{RoleName: x, PermissionsBoundary: arn})
	d.must(err)
	got, err := c.GetPolicy(t.Context(), &iam.GetPolicyInput{PolicyArn: arn})
	d.must(err)
	d.equal(*got.Policy.PermissionsBoundaryUsageCount, int32(2))
	_, err = c.DeletePolicy(t.Context(), &iam.DeletePolicyInput{PolicyArn: arn})
	d.refused(err, "DeleteConflict", "")
	_, err = c.PutUserPermissionsBoundary(t.Context(), &iam.PutUserPermissionsBoundaryInput{UserName: x, PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/No")})
	d.refused(err, "NoSuchEntity", "")
	_, err = c.DeleteUserPermissionsBoundary(t.Context(), &iam.DeleteUserPermissionsBoundaryInput{UserName: x})
	d.must(err)
	_, err = c.DeleteRolePermissionsBoundary(t.Context(), &iam.DeleteRolePermissionsBoundaryInput{RoleName: x})
	d.must(err)
	_, err = c.DeleteRolePermissionsBoundary(t.Context(), &iam.DeleteRolePermissionsBoundaryInput{RoleName: x})
	d.refused(err, "NoSuchEntity", "")
}
