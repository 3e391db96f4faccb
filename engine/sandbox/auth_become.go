package sandbox

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/orgwright/orgwright/engine/policy"
)

// sessionPoliciesMax is how many managed policies a session may be given (AWS: STS
// API, AssumeRole).
const sessionPoliciesMax = 10

// mayBecome is the error of a caller whom its own policies, or the role's trust
// policy, do not let in. A role that is not there has none that does. That a code
// was proved is part of the request, and so is seen by both.
func (s stsService) mayBecome(r *Role, arn string, proved *time.Time) error {
	n := need{"sts:AssumeRole", arn}
	if r == nil {
		return s.forbid(n, policy.Decision{Verdict: policy.NotAllowed})
	}
	q := s.ask(n.action, arn)
	if proved != nil {
		circumstances(q.Context).tellMFA(*proved, s.now())
	}
	trust := policy.Named{Name: r.Name, Document: documents.of(r.Trust, true)}
	d := policy.MayBecome(q, s.policies(), trust)
	switch {
	case d.Allowed():
		return nil
	case d.Verdict != policy.Unknown && slices.ContainsFunc(d.Why, func(w policy.Reason) bool { return w.Layer == policy.LayerTrust }):
		d.Why = nil // AWS tells nobody what another's trust policy says
	}
	return s.forbid(n, d)
}

// begun is the session of a role as it was asked for. Source identity and
// transitive tags stay as they are through a chain of roles.
func (s stsService) begun(in *sts.AssumeRoleInput, a *Account, r *Role) (*Session, error) {
	session := &Session{Role: r.Name, RoleID: r.ID, Name: *in.RoleSessionName, Policy: aws.ToString(in.Policy), Source: aws.ToString(in.SourceIdentity)}
	if len(in.PolicyArns) > sessionPoliciesMax {
		return nil, invalid("1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to %d", sessionPoliciesMax)
	}
	for _, p := range in.PolicyArns {
		if !a.IAM.hasPolicy(aws.ToString(p.Arn)) {
			return nil, badPolicy("Invalid policy ARN: %s", aws.ToString(p.Arn))
		}
		session.PolicyARNs = append(session.PolicyARNs, *p.Arn)
	}
	session.Tags = map[string]string{}
	for _, t := range in.Tags {
		session.Tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	session.Transitive = in.TransitiveTagKeys
	return session, s.inherit(session)
}

// inherit adds what the caller's own session hands down.
func (s stsService) inherit(session *Session) error {
	from := s.session()
	if from == nil {
		return nil
	}
	if from.Source != "" && session.Source != "" && from.Source != session.Source {
		return denied("User: %s may not change its source identity", s.caller.ARN)
	}
	if from.Source != "" {
		session.Source = from.Source
	}
	for _, key := range from.Transitive {
		if _, given := session.Tags[key]; given {
			return invalid("One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.")
		}
		session.Tags[key] = from.Tags[key]
		session.Transitive = append(session.Transitive, key)
	}
	return nil
}
