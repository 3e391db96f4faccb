package sandbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func TestCreateAccountIsAsynchronous(t *testing.T) {
	d := newOrg(t, Options{CreateDelay: time.Minute})
	asked, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{
		AccountName: aws.String("production"), Email: aws.String("aws+prod@acme.example"), Tags: []orgtypes.Tag{label("owner", "acme")},
	})
	d.must(err)
	d.equal(asked.CreateAccountStatus.State, orgtypes.CreateAccountStateInProgress)
	early := d.created(asked.CreateAccountStatus.Id)
	d.equal(early.State, orgtypes.CreateAccountStateInProgress)
	d.equal(early.AccountId, (*string)(nil))
	d.pass(time.Minute)
	late := d.created(asked.CreateAccountStatus.Id)
	d.equal(late.State, orgtypes.CreateAccountStateSucceeded)

	seen, err := d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: late.AccountId})
	d.must(err)
	a := seen.Account
	d.equal([]string{*a.Name, *a.Email, string(a.State), string(a.Status), string(a.JoinedMethod)},
		[]string{"production", "aws+prod@acme.example", "ACTIVE", "ACTIVE", "CREATED"})
	d.equal(a.Paths, []string{d.world.Organization.ID + "/" + d.root + "/" + *a.Id + "/"})
	d.equal(*a.JoinedTimestamp, *late.CompletedTimestamp)
	d.equal(d.tags(*a.Id), map[string]string{"owner": "acme"})
	if d.world.Accounts[*a.Id].IAM.Roles["OrganizationAccountAccessRole"] == nil {
		t.Error("the account has no access role")
	}
}

func TestCreateAccountFailures(t *testing.T) {
	d := newOrg(t, Options{Quota: 3})
	d.standalone("222222222222", "taken@acme.example")
	fail := func(email string) string {
		out, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("x"), Email: &email})
		d.must(err)
		return *out.CreateAccountStatus.Id
	}
	reason := func(request string) string { return string(d.created(&request).FailureReason) }
	d.equal(reason(fail("Taken@acme.example")), "EMAIL_ALREADY_EXISTS")
	first, second := fail("one@acme.example"), fail("ONE@acme.example")
	d.equal([]string{reason(first), reason(second)}, []string{"", "CONCURRENT_ACCOUNT_MODIFICATION"})
	d.equal(reason(fail("two@acme.example")), "")
	d.equal(reason(fail("three@acme.example")), "ACCOUNT_LIMIT_EXCEEDED")
	for range 5 {
		fail("many@acme.example")
	}
	_, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("x"), Email: aws.String("many@acme.example")})
	d.refused(err, "TooManyRequestsException", "")
	_, err = d.org.DescribeCreateAccountStatus(t.Context(), &organizations.DescribeCreateAccountStatusInput{CreateAccountRequestId: aws.String("car-00000000")})
	d.refused(err, "CreateAccountStatusNotFoundException", "")

	d.pass(time.Second)
	running, err := d.org.ListCreateAccountStatus(t.Context(), &organizations.ListCreateAccountStatusInput{States: []orgtypes.CreateAccountState{"IN_PROGRESS"}})
	d.must(err)
	d.equal(len(running.CreateAccountStatuses), 0)
	failed, err := d.org.ListCreateAccountStatus(t.Context(), &organizations.ListCreateAccountStatusInput{States: []orgtypes.CreateAccountState{"FAILED"}})
	d.must(err)
	d.equal(len(failed.CreateAccountStatuses), 8)
}

func TestCreateAccountChecksItsInput(t *testing.T) {
	d := newOrg(t, Options{})
	for _, c := range []struct{ name, email, role, reason string }{
		{"", "a@acme.example", "", "INVALID_PATTERN"},
		{"näme", "a@acme.example", "", "INVALID_PATTERN"},
		{"a", "a@b.c", "", "MIN_LENGTH_EXCEEDED"},
		{"a", fmt.Sprintf("%060d@acme.example", 1), "", "MAX_LENGTH_EXCEEDED"},
		{"a", "a b@acme.example", "", "INVALID_PATTERN"},
		{"a", ".a@acme.example", "", "INVALID_PATTERN"},
		{"a", "aaaaa@acme", "", "INVALID_PATTERN"},
		{"a", "a@@acme.example", "", "INVALID_PATTERN"},
		{"a", "a@acme.example", "role name", "INVALID_ROLE_NAME"},
		{"a", "a@acme.example", "AWSServiceRoleForX", "INVALID_ROLE_NAME"},
	} {
		in := &organizations.CreateAccountInput{AccountName: &c.name, Email: &c.email}
		if c.role != "" {
			in.RoleName = &c.role
		}
		_, err := d.org.CreateAccount(t.Context(), in)
		d.refused(err, "InvalidInputException", c.reason)
	}
}

