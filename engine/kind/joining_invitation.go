package kind

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/cloud"
)

// An Invitation is one that an account has had, as the account sees it.
type Invitation struct {
	ID, State    string
	Organization string // its id
	Master       string // id of its master account
	Name, Email  string // of that account
	Notes        string // what whoever invites wrote
	Asked        time.Time
	Expires      time.Time
}

// Pending reports whether it can still be accepted.
func (i Invitation) Pending() bool { return cloud.Invitation{State: i.State}.Pending() }

// Uninvited is the error of an account that has no invitation to accept.
type Uninvited struct {
	Account, Master string      // ids; Master is "" when any would do
	Last            *Invitation // the newest of those that are over; nil when there was none
	Many            []string    // ids of the master accounts, where several invite
}

// Error says what became of the last invitation.
func (e *Uninvited) Error() string {
	by := ""
	if e.Master != "" {
		by = " by " + e.Master
	}
	switch {
	case len(e.Many) > 0:
		return fmt.Sprintf("account %s is invited by several: %s", e.Account, strings.Join(e.Many, ", "))
	case e.Last == nil:
		return fmt.Sprintf("account %s is not invited%s", e.Account, by)
	case e.Last.State == string(types.HandshakeStateAccepted):
		return fmt.Sprintf("account %s has accepted the invitation%s of %s, and AWS does not show it as a member", e.Account, by, e.Last.Asked.UTC().Format(time.DateOnly))
	}
	return fmt.Sprintf("account %s is not invited%s any more: the invitation of %s %s", e.Account, by, e.Last.Asked.UTC().Format(time.DateOnly), ended(e.Last.State))
}

func isUninvited(err error) bool {
	none := new(Uninvited)
	return errors.As(err, &none)
}

// ended says of an invitation that is over how it ended.
func ended(state string) string {
	switch types.HandshakeState(state) {
	case types.HandshakeStateDeclined:
		return "was declined"
	case types.HandshakeStateCanceled:
		return "was cancelled"
	case types.HandshakeStateExpired:
		return "has expired"
	}
	return "is " + strings.ToLower(state)
}

// invitation finds the invitation to accept: the master account's, where it is
// known which that is, else the only one.
func (j *Joining) invitation(ctx context.Context) (*Invitation, error) {
	all, err := j.invitations(ctx)
	if err != nil {
		return nil, err
	}
	none := &Uninvited{Account: j.ID, Master: j.Master}
	var pending []Invitation
	for _, i := range all {
		switch {
		case j.Master != "" && i.Master != j.Master:
		case i.Pending():
			pending = append(pending, i)
		case none.Last == nil || i.Asked.After(none.Last.Asked):
			none.Last = &i
		}
	}
	if len(pending) == 1 {
		return &pending[0], nil
	}
	for _, i := range pending {
		none.Many = append(none.Many, i.Master)
	}
	slices.Sort(none.Many)
	return nil, none
}

// invitations lists those that AWS still tells of: thirty days after they ended
// it forgets them.
func (j *Joining) invitations(ctx context.Context) ([]Invitation, error) {
	var all []Invitation
	pages := organizations.NewListHandshakesForAccountPaginator(j.Organizations, &organizations.ListHandshakesForAccountInput{
		Filter: &types.HandshakeFilter{ActionType: types.ActionTypeInviteAccountToOrganization},
	}, func(p *organizations.ListHandshakesForAccountPaginatorOptions) { p.StopOnDuplicateToken = true })
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, func(o *organizations.Options) { o.Retryer = j.Optional() })
		if cloud.Unsupported(err) {
			return nil, fmt.Errorf("this endpoint has no invitations: account %s cannot join here", j.ID)
		}
		if err != nil {
			return nil, fmt.Errorf("list the invitations of account %s: %w", j.ID, err)
		}
		for _, h := range page.Handshakes {
			i, err := readInvitation(h)
			if err != nil {
				return nil, err
			}
			all = append(all, i)
		}
	}
	return all, nil
}

// readInvitation reads a handshake. Who invites stands in its ARN alone:
// arn:aws:organizations::MASTER:handshake/ORGANIZATION/invite/ID.
func readInvitation(h types.Handshake) (Invitation, error) {
	i := Invitation{ID: aws.ToString(h.Id), State: string(h.State), Asked: aws.ToTime(h.RequestedTimestamp), Expires: aws.ToTime(h.ExpirationTimestamp)}
	parsed, err := arn.Parse(aws.ToString(h.Arn))
	parts := strings.Split(parsed.Resource, "/")
	if err != nil || len(parts) < 2 || parsed.AccountID == "" {
		return i, fmt.Errorf("invitation %s does not say who invites: its ARN is %q", i.ID, aws.ToString(h.Arn))
	}
	i.Master, i.Organization = parsed.AccountID, parts[1]
	i.read(h.Resources)
	return i, nil
}

func (i *Invitation) read(all []types.HandshakeResource) {
	for _, r := range all {
		switch r.Type {
		case types.HandshakeResourceTypeMasterEmail:
			i.Email = aws.ToString(r.Value)
		case types.HandshakeResourceTypeMasterName:
			i.Name = aws.ToString(r.Value)
		case types.HandshakeResourceTypeNotes:
			i.Notes = aws.ToString(r.Value)
		}
		i.read(r.Resources)
	}
}
