package sandbox

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/policy"
)

const organizationsPrincipal = "organizations.amazonaws.com"

// link gives the caller's account the role that Organizations works with there.
// The caller must be allowed to make it (AWS: Organizations API,
// AccessDeniedForDependencyException).
func (c *call) link() error {
	if c.account.IAM.Roles[linkedName(organizationsPrincipal, "")] != nil {
		return nil
	}
	const action = "iam:CreateServiceLinkedRole"
	role := "arn:aws:iam::" + c.account.ID + ":role" + linkedPath + organizationsPrincipal + "/" + linkedName(organizationsPrincipal, "")
	now := c.circumstances(role)
	now["iam:awsservicename"] = []string{organizationsPrincipal}
	d := policy.Decide(policy.Request{Action: action, Resource: role, Caller: c.principal(), Context: now}, c.policies())
	if !d.Allowed() {
		return &orgtypes.AccessDeniedForDependencyException{
			Reason:  orgtypes.AccessDeniedForDependencyExceptionReasonAccessDeniedDuringCreateServiceLinkedRole,
			Message: aws.String("The request failed because your credentials do not have permission to create the service-linked role required by AWS Organizations."),
		}
	}
	c.addLinkedRole(c.account, organizationsPrincipal, "")
	return nil
}

// finalized is the error of an organization that is too young for accounts.
func (s organizationsService) finalized() error {
	o := s.Organization
	if s.now().Before(o.Members[o.Master].Joined.Add(s.options.Finalizing)) {
		return &orgtypes.FinalizingOrganizationException{Message: aws.String("AWS Organizations couldn't perform the operation because your organization hasn't finished initializing. This can take up to an hour. Try again later.")}
	}
	return nil
}

// migration is the handshake by which the organization is on its way to all
// features; nil when it is not.
func (o *Organization) migration() *Handshake {
	for _, h := range o.Handshakes {
		if h.Action == orgtypes.ActionTypeEnableAllFeatures && h.pending() {
			return h
		}
	}
	return nil
}

// EnableAllFeatures asks every member that was invited; one that was created
// here has nothing to say. AWS's texts disagree on which handshake is called
// what: here it is as in the example of EnableAllFeatures, the organization's
// own is ENABLE_ALL_FEATURES.
func (s organizationsService) EnableAllFeatures(*organizations.EnableAllFeaturesInput) (*organizations.EnableAllFeaturesOutput, error) {
	o := s.Organization
	switch {
	case o.FeatureSet == orgtypes.OrganizationFeatureSetAll:
		return nil, handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonOrganizationAlreadyHasAllFeatures, "The organization has all features enabled already.")
	case o.migration() != nil:
		return nil, handshakeConstraint(orgtypes.HandshakeConstraintViolationExceptionReasonOrganizationIsAlreadyPendingAllFeaturesMigration, "The organization waits for its members' consent already.")
	}
	whole := &Handshake{
		ID: s.id("h-", 32), Action: orgtypes.ActionTypeEnableAllFeatures, Type: orgtypes.HandshakePartyTypeOrganization, Target: o.ID,
		State: orgtypes.HandshakeStateRequested, Requested: s.now().UTC(),
	}
	o.Handshakes = append(o.Handshakes, whole)
	for _, id := range keys(o.Members) {
		if id != o.Master && o.Members[id].Method == orgtypes.AccountJoinedMethodInvited {
			h := &Handshake{
				ID: s.id("h-", 32), Action: orgtypes.ActionTypeApproveAllFeatures, Parent: whole.ID, Type: orgtypes.HandshakePartyTypeAccount,
				Target: id, State: orgtypes.HandshakeStateRequested, Requested: whole.Requested,
			}
			o.Handshakes = append(o.Handshakes, h)
			s.mail(s.Accounts[id].Email, "Organization "+o.ID+" asks account "+id+" to approve all features: handshake "+h.ID+".")
		}
	}
	o.gather(whole)
	return &organizations.EnableAllFeaturesOutput{Handshake: s.toldHandshake(o, whole)}, nil
}

// gather opens the organization's own handshake once all members have agreed.
func (o *Organization) gather(whole *Handshake) {
	for _, h := range o.Handshakes {
		if h.Parent == whole.ID && h.State != orgtypes.HandshakeStateAccepted && o.Members[h.Target] != nil {
			return
		}
	}
	whole.State = orgtypes.HandshakeStateOpen
}

// consent is a member's yes to all features, or the master's last word.
func (s organizationsService) consent(o *Organization, h *Handshake) (*organizations.AcceptHandshakeOutput, error) {
	if h.Parent == "" && h.State == orgtypes.HandshakeStateRequested {
		return nil, &orgtypes.InvalidHandshakeTransitionException{Message: aws.String("Not all members have approved yet.")}
	}
	told, err := s.answer(o, h, orgtypes.HandshakeStateAccepted)
	if err != nil {
		return nil, err
	}
	if h.Parent == "" {
		o.FeatureSet = orgtypes.OrganizationFeatureSetAll
		return &organizations.AcceptHandshakeOutput{Handshake: told}, nil
	}
	for _, whole := range o.Handshakes {
		if whole.ID == h.Parent && whole.pending() {
			o.gather(whole)
		}
	}
	return &organizations.AcceptHandshakeOutput{Handshake: told}, nil
}
