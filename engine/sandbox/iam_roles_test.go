package sandbox

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func TestRoleLife(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	made, err := c.CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName: aws.String("ops"), Path: aws.String("/orgwright/"), AssumeRolePolicyDocument: aws.String(trustRoot), Description: aws.String("Access to nodes"),
		MaxSessionDuration: aws.Int32(14400), PermissionsBoundary: aws.String(administratorAccess), Tags: []iamtypes.Tag{{Key: aws.String("k"), Value: aws.String("")}},
	})
	d.must(err)
	d.equal(*made.Role.Arn, "arn:aws:iam::111111111111:role/orgwright/ops")
	d.equal(d.decoded(made.Role.AssumeRolePolicyDocument), `{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"}}],"Version":"2012-10-17"}`)

	listed, err := c.ListRoles(t.Context(), &iam.ListRolesInput{PathPrefix: aws.String("/orgwright/")})
	d.must(err)
	d.equal(*listed.Roles[0].MaxSessionDuration, int32(14400))
	d.equal(len(listed.Roles[0].Tags), 0)
	d.equal(listed.Roles[0].PermissionsBoundary == nil, true)

	_, err = c.UpdateRole(t.Context(), &iam.UpdateRoleInput{RoleName: aws.String("ops"), MaxSessionDuration: aws.Int32(7200)})
	d.must(err)
	got, err := c.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("ops")})
	d.must(err)
	d.equal(*got.Role.Description, "Access to nodes")
	d.equal(*got.Role.MaxSessionDuration, int32(7200))
	d.equal(*got.Role.Tags[0].Key, "k")
	_, err = c.UpdateRole(t.Context(), &iam.UpdateRoleInput{RoleName: aws.String("ops"), Description: aws.String("")})
	d.must(err)
	got, err = c.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("ops")})
	d.must(err)
	d.equal(*got.Role.MaxSessionDuration, int32(3600)) // left out, it is an hour again
	described, err := c.UpdateRoleDescription(t.Context(), &iam.UpdateRoleDescriptionInput{RoleName: aws.String("ops"), Description: aws.String("now")})
	d.must(err)
	d.equal(*described.Role.Description, "now")
	d.equal(*described.Role.MaxSessionDuration, int32(3600))
	_, err = c.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("ops"), PolicyDocument: aws.String(trustOf("*"))})
	d.must(err)
	_, err = c.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: aws.String("ops")})
	d.must(err)
	_, err = c.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("ops")})
	d.says(err, "NoSuchEntity", "The role with name ops cannot be found.")
}

func TestRoleRefused(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.role(c, "ops")
	good := func() *iam.CreateRoleInput {
		return &iam.CreateRoleInput{RoleName: aws.String("dev"), AssumeRolePolicyDocument: aws.String(trustRoot)}
	}
	for words, spoil := range map[string]func(*iam.CreateRoleInput) string{
		"Role with name Ops already exists.": func(in *iam.CreateRoleInput) string { in.RoleName = aws.String("Ops"); return "EntityAlreadyExists" },
		"roleName":                           func(in *iam.CreateRoleInput) string { in.RoleName = aws.String("o ps"); return "ValidationError" },
		"between 1 and 64": func(in *iam.CreateRoleInput) string {
			in.RoleName = aws.String(strings.Repeat("x", 65))
			return "ValidationError"
		},
		"path":     func(in *iam.CreateRoleInput) string { in.Path = aws.String("nopath"); return "ValidationError" },
		"3600 and": func(in *iam.CreateRoleInput) string { in.MaxSessionDuration = aws.Int32(5); return "ValidationError" },
		"43200": func(in *iam.CreateRoleInput) string {
			in.MaxSessionDuration = aws.Int32(43201)
			return "ValidationError"
		},
		"u0020": func(in *iam.CreateRoleInput) string {
			in.Description = aws.String("naïve → no")
			return "ValidationError"
		},
		"1000": func(in *iam.CreateRoleInput) string {
			in.Description = aws.String(strings.Repeat("x", 1001))
			return "ValidationError"
		},
		"reserved": func(in *iam.CreateRoleInput) string {
			in.Path = aws.String("/aws-service-role/x/")
			return "ValidationError"
		},
		"Scope ARN": func(in *iam.CreateRoleInput) string {
			in.PermissionsBoundary = aws.String("arn:aws:iam::aws:policy/No")
			return "NoSuchEntity"
		},
		"prefixed": func(in *iam.CreateRoleInput) string {
			in.Tags = []iamtypes.Tag{{Key: aws.String("aws:x"), Value: aws.String("y")}}
			return "InvalidInput"
		},
		"invalid Js": func(in *iam.CreateRoleInput) string {
			in.AssumeRolePolicyDocument = aws.String("{")
			return "MalformedPolicyDocument"
		},
	} {
		in := good()
		code := spoil(in)
		_, err := c.CreateRole(t.Context(), in)
		d.says(err, code, words)
	}
	_, err := c.UpdateRole(t.Context(), &iam.UpdateRoleInput{RoleName: aws.String("ops"), MaxSessionDuration: aws.Int32(1)})
	d.refused(err, "ValidationError", "")
	_, err = c.UpdateRole(t.Context(), &iam.UpdateRoleInput{RoleName: aws.String("none")})
	d.refused(err, "NoSuchEntity", "")
}

