package kind

import (
	"context"
	"fmt"
	"strings"
	"time"

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
			if _, pending := s.invitationOf(key, s.Picture.Organization); s.invited(key) && (s.member(key) || pending) {
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

// invitationOf is the newest invitation that an account has had, the zero one
// when there is none, and whether it can still be accepted.
func (w *Wish) invitationOf(account string, in *cloud.Organization) (newest cloud.Invitation, pending bool) {
	if in == nil {
		return newest, false
	}
	id, _ := w.Names.ID(account)
	for _, i := range in.Invitations {
		if i.Account != id && !strings.EqualFold(i.Email, w.Org.Accounts[account].Email) {
			continue
		}
		if i.Pending() {
			return i, true
		}
		if i.Asked.After(newest.Asked) {
			newest = i
		}
	}
	return newest, false
}

// over says of invitations that came to nothing how they ended: they are sent
// again.
func (w *Wish) over() []string {
	var all []string
	for _, key := range w.Org.Leaves() {
		if _, member := w.organization.Member(key); !w.invited(key) || member {
			continue
		}
		if i, pending := w.invitationOf(key, w.organization); !pending && i.ID != "" {
			all = append(all, fmt.Sprintf("account %s: the invitation of %s %s; apply sends it again", key, day(i.Asked), ended(i.State)))
		}
	}
	return all
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
