package sandbox

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

func handshakeConstraint(reason orgtypes.HandshakeConstraintViolationExceptionReason, message string) error {
	return &orgtypes.HandshakeConstraintViolationException{Message: &message, Reason: reason}
}

// invited is the account a handshake is for; nil when nobody has its email.
func (w *World) invited(h *Handshake) *Account {
	switch h.Type {
	case orgtypes.HandshakePartyTypeAccount:
		return w.Accounts[h.Target]
	case orgtypes.HandshakePartyTypeOrganization:
		return w.Accounts[w.Organization.Master]
	}
	return w.accountOf(h.Target)
}

func (s organizationsService) InviteAccountToOrganization(in *organizations.InviteAccountToOrganizationInput) (*organizations.InviteAccountToOrganizationOutput, error) {
	o := s.Organization
	h := &Handshake{Notes: aws.ToString(in.Notes), State: orgtypes.HandshakeStateOpen, Requested: s.now().UTC()}
	if in.Target != nil {
		h.Type, h.Target = in.Target.Type, aws.ToString(in.Target.Id)
	}
	tags, err := tagged(nil, in.Tags)
	if err == nil {
		err = s.invitable(o, h)
	}
	if err == nil {
		err = s.finalized()
	}
	if err != nil {
		return nil, err
	}
	h.Tags = tags
	h.ID = s.id("h-", 32)
	o.Handshakes = append(o.Handshakes, h)
	if a := s.invited(h); a != nil {
		s.mail(a.Email, "Account "+o.Master+" invites account "+a.ID+" to its organization "+o.ID+": handshake "+h.ID+".")
	}
	return &organizations.InviteAccountToOrganizationOutput{Handshake: s.toldHandshake(o, h)}, nil
}

func (s organizationsService) invitable(o *Organization, h *Handshake) error {
	a := s.invited(h)
	switch {
	case h.Type != orgtypes.HandshakePartyTypeAccount && h.Type != orgtypes.HandshakePartyTypeEmail:
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPartyTypeTarget, "A target is an ACCOUNT or an EMAIL.")
	case h.Type == orgtypes.HandshakePartyTypeAccount && !isAccountID(h.Target):
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidPatternTargetId, "An account id has 12 digits.")
	case h.Type == orgtypes.HandshakePartyTypeEmail && !isEmail(h.Target):
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidEmailAddressTarget, "The target is not an email address.")
	case len(h.Notes) > 1024:
		return invalidInput(orgtypes.InvalidInputExceptionReasonMaxLengthExceeded, "Notes have at most 1,024 characters.")
	case h.Type == orgtypes.HandshakePartyTypeAccount && (a == nil || s.state(a) != orgtypes.AccountStateActive):
		return handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonTargetAccountValidationFailure, "The account cannot be invited.")
	case a != nil && o.Members[a.ID] != nil:
		return handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonAlreadyInAnOrganization, "The account is already a member of an organization.")
	case o.hasOpen(h.Target) || a != nil && (o.hasOpen(a.ID) || o.hasOpen(a.Email)):
		return &orgtypes.DuplicateHandshakeException{Message: aws.String("A handshake with the same action and target already exists.")}
	case o.migration() != nil:
		return handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonInviteDisabledDuringEnableAllFeatures, "You cannot invite accounts while the organization enables all features.")
	case o.attempts(s.now()) >= max(maxAttempts, s.options.Quota):
		return handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonHandshakeRateLimitExceeded, "You have exceeded the number of handshakes that you can send in one day.")
	case o.seats() >= s.options.Quota:
		return handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonAccountNumberLimitExceeded, "You have exceeded the allowed number of AWS accounts.")
	}
	return nil
}

// maxAttempts is how many invitations an organization may always send in a day
// (AWS: Organizations quotas).
const maxAttempts = 20

