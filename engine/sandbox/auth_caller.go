package sandbox

import (
	"slices"

	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"

	"github.com/orgwright/orgwright/engine/policy"
)

// principal is the caller as policies know it.
func (c *call) principal() policy.Caller {
	who := policy.Caller{Account: c.caller.Account, ARN: c.caller.ARN, ID: c.caller.ID}
	if s := c.session(); s != nil && s.Role != "" {
		who.Role = c.principalARN()
	} else {
		who.Token = s != nil && s.Task == ""
	}
	return who
}

// policies are all that have a say about the caller.
func (c *call) policies() policy.Policies {
	var p policy.Policies
	m, s := &c.account.IAM, c.session()
	if s != nil && s.Role != "" {
		r := m.Roles[s.Role]
		p.Identity, p.Boundary, p.Session = c.account.policiesOf(r.Identity), c.account.boundaryOf(r.Identity), c.account.policiesIn(s)
	} else if u := m.Users[c.ownUser()]; u != nil {
		p.Identity, p.Boundary = c.account.policiesOf(u.Identity), c.account.boundaryOf(u.Identity)
		for _, name := range u.Groups {
			if g := m.Groups[name]; g != nil {
				p.Identity = append(p.Identity, c.account.policiesOf(g.Identity)...)
			}
		}
	}
	if s != nil && s.Task != "" {
		p.Identity = []policy.Named{c.account.managed(s.Task)}
	}
	p.Guardrails = c.Organization.guardrails(c.account.ID)
	return p
}

// ownUser is the name of the user who calls; "" for a role and for root.
func (c *call) ownUser() string { return iamService{c}.ownName() }

// policiesOf are the policies of a user, group or role itself: inline, then attached.
func (a *Account) policiesOf(of Identity) []policy.Named {
	var all []policy.Named
	for _, name := range keys(of.Inline) {
		all = append(all, law(name, of.Inline[name]))
	}
	for _, arn := range of.Attached {
		all = append(all, a.managed(arn))
	}
	return all
}

func (a *Account) boundaryOf(of Identity) *policy.Named {
	if of.Boundary == "" {
		return nil
	}
	p := a.managed(of.Boundary)
	return &p
}

// policiesIn are the session policies; nil where the session was given none.
func (a *Account) policiesIn(s *Session) []policy.Named {
	var all []policy.Named
	if s.Policy != "" {
		all = append(all, law("", s.Policy))
	}
	for _, arn := range s.PolicyARNs {
		all = append(all, a.managed(arn))
	}
	return all
}

// managed is the managed policy of an ARN, in the version in force. One that is
// not there says nothing, and so allows nothing.
func (a *Account) managed(arn string) policy.Named {
	if p, known := awsManaged(arn); known {
		return law(arn, p.document)
	}
	if p := a.IAM.Policies[arn]; p != nil {
		for _, v := range p.Versions {
			if v.Number == p.Default {
				return law(arn, v.Document)
			}
		}
	}
	return policy.Named{Name: arn}
}

// guardrails are the service control policies of an account, a list a level from
// the root down; nil for the management account and where there are none.
func (o *Organization) guardrails(account string) [][]policy.Named {
	const scp = orgtypes.PolicyTypeServiceControlPolicy
	if o == nil || o.Master == account || o.Members[account] == nil || !slices.Contains(o.Types, scp) {
		return nil
	}
	targets := []string{account, o.Members[account].Parent}
	for u := o.Units[targets[1]]; u != nil; u = o.Units[u.Parent] {
		targets = append(targets, u.Parent)
	}
	slices.Reverse(targets)
	levels := make([][]policy.Named, len(targets))
	for i, target := range targets {
		for _, p := range o.attached(target, scp) {
			levels[i] = append(levels[i], law(o.guardrailARN(p), p.Content))
		}
	}
	return levels
}

// guardrailARN is the ARN of a service control policy.
func (o *Organization) guardrailARN(p *Policy) string {
	if p.AWS {
		return "arn:aws:organizations::aws:policy/service_control_policy/" + p.ID
	}
	return o.arn("policy", "/service_control_policy/"+p.ID)
}
