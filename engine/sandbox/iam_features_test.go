package sandbox

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// trust switches trusted access for IAM on.
func (d *desk) trust() {
	d.Helper()
	_, err := d.org.EnableAWSServiceAccess(d.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: aws.String(iamPrincipal)})
	d.must(err)
}

// features are the calls of the five operations, by name.
func (d *desk) features(c *iam.Client) map[string]func() error {
	t := d.Context()
	return map[string]func() error{
		"list": func() error {
			_, err := c.ListOrganizationsFeatures(t, &iam.ListOrganizationsFeaturesInput{})
			return err
		},
		"enable credentials": func() error {
			_, err := c.EnableOrganizationsRootCredentialsManagement(t, &iam.EnableOrganizationsRootCredentialsManagementInput{})
			return err
		},
		"enable sessions": func() error {
			_, err := c.EnableOrganizationsRootSessions(t, &iam.EnableOrganizationsRootSessionsInput{})
			return err
		},
		"disable credentials": func() error {
			_, err := c.DisableOrganizationsRootCredentialsManagement(t, &iam.DisableOrganizationsRootCredentialsManagementInput{})
			return err
		},
		"disable sessions": func() error {
			_, err := c.DisableOrganizationsRootSessions(t, &iam.DisableOrganizationsRootSessionsInput{})
			return err
		},
	}
}

// Features are switched on and off each for itself, and told in order.
func TestOrganizationsFeatures(t *testing.T) {
	d := newOrg(t, Options{})
	d.trust()
	admin := d.iam(d.master)
	on := func(want ...iamtypes.FeatureType) {
		t.Helper()
		out, err := admin.ListOrganizationsFeatures(t.Context(), &iam.ListOrganizationsFeaturesInput{})
		d.must(err)
		d.equal(*out.OrganizationId, d.world.Organization.ID)
		d.equal(append([]iamtypes.FeatureType{}, out.EnabledFeatures...), append([]iamtypes.FeatureType{}, want...))
	}
	on()
	sessions, err := admin.EnableOrganizationsRootSessions(t.Context(), &iam.EnableOrganizationsRootSessionsInput{})
	d.must(err)
	d.equal(sessions.EnabledFeatures, []iamtypes.FeatureType{iamtypes.FeatureTypeRootSessions})
	d.must(d.features(admin)["enable credentials"]())
	d.must(d.features(admin)["enable credentials"]())
	on(iamtypes.FeatureTypeRootCredentialsManagement, iamtypes.FeatureTypeRootSessions)
	d.must(d.features(admin)["disable credentials"]())
	on(iamtypes.FeatureTypeRootSessions)
	d.must(d.features(admin)["disable sessions"]())
	on()
}

func TestOrganizationsFeaturesRefused(t *testing.T) {
	alone := newDesk(t, Options{})
	all := func(d *desk, c *iam.Client, code string) {
		t.Helper()
		calls := d.features(c)
		for _, name := range keys(calls) {
			d.refused(calls[name](), code, "")
		}
	}
	all(alone, alone.iam(alone.master), "OrganizationNotFoundException")
	billing := newDesk(t, Options{})
	_, err := billing.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{FeatureSet: orgtypes.OrganizationFeatureSetConsolidatedBilling})
	billing.must(err)
	all(billing, billing.iam(billing.master), "OrganizationNotInAllFeaturesModeException")

	d := newOrg(t, Options{})
	all(d, d.iam(d.master), "ServiceAccessNotEnabledException")
	d.trust()
	id := d.create("prod")
	leaf, _ := d.inside(id)
	all(d, leaf, "AccountNotManagementOrDelegatedAdministratorException")
	_, err = d.org.RegisterDelegatedAdministrator(t.Context(), &organizations.RegisterDelegatedAdministratorInput{AccountId: &id, ServicePrincipal: aws.String(iamPrincipal)})
	d.must(err)
	calls := d.features(leaf)
	d.refused(calls["enable credentials"](), "CallerIsNotManagementAccountException", "")
	d.refused(calls["enable sessions"](), "CallerIsNotManagementAccountException", "")
	d.must(calls["list"]())
	d.must(calls["disable sessions"]())
}

// Once root credentials are managed, accounts are created without a root password; those before keep theirs.
func TestCreatedWithoutRootCredentials(t *testing.T) {
	d := newOrg(t, Options{})
	password := func(id string) int32 {
		t.Helper()
		leaf, _ := d.inside(id)
		out, err := leaf.GetAccountSummary(t.Context(), &iam.GetAccountSummaryInput{})
		d.must(err)
		return out.SummaryMap["AccountPasswordPresent"]
	}
	old := d.create("old")
	d.trust()
	d.must(d.features(d.iam(d.master))["enable credentials"]())
	d.equal([]int32{password(old), password(d.create("new"))}, []int32{1, 0})
	d.must(d.features(d.iam(d.master))["disable credentials"]())
	d.equal(password(d.create("newer")), int32(1))
}