// attempts are the invitations of the last day that nobody has accepted.
func (o *Organization) attempts(now time.Time) (n int) {
	for _, h := range o.Handshakes {
		if h.Action == "" && h.State != orgtypes.HandshakeStateAccepted && now.Sub(h.Requested) < day {
			n++
		}
	}
	return n
}

func (o *Organization) hasOpen(target string) bool {
	return slices.ContainsFunc(o.Handshakes, func(h *Handshake) bool {
		return h.Action == "" && h.pending() && strings.EqualFold(h.Target, target)
	})
}

func (s organizationsService) toldHandshake(o *Organization, h *Handshake) *orgtypes.Handshake {
	master := s.Accounts[o.Master]
	resources := []orgtypes.HandshakeResource{
		{Type: orgtypes.HandshakeResourceTypeOrganization, Value: &o.ID, Resources: []orgtypes.HandshakeResource{
			{Type: orgtypes.HandshakeResourceTypeMasterEmail, Value: &master.Email},
			{Type: orgtypes.HandshakeResourceTypeMasterName, Value: &master.Name},
			{Type: orgtypes.HandshakeResourceTypeOrganizationFeatureSet, Value: aws.String(string(o.FeatureSet))},
		}},
	}
	parties := []orgtypes.HandshakeParty{{Type: orgtypes.HandshakePartyTypeOrganization, Id: aws.String(strings.TrimPrefix(o.ID, "o-"))}}
	if h.Type != orgtypes.HandshakePartyTypeOrganization {
		resources = append(resources, orgtypes.HandshakeResource{Type: orgtypes.HandshakeResourceType(h.Type), Value: &h.Target})
		parties = append(parties, orgtypes.HandshakeParty{Type: h.Type, Id: &h.Target})
	}
	if h.Parent != "" {
		resources = append(resources, orgtypes.HandshakeResource{Type: orgtypes.HandshakeResourceTypeParentHandshake, Value: &h.Parent})
	}
	if h.Notes != "" {
		resources = append(resources, orgtypes.HandshakeResource{Type: orgtypes.HandshakeResourceTypeNotes, Value: &h.Notes})
	}
	action := cmp.Or(h.Action, orgtypes.ActionTypeInviteAccountToOrganization)
	return &orgtypes.Handshake{
		Id: &h.ID, Arn: aws.String(o.arn("handshake", "/"+strings.ToLower(string(action))+"/"+h.ID)), Action: action, Parties: parties,
		Resources: resources, State: h.State, RequestedTimestamp: &h.Requested, ExpirationTimestamp: aws.Time(h.expires()),
	}
}

// handshake is the one of an id that the caller is a party of.
func (s organizationsService) handshake(id *string) (*Organization, *Handshake, error) {
	if o := s.Organization; o != nil {
		for _, h := range o.Handshakes {
			if h.ID == aws.ToString(id) && (o.Master == s.account.ID || s.invited(h) == s.account) {
				return o, h, nil
			}
		}
	}
	return nil, nil, &orgtypes.HandshakeNotFoundException{Message: aws.String("You specified a handshake that doesn't exist.")}
}

// answer ends an open handshake.
func (s organizationsService) answer(o *Organization, h *Handshake, to orgtypes.HandshakeState) (*orgtypes.Handshake, error) {
	switch h.State {
	case to:
		return nil, &orgtypes.HandshakeAlreadyInStateException{Message: aws.String("The handshake is already " + string(to) + ".")}
	case orgtypes.HandshakeStateOpen, orgtypes.HandshakeStateRequested:
		h.State, h.Completed = to, s.now().UTC()
		return s.toldHandshake(o, h), nil
	}
	return nil, &orgtypes.InvalidHandshakeTransitionException{Message: aws.String("The handshake is " + string(h.State) + " and cannot become " + string(to) + ".")}
}

