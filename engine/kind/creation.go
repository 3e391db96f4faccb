package kind

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

// createAccount makes an account, once and never twice. AWS has no token that
// would make a repeated request harmless, and works behind the call's back, so
// before each request the account is looked for: among the accounts by email,
// and among the requests of before by name.
func createAccount(ctx context.Context, in *cloud.Account, name string, b accountBody) error {
	m := &making{Account: in, body: b, over: map[string]bool{}}
	for range patience {
		id, err := m.made(ctx)
		if err != nil {
			return err
		}
		if id != "" {
			in.Learn(id, b.Email, b.Name)
			return in.Ready(ctx, name)
		}
		if err := m.step(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("AWS does not list account %s yet; run again later, nothing is lost", name)
}

// patience is how many times a new account is looked for.
const patience = 100

// A making is an account on its way.
type making struct {
	*cloud.Account
	body   accountBody
	listed map[string]bool // ids of the organization's accounts, all of other emails
	over   map[string]bool // requests that have ended and are not waited for again
}

// step goes on with the request there is, or sends one where there is none.
func (m *making) step(ctx context.Context) error {
	status, err := m.request(ctx)
	if err != nil {
		return err
	}
	if status == nil {
		if status, err = m.send(ctx); err != nil {
			return err
		}
	}
	if err := m.settle(ctx, status); err != nil {
		return err
	}
	return m.Sleep(ctx, time.Second)
}

// made finds the account among those of the organization, by its email.
func (m *making) made(ctx context.Context) (string, error) {
	m.listed = map[string]bool{}
	pages := organizations.NewListAccountsPaginator(m.Organizations, &organizations.ListAccountsInput{},
		func(p *organizations.ListAccountsPaginatorOptions) { p.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", fmt.Errorf("look for the account: %w", err)
		}
		for _, a := range page.Accounts {
			if strings.EqualFold(aws.ToString(a.Email), m.body.Email) {
				return aws.ToString(a.Id), nil
			}
			m.listed[aws.ToString(a.Id)] = true
		}
	}
	return "", nil
}

// request finds the newest request for an account of this name that may still
// come to something. Requests do not say the email.
func (m *making) request(ctx context.Context) (newest *types.CreateAccountStatus, err error) {
	pages := organizations.NewListCreateAccountStatusPaginator(m.Organizations, &organizations.ListCreateAccountStatusInput{},
		func(p *organizations.ListCreateAccountStatusPaginatorOptions) { p.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for earlier requests: %w", err)
		}
		for _, s := range page.CreateAccountStatuses {
			if m.hopeful(s) && (newest == nil || aws.ToTime(s.RequestedTimestamp).After(aws.ToTime(newest.RequestedTimestamp))) {
				newest = &s
			}
		}
	}
	return newest, nil
}

// lag is how long an account that was made may be missing from the list.
const lag = time.Hour

// hopeful reports whether a request may be the one for this account. One that
// failed before this run is not: whatever was wrong may be right by now. One
// that succeeded is, unless its account is another one or long gone.
func (m *making) hopeful(s types.CreateAccountStatus) bool {
	if aws.ToString(s.AccountName) != m.body.Name || m.over[aws.ToString(s.Id)] {
		return false
	}
	switch s.State {
	case types.CreateAccountStateInProgress:
		return true
	case types.CreateAccountStateSucceeded:
		return !m.listed[aws.ToString(s.AccountId)] && m.Clock().Sub(aws.ToTime(s.CompletedTimestamp)) < lag
	default:
		return false
	}
}

// send asks AWS for the account, a single time. An answer that is no answer (a
// lost reply, a 500) is nil without error: then the account is looked for.
func (m *making) send(ctx context.Context) (*types.CreateAccountStatus, error) {
	var made *organizations.CreateAccountOutput
	err := finalized(ctx, m.Account, m.body.Name, func() (err error) {
		made, err = m.Organizations.CreateAccount(ctx, &organizations.CreateAccountInput{
			AccountName: &m.body.Name, Email: &m.body.Email, RoleName: &m.AccessRole, Tags: ownerTag(m.Owner),
		}, func(o *organizations.Options) { o.Retryer = m.Once() })
		return err
	})
	switch {
	case err == nil:
		return made.CreateAccountStatus, nil
	case cloud.Is(err, "TooManyRequestsException", "ConcurrentModificationException"):
		return nil, m.Sleep(ctx, 5*time.Second)
	case cloud.Unclear(err) && ctx.Err() == nil:
		return nil, m.Sleep(ctx, 2*time.Second)
	default:
		return nil, err
	}
}

// setUp is how long AWS may take until a new organization makes and invites
// accounts, and some (AWS: Organizations API, FinalizingOrganizationException).
const setUp = 70 * time.Minute

// finalized asks again for as long as AWS is still setting up the organization.
// Such an answer is a clear no: nothing has been done.
func finalized(ctx context.Context, in *cloud.Account, name string, ask func() error) error {
	for start := in.Clock(); ; {
		err := ask()
		if !cloud.Is(err, "FinalizingOrganizationException") || in.Clock().Sub(start) > setUp {
			return err
		}
		in.Tell(name, "AWS is still setting up the organization, which can take up to an hour")
		if err := in.Sleep(ctx, time.Minute); err != nil {
			return err
		}
	}
}

// settle waits for a request to end. AWS takes minutes, and allows two
// questions a second.
func (m *making) settle(ctx context.Context, s *types.CreateAccountStatus) error {
	for s != nil && s.State == types.CreateAccountStateInProgress {
		m.Tell(m.body.Name, "AWS is making the account, usually 1 to 5 minutes")
		if err := m.Sleep(ctx, time.Second); err != nil {
			return err
		}
		got, err := m.Organizations.DescribeCreateAccountStatus(ctx, &organizations.DescribeCreateAccountStatusInput{CreateAccountRequestId: s.Id})
		if err != nil {
			return fmt.Errorf("ask how account %s is getting on: %w", m.body.Name, err)
		}
		s = got.CreateAccountStatus
	}
	if s == nil || s.State != types.CreateAccountStateFailed {
		return nil
	}
	m.over[aws.ToString(s.Id)] = true
	if s.FailureReason == types.CreateAccountFailureReasonConcurrentAccountModification {
		return nil // the same request is being worked on: it will be found
	}
	return failure(s.FailureReason)
}

// failure says what AWS's reason means and what to do.
func failure(reason types.CreateAccountFailureReason) error {
	next, ok := map[types.CreateAccountFailureReason]string{
		"ACCOUNT_LIMIT_EXCEEDED":                   "the organization has as many accounts as its quota allows: ask AWS Support for more, or wait an hour if the organization is new",
		"EMAIL_ALREADY_EXISTS":                     "this email belongs to an account outside the organization, perhaps a closed one: use another email, or join: invite",
		"INVALID_EMAIL":                            "AWS does not accept this email address",
		"INVALID_ADDRESS":                          "the master account's postal address is not valid: correct it in Billing",
		"CONCURRENT_ACCOUNT_MODIFICATION":          "the same request is being worked on already: run again",
		"INTERNAL_FAILURE":                         "a failure inside AWS: run again",
		"MISSING_PAYMENT_INSTRUMENT":               "the master account has no payment method: add one in Billing",
		"INVALID_PAYMENT_INSTRUMENT":               "the master account's payment method is not valid: correct it in Billing",
		"PENDING_BUSINESS_VALIDATION":              "AWS is still checking the company: wait until it has",
		"MISSING_BUSINESS_VALIDATION":              "AWS has not checked the company yet: see Billing",
		"FAILED_BUSINESS_VALIDATION":               "AWS's check of the company failed: see Billing",
		"UNKNOWN_BUSINESS_VALIDATION":              "AWS's check of the company has a problem: ask AWS Support",
		"INVALID_IDENTITY_FOR_BUSINESS_VALIDATION": "AWS could not check the company's identity: see Billing",
	}[reason]
	if !ok {
		next = "ask AWS Support what it means"
	}
	return fmt.Errorf("AWS could not make the account: %s (%s)", reason, next)
}
