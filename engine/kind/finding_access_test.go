package kind

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// What is done to an access role, while a run comes in by another, and what drift
// says of it; "" is nothing.
var accessTampering = []struct {
	what string
	done func(*types.RoleDetail)
	want string
}{
	{"a policy for reading in the place of AWS's for everything", attach(readonly), "may not iam:CreateRole, nor 10 other things that a run has to do"},
	{"all of IAM", attach("arn:aws:iam::aws:policy/IAMFullAccess"), ""},
	{"a policy that denies all", attach(admin, "arn:aws:iam::aws:policy/AWSDenyAll"), "may not iam:CreateRole, nor 10 other things that a run has to do"},
	{"a denial of one thing", deny(`"Action":"iam:DeleteRole","Resource":"*"`), "may not iam:DeleteRole"},
	{"a denial about one role of ours", deny(`"Action":"iam:UpdateRole","Resource":"arn:aws:iam::*:role/orgwright/operations"`), "may not iam:UpdateRole"},
	{"a denial of what no run does", deny(`"Action":["s3:*","iam:CreateUser"],"Resource":"*"`), ""},
	{"a denial beyond a region", deny(`"Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}`), ""},
	{"a boundary for reading", bound(readonly), "may not iam:CreateRole, nor 10 other things that a run has to do"},
	{"a boundary that bounds nothing", bound(admin), ""},
	{"a trust in CI alone", entrust(`{"AWS":"arn:aws:iam::` + masterID + `:role/orgwright/ci-apply"}`), ""},
	{"a trust in nobody who is there still", entrust(`{"AWS":"AROAEXAMPLE1234567890"}`), "lets nobody of the master account in"},
}

func attach(arns ...string) func(*types.RoleDetail) {
	return func(r *types.RoleDetail) {
		r.AttachedManagedPolicies = nil
		for _, arn := range arns {
			r.AttachedManagedPolicies = append(r.AttachedManagedPolicies, types.AttachedPolicy{PolicyArn: aws.String(arn)})
		}
	}
}

func deny(what string) func(*types.RoleDetail) {
	return func(r *types.RoleDetail) {
		document := `{"Version":"2012-10-17","Statement":[{"Effect":"Deny",` + what + `}]}`
		r.RolePolicyList = []types.PolicyDetail{{PolicyName: aws.String("no"), PolicyDocument: &document}}
	}
}

func bound(arn string) func(*types.RoleDetail) {
	return func(r *types.RoleDetail) {
		r.PermissionsBoundary = &types.AttachedPermissionsBoundary{PermissionsBoundaryArn: &arn}
	}
}

func entrust(principal string) func(*types.RoleDetail) {
	return func(r *types.RoleDetail) { r.AssumeRolePolicyDocument = aws.String(trust(principal, "AssumeRole", "")) }
}

// An access role by which no run gets anywhere is seen by one that comes in by
// another role.
func TestAccessRolesThatAreOfNoUse(t *testing.T) {
	o := theatre(t).open(peopled)
	p, err := o.cloud.Read(o.Context(), NeedOfDrift(o.Wish))
	o.must(err)
	in := p.Snapshots["storage"]
	asRead := in.Roles
	told := func() (all []string) {
		for _, f := range Findings(o.Wish, o.cloud, p) {
			if f.Address.String() == "storage/role/OrganizationAccountAccessRole" {
				all = append(all, f.Rule+": "+f.Detail)
			}
		}
		return all
	}
	i := slices.IndexFunc(asRead, func(r types.RoleDetail) bool { return *r.RoleName == "OrganizationAccountAccessRole" })
	for _, c := range accessTampering {
		in.Roles = slices.Clone(asRead)
		c.done(&in.Roles[i])
		want := ""
		if c.want != "" {
			want = "access-role: the access role " + c.want
		}
		if got := strings.Join(told(), "\n"); got != want {
			t.Errorf("%s: %q, want %q", c.what, got, want)
		}
	}
	in.Roles = slices.Clone(asRead)
	attach(readonly)(&in.Roles[i])
	entrust(`{"AWS":"` + foreignID + `"}`)(&in.Roles[i])
	if got := told(); len(got) != 1 || !strings.HasPrefix(got[0], "foreign-trust: ") || !strings.HasSuffix(got[0], "; it lets nobody of the master account in") {
		t.Errorf("what lets in strangers, and not us, is told as %q", got)
	}
	in.Roles = slices.Delete(slices.Clone(asRead), i, i+1)
	if got := told(); !slices.Equal(got, []string{"access-role: the access role is not there"}) {
		t.Errorf("one that is gone is told as %q", got)
	}
}