func TestAccountsAreListedInPages(t *testing.T) {
	d := newOrg(t, Options{PageSize: 2})
	ids := []string{masterID, d.create("production"), d.create("development"), d.create("storage"), d.create("audit")}
	slices.Sort(ids)
	var seen []string
	pages := organizations.NewListAccountsPaginator(d.org, nil)
	for pages.HasMorePages() {
		one, err := pages.NextPage(t.Context())
		d.must(err)
		for _, a := range one.Accounts {
			seen = append(seen, *a.Id)
		}
	}
	d.equal(seen, ids)
	one, err := d.org.ListAccountsForParent(t.Context(), &organizations.ListAccountsForParentInput{ParentId: &d.root, MaxResults: aws.Int32(1)})
	d.must(err)
	d.equal([]any{len(one.Accounts), *one.Accounts[0].Id}, []any{1, ids[0]})
	for token, most := range map[string]int32{"nonsense": 2, "": 21, "x": 0} {
		_, err = d.org.ListAccounts(t.Context(), &organizations.ListAccountsInput{MaxResults: &most, NextToken: &token})
		d.refused(err, "InvalidInputException", "")
	}
}

func TestAccountsMove(t *testing.T) {
	d := newOrg(t, Options{})
	id, unit, other := d.create("production"), d.unit("Workloads", d.root), d.unit("Sandbox", d.root)
	move := func(from, to string) error {
		_, err := d.org.MoveAccount(t.Context(), &organizations.MoveAccountInput{AccountId: &id, SourceParentId: &from, DestinationParentId: &to})
		return err
	}
	d.must(move(d.root, unit))
	d.refused(move(d.root, unit), "DuplicateAccountException", "")
	d.refused(move(d.root, other), "SourceParentNotFoundException", "")
	d.refused(move("ou-none-aaaaaaaa", other), "SourceParentNotFoundException", "")
	d.refused(move(unit, "ou-none-aaaaaaaa"), "DestinationParentNotFoundException", "")
	seen, err := d.org.ListAccountsForParent(t.Context(), &organizations.ListAccountsForParentInput{ParentId: &unit})
	d.must(err)
	d.equal(seen.Accounts[0].Paths, []string{d.world.Organization.ID + "/" + d.root + "/" + unit + "/" + id + "/"})
	children, err := d.org.ListChildren(t.Context(), &organizations.ListChildrenInput{ParentId: &unit, ChildType: orgtypes.ChildTypeAccount})
	d.must(err)
	d.equal(*children.Children[0].Id, id)
	id = "999999999999"
	d.refused(move(d.root, unit), "AccountNotFoundException", "")
}

func TestAccountsClose(t *testing.T) {
	d := newOrg(t, Options{})
	ids := []string{d.create("a-account"), d.create("b-account"), d.create("c-account"), d.create("d-account")}
	closeAccount := func(id string) error {
		_, err := d.org.CloseAccount(t.Context(), &organizations.CloseAccountInput{AccountId: &id})
		return err
	}
	states := func() []string {
		seen, err := d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: &ids[0]})
		d.must(err)
		return []string{string(seen.Account.State), string(seen.Account.Status)}
	}
	for _, id := range ids[:3] {
		d.must(closeAccount(id))
	}
	d.equal(states(), []string{"PENDING_CLOSURE", "PENDING_CLOSURE"})
	d.refused(closeAccount(ids[0]), "ConflictException", "")
	d.refused(closeAccount(ids[3]), "ConstraintViolationException", "CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED")
	d.pass(time.Second)
	d.equal(states(), []string{"CLOSED", "SUSPENDED"})
	d.refused(closeAccount(ids[0]), "AccountAlreadyClosedException", "")
	d.refused(closeAccount(masterID), "ConstraintViolationException", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT")
	again, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a-account@acme.example")})
	d.must(err)
	d.equal(string(d.created(again.CreateAccountStatus.Id).FailureReason), "EMAIL_ALREADY_EXISTS")
}

func TestAccountsLeave(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("development")
	remove := func(id string) error {
		_, err := d.org.RemoveAccountFromOrganization(t.Context(), &organizations.RemoveAccountFromOrganizationInput{AccountId: &id})
		return err
	}
	d.refused(remove(masterID), "MasterCannotLeaveOrganizationException", "")
	d.refused(remove("999999999999"), "AccountNotFoundException", "")
	d.refused(remove(id), "ConstraintViolationException", "WAIT_PERIOD_ACTIVE")
	d.pass(5 * day)
	member := d.as(d.standalone(id, ""))
	_, err := member.LeaveOrganization(t.Context(), &organizations.LeaveOrganizationInput{})
	d.must(err)
	_, err = member.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "AWSOrganizationsNotInUseException", "")
	_, err = d.org.LeaveOrganization(t.Context(), &organizations.LeaveOrganizationInput{})
	d.refused(err, "MasterCannotLeaveOrganizationException", "")
}

func TestAccountsWarmUp(t *testing.T) {
	d := newOrg(t, Options{WarmUp: time.Minute})
	id := d.create("production")
	assume := func() error {
		_, err := sts.NewFromConfig(d.config(d.master)).AssumeRole(t.Context(), &sts.AssumeRoleInput{
			RoleArn: aws.String("arn:aws:iam::" + id + ":role/OrganizationAccountAccessRole"), RoleSessionName: aws.String("first"),
		})
		return err
	}
	d.refused(assume(), "AccessDenied", "")
	d.pass(time.Minute)
	d.must(assume())
}
