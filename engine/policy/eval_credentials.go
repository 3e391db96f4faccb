package policy

import (
	"slices"
	"strings"
	"time"
)

// credentials is what the sort of the caller's credentials limits, whatever
// policies say; false when it limits nothing (AWS: IAM user guide, comparison
// of the STS operations).
func (s *scene) credentials() (opinion, bool) {
	switch {
	case s.Caller.federated():
		return s.limited("a federated user can call no IAM, and of STS GetCallerIdentity alone", s.unfederated()), true
	case s.Caller.Token:
		return s.limited("a session token can call IAM after MFA alone, and of STS AssumeRole and GetCallerIdentity alone", s.tokenAllows()), true
	case s.Caller.session() && s.isAnyOf("sts:GetSessionToken", "sts:GetFederationToken"):
		return s.limited("a role's session cannot call it", certain(false)), true
	}
	return opinion{}, false
}

func (s *scene) limited(rule string, b belief) opinion {
	out := opinion{layer: LayerCaller, allow: b.is}
	switch b.is {
	case no:
		out.misses = []Reason{{Layer: LayerCaller, Text: rule}}
	case maybe:
		out.doubts = []Reason{{Layer: LayerCaller, Text: b.why}}
	}
	return out
}

// elsewhere says what beside the caller's policies must allow, or "". The
// organization's own services, and central root access, need nothing of the
// other account.
func (s *scene) elsewhere() string {
	service, account := s.service(), accountOf(s.Resource)
	switch {
	case globFold("sts:AssumeRole*", s.Action):
		return "whether the role's trust policy allows it"
	case account == "" || account == "aws" || account == s.Caller.Account:
	case service == "organizations" || service == "account" || s.isAnyOf("sts:AssumeRoot"):
	default:
		return "whether the other account's resource allows it"
	}
	return ""
}

func (s *scene) unfederated() belief {
	service := s.service()
	return certain(service != "iam" && service != "sts")
}

func (s *scene) tokenAllows() belief {
	switch s.service() {
	case "iam":
		return s.condition("Bool", "aws:MultiFactorAuthPresent", List{"true"})
	case "sts":
		return certain(s.isAnyOf("sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"))
	}
	return certain(true)
}

func (s *scene) service() string {
	service, _, _ := strings.Cut(lower(s.Action), ":")
	return service
}

func (s *scene) isAnyOf(actions ...string) bool {
	return slices.ContainsFunc(actions, func(a string) bool { return equalsAction(s.Action, a) })
}

// ChainedSession is the longest session of a role that another role's session
// assumed (AWS: STS API, AssumeRole).
const ChainedSession = time.Hour

// LongestSession is how long a session of a role may last that has the given
// maximum: role chaining cuts it to ChainedSession.
func LongestSession(c Caller, roleMax time.Duration) time.Duration {
	if c.session() {
		return min(roleMax, ChainedSession)
	}
	return roleMax
}
