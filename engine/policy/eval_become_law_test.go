package policy_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/policy"
)

var lawPrincipals = []string{
	"*", "111111111111", "arn:aws:iam::222222222222:root", "arn:aws:iam::111111111111:user/orgwright/alice", "arn:aws:iam::111111111111:user/*",
	"arn:aws:iam::222222222222:role/orgwright/operations", "arn:aws:sts::222222222222:assumed-role/operations/alice", "AROAOPS", "999999999999",
}

func drawTrust(t *rapid.T, effect string) policy.Statement {
	s := policy.Statement{Effect: effect, Action: policy.List{one(t, []string{"sts:AssumeRole", "sts:*", "*", "sts:TagSession"})}}
	s.Principal = policy.Principal{"AWS": some(t, lawPrincipals, 3)}
	if rapid.IntRange(0, 4).Draw(t, "not") == 0 {
		s.Principal, s.NotPrincipal = nil, s.Principal
	}
	if rapid.Bool().Draw(t, "service") && s.Principal != nil {
		s.Principal["Service"] = policy.List{"ec2.amazonaws.com"}
	}
	if rapid.IntRange(0, 2).Draw(t, "conditional") == 0 {
		s.Condition = policy.Conditions{one(t, lawOperators): {one(t, lawKeys): some(t, lawValues, 2)}}
	}
	return s
}

func drawTrusts(t *rapid.T) policy.Named {
	d := drawnOf(drawTrust(t, "Allow"))
	for range rapid.IntRange(0, 2).Draw(t, "statements") {
		d.Document.Statement = append(d.Document.Statement, drawTrust(t, rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "effect")))
	}
	return d
}

// drawStep is somebody who wants to become a role, with policies that say more
// often something about that than drawPolicies does.
func drawStep(t *rapid.T) (policy.Request, policy.Policies) {
	r, p := drawRequest(t), drawPolicies(t)
	r.Action, r.Resource = "", one(t, []string{"arn:aws:iam::111111111111:role/r", "arn:aws:iam::222222222222:role/r"})
	for _, key := range []string{"sts:SourceIdentity", "aws:TagKeys"} {
		if rapid.IntRange(0, 3).Draw(t, "bring") == 0 {
			r.Context[key] = []string{"x"}
		}
	}
	return r, p
}

// TestNobodyBecomesARoleThatTrustsNobody draws anything but a trust.
func TestNobodyBecomesARoleThatTrustsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawStep(t)
		p.Identity = append(p.Identity, everything())
		trust := drawnOf(drawTrust(t, "Deny"))
		if d := policy.MayBecome(r, p, trust); d.Verdict > policy.NotAllowed {
			t.Fatalf("%s by %s", d, trust.Document)
		}
	})
}

// TestMoreTrust adds a statement to a trust policy: a Deny never lets more, an
// Allow never less.
func TestMoreTrust(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawStep(t)
		trust := drawTrusts(t)
		before := policy.MayBecome(r, p, trust)
		effect := rapid.SampledFrom([]string{"Allow", "Deny"}).Draw(t, "more")
		more := drawTrust(t, effect)
		trust.Document.Statement = append(slices.Clone(trust.Document.Statement), more)
		after := policy.MayBecome(r, p, trust)
		if effect == "Allow" && after.Verdict < before.Verdict || effect == "Deny" && after.Verdict > before.Verdict {
			t.Fatalf("%s\nwith %s\n%s", before, drawnOf(more).Document, after)
		}
	})
}

// TestMoreOfTheCallersPolicies adds an Allow, or a guardrail level, to the
// caller's policies.
func TestMoreOfTheCallersPolicies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawStep(t)
		trust := drawTrusts(t)
		before := policy.MayBecome(r, p, trust)
		wider, narrower := p, p
		wider.Identity = append(slices.Clone(p.Identity), everything())
		narrower.Guardrails = append(slices.Clone(p.Guardrails), []policy.Named{drawRules(t)})
		if after := policy.MayBecome(r, wider, trust); after.Verdict < before.Verdict {
			t.Fatalf("%s\nwith everything %s", before, after)
		}
		if after := policy.MayBecome(r, narrower, trust); after.Verdict > before.Verdict {
			t.Fatalf("%s\nwith a guardrail %s", before, after)
		}
	})
}

// TestLessKnownOfAStepIsNeverSurer is TestLessKnownIsNeverSurer for MayBecome.
func TestLessKnownOfAStepIsNeverSurer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawStep(t)
		trust := drawTrusts(t)
		before := policy.MayBecome(r, p, trust)
		r.Open = some(t, append([]string{"sts:SourceIdentity", "aws:TagKeys"}, lawKeys...), 3)
		after := policy.MayBecome(r, p, trust)
		if after.Verdict > policy.Unknown && after.Verdict > before.Verdict || after.Verdict < policy.Unknown && before.Verdict > policy.NotAllowed {
			t.Fatalf("%s\nwithout %v %s", before, r.Open, after)
		}
	})
}
