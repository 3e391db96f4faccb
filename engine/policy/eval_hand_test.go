package policy_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine/policy"
)

// TestDocumentsPutTogetherByHand are those that Parse would not read.
func TestDocumentsPutTogetherByHand(t *testing.T) {
	all := policy.List{"*"}
	r := policy.Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k", Caller: callers["alice"]}
	for name, c := range map[string]struct {
		statement policy.Statement
		want      policy.Verdict
		words     string
	}{
		"no statement is about it":  {policy.Statement{Effect: "Allow", Action: policy.List{"s3:Put*"}, Resource: all}, policy.NotAllowed, ""},
		"effect in another case":    {policy.Statement{Effect: "ALLOW", Action: all, Resource: all}, policy.Allowed, ""},
		"an effect there is not":    {policy.Statement{Effect: "Audit", Action: all, Resource: all}, policy.Unknown, `the effect "Audit"`},
		"no effect":                 {policy.Statement{Action: all, Resource: all}, policy.Unknown, `the effect ""`},
		"Action and NotAction":      {policy.Statement{Effect: "Allow", Action: all, NotAction: all, Resource: all}, policy.Unknown, "not one of"},
		"Resource and NotResource":  {policy.Statement{Effect: "Allow", Action: all, Resource: all, NotResource: all}, policy.Unknown, "not one of"},
		"a condition without value": {policy.Statement{Effect: "Allow", Action: all, Resource: all, Condition: policy.Conditions{"StringNotEquals": {"aws:username": nil}}}, policy.Unknown, "has no values"},
		"a control character":       {policy.Statement{Effect: "Allow", Action: all, Resource: policy.List{"arn:aws:s3:::b/\x00"}}, policy.Unknown, "control characters"},
		"an unclosed variable":      {policy.Statement{Effect: "Allow", Action: all, Resource: policy.List{"arn:aws:s3:::b/${aws:username"}}, policy.Unknown, "unclosed"},
	} {
		d := policy.Decide(r, policy.Policies{Identity: []policy.Named{drawnOf(c.statement)}})
		if d.Verdict != c.want || !strings.Contains(d.String(), c.words) {
			t.Errorf("%s: %s, want %s %s", name, d, c.want, c.words)
		}
	}
}

// TestAnUnknownEffectMightDeny adds one to a clear Allow.
func TestAnUnknownEffectMightDeny(t *testing.T) {
	r := policy.Request{Action: "s3:GetObject", Resource: "*", Caller: callers["alice"]}
	odd := drawnOf(policy.Statement{Effect: "Audit", Action: policy.List{"*"}, Resource: policy.List{"*"}})
	if d := policy.Decide(r, policy.Policies{Identity: []policy.Named{everything(), odd}}); d.Verdict != policy.Unknown {
		t.Errorf("%s", d)
	}
}

// TestReasons are for people: where, and what.
func TestReasons(t *testing.T) {
	r := policy.Request{Action: "ec2:RunInstances", Resource: "*", Caller: callers["operations"]}
	p := policy.Policies{Identity: []policy.Named{everything()}, Guardrails: [][]policy.Named{{everything(), named("only-s3")}}}
	got := policy.Decide(r, p)
	want := []policy.Reason{{Layer: policy.LayerGuardrail, Document: "only-s3", Statement: "OnlyS3", Text: "denies it"}}
	if !slices.Equal(got.Why, want) || got.String() != "denied: guardrail only-s3, statement OnlyS3: denies it" {
		t.Errorf("got %s", got)
	}
	p.Guardrails = [][]policy.Named{{}}
	if got := policy.Decide(r, p).String(); got != "not allowed: guardrail: no statement allows it" {
		t.Errorf("got %s", got)
	}
	p = policy.Policies{}
	if got := policy.Decide(r, p).String(); got != "not allowed: identity: no statement allows it" {
		t.Errorf("got %s", got)
	}
}

// TestZeroDecisionLetsNothingThrough is what a forgotten assignment would do.
func TestZeroDecisionLetsNothingThrough(t *testing.T) {
	if d := (policy.Decision{}); d.Allowed() || d.String() != "denied" {
		t.Errorf("%s", d)
	}
}

// TestLongestSession is role chaining's hour (AWS: STS API, AssumeRole).
func TestLongestSession(t *testing.T) {
	for who, want := range map[string]time.Duration{"alice": 12 * time.Hour, "token": 12 * time.Hour, "operations": time.Hour} {
		if got := policy.LongestSession(callers[who], 12*time.Hour); got != want {
			t.Errorf("%s: %s, want %s", who, got, want)
		}
	}
	if got := policy.LongestSession(callers["access"], 15*time.Minute); got != 15*time.Minute {
		t.Errorf("a short role: %s", got)
	}
}

// TestKeysInTwoCases are one key with the values of both.
func TestKeysInTwoCases(t *testing.T) {
	r := policy.Request{Action: "ec2:CreateTags", Resource: "*", Caller: callers["alice"], Context: map[string][]string{"aws:TagKeys": {"a"}, "AWS:tagkeys": {"b"}}}
	allow := drawnOf(policy.Statement{Effect: "Allow", Action: policy.List{"*"}, Resource: policy.List{"*"}, Condition: policy.Conditions{"ForAllValues:StringEquals": {"aws:tagKEYS": {"a"}}}})
	p := policy.Policies{Identity: []policy.Named{allow}}
	if d := policy.Decide(r, p); d.Verdict != policy.NotAllowed {
		t.Errorf("%s", d)
	}
	delete(r.Context, "AWS:tagkeys")
	if d := policy.Decide(r, p); !d.Allowed() {
		t.Errorf("%s", d)
	}
}
