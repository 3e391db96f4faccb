package sandbox

import (
	"regexp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// accountService is what the sandbox does for AWS Account Management.
type accountService struct{ *call }

// A Contact is somebody AWS writes to beside the root user.
type Contact struct{ Name, Title, Email, Phone string }

// A PrimaryContact is who AWS thinks owns the account.
type PrimaryContact = accounttypes.ContactInformation

// management is the service principal of Account Management.
const management = "account.amazonaws.com"

// newName is what PutAccountName takes: a name without < and > (AWS: Account Management API).
var newName = regexp.MustCompile(`^[ -;=?-~]{1,50}$`)

// subject is the account a request is about: the caller's own without an id, else
// a member's, for the management account with trusted access alone.
func (s accountService) subject(id *string) (*Account, error) {
	if id == nil {
		return s.account, nil
	}
	if !isAccountID(*id) {
		return nil, unfit("AccountId is not 12 digits")
	}
	o := s.Organization
	if o == nil || o.Master != s.account.ID || *id == o.Master || o.Members[*id] == nil {
		return nil, s.refuse()
	}
	if _, trusted := o.Services[management]; !trusted || o.FeatureSet != orgtypes.OrganizationFeatureSetAll {
		return nil, s.refuse()
	}
	return s.Accounts[*id], nil
}

func (s accountService) refuse() error {
	return &accounttypes.AccessDeniedException{Message: aws.String("User: " + s.caller.ARN + " is not authorized to perform this operation on the account")}
}

func unfit(message string) error {
	return &accounttypes.ValidationException{Message: &message, Reason: accounttypes.ValidationExceptionReasonFieldValidationFailed}
}

// contacted is the subject of a request about an alternate contact.
func (s accountService) contacted(id *string, kind accounttypes.AlternateContactType) (*Account, error) {
	if !slices.Contains(kind.Values(), kind) {
		return nil, unfit("AlternateContactType is none of BILLING, OPERATIONS, SECURITY")
	}
	return s.subject(id)
}

func noContact() error {
	return &accounttypes.ResourceNotFoundException{Message: aws.String("No contact of the inputted alternate contact type found.")}
}

func (s accountService) GetAlternateContact(in *account.GetAlternateContactInput) (*account.GetAlternateContactOutput, error) {
	a, err := s.contacted(in.AccountId, in.AlternateContactType)
	if err != nil {
		return nil, err
	}
	c, known := a.Contacts[string(in.AlternateContactType)]
	if !known {
		return nil, noContact()
	}
	return &account.GetAlternateContactOutput{AlternateContact: &accounttypes.AlternateContact{
		AlternateContactType: in.AlternateContactType, Name: &c.Name, Title: &c.Title, EmailAddress: &c.Email, PhoneNumber: &c.Phone,
	}}, nil
}

func (s accountService) PutAlternateContact(in *account.PutAlternateContactInput) (*account.PutAlternateContactOutput, error) {
	a, err := s.contacted(in.AccountId, in.AlternateContactType)
	if err != nil {
		return nil, err
	}
	c := Contact{Name: aws.ToString(in.Name), Title: aws.ToString(in.Title), Email: aws.ToString(in.EmailAddress), Phone: aws.ToString(in.PhoneNumber)}
	if err := c.check(); err != nil {
		return nil, err
	}
	if a.Contacts == nil {
		a.Contacts = map[string]Contact{}
	}
	a.Contacts[string(in.AlternateContactType)] = c
	return &account.PutAlternateContactOutput{}, nil
}

// What AWS takes of a contact (AWS: Account Management API, PutAlternateContact).
var (
	contactEmail = regexp.MustCompile(`^\s*[\w+=.#!&-]+@[\w.-]+\.[\w]+\s*$`)
	contactPhone = regexp.MustCompile(`^[\s0-9()+-]{1,25}$`)
)

func (c Contact) check() error {
	switch {
	case len(c.Name) < 1 || len(c.Name) > 64:
		return unfit("Name has 1 to 64 characters")
	case len(c.Title) < 1 || len(c.Title) > 50:
		return unfit("Title has 1 to 50 characters")
	case !contactEmail.MatchString(c.Email) || len(c.Email) > 254:
		return unfit("EmailAddress is not an email address")
	case !contactPhone.MatchString(c.Phone):
		return unfit("PhoneNumber is not a telephone number")
	}
	return nil
}

func (s accountService) DeleteAlternateContact(in *account.DeleteAlternateContactInput) (*account.DeleteAlternateContactOutput, error) {
	a, err := s.contacted(in.AccountId, in.AlternateContactType)
	if err != nil {
		return nil, err
	}
	if _, known := a.Contacts[string(in.AlternateContactType)]; !known {
		return nil, noContact()
	}
	delete(a.Contacts, string(in.AlternateContactType))
	return &account.DeleteAlternateContactOutput{}, nil
}

func (s accountService) PutAccountName(in *account.PutAccountNameInput) (*account.PutAccountNameOutput, error) {
	a, err := s.subject(in.AccountId)
	if err != nil {
		return nil, err
	}
	if !newName.MatchString(aws.ToString(in.AccountName)) {
		return nil, unfit("AccountName has 1 to 50 printable ASCII characters other than < and >")
	}
	a.Name = *in.AccountName
	return &account.PutAccountNameOutput{}, nil
}

func (s accountService) GetAccountInformation(in *account.GetAccountInformationInput) (*account.GetAccountInformationOutput, error) {
	a, err := s.subject(in.AccountId)
	if err != nil {
		return nil, err
	}
	return &account.GetAccountInformationOutput{
		AccountId: &a.ID, AccountName: &a.Name, AccountCreatedDate: &a.Created, AccountState: accounttypes.AccountState(s.state(a)),
	}, nil
}

func (s accountService) GetPrimaryEmail(in *account.GetPrimaryEmailInput) (*account.GetPrimaryEmailOutput, error) {
	if in.AccountId == nil {
		return nil, unfit("AccountId is missing")
	}
	a, err := s.subject(in.AccountId)
	if err != nil {
		return nil, err
	}
	return &account.GetPrimaryEmailOutput{PrimaryEmail: &a.Email}, nil
}

func (s accountService) GetContactInformation(in *account.GetContactInformationInput) (*account.GetContactInformationOutput, error) {
	a, err := s.subject(in.AccountId)
	if err != nil {
		return nil, err
	}
	if a.Contact == nil {
		return nil, &accounttypes.ResourceNotFoundException{Message: aws.String("The account has no contact information.")}
	}
	return &account.GetContactInformationOutput{ContactInformation: a.Contact}, nil
}

func (s accountService) PutContactInformation(in *account.PutContactInformationInput) (*account.PutContactInformationOutput, error) {
	a, err := s.subject(in.AccountId)
	if err != nil {
		return nil, err
	}
	c := in.ContactInformation
	if c == nil || slices.Contains([]*string{c.FullName, c.AddressLine1, c.City, c.CountryCode, c.PostalCode, c.PhoneNumber}, nil) {
		return nil, unfit("FullName, AddressLine1, City, CountryCode, PostalCode and PhoneNumber are needed")
	}
	a.Contact = c
	return &account.PutContactInformationOutput{}, nil
}
