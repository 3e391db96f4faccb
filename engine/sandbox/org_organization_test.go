package sandbox

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

func TestOrganizationBeginsWithItsMasterAndServiceControlPolicies(t *testing.T) {
	d := newDesk(t, Options{})
	_, err := d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "AWSOrganizationsNotInUseException", "")
	_, err = d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.refused(err, "AWSOrganizationsNotInUseException", "")

	made, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{FeatureSet: orgtypes.OrganizationFeatureSetAll})
	d.must(err)
	seen, err := d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.must(err)
	d.equal(*seen.Organization.Id, *made.Organization.Id)
	d.equal(*seen.Organization.MasterAccountId, masterID)
	d.equal(*seen.Organization.MasterAccountEmail, "aws+master@acme.example")
	d.equal(*seen.Organization.Arn, "arn:aws:organizations::111111111111:organization/"+*made.Organization.Id)

	roots, err := d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.must(err)
	d.equal(roots.Roots[0].PolicyTypes, []orgtypes.PolicyTypeSummary{{Type: orgtypes.PolicyTypeServiceControlPolicy, Status: orgtypes.PolicyTypeStatusEnabled}})
	all, err := d.org.ListAccounts(t.Context(), &organizations.ListAccountsInput{})
	d.must(err)
	d.equal(len(all.Accounts), 1)
	d.equal(all.Accounts[0].JoinedMethod, orgtypes.AccountJoinedMethodInvited)
	d.equal(*all.Accounts[0].JoinedTimestamp, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	_, err = d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.refused(err, "AlreadyInOrganizationException", "")
}

func TestConsolidatedBillingHasNoPolicies(t *testing.T) {
	d := newDesk(t, Options{})
	_, err := d.org.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{FeatureSet: orgtypes.OrganizationFeatureSetConsolidatedBilling})
	d.must(err)
	_, err = d.org.ListPolicies(t.Context(), &organizations.ListPoliciesInput{Filter: orgtypes.PolicyTypeServiceControlPolicy})
	d.refused(err, "ConstraintViolationException", "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE")
	roots, err := d.org.ListRoots(t.Context(), &organizations.ListRootsInput{})
	d.must(err)
	d.equal(len(roots.Roots[0].PolicyTypes), 0)
}

func TestDeletingAnOrganizationNeedsItEmpty(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("development")
	_, err := d.org.DeleteOrganization(t.Context(), &organizations.DeleteOrganizationInput{})
	d.refused(err, "OrganizationNotEmptyException", "")
	d.pass(5 * day)
	_, err = d.org.RemoveAccountFromOrganization(t.Context(), &organizations.RemoveAccountFromOrganizationInput{AccountId: &id})
	d.must(err)
	_, err = d.org.DeleteOrganization(t.Context(), &organizations.DeleteOrganizationInput{})
	d.must(err)
	_, err = d.org.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.refused(err, "AWSOrganizationsNotInUseException", "")
}

func TestMembersMayOnlyLook(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("development")
	member := d.as(d.standalone(id, ""))
	seen, err := member.DescribeOrganization(t.Context(), &organizations.DescribeOrganizationInput{})
	d.must(err)
	d.equal(*seen.Organization.MasterAccountId, masterID)
	_, err = member.ListAccounts(t.Context(), &organizations.ListAccountsInput{})
	d.refused(err, "AccessDeniedException", "")
	_, err = member.CreateOrganizationalUnit(t.Context(), &organizations.CreateOrganizationalUnitInput{Name: aws.String("Workloads"), ParentId: &d.root})
	d.refused(err, "AccessDeniedException", "")
	_, err = member.DeleteOrganization(t.Context(), &organizations.DeleteOrganizationInput{})
	d.refused(err, "AccessDeniedException", "")
	_, err = member.CreateOrganization(t.Context(), &organizations.CreateOrganizationInput{})
	d.refused(err, "AlreadyInOrganizationException", "")
}

func TestTrustedAccess(t *testing.T) {
	d := newOrg(t, Options{PageSize: 1})
	for _, service := range []string{"iam.amazonaws.com", "cloudtrail.amazonaws.com", "iam.amazonaws.com"} {
		_, err := d.org.EnableAWSServiceAccess(t.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: &service})
		d.must(err)
	}
	_, err := d.org.EnableAWSServiceAccess(t.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: aws.String("example.com")})
	d.refused(err, "InvalidInputException", "UNRECOGNIZED_SERVICE_PRINCIPAL")
	list := func() (names []string) {
		pages := organizations.NewListAWSServiceAccessForOrganizationPaginator(d.org, nil)
		for pages.HasMorePages() {
			one, err := pages.NextPage(t.Context())
			d.must(err)
			d.equal(len(one.EnabledServicePrincipals), 1)
			names = append(names, *one.EnabledServicePrincipals[0].ServicePrincipal)
		}
		return names
	}
	d.equal(list(), []string{"cloudtrail.amazonaws.com", "iam.amazonaws.com"})
	_, err = d.org.DisableAWSServiceAccess(t.Context(), &organizations.DisableAWSServiceAccessInput{ServicePrincipal: aws.String("cloudtrail.amazonaws.com")})
	d.must(err)
	d.equal(list(), []string{"iam.amazonaws.com"})
}

func TestDelegatedAdministrators(t *testing.T) {
	d := newOrg(t, Options{})
	id, master, service := d.create("security"), masterID, "guardduty.amazonaws.com"
	register := func(account string) error {
		_, err := d.org.RegisterDelegatedAdministrator(t.Context(), &organizations.RegisterDelegatedAdministratorInput{AccountId: &account, ServicePrincipal: &service})
		return err
	}
	d.refused(register(id), "ConstraintViolationException", "SERVICE_ACCESS_NOT_ENABLED")
	_, err := d.org.EnableAWSServiceAccess(t.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: &service})
	d.must(err)
	d.refused(register(master), "ConstraintViolationException", "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR")
	d.must(register(id))
	d.refused(register(id), "AccountAlreadyRegisteredException", "")
	seen, err := d.org.ListDelegatedAdministrators(t.Context(), &organizations.ListDelegatedAdministratorsInput{})
	d.must(err)
	d.equal(*seen.DelegatedAdministrators[0].Id, id)
	services, err := d.org.ListDelegatedServicesForAccount(t.Context(), &organizations.ListDelegatedServicesForAccountInput{AccountId: &id})
	d.must(err)
	d.equal(*services.DelegatedServices[0].ServicePrincipal, service)
	_, err = d.org.DeregisterDelegatedAdministrator(t.Context(), &organizations.DeregisterDelegatedAdministratorInput{AccountId: &id, ServicePrincipal: &service})
	d.must(err)
	seen, err = d.org.ListDelegatedAdministrators(t.Context(), &organizations.ListDelegatedAdministratorsInput{})
	d.must(err)
	d.equal(len(seen.DelegatedAdministrators), 0)
}
