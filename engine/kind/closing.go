package kind

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/cloud"
)

// AWS's limits on closing accounts (AWS: quotas for AWS Organizations): at
// once, and in thirty days.
const (
	mostClosing = 3
	leastMonth  = 250
	mostMonth   = 1000
	monthShare  = 5 // a fifth of the accounts, where that is more
)

// toClose reports whether the document wants an account closed.
func (w *Wish) toClose(name string) bool { return w.Org.Accounts[name].State == "closed" }

// Closes reports whether apply closes an account of this name.
func (d Draft) Closes(name string) bool {
	return slices.ContainsFunc(d.Steps, func(s engine.Step) bool {
		return !s.ByHand && slices.ContainsFunc(s.Changes, func(c engine.Change) bool {
			return c.Address == at(account.name, name) && c.Action() == engine.Delete
		})
	})
}

// openRoles are the roles of functions in accounts that are to be closed, and
// not by this run: until somebody closes them, people work there as before.
func (w *Wish) openRoles(p *cloud.Picture) map[string][]string {
	open := map[string][]string{}
	for function := range w.Org.Functions {
		for _, account := range w.Org.Reached(function) {
			m, member := p.Organization.Member(account)
			if member && m.Active() && account != w.Close && w.has(p.Snapshots[account], function) {
				open[function] = append(open[function], fmt.Sprintf("arn:aws:iam::{%s}:role%s%s", account, w.Org.RolePath(function), function))
			}
		}
	}
	return open
}

// has reports whether an account has the role of a function; one that could not
// be looked into is taken to.
func (w *Wish) has(s *cloud.Snapshot, function string) bool {
	return s == nil || slices.ContainsFunc(s.Roles, func(r iamtypes.RoleDetail) bool {
		return aws.ToString(r.RoleName) == function && aws.ToString(r.Path) == w.Org.RolePath(function)
	})
}

// Reach is what the draft does to people's access: with an account that is
// closed they lose all its roles.
func (d Draft) Reach(path string) engine.Access {
	have, made := maps.Clone(d.Have), access.Made(d.Plan)
	maps.Copy(have, d.closing)
	for _, a := range slices.SortedFunc(maps.Keys(d.closing), engine.Address.Compare) {
		if d.Closes(a.Account) {
			made = append(made, engine.Change{Address: a, Before: d.closing[a]})
		}
	}
	return access.Compare(have, made, path)
}

// closeAccount closes an account. That somebody did so before is as good.
func closeAccount(ctx context.Context, in *cloud.Account, name string, _ accountBody) error {
	id, ok := in.Names.ID(name)
	if !ok || id == in.MasterID {
		return fmt.Errorf("account %s is no leaf account that could be closed", name)
	}
	_, err := in.Organizations.CloseAccount(ctx, &organizations.CloseAccountInput{AccountId: &id})
	if err != nil && !cloud.Is(err, "AccountAlreadyClosedException", "ConflictException") {
		return err
	}
	asked := err
	for range 30 { // it is closed behind the call's back
		got, err := in.Organizations.DescribeAccount(ctx, &organizations.DescribeAccountInput{AccountId: &id})
		switch {
		case err != nil:
			return fmt.Errorf("ask whether account %s is closing: %w", name, err)
		case got.Account.State != types.AccountStateActive && got.Account.Status != types.AccountStatusActive:
			return nil
		case asked != nil:
			return asked // it was something else that AWS was busy with
		}
		if err := in.Sleep(ctx, 2*time.Second); err != nil {
			return err
		}
	}
	return errors.New("AWS has taken the request and not begun to close the account; look again later")
}

// closings refuses to close an account while AWS would not.
func (w *Wish) closings(p *cloud.Picture, plan engine.Plan) []engine.Refusal {
	var all []engine.Refusal
	closing, _, _ := Closing(p)
	for _, s := range plan.Steps {
		for _, c := range s.Changes {
			if c.Kind == account.name && c.Action() == engine.Delete && !s.ByHand && closing >= mostClosing {
				all = append(all, engine.Refusal{
					Code: "closing-quota", Address: c.String(),
					Message: fmt.Sprintf("%d accounts are being closed, and AWS closes at most %d at once", closing, mostClosing),
					Hint:    "wait until one of them is closed",
				})
			}
		}
	}
	return all
}

// Closing counts the accounts that are being closed now, those that are closed
// and still listed, which AWS does for ninety days, and how many AWS lets be
// closed in thirty.
func Closing(p *cloud.Picture) (now, closed, most int) {
	if p.Organization == nil {
		return 0, 0, leastMonth
	}
	for _, m := range p.Organization.Members {
		switch m.State {
		case string(types.AccountStatePendingClosure):
			now++
		case string(types.AccountStateClosed), string(types.AccountStateSuspended):
			closed++
		}
	}
	return now, closed, min(max(leastMonth, len(p.Organization.Members)/monthShare), mostMonth)
}

// Inside lists what an account that is to be closed holds, as far as it was
// looked into, and what closing it means.
func Inside(w *Wish, p *cloud.Picture, name string) []string {
	m, _ := p.Organization.Member(name)
	lines := []string{fmt.Sprintf("account %s (%s, %s), %s", name, m.ID, m.Called, placeOf(m))}
	if s := p.Snapshots[name]; s != nil {
		others := 0
		for _, r := range s.Roles {
			if path := r.Path; path == nil || *path != w.Org.Organization.OwnershipPath {
				others++
			}
		}
		lines = append(lines, fmt.Sprintf("in its IAM: %d users, %d groups, %d roles of which %d were not made here, %d policies; what else is in it was not looked at",
			len(s.Users), len(s.Groups), len(s.Roles), others, len(s.Policies)))
	} else {
		lines = append(lines, "it could not be looked into")
	}
	now, closed, most := Closing(p)
	return append(lines,
		"for 90 days AWS Support can open it again, then all in it is gone for good",
		fmt.Sprintf("its email %s can never be used for another account", m.Email),
		fmt.Sprintf("being closed now: %d of at most %d; closed and still listed: %d, and AWS allows %d in 30 days", now, mostClosing, closed, most),
	)
}

func placeOf(m cloud.Member) string {
	if m.Unit == "" {
		return "in the root"
	}
	return "in " + m.Unit
}
