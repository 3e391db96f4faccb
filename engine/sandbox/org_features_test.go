package sandbox

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// newBilling is a desk with an organization for consolidated billing that has a
// created member and an invited one, the legacy account.
func newBilling(t *testing.T) (d *desk, legacy *organizations.Client) {
	d = newDesk(t, Options{})
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{FeatureSet: orgtypes.OrganizationFeatureSetConsolidatedBilling})
	d.must(err)
	d.create("production")
	legacy = d.as(d.standalone(legacyID, "aws@acme.example"))
	_, err = legacy.AcceptHandshake(t.Context(), &organizations.AcceptHandshakeInput{HandshakeId: d.mustInvite(orgtypes.HandshakePartyTypeAccount, legacyID)})
	d.must(err)
	return d, legacy
}

func (d *desk) enableAll() (*orgtypes.Handshake, error) {
	out, err := d.org.EnableAllFeatures(d.Context(), &organizations.EnableAllFeaturesInput{})
	if err != nil {
		return nil, err
	}
	return out.Handshake, nil
}

// consents are the handshakes below another one, as the master sees them.
func (d *desk) consents(parent *string) []orgtypes.Handshake {
	d.Helper()
	out, err := d.org.ListHandshakesForOrganization(d.Context(), &organizations.ListHandshakesForOrganizationInput{Filter: &orgtypes.HandshakeFilter{ParentHandshakeId: parent}})
	d.must(err)
	return out.Handshakes
}

func (d *desk) accept(c *organizations.Client, id *string) error {
	_, err := c.AcceptHandshake(d.Context(), &organizations.AcceptHandshakeInput{HandshakeId: id})
	return err
}

func (d *desk) featureSet() orgtypes.OrganizationFeatureSet {
	d.Helper()
	out, err := d.org.DescribeOrganization(d.Context(), &organizations.DescribeOrganizationInput{})
	d.must(err)
	return out.Organization.FeatureSet
}

// Every member that was invited agrees, and then the master has the last word.
func TestAllFeaturesNeedEveryInvitedMember(t *testing.T) {
	d, legacy := newBilling(t)
	whole, err := d.enableAll()
	d.must(err)
	d.equal([]any{whole.Action, whole.State, len(whole.Parties), whole.ExpirationTimestamp.Sub(*whole.RequestedTimestamp)},
		[]any{orgtypes.ActionTypeEnableAllFeatures, orgtypes.HandshakeStateRequested, 1, 90 * day})
	_, err = d.enableAll()
	d.refused(err, "HandshakeConstraintViolationException", "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION")
	d.standalone("333333333333", "third@acme.example")
	_, err = d.invite(orgtypes.HandshakePartyTypeAccount, "333333333333")
	d.refused(err, "HandshakeConstraintViolationException", "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES")
	d.refused(d.accept(d.org, whole.Id), "InvalidHandshakeTransitionException", "")

	asked := d.consents(whole.Id)
	d.equal(len(asked), 1) // the created member is not asked
	d.equal([]any{asked[0].Action, *asked[0].Parties[1].Id}, []any{orgtypes.ActionTypeApproveAllFeatures, legacyID})
	d.refused(d.accept(d.org, asked[0].Id), "AccessDeniedException", "")
	d.must(d.accept(legacy, asked[0].Id))
	d.equal(d.featureSet(), orgtypes.OrganizationFeatureSetConsolidatedBilling)
	d.refused(d.accept(legacy, whole.Id), "HandshakeNotFoundException", "")
	d.must(d.accept(d.org, whole.Id))
	d.equal(d.featureSet(), orgtypes.OrganizationFeatureSetAll)
	d.refused(d.accept(d.org, whole.Id), "HandshakeAlreadyInStateException", "")
	_, err = d.enableAll()
	d.refused(err, "HandshakeConstraintViolationException", "ORGANIZATION_ALREADY_HAS_ALL_FEATURES")
	_, err = d.org.EnablePolicyType(t.Context(), &organizations.EnablePolicyTypeInput{RootId: &d.world.Organization.Root, PolicyType: orgtypes.PolicyTypeServiceControlPolicy})
	d.must(err)
	letters := d.world.Letters()
	d.equal(len(letters), 2) // the invitation, and the request to approve
	d.equal(letters[1].To, "aws@acme.example")
}

// Who declines stops it, until that one leaves; who stays silent lets it expire.
func TestAllFeaturesAreNotForced(t *testing.T) {
	d, legacy := newBilling(t)
	whole, err := d.enableAll()
	d.must(err)
	_, err = legacy.DeclineHandshake(t.Context(), &organizations.DeclineHandshakeInput{HandshakeId: d.consents(whole.Id)[0].Id})
	d.must(err)
	d.refused(d.accept(d.org, whole.Id), "InvalidHandshakeTransitionException", "")
	_, err = legacy.LeaveOrganization(t.Context(), &organizations.LeaveOrganizationInput{})
	d.must(err)
	d.must(d.accept(d.org, whole.Id))

	d, _ = newBilling(t)
	whole, err = d.enableAll()
	d.must(err)
	d.pass(90 * day)
	d.refused(d.accept(d.org, whole.Id), "InvalidHandshakeTransitionException", "")
	_, err = d.enableAll()
	d.must(err)
}

// Organizations works with a role of its own in each account. Whoever brings an
// account in must be allowed to make it.
func TestOrganizationsMakesItsRole(t *testing.T) {
	d := newDesk(t, Options{})
	const all = `{"Effect":"Allow","Action":"organizations:*","Resource":"*"}`
	most := d.as(d.person("most", rules(all)))
	make := func(c *organizations.Client) error {
		_, err := c.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
		return err
	}
	d.refused(make(most), "AccessDeniedForDependencyException", "ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE")
	enough := d.as(d.person("enough", rules(all+`,{"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*",`+
		`"Condition":{"StringEquals":{"iam:AWSServiceName":"organizations.amazonaws.com"}}}`)))
	d.must(make(enough))
	leaf, _ := d.inside(d.create("production"))
	for _, c := range []*iam.Client{d.iam(d.master), leaf} {
		_, err := c.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("AWSServiceRoleForOrganizations")})
		d.must(err)
	}
}

// A new organization takes its time before it makes or invites accounts.
func TestOrganizationsAreFinalized(t *testing.T) {
	d := newOrg(t, Options{Finalizing: time.Hour})
	d.standalone(legacyID, "aws@acme.example")
	create := func() error {
		_, err := d.org.CreateAccount(t.Context(), &organizations.CreateAccountInput{AccountName: aws.String("a"), Email: aws.String("a@acme.example")})
		return err
	}
	invite := func() error {
		_, err := d.invite(orgtypes.HandshakePartyTypeAccount, legacyID)
		return err
	}
	d.unit("Workloads", d.root) // all else works
	d.pass(59 * time.Minute)
	d.refused(create(), "FinalizingOrganizationException", "")
	d.refused(invite(), "FinalizingOrganizationException", "")
	d.pass(time.Minute)
	d.must(create())
	d.must(invite())
}
