package sandbox

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

const legacyID = "222222222222"

// invite invites an account by id or email.
func (d *desk) invite(kind orgtypes.HandshakePartyType, id string) (*orgtypes.Handshake, error) {
	out, err := d.org.InviteAccountToOrganization(d.Context(), &organizations.InviteAccountToOrganizationInput{
		Target: &orgtypes.HandshakeParty{Type: kind, Id: &id}, Notes: aws.String("please"), Tags: []orgtypes.Tag{label("owner", "acme")},
	})
	if err != nil {
		return nil, err
	}
	return out.Handshake, nil
}

func (d *desk) mustInvite(kind orgtypes.HandshakePartyType, id string) *string {
	d.Helper()
	h, err := d.invite(kind, id)
	d.must(err)
	return h.Id
}

func TestInvitedAccountsJoinWhenTheyAccept(t *testing.T) {
	d := newOrg(t, Options{})
	legacy := d.as(d.standalone(legacyID, "aws@acme.example"))
	h, err := d.invite(orgtypes.HandshakePartyTypeAccount, legacyID)
	d.must(err)
	d.equal([]string{string(h.State), string(h.Action), *h.Parties[1].Id, *h.Resources[2].Value}, []string{"OPEN", "INVITE", legacyID, "please"})
	d.equal(h.ExpirationTimestamp.Sub(*h.RequestedTimestamp), 15*day)
	_, err = d.invite(orgtypes.HandshakePartyTypeEmail, "aws@acme.example")
	d.refused(err, "DuplicateHandshakeException", "")

	_, err = d.org.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: h.Id})
	d.refused(err, "AccessDeniedException", "")
	_, err = legacy.CancelHandshake(t.Context(), &organizations.CancelHandshakeInput{HandshakeId: h.Id})
	d.refused(err, "AccessDeniedException", "")
	_, err = d.as(d.standalone("", "stranger@other.example")).AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: h.Id})
	d.refused(err, "HandshakeNotFoundException", "")
	mine, err := legacy.ListHandshakesForAccount(t.Context(), &organizations.ListHandshakesForAccountInput{})
	d.must(err)
	d.equal(*mine.Handshakes[0].Id, *h.Id)
	accepted, err := legacy.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: h.Id})
	d.must(err)
	d.equal(accepted.Handshake.State, orgtypes.HandshakeStateAccepted)
	_, err = legacy.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: h.Id})
	d.refused(err, "HandshakeAlreadyInStateException", "")
	_, err = legacy.DeclineHandshake(t.Context(), &organizations.DeclineHandshakeInput{HandshakeId: h.Id})
	d.refused(err, "InvalidHandshakeTransitionException", "")

	seen, err := d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: aws.String(legacyID)})
	d.must(err)
	d.equal(seen.Account.JoinedMethod, orgtypes.AccountJoinedMethodInvited)
	d.equal(d.tags(legacyID), map[string]string{"owner": "acme"})
	d.equal(d.attached(legacyID), []string{full})
	if d.world.Accounts[legacyID].IAM.Roles["OrganizationAccountAccessRole"] != nil {
		t.Error("an invited account got an access role")
	}
	_, err = d.invite(orgtypes.HandshakePartyTypeAccount, legacyID)
	d.refused(err, "HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION")
}

