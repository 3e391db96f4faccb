package kind

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// Seen is who can do what in AWS, as facts for package access: beside what is
// ours also people, roles and guardrails of others, and the texts of the
// policies they have. Nothing of it is ever wanted. What a user has without a
// group stands under a group of its own, user:NAME.
func Seen(w *Wish, c *cloud.Cloud, p *cloud.Picture) engine.State {
	s := seeing{engine.State{}, w, c, p}
	for _, name := range c.All() {
		if snapshot, ok := p.Snapshots[name]; ok {
			s.roles(&Sight{w, snapshot, c, p})
		}
	}
	if snapshot, ok := p.Snapshots[cloud.Master]; ok {
		s.people(snapshot)
	}
	for arn, text := range p.Documents {
		s.document(arn, text)
	}
	s.fences()
	return s.state
}

// NeedOfAccess is what must be read of AWS to tell who can do what; keys is
// whether by the ids of their keys.
func NeedOfAccess(keys bool) cloud.Need {
	return cloud.Need{Texts: true, Credentials: true, Keys: keys}
}

// A seeing is a State of what is seen, in the making.
type seeing struct {
	state engine.State
	*Wish
	cloud   *cloud.Cloud
	picture *cloud.Picture
}

func (s seeing) put(a engine.Address, body any) {
	text, err := engine.Write(body)
	if err != nil {
		panic("kind " + a.Kind + ": a body is plain data: " + err.Error())
	}
	s.state[a] = engine.Body(s.Names.Speak(string(text)))
}

// document keeps the text of a managed policy.
func (s seeing) document(arn, text string) {
	s.put(at("document", s.Names.Speak(arn)), s.inline(text))
}

// servicePath is where roles are that AWS's services made for themselves.
const servicePath = "/aws-service-role/"

// roles are all roles of an account but those of AWS's services.
func (s seeing) roles(of *Sight) {
	for _, p := range of.Policies {
		s.document(aws.ToString(p.Arn), text(p))
	}
	for _, r := range of.Roles {
		name := aws.ToString(r.RoleName)
		if strings.HasPrefix(aws.ToString(r.Path), servicePath) {
			continue
		}
		b := of.roleSeen(r)
		b.Path = aws.ToString(r.Path)
		s.put(engine.Address{Account: of.Account, Kind: role.name, Name: name}, b)
		of.granting(r, func(name string, b grantBody) {
			s.put(engine.Address{Account: of.Account, Kind: grant.name, Name: name}, b)
		})
		if b := r.PermissionsBoundary; b != nil {
			s.put(engine.Address{Account: of.Account, Kind: "boundary", Name: name}, grantBody{Policy: s.Names.Speak(aws.ToString(b.PermissionsBoundaryArn))})
		}
	}
}

// people are the users of the master account, their groups, and what both may
// assume.
func (s seeing) people(of *cloud.Snapshot) {
	known := map[string]string{}
	for arn, text := range s.picture.Documents {
		known[arn] = text
	}
	for _, p := range of.Policies {
		known[aws.ToString(p.Arn)] = text(p)
	}
	for _, g := range of.Groups {
		s.assume(aws.ToString(g.GroupName), joined(known, g.GroupPolicyList, g.AttachedManagedPolicies))
	}
	for _, u := range of.Users {
		name := aws.ToString(u.UserName)
		s.put(at(user.name, name), userSeen(u))
		for _, g := range u.GroupList {
			s.put(at(member.name, g+"/"+name), struct{}{})
		}
		if own := joined(known, u.UserPolicyList, u.AttachedManagedPolicies); len(own.Others)+len(own.May.Statement) > 0 {
			s.assume("user:"+name, own)
			s.put(at(member.name, "user:"+name+"/"+name), struct{}{})
		}
	}
}

func (s seeing) assume(group string, b assumeBody) { s.put(at(assume.name, group), b) }

// joined is what policies say together; Others are those that cannot be read.
func joined(known map[string]string, inside []types.PolicyDetail, attached []types.AttachedPolicy) assumeBody {
	var b assumeBody
	var may []policy.Document
	take := func(text, called string) {
		if d, err := policy.Parse(text); err == nil && text != "" {
			may = append(may, d)
		} else {
			b.Others = append(b.Others, called)
		}
	}
	for _, p := range inside {
		take(aws.ToString(p.PolicyDocument), "inline "+aws.ToString(p.PolicyName))
	}
	for _, p := range attached {
		take(known[aws.ToString(p.PolicyArn)], aws.ToString(p.PolicyArn))
	}
	if len(may) > 0 {
		b.May = policy.Merge(may...)
	}
	return b
}

// fences are all guardrails, where they are attached, and where accounts live.
func (s seeing) fences() {
	o := s.picture.Organization
	if o == nil {
		return
	}
	sight := &Sight{s.Wish, &cloud.Snapshot{}, s.cloud, s.picture}
	for _, m := range o.Members {
		s.put(at(placement.name, m.Name), placementBody{Unit: m.Unit})
	}
	if !o.Policies {
		return
	}
	for _, g := range o.Guardrails {
		s.put(at(guardrail.name, g.Name), guardrailSeen(g))
		for _, id := range g.Targets {
			if target := sight.target(id); target != "" {
				s.put(at(attachment.name, g.Name+"@"+target), struct{}{})
			}
		}
	}
}
