package kind

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/policy"
)

// Permits are which of a document's actions somebody may do: those it may, those
// it may not, and those of which that is not known, each in order.
type Permits struct{ Allowed, Lacking, Unknown []string }

// Permitted asks the evaluator what a caller of the master account may do of
// what a document allows, by the policies that were seen on it. A session
// policy is not seen, nor is the text of most of AWS's own policies. Becoming
// roles is left out: their trust has a say as well, so it is better tried.
func Permitted(w *Wish, p *cloud.Picture, caller string, want policy.Document) Permits {
	s := &Sight{w, p.Snapshots[cloud.Master], nil, p}
	said, of := s.sayings(caller)
	verdicts := map[string]policy.Verdict{}
	for _, st := range want.Statement {
		for _, action := range st.Action {
			if action == "sts:AssumeRole" {
				continue
			}
			for _, on := range st.Resource {
				v := policy.Decide(policy.Request{Action: action, Resource: instance(on, w.Org.Master.ID), Caller: of}, said).Verdict
				if was, asked := verdicts[action]; !asked || v < was {
					verdicts[action] = v
				}
			}
		}
	}
	var out Permits
	for _, action := range sortedKeys(verdicts) {
		switch verdicts[action] {
		case policy.Allowed:
			out.Allowed = append(out.Allowed, action)
		case policy.Unknown:
			out.Unknown = append(out.Unknown, action)
		default:
			out.Lacking = append(out.Lacking, action)
		}
	}
	return out
}

// instance is one resource of those that a pattern of ours means.
func instance(pattern, account string) string {
	if pattern == "*" {
		return pattern
	}
	parts := strings.SplitN(pattern, ":", 6)
	for i := range parts[:len(parts)-1] {
		parts[i] = strings.ReplaceAll(parts[i], "*", account)
	}
	parts[len(parts)-1] = strings.ReplaceAll(parts[len(parts)-1], "*", "any")
	return strings.Join(parts, ":")
}

// sayings are the policies on a caller, and the caller as the evaluator knows
// it.
func (s *Sight) sayings(caller string) (policy.Policies, policy.Caller) {
	of := policy.Caller{Account: s.Org.Master.ID, ARN: caller}
	_, rest, _ := strings.Cut(caller, "::"+s.Org.Master.ID+":")
	parts := strings.Split(rest, "/")
	switch {
	case rest == "root":
		return policy.Policies{}, of
	case parts[0] == "user":
		for _, u := range s.Users {
			if aws.ToString(u.UserName) == parts[len(parts)-1] {
				return s.ofUser(u), of
			}
		}
	case parts[0] == "assumed-role" && len(parts) > 1:
		for _, r := range s.Roles {
			if aws.ToString(r.RoleName) == parts[1] {
				of.Role = aws.ToString(r.Arn)
				return policy.Policies{Identity: s.documents(roleHolder(r)), Boundary: s.boundary(r.PermissionsBoundary)}, of
			}
		}
	}
	return policy.Policies{Identity: []policy.Named{unread(caller)}}, of
}

// ofUser are the policies on a user: its own and its groups'.
func (s *Sight) ofUser(u types.UserDetail) policy.Policies {
	docs := s.documents(userHolder(u))
	for _, g := range s.Groups {
		if slices.Contains(u.GroupList, aws.ToString(g.GroupName)) {
			docs = append(docs, s.documents(groupHolder(g))...)
		}
	}
	return policy.Policies{Identity: docs, Boundary: s.boundary(u.PermissionsBoundary)}
}

// documents are the policies on a holder.
func (s *Sight) documents(h holder) []policy.Named {
	docs := []policy.Named{}
	for _, p := range h.inline {
		docs = append(docs, legible(aws.ToString(p.PolicyName), aws.ToString(p.PolicyDocument)))
	}
	for _, p := range h.attached {
		docs = append(docs, s.attached(aws.ToString(p.PolicyArn)))
	}
	return docs
}

// attached is a managed policy. Of AWS's own, only what the name says of
// AdministratorAccess is known.
func (s *Sight) attached(arn string) policy.Named {
	if strings.HasSuffix(arn, ":aws:policy/AdministratorAccess") {
		return policy.Named{Name: arn, Document: policy.FromStatements([]policy.Rule{{Actions: []string{"*"}, Resources: []string{"*"}}}, nil)}
	}
	return legible(arn, s.customer(arn))
}

func (s *Sight) boundary(b *types.AttachedPermissionsBoundary) *policy.Named {
	if b == nil {
		return nil
	}
	d := s.attached(aws.ToString(b.PermissionsBoundaryArn))
	return &d
}

// legible is a document, or one of which nothing is known.
func legible(name, text string) policy.Named {
	d, err := policy.Parse(text)
	if err != nil {
		return unread(name)
	}
	return policy.Named{Name: name, Document: d}
}

// unread is a document that may say anything: all that it allows hangs on what
// nobody here can tell.
func unread(name string) policy.Named {
	return policy.Named{Name: name, Document: policy.FromStatements([]policy.Rule{{
		Actions: []string{"*"}, Resources: []string{"*"}, Conditions: map[string]map[string][]string{"StringEquals": {"orgwright:unread": {name}}},
	}}, nil)}
}