func (s organizationsService) AcceptHandshake(in *organizations.AcceptHandshakeInput) (*organizations.AcceptHandshakeOutput, error) {
	o, h, err := s.handshake(in.HandshakeId)
	if err != nil {
		return nil, err
	}
	switch {
	case s.invited(h) != s.account:
		return nil, notAllowed()
	case h.Action != "":
		return s.consent(o, h)
	case h.pending() && o.Members[s.account.ID] != nil:
		return nil, handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonAlreadyInAnOrganization, "The account is already a member of an organization.")
	}
	if err := s.link(); err != nil {
		return nil, err
	}
	told, err := s.answer(o, h, orgtypes.HandshakeStateAccepted)
	if err != nil {
		return nil, err
	}
	o.join(&Member{Account: s.account.ID, Method: orgtypes.AccountJoinedMethodInvited, Joined: h.Completed}, h.Tags)
	return &organizations.AcceptHandshakeOutput{Handshake: told}, nil
}

func (s organizationsService) DeclineHandshake(in *organizations.DeclineHandshakeInput) (*organizations.DeclineHandshakeOutput, error) {
	o, h, err := s.handshake(in.HandshakeId)
	if err != nil {
		return nil, err
	}
	if s.invited(h) != s.account {
		return nil, notAllowed()
	}
	told, err := s.answer(o, h, orgtypes.HandshakeStateDeclined)
	return &organizations.DeclineHandshakeOutput{Handshake: told}, err
}

func (s organizationsService) CancelHandshake(in *organizations.CancelHandshakeInput) (*organizations.CancelHandshakeOutput, error) {
	o, h, err := s.handshake(in.HandshakeId)
	if err != nil {
		return nil, err
	}
	if o.Master != s.account.ID {
		return nil, notAllowed()
	}
	told, err := s.answer(o, h, orgtypes.HandshakeStateCanceled)
	return &organizations.CancelHandshakeOutput{Handshake: told}, err
}

func (s organizationsService) DescribeHandshake(in *organizations.DescribeHandshakeInput) (*organizations.DescribeHandshakeOutput, error) {
	o, h, err := s.handshake(in.HandshakeId)
	if err != nil {
		return nil, err
	}
	return &organizations.DescribeHandshakeOutput{Handshake: s.toldHandshake(o, h)}, nil
}

func (s organizationsService) ListHandshakesForOrganization(in *organizations.ListHandshakesForOrganizationInput) (*organizations.ListHandshakesForOrganizationOutput, error) {
	all := s.handshakes(in.Filter, func(*Handshake) bool { return true })
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListHandshakesForOrganizationOutput{Handshakes: some, NextToken: next}, err
}

func (s organizationsService) ListHandshakesForAccount(in *organizations.ListHandshakesForAccountInput) (*organizations.ListHandshakesForAccountOutput, error) {
	all := s.handshakes(in.Filter, func(h *Handshake) bool { return s.invited(h) == s.account })
	some, next, err := page(s.call, all, listing{in.MaxResults, in.NextToken})
	return &organizations.ListHandshakesForAccountOutput{Handshakes: some, NextToken: next}, err
}

// handshakes are those that are wanted and not yet forgotten, oldest first.
func (s organizationsService) handshakes(filter *orgtypes.HandshakeFilter, want func(*Handshake) bool) []orgtypes.Handshake {
	if s.Organization == nil {
		return nil
	}
	var told []orgtypes.Handshake
	for _, h := range s.Organization.Handshakes {
		if (h.Completed.IsZero() || s.now().Sub(h.Completed) < remembered) && h.passes(filter) && want(h) {
			told = append(told, *s.toldHandshake(s.Organization, h))
		}
	}
	return told
}

// passes says whether a filter lets a handshake through.
func (h *Handshake) passes(f *orgtypes.HandshakeFilter) bool {
	switch {
	case f == nil:
		return true
	case f.ParentHandshakeId != nil:
		return h.Parent == *f.ParentHandshakeId
	}
	return f.ActionType == "" || f.ActionType == cmp.Or(h.Action, orgtypes.ActionTypeInviteAccountToOrganization)
}