func TestInvitationsEnd(t *testing.T) {
	d := newOrg(t, Options{PageSize: 1})
	legacy := d.as(d.standalone(legacyID, "aws@acme.example"))
	declined := d.mustInvite(orgtypes.HandshakePartyTypeAccount, legacyID)
	_, err := legacy.DeclineHandshake(t.Context(), &organizations.DeclineHandshakeInput{HandshakeId: declined})
	d.must(err)
	canceled := d.mustInvite(orgtypes.HandshakePartyTypeEmail, "AWS@acme.example")
	_, err = d.org.CancelHandshake(t.Context(), &organizations.CancelHandshakeInput{HandshakeId: canceled})
	d.must(err)
	_, err = d.org.CancelHandshake(t.Context(), &organizations.CancelHandshakeInput{HandshakeId: canceled})
	d.refused(err, "HandshakeAlreadyInStateException", "")
	expired := d.mustInvite(orgtypes.HandshakePartyTypeAccount, legacyID)
	d.pass(15 * day)
	_, err = legacy.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: expired})
	d.refused(err, "InvalidHandshakeTransitionException", "")

	states := func() (states []string) {
		pages := organizations.NewListHandshakesForOrganizationPaginator(d.org, &organizations.ListHandshakesForOrganizationInput{
			Filter: &orgtypes.HandshakeFilter{ActionType: orgtypes.ActionTypeInviteAccountToOrganization},
		})
		for pages.HasMorePages() {
			one, err := pages.NextPage(t.Context())
			d.must(err)
			for _, h := range one.Handshakes {
				states = append(states, string(h.State))
			}
		}
		return states
	}
	d.equal(states(), []string{"DECLINED", "CANCELED", "EXPIRED"})
	d.pass(20 * day)
	d.equal(states(), []string{"EXPIRED"})
	d.pass(11 * day)
	d.equal(states(), []string(nil))
	seen, err := legacy.DescribeHandshake(t.Context(), &organizations.DescribeHandshakeInput{HandshakeId: expired})
	d.must(err)
	d.equal(seen.Handshake.State, orgtypes.HandshakeStateExpired)
}

func TestInvitationsAreChecked(t *testing.T) {
	d := newOrg(t, Options{Quota: 2})
	for _, c := range []struct {
		kind             orgtypes.HandshakePartyType
		id, code, reason string
	}{
		{"ORGANIZATION", "o-abcdefghij", "InvalidInputException", "INVALID_PARTY_TYPE_TARGET"},
		{"ACCOUNT", "12", "InvalidInputException", "INVALID_PATTERN_TARGET_ID"},
		{"EMAIL", "nobody", "InvalidInputException", "INVALID_EMAIL_ADDRESS_TARGET"},
		{"ACCOUNT", "999999999999", "HandshakeConstraintViolationException", "TARGET_ACCOUNT_VALIDATION_FAILURE"},
		{"ACCOUNT", masterID, "HandshakeConstraintViolationException", "ALREADY_IN_AN_ORGANIZATION"},
	} {
		_, err := d.invite(c.kind, c.id)
		d.refused(err, c.code, c.reason)
	}
	d.mustInvite(orgtypes.HandshakePartyTypeEmail, "later@acme.example")
	d.standalone(legacyID, "aws@acme.example")
	_, err := d.invite(orgtypes.HandshakePartyTypeAccount, legacyID)
	d.refused(err, "HandshakeConstraintViolationException", "ACCOUNT_NUMBER_LIMIT_EXCEEDED")
	_, err = d.org.DescribeHandshake(t.Context(), &organizations.DescribeHandshakeInput{HandshakeId: aws.String("h-00000000")})
	d.refused(err, "HandshakeNotFoundException", "")
}

// Twenty invitations a day, and those that were accepted do not count.
func TestInvitationsAreCounted(t *testing.T) {
	d := newOrg(t, Options{})
	d.standalone(legacyID, "aws@acme.example")
	for range 20 {
		id := d.mustInvite(orgtypes.HandshakePartyTypeAccount, legacyID)
		_, err := d.org.CancelHandshake(t.Context(), &organizations.CancelHandshakeInput{HandshakeId: id})
		d.must(err)
	}
	_, err := d.invite(orgtypes.HandshakePartyTypeAccount, legacyID)
	d.refused(err, "HandshakeConstraintViolationException", "HANDSHAKE_RATE_LIMIT_EXCEEDED")
	d.pass(day)
	d.mustInvite(orgtypes.HandshakePartyTypeAccount, legacyID)
}
