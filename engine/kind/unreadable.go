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
// help. An invited account that does not let us in yet is waited for instead.
func unreadable(w *Wish, c *cloud.Cloud, p *cloud.Picture) []engine.Unknown {
	all := []engine.Unknown{}
	for _, account := range slices.Sorted(maps.Keys(p.Unreadable)) {
		err := p.Unreadable[account]
		if !w.invited(account) || !cloud.Denied(err) {
			all = append(all, engine.Unknown{Account: account, Why: err.Error(), Hint: wayToRead(c, account, err)})
		}
	}
	for _, account := range slices.Sorted(maps.Keys(p.Snapshots)) {
		blind := p.Snapshots[account].Blind
		for _, part := range slices.Sorted(maps.Keys(blind)) {
			all = append(all, engine.Unknown{Account: account, Kind: part, Why: blind[part].Error(), Hint: wayToRead(c, account, blind[part])})
		}
	}
	for _, part := range slices.Sorted(maps.Keys(p.Blind)) {
		all = append(all, engine.Unknown{Account: cloud.Master, Kind: part, Why: p.Blind[part].Error(), Hint: wayToRead(c, cloud.Master, p.Blind[part])})
	}
	return all
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
