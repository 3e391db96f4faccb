package sandbox

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
)

func TestAlias(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	other := d.iam(d.standalone("222222222222", "other@acme.example"))
	create := func(c *iam.Client, alias string) error {
		_, err := c.CreateAccountAlias(t.Context(), &iam.CreateAccountAliasInput{AccountAlias: &alias})
		return err
	}
	for _, bad := range []string{"ab", "Acme", "ac--me", "-acme", "acme-", "123456789012", strings.Repeat("a", 64)} {
		d.refused(create(c, bad), "ValidationError", "")
	}
	d.must(create(c, "acme-old"))
	d.must(create(c, "acme"))
	d.says(create(other, "acme"), "EntityAlreadyExists", "acme already exists")
	d.must(create(other, "acme-old"))
	list, err := c.ListAccountAliases(t.Context(), &iam.ListAccountAliasesInput{})
	d.must(err)
	d.equal(list.AccountAliases, []string{"acme"})
	_, err = c.DeleteAccountAlias(t.Context(), &iam.DeleteAccountAliasInput{AccountAlias: aws.String("acme-old")})
	d.refused(err, "NoSuchEntity", "")
	_, err = c.DeleteAccountAlias(t.Context(), &iam.DeleteAccountAliasInput{AccountAlias: aws.String("acme")})
	d.must(err)
}

func TestAccountSummary(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	d.role(c, "ops")
	d.managed(c, "p")
	d.enrol(c, "alice")
	d.device(c, "spare")
	d.world.Accounts[masterID].Root = RootUser{MFA: true, NoPassword: true}
	got, err := c.GetAccountSummary(t.Context(), &iam.GetAccountSummaryInput{})
	d.must(err)
	for key, want := range map[string]int32{
		"Users": 2, "Groups": 0, "Roles": 1, "Policies": 1, "PolicyVersionsInUse": 1, "MFADevices": 3, "MFADevicesInUse": 2, "AccountMFAEnabled": 1,
		"AccountPasswordPresent": 0, "AccountAccessKeysPresent": 0, "AccountSigningCertificatesPresent": 0, "GroupPolicySizeQuota": 5120, "GroupsPerUserQuota": 10,
	} {
		if n, ok := got.SummaryMap[key]; !ok || n != want {
			t.Errorf("%s: got %d (%v), want %d", key, n, ok, want)
		}
	}
	for _, key := range iamtypes.SummaryKeyType("").Values() {
		if _, ok := got.SummaryMap[string(key)]; !ok {
			t.Errorf("%s is missing", key)
		}
	}
}

func TestCredentialReport(t *testing.T) {
	d, c := newIAMDesk(t, Options{})
	d.user(c, "alice")
	d.enrol(c, "alice")
	d.world.keyUsed(Caller{Account: masterID, Key: d.master.AccessKeyID}, "iam")
	_, err := c.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{UserName: aws.String("alice"), Password: aws.String("Correct-Horse-7")})
	d.must(err)
	generate := func() iamtypes.ReportStateType {
		out, err := c.GenerateCredentialReport(t.Context(), &iam.GenerateCredentialReportInput{})
		d.must(err)
		return out.State
	}
	get := func() (*iam.GetCredentialReportOutput, error) {
		return c.GetCredentialReport(t.Context(), &iam.GetCredentialReportInput{})
	}
	_, err = get()
	d.refused(err, "ReportNotPresent", "")
	d.equal(generate(), iamtypes.ReportStateTypeStarted)
	_, err = get()
	d.refused(err, "ReportInProgress", "")
	d.equal(generate(), iamtypes.ReportStateTypeComplete)
	out, err := get()
	d.must(err)
	rows, err := csv.NewReader(strings.NewReader(string(out.Content))).ReadAll()
	d.must(err)
	cell := func(row int, column string) string {
		for n, name := range rows[0] {
			if name == column {
				return rows[row][n]
			}
		}
		t.Fatalf("no column %s", column)
		return ""
	}
	d.equal(len(rows[0]), 22)
	d.equal([]string{cell(1, "user"), cell(2, "user"), cell(3, "user")}, []string{"<root_account>", "administrator", "alice"})
	d.equal([]string{cell(1, "mfa_active"), cell(1, "access_key_1_active"), cell(1, "password_enabled")}, []string{"false", "false", "not_supported"})
	d.equal([]string{cell(2, "mfa_active"), cell(2, "access_key_1_active"), cell(2, "password_enabled"), cell(2, "access_key_1_last_used_service")}, []string{"false", "true", "false", "iam"})
	d.equal([]string{cell(3, "mfa_active"), cell(3, "access_key_1_active"), cell(3, "password_enabled"), cell(3, "cert_1_active")}, []string{"true", "false", "true", "false"})
	d.equal(cell(3, "password_last_changed"), "2026-01-02T03:04:05+00:00")

	d.user(c, "bob") // a report is given out again for four hours, however stale
	d.equal(generate(), iamtypes.ReportStateTypeComplete)
	again, err := get()
	d.must(err)
	d.equal(string(again.Content), string(out.Content))
	d.pass(4 * time.Hour)
	_, err = get()
	d.refused(err, "ReportExpired", "")
	d.equal(generate(), iamtypes.ReportStateTypeStarted)
}