func TestTrustRefused(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	for _, row := range []struct{ trust, code, words string }{
		{trustOf("arn:aws:iam::111111111111:role/none"), "MalformedPolicyDocument", `Invalid principal in policy: "AWS":"arn:aws:iam::111111111111:role/none"`},
		{trustOf("arn:aws:iam::111111111111:user/x/administrator"), "MalformedPolicyDocument", "Invalid principal"},
		{trustOf("arn:aws:iam::999999999999:root"), "MalformedPolicyDocument", "Invalid principal"},
		{trustOf("999999999999"), "MalformedPolicyDocument", "Invalid principal"},
		{trustOf("arn:aws:sts::111111111111:assumed-role/none/me"), "MalformedPolicyDocument", "Invalid principal"},
		{trustOf("nonsense"), "MalformedPolicyDocument", "Invalid principal"},
		{`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"nonsense"},"Action":"sts:AssumeRole"}]}`, "MalformedPolicyDocument", `"SERVICE":"nonsense"`},
		{`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}`, "MalformedPolicyDocument", "Missing required field Principal"},
		{`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole","Resource":"*"}]}`, "MalformedPolicyDocument", "Has prohibited field Resource"},
		{`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject"}]}`, "MalformedPolicyDocument", "STS AssumeRole actions"},
		{`{"Version":"2012-10-17","Statement":[]}`, "MalformedPolicyDocument", "Syntax"},
		{strings.Replace(trustRoot, "2012-10-17", "2012-10-17\",\"Id\":\""+strings.Repeat("x", 2048), 1), "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048"},
	} {
		_, err := c.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: &row.trust})
		d.says(err, row.code, row.words)
	}
}

func TestTrustKept(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.role(c, "caller")
	for _, principal := range []string{
		`"*"`, `{"AWS":["111111111111","arn:aws:iam::111111111111:user/administrator"]}`, `{"AWS":"arn:aws:sts::111111111111:assumed-role/caller/me"}`,
		`{"Service":["ec2.amazonaws.com"]}`, `{"Federated":"arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"}`,
	} {
		trust := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":` + principal + `,"Action":["sts:AssumeRole","sts:TagSession"]}}`
		_, err := c.UpdateAssumeRolePolicy(t.Context(), &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("caller"), PolicyDocument: &trust})
		d.must(err)
	}
}

// A deleted principal shows as its id, and a namesake made later is not trusted.
func TestTrustOfDeletedUser(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	u := d.user(c, "alice")
	_, err := c.CreateRole(t.Context(), &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(trustOf(*u.Arn))})
	d.must(err)
	shown := func() string {
		got, err := c.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("r")})
		d.must(err)
		return d.decoded(got.Role.AssumeRolePolicyDocument)
	}
	d.equal(strings.Contains(shown(), *u.Arn), true)
	_, err = c.DeleteUser(t.Context(), &iam.DeleteUserInput{UserName: aws.String("alice")})
	d.must(err)
	d.user(c, "alice")
	d.equal(strings.Contains(shown(), *u.Arn), false)
	d.equal(strings.Contains(shown(), *u.UserId), true)
}

func TestDeleteRoleConflicts(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	r := aws.String("ops")
	d.role(c, *r)
	_, err := c.CreateInstanceProfile(t.Context(), &iam.CreateInstanceProfileInput{InstanceProfileName: aws.String("p")})
	d.must(err)
	_, err = c.AddRoleToInstanceProfile(t.Context(), &iam.AddRoleToInstanceProfileInput{InstanceProfileName: aws.String("p"), RoleName: r})
	d.must(err)
	_, err = c.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: r, PolicyName: aws.String("p"), PolicyDocument: aws.String(allowAll)})
	d.must(err)
	_, err = c.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: r, PolicyArn: aws.String(administratorAccess)})
	d.must(err)
	remove := func() error {
		_, err := c.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: r})
		return err
	}
	d.says(remove(), "DeleteConflict", "instance profile")
	_, err = c.RemoveRoleFromInstanceProfile(t.Context(), &iam.RemoveRoleFromInstanceProfileInput{InstanceProfileName: aws.String("p"), RoleName: r})
	d.must(err)
	d.says(remove(), "DeleteConflict", "detach")
	_, err = c.DetachRolePolicy(t.Context(), &iam.DetachRolePolicyInput{RoleName: r, PolicyArn: aws.String(administratorAccess)})
	d.must(err)
	d.says(remove(), "DeleteConflict", "delete policies")
	_, err = c.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: r, PolicyName: aws.String("p")})
	d.must(err)
	d.must(remove())
}
