package sandbox

import (
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/account"
	accounttypes "github.com/aws/aws-sdk-go-v2/service/account/types"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// A Letter is what AWS writes to somebody by email.
type Letter struct {
	Time time.Time `json:"time"`
	To   string    `json:"to"`
	Text string    `json:"text"`
}

// An EmailUpdate is a root user's email address that waits for its code.
type EmailUpdate struct {
	Email, Code string
}

// Letters is what AWS has sent so far, oldest first.
func (w *World) Letters() []Letter {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.Mail)
}

// mail writes to somebody.
func (w *World) mail(to, text string) {
	w.Mail = append(w.Mail, Letter{w.now().UTC(), to, text})
}

// member is the account of a request that is for the master and its members alone.
func (s accountService) member(id, email *string) (*Account, error) {
	switch {
	case id == nil:
		return nil, unfit("AccountId is missing")
	case !isEmail(aws.ToString(email)):
		return nil, unfit("PrimaryEmail is not an email address")
	}
	a, err := s.subject(id)
	if err == nil && s.state(a) != orgtypes.AccountStateActive {
		err = s.refuse()
	}
	return a, err
}

// StartPrimaryEmailUpdate sends a code to the new address, and another one each
// time it is asked.
func (s accountService) StartPrimaryEmailUpdate(in *account.StartPrimaryEmailUpdateInput) (*account.StartPrimaryEmailUpdateOutput, error) {
	a, err := s.member(in.AccountId, in.PrimaryEmail)
	if err != nil {
		return nil, err
	}
	if s.accountOf(*in.PrimaryEmail) != nil {
		return nil, &accounttypes.ConflictException{Message: aws.String("The email address is already in use.")}
	}
	a.NewEmail = &EmailUpdate{*in.PrimaryEmail, s.draw(digit, 6)}
	s.mail(a.NewEmail.Email, "The code with which to confirm this address for account "+a.ID+" is "+a.NewEmail.Code+".")
	return &account.StartPrimaryEmailUpdateOutput{Status: accounttypes.PrimaryEmailUpdateStatusPending}, nil
}

// AcceptPrimaryEmailUpdate gives an account its new address.
func (s accountService) AcceptPrimaryEmailUpdate(in *account.AcceptPrimaryEmailUpdateInput) (*account.AcceptPrimaryEmailUpdateOutput, error) {
	a, err := s.member(in.AccountId, in.PrimaryEmail)
	if err != nil {
		return nil, err
	}
	switch wanted := a.NewEmail; {
	case wanted == nil || !strings.EqualFold(wanted.Email, *in.PrimaryEmail):
		return nil, &accounttypes.ResourceNotFoundException{Message: aws.String("There is no update to this address.")}
	case wanted.Code != aws.ToString(in.Otp):
		return nil, unfit("Otp is not the code that was sent")
	case s.accountOf(wanted.Email) != nil:
		return nil, &accounttypes.ConflictException{Message: aws.String("The email address is already in use.")}
	}
	a.Email, a.NewEmail = a.NewEmail.Email, nil
	return &account.AcceptPrimaryEmailUpdateOutput{Status: accounttypes.PrimaryEmailUpdateStatusAccepted}, nil
}
