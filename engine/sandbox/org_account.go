package sandbox

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

const (
	youngest    = 4 * day // a created account must be this old to leave (AWS: Organizations quotas)
	maxClosing  = 3       // accounts closing at once (AWS: Organizations quotas)
	minClosures = 250     // in 30 days; or 20 % of the accounts where that is more (AWS: Organizations quotas)
	maxClosures = 1000
)

// member is the caller's member account of an id.
func (s organizationsService) member(id *string) (*Organization, *Member, error) {
	o := s.Organization
	m := o.Members[aws.ToString(id)]
	if m == nil {
		return nil, nil, &orgtypes.AccountNotFoundException{Message: aws.String("You specified an account that doesn't exist.")}
	}
	return o, m, nil
}

func (s organizationsService) toldMember(o *Organization, m *Member) orgtypes.Account {
	a := s.Accounts[m.Account]
	told := orgtypes.Account{
		Id: &a.ID, Arn: aws.String(o.arn("account", "/"+a.ID)), Email: &a.Email, Name: &a.Name,
		JoinedMethod: m.Method, JoinedTimestamp: &m.Joined, Paths: []string{o.path(m.Parent) + a.ID + "/"}, State: s.state(a),
	}
	told.Status = orgtypes.AccountStatus(told.State)
	if told.State == orgtypes.AccountStateClosed {
		told.Status = orgtypes.AccountStatusSuspended
	}
	return told
}

func (s organizationsService) toldMembers(o *Organization, members []*Member) []orgtypes.Account {
	return each(members, func(m *Member) orgtypes.Account { return s.toldMember(o, m) })
}

func (s organizationsService) ListAccounts(in *organizations.ListAccountsInput) (*organizations.ListAccountsOutput, error) {
	o := s.Organization
	some, next, err := page(s.call, byName(o.Members), listing{in.MaxResults, in.NextToken})
	if err != nil {
		return nil, err
	}
	return &organizations.ListAccountsOutput{Accounts: s.toldMembers(o, some), NextToken: next}, nil
}

func (s organizationsService) ListAccountsForParent(in *organizations.ListAccountsForParentInput) (*organizations.ListAccountsForParentOutput, error) {
	o, parent, err := s.parent(in.ParentId)
	if err != nil {
		return nil, err
	}
	some, next, err := page(s.call, s.toldMembers(o, o.membersIn(parent)), listing{in.MaxResults, in.NextToken})
	return &organizations.ListAccountsForParentOutput{Accounts: some, NextToken: next}, err
}

func (s organizationsService) DescribeAccount(in *organizations.DescribeAccountInput) (*organizations.DescribeAccountOutput, error) {
	o, m, err := s.member(in.AccountId)
	if err != nil {
		return nil, err
	}
	told := s.toldMember(o, m)
	return &organizations.DescribeAccountOutput{Account: &told}, nil
}

func (s organizationsService) MoveAccount(in *organizations.MoveAccountInput) (*organizations.MoveAccountOutput, error) {
	o, m, err := s.member(in.AccountId)
	if err != nil {
		return nil, err
	}
	from, to := aws.ToString(in.SourceParentId), aws.ToString(in.DestinationParentId)
	switch {
	case !o.isParent(from):
		return nil, &orgtypes.SourceParentNotFoundException{Message: aws.String("You specified a source parent that doesn't exist.")}
	case !o.isParent(to):
		return nil, &orgtypes.DestinationParentNotFoundException{Message: aws.String("You specified a destination parent that doesn't exist.")}
	case m.Parent == to:
		return nil, &orgtypes.DuplicateAccountException{Message: aws.String("The account is already in the destination parent.")}
	case m.Parent != from:
		return nil, &orgtypes.SourceParentNotFoundException{Message: aws.String("The account is not in the source parent.")}
	}
	m.Parent = to
	return &organizations.MoveAccountOutput{}, nil
}

func (s organizationsService) CloseAccount(in *organizations.CloseAccountInput) (*organizations.CloseAccountOutput, error) {
	o, m, err := s.member(in.AccountId)
	if err != nil {
		return nil, err
	}
	a := s.Accounts[m.Account]
	if err := s.closable(o, a); err != nil {
		return nil, err
	}
	a.Closing = s.now().UTC()
	o.Closings = append(o.Closings, a.Closing)
	return &organizations.CloseAccountOutput{}, nil
}

func (s organizationsService) closable(o *Organization, a *Account) error {
	closing, recent := s.closures(o)
	switch state := s.state(a); {
	case a.ID == o.Master:
		return constraint(orgtypes.ConstraintViolationExceptionReasonCannotCloseManagementAccount, "You can't close the management account.")
	case state == orgtypes.AccountStateClosed:
		return &orgtypes.AccountAlreadyClosedException{Message: aws.String("The account is already closed.")}
	case state == orgtypes.AccountStatePendingClosure:
		return &orgtypes.ConflictException{Message: aws.String("The account is being closed.")}
	case closing >= maxClosing:
		return constraint(orgtypes.ConstraintViolationExceptionReasonCloseAccountRequestsLimitExceeded, "You can close %d accounts at a time.", maxClosing)
	case recent >= min(max(minClosures, len(o.Members)/5), maxClosures):
		return constraint(orgtypes.ConstraintViolationExceptionReasonCloseAccountQuotaExceeded, "You have closed as many accounts as 30 days allow.")
	}
	return nil
}

// closures are how many accounts are closing now, and how many were closed in the last 30 days.
func (s organizationsService) closures(o *Organization) (closing, recent int) {
	for _, id := range keys(o.Members) {
		if s.state(s.Accounts[id]) == orgtypes.AccountStatePendingClosure {
			closing++
		}
	}
	for _, at := range o.Closings {
		if s.now().Sub(at) < 30*day {
			recent++
		}
	}
	return closing, recent
}

func (s organizationsService) RemoveAccountFromOrganization(in *organizations.RemoveAccountFromOrganizationInput) (*organizations.RemoveAccountFromOrganizationOutput, error) {
	o, m, err := s.member(in.AccountId)
	if err != nil {
		return nil, err
	}
	return &organizations.RemoveAccountFromOrganizationOutput{}, s.part(o, m)
}

func (s organizationsService) LeaveOrganization(*organizations.LeaveOrganizationInput) (*organizations.LeaveOrganizationOutput, error) {
	o := s.Organization
	return &organizations.LeaveOrganizationOutput{}, s.part(o, o.Members[s.account.ID])
}

// part takes a member out of the organization, where AWS would let it go.
func (s organizationsService) part(o *Organization, m *Member) error {
	switch {
	case m.Account == o.Master:
		return &orgtypes.MasterCannotLeaveOrganizationException{Message: aws.String("You can't remove a management account from an organization.")}
	case len(o.Delegated[m.Account]) > 0:
		return constraint(orgtypes.ConstraintViolationExceptionReasonCannotRemoveDelegatedAdministratorFromOrg, "The account is a delegated administrator.")
	case s.state(s.Accounts[m.Account]) != orgtypes.AccountStateActive:
		return constraint(orgtypes.ConstraintViolationExceptionReasonAccountCannotLeaveOrganization, "A closed account cannot leave its organization.")
	case m.Method == orgtypes.AccountJoinedMethodCreated && s.now().Sub(m.Joined) < youngest:
		return constraint(orgtypes.ConstraintViolationExceptionReasonWaitPeriodActive, "An account can leave %d days after it was created.", youngest/(24*time.Hour))
	}
	o.forget(m.Account)
	return nil
}
