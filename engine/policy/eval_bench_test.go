package policy_test

import (
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

// BenchmarkDecide is a person's call, with MFA, under all that is written for
// people, and a role's session under all guardrails.
func BenchmarkDecide(b *testing.B) {
	person := policy.Policies{Identity: []policy.Named{named("self-service"), named("may-assume")}}
	session := policy.Policies{Identity: []policy.Named{everything()}, Guardrails: [][]policy.Named{
		{everything(), named("no-leaving")}, {everything(), named("no-root-user"), named("no-long-term-credentials")}, {everything(), named("only-s3"), named("protect-our-roles")},
	}}
	mfa := map[string][]string{"aws:MultiFactorAuthPresent": {"true"}}
	b.Run("person", func(b *testing.B) {
		r := policy.Request{Action: "iam:CreateAccessKey", Resource: "arn:aws:iam::111111111111:user/orgwright/alice", Caller: callers["alice"], Context: mfa}
		repeat(b, func() policy.Decision { return policy.Decide(r, person) })
	})
	b.Run("session", func(b *testing.B) {
		r := policy.Request{Action: "s3:PutObject", Resource: "arn:aws:s3:::b/k", Caller: callers["operations"]}
		repeat(b, func() policy.Decision { return policy.Decide(r, session) })
	})
	b.Run("become", func(b *testing.B) {
		r := policy.Request{Resource: "arn:aws:iam::{production}:role/orgwright/operations", Caller: callers["by-name"], Context: mfa}
		trust := named("trust-with-mfa")
		repeat(b, func() policy.Decision { return policy.MayBecome(r, person, trust) })
	})
}

// named are the documents that are written here, by name.
func named(name string) policy.Named {
	d, builtin := policy.Builtin(name, exempt, "/orgwright/")
	switch {
	case builtin:
	case name == "self-service":
		d = policy.SelfService("/orgwright/")
	case name == "may-assume":
		d = policy.MayAssume([]string{"arn:aws:iam::{production}:role/orgwright/operations"})
	case name == "trust-with-mfa":
		d = policy.TrustWithMFA("{master}")
	}
	return policy.Named{Name: name, Document: d}
}

func repeat(b *testing.B, decide func() policy.Decision) {
	b.ReportAllocs()
	for b.Loop() {
		if d := decide(); !d.Allowed() {
			b.Fatal(d)
		}
	}
}
