package kind

import (
	"fmt"
	"maps"
	"slices"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// unreadable names what could not be seen, with the smallest policy that would
// help.
func unreadable(w *Wish, c *cloud.Cloud, p *cloud.Picture) []engine.Unknown {
	all := []engine.Unknown{}
	for _, account := range slices.Sorted(maps.Keys(p.Unreadable)) {
		err := p.Unreadable[account]
		hint := wayToRead(c, account, err)
		if w.letsNobodyIn(p, account) {
			hint += fmt.Sprintf("; where there is no such role, orgwright accept %s makes it", account)
		}
		all = append(all, engine.Unknown{Account: account, Why: err.Error(), Hint: hint})
	}
	for _, account := range slices.Sorted(maps.Keys(p.Snapshots)) {
		blind := p.Snapshots[account].Blind
		for _, part := range slices.Sorted(maps.Keys(blind)) {
			if part == contact.name && untrusted(p) {
				continue
			}
			all = append(all, engine.Unknown{Account: account, Kind: part, Why: blind[part].Error(), Hint: wayToRead(c, reader(account, part), blind[part])})
		}
	}
	for _, part := range slices.Sorted(maps.Keys(p.Blind)) {
		all = append(all, engine.Unknown{Account: cloud.Master, Kind: part, Why: p.Blind[part].Error(), Hint: wayToRead(c, cloud.Master, p.Blind[part])})
	}
	return all
}

// untrusted reports whether AWS Account Management may not act in the
// organization: then nobody may read the contacts of its members (AWS: Account
// Management, trusted access). That is one fact, which apply puts right, and the
// contacts behind it are no news of their own.
func untrusted(p *cloud.Picture) bool {
	return p.Organization == nil || p.Lacking["services"] == nil && !slices.Contains(p.Organization.Services, accountManagement)
}

// unseenContact reports whether a change is of a contact that nobody may read
// while AWS Account Management may not act: whether it differs is not known.
func unseenContact(p *cloud.Picture, a engine.Address) bool {
	s := p.Snapshots[a.Account]
	return a.Kind == contact.name && s != nil && s.Blind[contact.name] != nil && untrusted(p)
}

// reader is the account whose credentials read a part: contacts of members are
// read from the master account.
func reader(account, part string) string {
	if part == contact.name {
		return cloud.Master
	}
	return account
}

// waited are the unknowns without those that a plan waits for: an invited
// account that lets no run in has a step by hand there. Drift tells of them: a
// role that was never made and one that was turned against us look the same from
// outside.
func (w *Wish) waited(p *cloud.Picture, all []engine.Unknown) []engine.Unknown {
	return slices.DeleteFunc(slices.Clone(all), func(u engine.Unknown) bool { return u.Kind == "" && w.letsNobodyIn(p, u.Account) })
}

// letsNobodyIn reports whether an invited account is a member and denies what
// runs ask of it. Only members are read.
func (w *Wish) letsNobodyIn(p *cloud.Picture, account string) bool {
	return w.invited(account) && cloud.Denied(p.Unreadable[account])
}

// wayToRead says what would let a run see what it did not.
func wayToRead(c *cloud.Cloud, account string, err error) string {
	action := cloud.Action(err)
	role := c.AccessRoleOf(account)
	switch {
	case !cloud.Denied(err) || action == "":
		return "check that its access role exists, trusts the master account and may read IAM"
	case action == "sts:AssumeRole":
		may := policy.FromStatements([]policy.Rule{{Actions: []string{action}, Resources: []string{fmt.Sprintf("arn:aws:iam::%s:role/%s", idOf(c, account), role)}}}, nil)
		return fmt.Sprintf("the role %s must be there and trust the master account, and %s may assume it: %s", role, c.Caller, may)
	case account == cloud.Master:
		return fmt.Sprintf("%s needs %s (orgwright policy read prints all that runs need)", c.Caller, policy.FromStatements([]policy.Rule{{Actions: []string{action}}}, nil))
	}
	return fmt.Sprintf("the role %s in %s needs %s (orgwright policy read --account leaf prints all that runs need)", role, account,
		policy.FromStatements([]policy.Rule{{Actions: []string{action}}}, nil))
}

func idOf(c *cloud.Cloud, account string) string {
	id, _ := c.ID(account)
	return id
}
