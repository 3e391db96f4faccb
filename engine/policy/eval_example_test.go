package policy_test

import (
	"fmt"

	"github.com/orgwright/orgwright/engine/policy"
)

func ExampleDecide() {
	alice := policy.Caller{Account: "111111111111", ARN: "arn:aws:iam::111111111111:user/orgwright/alice"}
	p := policy.Policies{Identity: []policy.Named{{Name: "self-service", Document: policy.SelfService("/orgwright/")}}}
	key := policy.Request{Action: "iam:CreateAccessKey", Resource: alice.ARN, Caller: alice}
	fmt.Println(policy.Decide(key, p))
	key.Context = map[string][]string{"aws:MultiFactorAuthPresent": {"true"}}
	fmt.Println(policy.Decide(key, p))
	// Output:
	// denied: identity self-service, statement DenyUntilMFA: denies it
	// allowed: identity self-service, statement ManageOwnKeys: allows it
}

func ExampleMayBecome() {
	alice := policy.Caller{Account: "{master}", ARN: "arn:aws:iam::{master}:user/orgwright/alice"}
	role := "arn:aws:iam::{production}:role/orgwright/operations"
	p := policy.Policies{Identity: []policy.Named{{Name: "assume", Document: policy.MayAssume([]string{role})}}}
	trust := policy.Named{Name: "operations", Document: policy.TrustWithMFA("{master}")}
	fmt.Println(policy.MayBecome(policy.Request{Resource: role, Caller: alice}, p, trust))
	// Output:
	// not allowed: trust: no statement allows it; trust operations, statement #1: the condition Bool aws:MultiFactorAuthPresent is not met
}
