package policy_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/policy"
)

// The laws that hold for all requests and policies, whatever AWS documents
// about single ones. The words are few, so that they meet.

var (
	lawActions   = []string{"s3:GetObject", "s3:PutObject", "iam:CreateUser"}
	lawPatterns  = []string{"*", "s3:*", "s3:Get*", "S3:PUTOBJECT", "iam:Create?ser", "GetObject"}
	lawResources = []string{"arn:aws:s3:::b/alice", "arn:aws:s3:::b/x", "*"}
	lawObjects   = []string{"*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${aws:username}", "arn:aws:s3:::b/${zz:a}", "arn:aws:s3:::b/${zz:b, 'x'}"}
	lawOperators = []string{
		"StringEquals", "StringNotEquals", "StringLikeIfExists", "ForAllValues:StringEquals", "ForAnyValue:StringNotEquals",
		"ForAllValues:StringNotLikeIfExists", "Null", "Bool", "BoolIfExists", "NumericLessThan", "ArnLike", "zz-new",
	}
	lawKeys    = []string{"zz:a", "zz:b", "aws:username", "aws:MultiFactorAuthPresent"}
	lawValues  = []string{"x", "y", "true", "1", "*", "${aws:username}", "${zz:a}", "alice"}
	lawCallers = []string{"alice", "operations", "root", "ec2", "linked", "token"}
)

func some(t *rapid.T, from []string, most int) policy.List {
	return rapid.SliceOfN(rapid.SampledFrom(from), 1, most).Draw(t, "some")
}

func one(t *rapid.T, from []string) string { return rapid.SampledFrom(from).Draw(t, "one") }

func drawRule(t *rapid.T, effect string) policy.Statement {
	s := policy.Statement{Effect: effect, Action: some(t, lawPatterns, 2), Resource: some(t, lawObjects, 2)}
	if rapid.IntRange(0, 3).Draw(t, "not") == 0 {
		s.Action, s.NotAction = nil, s.Action
	}
	if rapid.IntRange(0, 3).Draw(t, "not") == 0 {
		s.Resource, s.NotResource = nil, s.Resource
	}
	for range rapid.IntRange(0, 2).Draw(t, "conditions") {
		if s.Condition == nil {
			s.Condition = policy.Conditions{}
		}
		s.Condition[one(t, lawOperators)] = map[string]policy.List{one(t, lawKeys): some(t, lawValues, 3)}
	}
	return s
}

func drawPolicies(t *rapid.T) policy.Policies {
	p := policy.Policies{Identity: []policy.Named{drawRules(t)}}
	for range rapid.IntRange(0, 2).Draw(t, "levels") {
		p.Guardrails = append(p.Guardrails, []policy.Named{everything(), drawRules(t)})
	}
	if rapid.Bool().Draw(t, "bounded") {
		d := drawRules(t)
		p.Boundary = &d
	}
	return p
}

func drawRules(t *rapid.T) policy.Named {
	d := policy.Document{Version: rapid.SampledFrom([]string{policy.Version, policy.Version, ""}).Draw(t, "version")}
	for range rapid.IntRange(1, 3).Draw(t, "statements") {
		d.Statement = append(d.Statement, drawRule(t, rapid.SampledFrom([]string{"Allow", "Allow", "Deny"}).Draw(t, "effect")))
	}
	return policy.Named{Name: "drawn", Document: d}
}

func everything() policy.Named {
	return policy.Named{Name: "everything", Document: policy.FromStatements([]policy.Rule{{Actions: []string{"*"}}}, nil)}
}

func drawRequest(t *rapid.T) policy.Request {
	r := policy.Request{Action: one(t, lawActions), Resource: one(t, lawResources), Caller: callers[one(t, lawCallers)], Context: map[string][]string{}}
	for _, key := range []string{"zz:a", "zz:b", "aws:MultiFactorAuthPresent"} {
		if rapid.Bool().Draw(t, "told") {
			r.Context[key] = rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y", "true", "false", "1", "alice", ""}), 0, 2).Draw(t, key)
		}
	}
	return r
}

func drawnOf(s policy.Statement) policy.Named {
	return policy.Named{Name: "more", Document: policy.Document{Version: policy.Version, Statement: []policy.Statement{s}}}
}

