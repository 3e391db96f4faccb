package kind

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// An invitation asks an account that exists already to join. It is there
// while it can be accepted, and for good once the account is a member; one
// that was declined or has expired is sent again.
var invitation = define[invitationBody]{
	name:   "invitation",
	in:     master,
	listed: true,

	want: func(w *Wish, _ string, put func(string, invitationBody)) {
		for _, key := range w.Org.Leaves() {
			if w.invited(key) {
				put(key, invitationBody{ID: "{" + key + "}"})
			}
		}
	},
	have: func(s *Sight, put func(string, invitationBody)) {
		for _, key := range s.Org.Leaves() {
			if s.invited(key) && (s.member(key) || s.pending(key)) {
				put(key, invitationBody{ID: "{" + key + "}"})
			}
		}
	},
	create: func(ctx context.Context, in *cloud.Account, name string, b invitationBody) error {
		err := finalized(ctx, in, name, func() error {
			_, err := in.Organizations.InviteAccountToOrganization(ctx, &organizations.InviteAccountToOrganizationInput{
				Target: &types.HandshakeParty{Type: types.HandshakePartyTypeAccount, Id: &b.ID},
				Notes:  aws.String("Invitation to become a leaf account of the organization; sent by orgwright."),
			}, func(o *organizations.Options) { o.Retryer = in.Once() })
			return err
		})
		return cloud.Except(err, "DuplicateHandshakeException")
	},
	hand: func(w *Wish, _ engine.Address, _ Update[invitationBody]) bool { return w.lacking["invitations"] != nil },
	why:  func(invitationBody) string { return "ask it to join" },
	steps: func(*Wish, engine.Address, Update[invitationBody]) []string {
		return []string{"this endpoint has no invitations: the account can only join where they exist"}
	},
	needs: func(w *Wish, _ engine.Address, _ invitationBody) []engine.Address {
		return []engine.Address{at("organization", w.Org.Organization.Name)}
	},
}.kind()

type invitationBody struct {
	ID string `json:"id"`
}

// member reports whether an account is in the organization.
func (s *Sight) member(account string) bool {
	_, ok := s.organization().Member(account)
	return ok
}

// pending reports whether an account holds an invitation that it can accept.
func (s *Sight) pending(account string) bool {
	id, _ := s.Names.ID(account)
	for _, i := range s.organization().Invitations {
		if i.Pending() && (i.Account == id || strings.EqualFold(i.Email, s.Org.Accounts[account].Email)) {
			return true
		}
	}
	return false
}

// An accessrole lets runs into an account. AWS makes it in the accounts that
// it creates; in an invited one somebody there must.
var accessrole = define[struct{}]{
	name: "accessrole",
	in:   leaves,

	want: func(w *Wish, account string, put func(string, struct{})) {
		if w.invited(account) {
			put(w.accessRole(account).Name, struct{}{})
		}
	},
	have: func(s *Sight, put func(string, struct{})) {
		if s.invited(s.Account) { // we are looking into it, so it lets us in
			put(s.accessRole(s.Account).Name, struct{}{})
		}
	},
	why: func(struct{}) string { return "accept the invitation, let runs in" },
	needs: func(_ *Wish, a engine.Address, _ struct{}) []engine.Address {
		return []engine.Address{at("invitation", a.Account)}
	},
	steps: func(w *Wish, a engine.Address, _ Update[struct{}]) []string {
		trust := fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::%s:root"},"Action":"sts:AssumeRole"}]}`, w.Org.Master.ID)
		return []string{
			fmt.Sprintf("an administrator of account %s (%s) accepts the invitation within 15 days:\n  aws organizations list-handshakes-for-account\n  aws organizations accept-handshake --handshake-id ID", a.Account, w.Org.Accounts[a.Account].ID),
			fmt.Sprintf("and lets the master account in:\n  aws iam create-role --role-name %s --assume-role-policy-document '%s'\n  aws iam attach-role-policy --role-name %s --policy-arn arn:aws:iam::aws:policy/AdministratorAccess", a.Name, trust, a.Name),
			"then run orgwright apply again",
		}
	},
}.kind()
