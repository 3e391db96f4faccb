package sandbox

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	ststypes "github.com/aws/aws-sdk-go-v2/service/sts/types"
)

func rootTask(account, task string) *sts.AssumeRootInput {
	return &sts.AssumeRootInput{TargetPrincipal: &account, TaskPolicyArn: &ststypes.PolicyDescriptorType{Arn: aws.String("arn:aws:iam::aws:policy/root-task/" + task)}}
}

// newRootDesk has an organization with central root access, and a leaf.
func newRootDesk(t *testing.T, options Options) (*desk, string) {
	d := newOrg(t, options)
	d.trust()
	d.must(d.features(d.iam(d.master))["enable sessions"]())
	return d, d.create("prod")
}

// task is STS and IAM in a root session.
func (d *desk) task(account, task string) (*sts.Client, *iam.Client) {
	d.Helper()
	out, err := d.sts(d.master).AssumeRoot(d.Context(), rootTask(account, task))
	d.must(err)
	return d.with(out.Credentials)
}

// hasPassword asks as an audit does whether the root user has a password.
func (d *desk) hasPassword(c *iam.Client) bool {
	d.Helper()
	_, err := c.GetLoginProfile(d.Context(), &iam.GetLoginProfileInput{})
	if err != nil {
		d.refused(err, "NoSuchEntity", "")
	}
	return err == nil
}

// An audit session is the leaf's root user, who sees its credentials and does nothing else; no guardrail is in its way.
func TestRootAudit(t *testing.T) {
	d, id := newRootDesk(t, Options{})
	d.rootOf(id)
	d.builtin(d.root, "no-root-user")
	session, root := d.task(id, "IAMAuditRootUserCredentials")
	who, err := session.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	d.must(err)
	d.equal([]string{*who.Account, *who.Arn, *who.UserId}, []string{id, "arn:aws:iam::" + id + ":root", id})
	d.equal(d.hasPassword(root), true)
	held, err := root.ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{})
	d.must(err)
	d.equal(len(held.AccessKeyMetadata), 1)
	devices, err := root.ListMFADevices(t.Context(), &iam.ListMFADevicesInput{})
	d.must(err)
	d.equal(len(devices.MFADevices), 0)
	summary, err := root.GetAccountSummary(t.Context(), &iam.GetAccountSummaryInput{})
	d.must(err)
	d.equal([]int32{summary.SummaryMap["AccountAccessKeysPresent"], summary.SummaryMap["AccountPasswordPresent"]}, []int32{1, 1})
	d.world.Accounts[id].Root.NoPassword = true
	d.equal(d.hasPassword(root), false)

	_, err = root.ListUsers(t.Context(), &iam.ListUsersInput{})
	d.says(err, "AccessDenied", "with an explicit deny in an identity-based policy: arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials")
	_, err = root.DeleteAccessKey(t.Context(), &iam.DeleteAccessKeyInput{AccessKeyId: held.AccessKeyMetadata[0].AccessKeyId})
	d.says(err, "AccessDenied", "iam:DeleteAccessKey")
	_, err = root.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{})
	d.says(err, "AccessDenied", "iam:CreateAccessKey")
	_, err = root.ListAccessKeys(t.Context(), &iam.ListAccessKeysInput{UserName: aws.String("alice")})
	d.says(err, "AccessDenied", "user/alice")
	_, err = session.AssumeRole(t.Context(), assume(aws.String("arn:aws:iam::"+id+":role/"+accessRole)))
	d.refused(err, "AccessDenied", "")
	_, err = session.GetSessionToken(t.Context(), &sts.GetSessionTokenInput{})
	d.refused(err, "AccessDenied", "")
	d.pass(15 * time.Minute)
	_, err = d.whoami(session)
	d.refused(err, "ExpiredToken", "")
}

// The root user loses its credentials by one task, and may be let recover its password by another.
func TestRootCredentialsTaken(t *testing.T) {
	d, id := newRootDesk(t, Options{})
	key := d.rootOf(id)
	d.world.Accounts[id].Root.MFA = true
	d.builtin(d.root, "no-root-user")
	d.builtin(d.root, "no-long-term-credentials")
	_, root := d.task("arn:aws:iam::"+id+":root", "IAMDeleteRootUserCredentials")
	_, err := root.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{})
	d.says(err, "AccessDenied", "iam:CreateLoginProfile")
	_, err = root.DeleteLoginProfile(t.Context(), &iam.DeleteLoginProfileInput{})
	d.must(err)
	_, err = root.DeleteLoginProfile(t.Context(), &iam.DeleteLoginProfileInput{})
	d.refused(err, "NoSuchEntity", "")
	_, err = root.DeleteAccessKey(t.Context(), &iam.DeleteAccessKeyInput{AccessKeyId: &key.AccessKeyID})
	d.must(err)
	serial := d.world.Accounts[id].rootSerial()
	for _, code := range []string{"", "NoSuchEntity"} {
		_, err = root.DeactivateMFADevice(t.Context(), &iam.DeactivateMFADeviceInput{SerialNumber: &serial})
		if code != "" {
			d.refused(err, code, "")
		} else {
			d.must(err)
		}
	}
	_, audit := d.task(id, "IAMAuditRootUserCredentials")
	summary, err := audit.GetAccountSummary(t.Context(), &iam.GetAccountSummaryInput{})
	d.must(err)
	for _, what := range []string{"AccountAccessKeysPresent", "AccountPasswordPresent", "AccountMFAEnabled"} {
		d.equal(summary.SummaryMap[what], int32(0))
	}

	_, root = d.task(id, "IAMCreateRootUserPassword")
	_, err = root.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{Password: aws.String("Correct-Horse-7")})
	d.refused(err, "InvalidInput", "")
	made, err := root.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{})
	d.must(err)
	d.equal(made.LoginProfile.CreateDate.Equal(d.world.moment()), true)
	_, err = root.CreateLoginProfile(t.Context(), &iam.CreateLoginProfileInput{})
	d.refused(err, "EntityAlreadyExists", "")
	d.equal(d.hasPassword(audit), true)
}

