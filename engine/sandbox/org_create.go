package sandbox

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// What AWS takes as an account's name, email and access role (AWS: Organizations API, CreateAccount).
var (
	accountName  = regexp.MustCompile(`^[ -~]{1,50}$`)
	roleName     = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)
	emailAddress = regexp.MustCompile(`^[^\s."'()<>\[\]:;,\\|%&@][^\s"'()<>\[\]:;,\\|%&@]*@[A-Za-z0-9][A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*\.[A-Za-z0-9]+$`)
)

// maxCreations is how many accounts may be in the making at once (AWS: Organizations quotas).
const maxCreations = 5

func isEmail(s string) bool {
	ascii := !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
	return len(s) >= 6 && len(s) <= 64 && ascii && emailAddress.MatchString(s)
}

func checkCreation(in *organizations.CreateAccountInput) error {
	switch role := aws.ToString(in.RoleName); {
	case !accountName.MatchString(aws.ToString(in.AccountName)):
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPattern, "AccountName has 1 to 50 printable ASCII characters.")
	case len(aws.ToString(in.Email)) < 6:
		return invalidInput(orgtypes.InvalidInputExceptionReasonMinLengthExceeded, "Email has at least 6 characters.")
	case len(aws.ToString(in.Email)) > 64:
		return invalidInput(orgtypes.InvalidInputExceptionReasonMaxLengthExceeded, "Email has at most 64 characters.")
	case !isEmail(*in.Email):
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPattern, "Email is not an email address.")
	case in.RoleName != nil && (!roleName.MatchString(role) || strings.HasPrefix(role, "AWSServiceRoleFor")):
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidRoleName, "RoleName is not the name of a role.")
	}
	return nil
}

func (s organizationsService) CreateAccount(in *organizations.CreateAccountInput) (*organizations.CreateAccountOutput, error) {
	o := s.Organization
	if err := checkCreation(in); err != nil {
		return nil, err
	}
	tags, err := tagged(nil, in.Tags)
	if err != nil {
		return nil, err
	}
	if err := s.finalized(); err != nil {
		return nil, err
	}
	running := o.running()
	if len(running) >= maxCreations {
		return nil, &orgtypes.TooManyRequestsException{Type: aws.String("CREATE_ACCOUNT"), Message: aws.String("You have sent too many requests in too short a period of time.")}
	}
	c := &Creation{
		ID: s.id("car-", 32), Name: *in.AccountName, Email: *in.Email, Role: "OrganizationAccountAccessRole", Tags: tags,
		Requested: s.now().UTC(), Due: s.now().UTC().Add(s.options.CreateDelay), State: orgtypes.CreateAccountStateInProgress,
	}
	if in.RoleName != nil {
		c.Role = *in.RoleName
	}
	if slices.ContainsFunc(running, func(other *Creation) bool { return strings.EqualFold(other.Email, c.Email) }) {
		c.Fail = orgtypes.CreateAccountFailureReasonConcurrentAccountModification
	}
	o.Creations = append(o.Creations, c)
	return &organizations.CreateAccountOutput{CreateAccountStatus: c.told()}, nil
}

// running are the creations in progress.
func (o *Organization) running() []*Creation {
	return slices.DeleteFunc(slices.Clone(o.Creations), func(c *Creation) bool { return c.State != orgtypes.CreateAccountStateInProgress })
}

// complete ends a creation: with an account, or with the reason why there is none.
func (w *World) complete(c *Creation) {
	o := w.Organization
	c.Completed = c.Due
	switch {
	case c.Fail != "":
	case w.accountOf(c.Email) != nil:
		c.Fail = orgtypes.CreateAccountFailureReasonEmailAlreadyExists
	case o.seats() >= w.options.Quota:
		c.Fail = orgtypes.CreateAccountFailureReasonAccountLimitExceeded
	}
	if c.Fail != "" {
		c.State = orgtypes.CreateAccountStateFailed
		return
	}
	a := w.newAccount(w.accountID(), c.Name, c.Email)
	a.Created = c.Due
	a.Root.NoPassword = o.has(iamtypes.FeatureTypeRootCredentialsManagement)
	w.addAccessRole(a, c.Role, o.Master)
	w.addLinkedRole(a, organizationsPrincipal, "")
	o.join(&Member{Account: a.ID, Method: orgtypes.AccountJoinedMethodCreated, Joined: c.Due}, c.Tags)
	c.State, c.Account = orgtypes.CreateAccountStateSucceeded, a.ID
}

func (c *Creation) told() *orgtypes.CreateAccountStatus {
	told := &orgtypes.CreateAccountStatus{
		Id: &c.ID, AccountName: &c.Name, State: c.State, FailureReason: c.Fail, RequestedTimestamp: &c.Requested,
	}
	if c.State == orgtypes.CreateAccountStateInProgress {
		told.FailureReason = "" // it is not known yet
		return told
	}
	told.CompletedTimestamp = &c.Completed
	if c.Account != "" {
		told.AccountId = &c.Account
	}
	return told
}

func (s organizationsService) DescribeCreateAccountStatus(in *organizations.DescribeCreateAccountStatusInput) (*organizations.DescribeCreateAccountStatusOutput, error) {
	o := s.Organization
	at := slices.IndexFunc(o.Creations, func(c *Creation) bool { return c.ID == aws.ToString(in.CreateAccountRequestId) })
	if at >= 0 {
		return &organizations.DescribeCreateAccountStatusOutput{CreateAccountStatus: o.Creations[at].told()}, nil
	}
	return nil, &orgtypes.CreateAccountStatusNotFoundException{Message: aws.String("You specified a create account request that doesn't exist.")}
}

func (s organizationsService) ListCreateAccountStatus(in *organizations.ListCreateAccountStatusInput) (*organizations.ListCreateAccountStatusOutput, error) {
	o := s.Organization
	wanted := slices.DeleteFunc(slices.Clone(o.Creations), func(c *Creation) bool {
		return len(in.States) > 0 && !slices.Contains(in.States, c.State)
	})
	all := each(wanted, func(c *Creation) orgtypes.CreateAccountStatus { return *c.told() })
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListCreateAccountStatusOutput{CreateAccountStatuses: some, NextToken: next}, err
}
