package sandbox

import (
	"errors"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

func TestAlternateContacts(t *testing.T) {
	d := newDesk(t, Options{})
	c := d.account(d.master)
	get := func() (*account.GetAlternateContactOutput, error) {
		return c.GetAlternateContact(t.Context(), &account.GetAlternateContactInput{AlternateContactType: accounttypes.AlternateContactTypeSecurity})
	}
	_, err := get()
	d.refused(err, "ResourceNotFoundException", "")
	var response *awshttp.ResponseError
	if !errors.As(err, &response) || response.HTTPStatusCode() != http.StatusNotFound {
		t.Errorf("got %v, want status 404", err)
	}
	put := func(email string) error {
		_, err := c.PutAlternateContact(t.Context(), &account.PutAlternateContactInput{
			AlternateContactType: accounttypes.AlternateContactTypeSecurity,
			Name:                 aws.String("Sec Desk"), Title: aws.String("Duty"), EmailAddress: &email, PhoneNumber: aws.String("+1 555 0100"),
		})
		return err
	}
	d.must(put("security@acme.example"))
	d.refused(put("nobody"), "ValidationException", "fieldValidationFailed")
	seen, err := get()
	d.must(err)
	d.equal(*seen.AlternateContact.EmailAddress, "security@acme.example")
	remove := func() error {
		_, err := c.DeleteAlternateContact(t.Context(), &account.DeleteAlternateContactInput{AlternateContactType: accounttypes.AlternateContactTypeSecurity})
		return err
	}
	d.must(remove())
	d.refused(remove(), "ResourceNotFoundException", "")
}

func TestMembersAreManagedWithTrustedAccess(t *testing.T) {
	d := newOrg(t, Options{})
	id := d.create("prod")
	c := d.account(d.master)
	rename := func(c *account.Client, id *string, name string) error {
		_, err := c.PutAccountName(t.Context(), &account.PutAccountNameInput{AccountId: id, AccountName: &name})
		return err
	}
	d.refused(rename(c, &id, "production"), "AccessDeniedException", "")
	_, err := d.org.EnableAWSServiceAccess(t.Context(), &organizations.EnableAWSServiceAccessInput{ServicePrincipal: aws.String("account.amazonaws.com")})
	d.must(err)
	d.must(rename(c, &id, "production"))
	d.refused(rename(c, aws.String(masterID), "acme"), "AccessDeniedException", "")
	d.refused(rename(c, aws.String("999999999999"), "acme"), "AccessDeniedException", "")
	d.refused(rename(c, &id, "a<b"), "ValidationException", "")
	d.must(rename(c, nil, "acme"))
	d.refused(rename(d.account(d.standalone(id, "")), aws.String(masterID), "mine"), "AccessDeniedException", "")

	seen, err := c.GetAccountInformation(t.Context(), &account.GetAccountInformationInput{AccountId: &id})
	d.must(err)
	d.equal([]string{*seen.AccountId, *seen.AccountName, string(seen.AccountState)}, []string{id, "production", "ACTIVE"})
	listed, err := d.org.DescribeAccount(t.Context(), &organizations.DescribeAccountInput{AccountId: aws.String(masterID)})
	d.must(err)
	d.equal(*listed.Account.Name, "acme")
	email, err := c.GetPrimaryEmail(t.Context(), &account.GetPrimaryEmailInput{AccountId: &id})
	d.must(err)
	d.equal(*email.PrimaryEmail, "prod@acme.example")
}

func TestContactInformation(t *testing.T) {
	d := newDesk(t, Options{})
	c := d.account(d.master)
	_, err := c.GetContactInformation(t.Context(), &account.GetContactInformationInput{})
	d.refused(err, "ResourceNotFoundException", "")
	info := &accounttypes.ContactInformation{
		FullName: aws.String("Acme"), AddressLine1: aws.String("1 Road"), City: aws.String("Here"), CountryCode: aws.String("IE"),
		PostalCode: aws.String("D1"), PhoneNumber: aws.String("+1 555 0100"),
	}
	_, err = c.PutContactInformation(t.Context(), &account.PutContactInformationInput{ContactInformation: info})
	d.must(err)
	seen, err := c.GetContactInformation(t.Context(), &account.GetContactInformationInput{})
	d.must(err)
	d.equal(*seen.ContactInformation, *info)
}