// Central root access is for who administers it, for a while, for one of AWS's tasks, and for members alone.
func TestAssumeRootRefused(t *testing.T) {
	d := newOrg(t, Options{})
	id, other := d.create("prod"), d.create("more")
	stranger := d.standalone(leafID, "legacy@acme.example")
	const audit = "IAMAuditRootUserCredentials"
	try := func(c *sts.Client, in *sts.AssumeRootInput) error {
		_, err := c.AssumeRoot(t.Context(), in)
		return err
	}
	admin := d.sts(d.master)
	d.refused(try(admin, rootTask(id, audit)), "AccessDenied", "") // the feature is off
	d.trust()
	d.must(d.features(d.iam(d.master))["enable sessions"]())
	d.must(try(admin, rootTask(id, audit)))
	for _, task := range []string{"S3UnlockBucketPolicy", "SQSUnlockQueuePolicy"} {
		d.must(try(admin, rootTask(id, task)))
	}
	leaf, _ := d.inside(id)
	within := sts.NewFromConfig(d.configOf(leaf.Options().Credentials))
	d.refused(try(d.sts(d.rootOf(masterID)), rootTask(id, audit)), "AccessDenied", "")
	d.refused(try(d.sts(stranger), rootTask(id, audit)), "AccessDenied", "")
	d.refused(try(within, rootTask(other, audit)), "AccessDenied", "")
	d.refused(try(admin, rootTask(masterID, audit)), "AccessDenied", "")
	d.refused(try(admin, rootTask(leafID, audit)), "AccessDenied", "")
	d.refused(try(admin, rootTask("prod", audit)), "ValidationError", "")
	d.refused(try(admin, rootTask(id, "Everything")), "ValidationError", "")
	long := rootTask(id, audit)
	long.DurationSeconds = aws.Int32(901)
	d.refused(try(admin, long), "ValidationError", "")
	alice := d.person("alice", rules(`{"Effect":"Allow","Action":"sts:AssumeRoot","Resource":"arn:aws:iam::`+id+`:root","Condition":{"StringLike":{"sts:TaskPolicyArn":"*/`+audit+`"}}}`))
	d.must(try(d.sts(alice), rootTask(id, audit)))
	d.says(try(d.sts(alice), rootTask(id, "S3UnlockBucketPolicy")), "AccessDenied", "sts:AssumeRoot on resource: arn:aws:iam::"+id+":root because no identity-based policy")
	d.says(try(d.sts(alice), rootTask(other, audit)), "AccessDenied", "because no identity-based policy")

	_, err := d.org.RegisterDelegatedAdministrator(t.Context(), &organizations.RegisterDelegatedAdministratorInput{AccountId: &id, ServicePrincipal: aws.String(iamPrincipal)})
	d.must(err)
	d.must(try(within, rootTask(other, audit)))
	_, err = d.org.CloseAccount(t.Context(), &organizations.CloseAccountInput{AccountId: &other})
	d.must(err)
	d.refused(try(admin, rootTask(other, audit)), "AccessDenied", "")
}

// Once an account is closed, nobody in it does anything any more.
func TestClosedAccountIsRefused(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("prod")
	root := d.rootOf(id)
	leaf, org := d.inside(id)
	_, err := d.org.CloseAccount(t.Context(), &organizations.CloseAccountInput{AccountId: &id})
	d.must(err)
	_, err = d.whoami(d.sts(root)) // while it is closing
	d.must(err)
	d.pass(time.Second)
	_, err = d.whoami(d.sts(root))
	d.refused(err, "InvalidClientTokenId", "")
	_, err = d.iam(root).ListUsers(t.Context(), &iam.ListUsersInput{})
	d.refused(err, "InvalidClientTokenId", "")
	_, err = leaf.CreateUser(t.Context(), &iam.CreateUserInput{UserName: aws.String("alice")})
	d.refused(err, "InvalidClientTokenId", "")
	d.equal(len(d.world.Accounts[id].IAM.Users), 0)
	_, err = org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "UnrecognizedClientException", "")
	_, err = d.sts(d.master).AssumeRole(t.Context(), assume(aws.String("arn:aws:iam::"+id+":role/"+accessRole)))
	d.refused(err, "AccessDenied", "")
}