// TestMoreDenyNeverLetsMore adds a Deny to each layer.
func TestMoreDenyNeverLetsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawRequest(t), drawPolicies(t)
		before := policy.Decide(r, p)
		deny := drawnOf(drawRule(t, "Deny"))
		more := p
		switch rapid.IntRange(0, 2).Draw(t, "where") {
		case 0:
			more.Identity = append(slices.Clone(p.Identity), deny)
		case 1:
			more.Session = []policy.Named{everything(), deny}
		case 2:
			more.Guardrails = append(slices.Clone(p.Guardrails), []policy.Named{everything(), deny})
		}
		if after := policy.Decide(r, more); after.Verdict > before.Verdict {
			t.Fatalf("%s\nwith %s\n%s", before, deny.Document, after)
		}
	})
}

// TestMoreAllowNeverLetsLess adds an Allow to the identity policies.
func TestMoreAllowNeverLetsLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawRequest(t), drawPolicies(t)
		before := policy.Decide(r, p)
		allow := drawnOf(drawRule(t, "Allow"))
		p.Identity = append(slices.Clone(p.Identity), allow)
		if after := policy.Decide(r, p); after.Verdict < before.Verdict {
			t.Fatalf("%s\nwith %s\n%s", before, allow.Document, after)
		}
	})
}

// TestMoreLimitsNeverLetMore adds a guardrail level, a boundary or a session
// policy of any content.
func TestMoreLimitsNeverLetMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawRequest(t), drawPolicies(t)
		before := policy.Decide(r, p)
		limit := drawRules(t)
		switch rapid.IntRange(0, 2).Draw(t, "which") {
		case 0:
			p.Guardrails = append(slices.Clone(p.Guardrails), []policy.Named{limit})
		case 1:
			p.Session = []policy.Named{limit}
		case 2:
			if p.Boundary == nil {
				p.Boundary = &limit
			}
		}
		if after := policy.Decide(r, p); after.Verdict > before.Verdict {
			t.Fatalf("%s\nwith %s\n%s", before, limit.Document, after)
		}
	})
}

// TestLessKnownIsNeverSurer opens keys: the verdict stays, or becomes Unknown.
// A denied request may be not allowed then, since both let nothing through.
func TestLessKnownIsNeverSurer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawRequest(t), drawPolicies(t)
		before := policy.Decide(r, p)
		r.Open = some(t, lawKeys, 3)
		after := policy.Decide(r, p)
		switch {
		case after.Verdict == policy.Unknown, after.Verdict == before.Verdict:
		case after.Verdict == policy.NotAllowed && before.Verdict == policy.Denied:
		default:
			t.Fatalf("%s\nwithout %v %s", before, r.Open, after)
		}
	})
}

// TestSilenceAboutServiceKeysIsNoAnswer takes what is told of a key away.
func TestSilenceAboutServiceKeysIsNoAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawRequest(t), drawPolicies(t)
		before := policy.Decide(r, p)
		delete(r.Context, one(t, []string{"zz:a", "zz:b"}))
		if after := policy.Decide(r, p); after.Allowed() && !before.Allowed() {
			t.Fatalf("%s\nthen %s", before, after)
		}
	})
}

// TestOrderOfStatementsIsNoMatter holds that the verdict does not depend
// on the order of statements and documents, and that reasons do not change
// from one call to the next.
func TestOrderOfStatementsIsNoMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawRequest(t), drawPolicies(t)
		before, again := policy.Decide(r, p), policy.Decide(r, p)
		if before.String() != again.String() {
			t.Fatalf("%s\n%s", before, again)
		}
		for _, d := range p.Identity {
			slices.Reverse(d.Document.Statement)
		}
		if after := policy.Decide(r, p); after.Verdict != before.Verdict {
			t.Fatalf("%s\nthe other way round %s", before, after)
		}
	})
}

// TestCanonicalFormDecidesTheSame holds the evaluator to the canonical form:
// documents that mean the same are decided the same.
func TestCanonicalFormDecidesTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, p := drawRequest(t), drawPolicies(t)
		before := policy.Decide(r, p)
		for i := range p.Identity {
			p.Identity[i].Document = p.Identity[i].Document.Canonical()
		}
		if after := policy.Decide(r, p); after.Verdict != before.Verdict {
			t.Fatalf("%s\ncanonical %s", before, after)
		}
	})
}