func TestAuthorizationDetails(t *testing.T) {
	d, c := newIAMDesk(t, Options{PageSize: 2})
	d.user(c, "alice")
	d.group(c, "staff")
	d.must(d.join(c, "alice", "staff"))
	d.role(c, "ops")
	arn := d.managed(c, "p")
	_, err := c.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{RoleName: aws.String("ops"), PolicyArn: arn})
	d.must(err)
	_, err = c.PutRolePolicy(t.Context(), &iam.PutRolePolicyInput{RoleName: aws.String("ops"), PolicyName: aws.String("in"), PolicyDocument: aws.String(allowAll)})
	d.must(err)
	_, err = c.CreatePolicyVersion(t.Context(), &iam.CreatePolicyVersionInput{PolicyArn: arn, PolicyDocument: aws.String(sized(300))})
	d.must(err)
	details := func(filter ...iamtypes.EntityType) (all iam.GetAccountAuthorizationDetailsOutput) {
		for p := iam.NewGetAccountAuthorizationDetailsPaginator(c, &iam.GetAccountAuthorizationDetailsInput{Filter: filter}); p.HasMorePages(); {
			page, err := p.NextPage(t.Context())
			d.must(err)
			all.UserDetailList = append(all.UserDetailList, page.UserDetailList...)
			all.GroupDetailList = append(all.GroupDetailList, page.GroupDetailList...)
			all.RoleDetailList = append(all.RoleDetailList, page.RoleDetailList...)
			all.Policies = append(all.Policies, page.Policies...)
		}
		return all
	}
	all := details()
	d.equal([]int{len(all.UserDetailList), len(all.GroupDetailList), len(all.RoleDetailList), len(all.Policies)}, []int{2, 1, 1, 1 + len(managedByAWS)})
	d.equal(*all.UserDetailList[1].UserName, "alice")
	d.equal(all.UserDetailList[1].GroupList, []string{"staff"})
	ops := all.RoleDetailList[0]
	d.equal(strings.Contains(d.decoded(ops.AssumeRolePolicyDocument), "sts:AssumeRole"), true)
	d.equal(d.decoded(ops.RolePolicyList[0].PolicyDocument), allowAll)
	d.equal(*ops.AttachedManagedPolicies[0].PolicyName, "p")
	p := all.Policies[0]
	d.equal([]string{*p.PolicyName, *p.DefaultVersionId, *p.PolicyVersionList[0].VersionId}, []string{"p", "v1", "v2"})
	d.equal(d.decoded(p.PolicyVersionList[1].Document), allowAll)

	some := details(iamtypes.EntityTypeGroup, iamtypes.EntityTypeLocalManagedPolicy)
	d.equal([]int{len(some.UserDetailList), len(some.GroupDetailList), len(some.RoleDetailList), len(some.Policies)}, []int{0, 1, 0, 1})
}
