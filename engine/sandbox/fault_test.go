package sandbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// rule sets rules.
func (d *desk) rule(rules ...string) {
	d.Helper()
	for _, r := range rules {
		d.must(d.world.Fault(r))
	}
}

// patient is the master's client that tries three times, at once.
func (d *desk) patient() *iam.Client {
	return iam.NewFromConfig(d.config(d.master), func(o *iam.Options) {
		o.RetryMaxAttempts = 3
		o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
			s.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	})
}

func (d *desk) addUser(client *iam.Client, name string) error {
	_, err := client.CreateUser(d.Context(), &iam.CreateUserInput{UserName: &name})
	return err
}

// has asks the world itself. A connection that ends orders nothing, hence the lock.
func (d *desk) has(user string) bool {
	d.world.mu.Lock()
	defer d.world.mu.Unlock()
	return d.world.Accounts[masterID].IAM.Users[user] != nil
}

func httpStatus(err error) int {
	var answer *awshttp.ResponseError
	if !errors.As(err, &answer) {
		return 0
	}
	return answer.HTTPStatusCode()
}

func TestThrottledBeforeTheEffect(t *testing.T) {
	d := newOrg(t, Options{})
	d.rule("do=throttle")
	err := d.addUser(d.iam(d.master), "ann")
	d.refused(err, "Throttling", "")
	d.equal([]any{httpStatus(err), d.has("ann")}, []any{400, false})
	_, err = d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.refused(err, "TooManyRequestsException", "")
	d.equal(httpStatus(err), 400)
	_, err = d.account(d.master).GetContactInformation(t.Context(), &account.GetContactInformationInput{})
	d.refused(err, "TooManyRequestsException", "")
	d.equal(httpStatus(err), 429)
	d.must(d.world.ClearFaults())
	d.rule("op=CreateUser nth=1 do=throttle", "op=CreateUser nth=2 do=throttle")
	d.must(d.addUser(d.patient(), "ann"))
	d.equal(d.world.Writes()[len(d.world.Writes())-2].Effect, "Throttling")
}

func TestAnErrorOfAnyCode(t *testing.T) {
	d := newOrg(t, Options{})
	for rule, want := range map[string]string{
		"op=CreateUser do=error:EntityTemporarilyUnmodifiable":                             "409 EntityTemporarilyUnmodifiable: The sandbox was told to answer so.",
		`op=CreateUser do=error:MalformedPolicyDocument message="Invalid principal in it"`: "400 MalformedPolicyDocument: Invalid principal in it",
		"op=CreateUser do=error:ServiceUnavailable":                                        "503 ServiceUnavailable: The sandbox was told to answer so.",
		"op=CreateUser do=error:AccessDenied":                                              "403 AccessDenied: The sandbox was told to answer so.",
	} {
		d.must(d.world.ClearFaults())
		d.rule(rule)
		err := d.addUser(d.iam(d.master), "ann")
		d.equal(fmt.Sprintf("%d %v", httpStatus(err), faultOf(err)), want)
	}
	d.rule("op=CreateAccount do=error:ConstraintViolationException reason=ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED")
	_, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@acme.example")})
	d.refused(err, "ConstraintViolationException", "ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED")
	d.equal([]any{d.has("ann"), len(d.world.Organization.Creations)}, []any{false, 0})
}

func TestBrokenBeforeAndAfterTheEffect(t *testing.T) {
	d := newOrg(t, Options{})
	d.rule("op=CreateUser nth=1 do=500", "op=CreateUser nth=2 do=500-after", "op=CreateOrganizationalUnit do=500-after", "service=sts do=500")
	err := d.addUser(d.iam(d.master), "ann")
	d.refused(err, "ServiceFailure", "")
	d.equal([]any{httpStatus(err), d.has("ann")}, []any{500, false})
	err = d.addUser(d.iam(d.master), "ann")
	d.refused(err, "ServiceFailure", "")
	d.equal([]any{httpStatus(err), d.has("ann")}, []any{500, true})
	_, err = d.org.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("W"), ParentId: &d.root})
	d.refused(err, "ServiceException", "")
	d.equal([]any{httpStatus(err), len(d.world.Organization.Units)}, []any{500, 1})
	_, err = sts.NewFromConfig(d.config(d.master)).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	d.equal(httpStatus(err), 500)

	d.must(d.world.ClearFaults())
	d.rule("op=CreateUser nth=1 do=500-after")
	d.refused(d.addUser(d.patient(), "bob"), "EntityAlreadyExists", "") // the SDK asked again
}

