package sandbox

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// delegate is the caller's member account and the service principal it administers, or is to.
func (s organizationsService) delegate(id, service *string) (*Organization, *Member, string, error) {
	o, m, err := s.member(id)
	if err != nil {
		return nil, nil, "", err
	}
	p, err := principal(service)
	return o, m, p, err
}

func (s organizationsService) RegisterDelegatedAdministrator(in *organizations.RegisterDelegatedAdministratorInput) (*organizations.RegisterDelegatedAdministratorOutput, error) {
	o, m, p, err := s.delegate(in.AccountId, in.ServicePrincipal)
	if err != nil {
		return nil, err
	}
	_, registered := o.Delegated[m.Account][p]
	_, enabled := o.Services[p]
	switch {
	case m.Account == o.Master:
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonCannotRegisterMasterAsDelegatedAdministrator, "You can't register the management account as a delegated administrator.")
	case registered:
		return nil, &orgtypes.AccountAlreadyRegisteredException{Message: aws.String("The account is already a delegated administrator for this service.")}
	case !enabled:
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonServiceAccessNotEnabled, "Trusted access is not enabled for %s.", p)
	case s.state(s.Accounts[m.Account]) != orgtypes.AccountStateActive:
		return nil, constraint(orgtypes.ConstraintViolationExceptionReasonCannotRegisterSuspendedAccountAsDelegatedAdministrator, "The account is not active.")
	}
	if o.Delegated == nil {
		o.Delegated = map[string]map[string]time.Time{}
	}
	if o.Delegated[m.Account] == nil {
		o.Delegated[m.Account] = map[string]time.Time{}
	}
	o.Delegated[m.Account][p] = s.now().UTC()
	return &organizations.RegisterDelegatedAdministratorOutput{}, nil
}

func (s organizationsService) DeregisterDelegatedAdministrator(in *organizations.DeregisterDelegatedAdministratorInput) (*organizations.DeregisterDelegatedAdministratorOutput, error) {
	o, m, p, err := s.delegate(in.AccountId, in.ServicePrincipal)
	if err != nil {
		return nil, err
	}
	if _, registered := o.Delegated[m.Account][p]; !registered {
		return nil, notRegistered()
	}
	delete(o.Delegated[m.Account], p)
	return &organizations.DeregisterDelegatedAdministratorOutput{}, nil
}

func notRegistered() error {
	return &orgtypes.AccountNotRegisteredException{Message: aws.String("The account is not a delegated administrator for this service.")}
}

func (s organizationsService) ListDelegatedAdministrators(in *organizations.ListDelegatedAdministratorsInput) (*organizations.ListDelegatedAdministratorsOutput, error) {
	o := s.Organization
	var all []orgtypes.DelegatedAdministrator
	for _, id := range keys(o.Delegated) {
		if since, is := delegated(o.Delegated[id], aws.ToString(in.ServicePrincipal)); is {
			all = append(all, s.toldDelegate(o, id, since))
		}
	}
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListDelegatedAdministratorsOutput{DelegatedAdministrators: some, NextToken: next}, err
}

// delegated says since when somebody administers a service, or any where that is "".
func delegated(services map[string]time.Time, service string) (since time.Time, is bool) {
	for _, p := range keys(services) {
		if at := services[p]; (service == "" || service == p) && (!is || at.Before(since)) {
			since, is = at, true
		}
	}
	return since, is
}

func (s organizationsService) toldDelegate(o *Organization, id string, since time.Time) orgtypes.DelegatedAdministrator {
	told := s.toldMember(o, o.Members[id])
	return orgtypes.DelegatedAdministrator{
		Id: told.Id, Arn: told.Arn, Email: told.Email, Name: told.Name, State: told.State, Status: told.Status,
		JoinedMethod: told.JoinedMethod, JoinedTimestamp: told.JoinedTimestamp, DelegationEnabledDate: &since,
	}
}

func (s organizationsService) ListDelegatedServicesForAccount(in *organizations.ListDelegatedServicesForAccountInput) (*organizations.ListDelegatedServicesForAccountOutput, error) {
	o, m, err := s.member(in.AccountId)
	if err != nil {
		return nil, err
	}
	if len(o.Delegated[m.Account]) == 0 {
		return nil, notRegistered()
	}
	all := each(keys(o.Delegated[m.Account]), func(p string) orgtypes.DelegatedService {
		return orgtypes.DelegatedService{ServicePrincipal: &p, DelegationEnabledDate: aws.Time(o.Delegated[m.Account][p])}
	})
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListDelegatedServicesForAccountOutput{DelegatedServices: some, NextToken: next}, err
}