func TestConnectionsThatEnd(t *testing.T) {
	d := newDesk(t, Options{})
	d.rule("op=CreateUser nth=1 do=drop-request", "op=CreateUser nth=2 do=drop-reply")
	client := d.iam(d.master)
	for _, effect := range []bool{false, true} {
		err := d.addUser(client, "ann")
		if err == nil || httpStatus(err) != 0 || !strings.Contains(err.Error(), "EOF") && !strings.Contains(err.Error(), "reset") {
			t.Errorf("got %d %v, want a connection that ends", httpStatus(err), err)
		}
		d.equal(d.has("ann"), effect)
	}
	d.refused(d.addUser(client, "ann"), "EntityAlreadyExists", "")
	d.equal(d.world.Requests(), []Request{
		{Number: 1, Operation: "iam:CreateUser", Write: true, Outcome: "ConnectionClosed", Faults: []string{"drop-request"}},
		{Number: 2, Account: masterID, Operation: "iam:CreateUser", Write: true, Faults: []string{"drop-reply"}},
		{Number: 3, Account: masterID, Operation: "iam:CreateUser", Write: true, Outcome: "EntityAlreadyExists"},
	})
	d.equal(len(d.world.Writes()), 2)

	d.must(d.world.ClearFaults())
	d.rule("op=CreateUser nth=1 do=drop-request", "op=CreateUser nth=2 do=drop-reply")
	d.refused(d.addUser(d.patient(), "bob"), "EntityAlreadyExists", "") // the SDK asked three times
}

func TestDelaysDoNotSleep(t *testing.T) {
	var slept []time.Duration
	d := newDesk(t, Options{Sleep: func(_ context.Context, t time.Duration) error {
		slept = append(slept, t)
		return nil
	}})
	d.rule("op=CreateUser do=delay:3600000", "nth=1 do=delay:5")
	d.must(d.addUser(d.iam(d.master), "ann"))
	d.must(d.addUser(d.iam(d.master), "bob"))
	d.equal(slept, []time.Duration{time.Hour + 5*time.Millisecond, time.Hour})
}

func TestCreationsFailForAReason(t *testing.T) {
	d := newOrg(t, Options{})
	d.rule("nth=1 do=fail:MISSING_PAYMENT_INSTRUMENT")
	ask := func() *orgtypes.CreateAccountStatus {
		out, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@acme.example")})
		d.must(err)
		d.equal(out.CreateAccountStatus.State, orgtypes.CreateAccountStateInProgress)
		return d.created(out.CreateAccountStatus.Id)
	}
	failed := ask()
	d.equal([]any{failed.State, failed.FailureReason}, []any{orgtypes.CreateAccountStateFailed, orgtypes.CreateAccountFailureReasonMissingPaymentInstrument})
	d.equal(ask().State, orgtypes.CreateAccountStateSucceeded)
}

func TestInvitationsAreAnswered(t *testing.T) {
	for _, state := range endings {
		d := newOrg(t, Options{})
		legacy := d.as(d.standalone(legacyID, "aws@acme.example"))
		d.rule("op=InviteAccountToOrganization do=answer:" + string(state))
		invite := func() *orgtypes.Handshake {
			out, err := d.org.InviteAccountToOrganization(t.Context(), &organizations.InviteAccountToOrganizationInput{
				Target: &orgtypes.HandshakeParty{Id: aws.String(legacyID), Type: orgtypes.HandshakePartyTypeAccount},
			})
			d.must(err)
			return out.Handshake
		}
		h := invite()
		d.equal(h.State, orgtypes.HandshakeStateOpen)
		seen, err := d.org.DescribeHandshake(t.Context(), &organizations.DescribeHandshakeInput{HandshakeId: h.Id})
		d.must(err)
		d.equal(seen.Handshake.State, state)

		d.must(d.world.ClearFaults())
		h = invite() // an answered one does not stand in the way
		d.rule("op=AcceptHandshake do=answer:" + string(state))
		_, err = legacy.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: h.Id})
		d.refused(err, "InvalidHandshakeTransitionException", "")
		invite()
		d.rule("op=ListHandshakesForOrganization do=answer:" + string(state))
		list, err := d.org.ListHandshakesForOrganization(t.Context(), &organizations.ListHandshakesForOrganizationInput{})
		d.must(err)
		for _, h := range list.Handshakes {
			d.equal(h.State, state)
		}
		d.equal(len(list.Handshakes), 3)
	}
}
