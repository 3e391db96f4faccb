package policy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

func TestCheck(t *testing.T) {
	const (
		version = `version is "2008-10-17", want "2012-10-17"`
		mfa     = "BoolIfExists lets access keys without MFA through, want Bool"
		lax     = `,"Condition":{"BoolIfExists":{"AWS:MultiFactorAuthPresent":true}}`
		noSCP   = "statement (Allow s3:GetObject): only a trust policy has a principal"
	)
	checks := map[string]func(policy.Document) error{
		"guardrail": policy.CheckGuardrail, "identity": policy.CheckIdentity, "trust": policy.CheckTrust,
	}
	tests := []struct{ check, text, want string }{
		{"guardrail", read, ""},
		{"guardrail", read + lax, ""},
		{"guardrail", `{"Statement":{` + read + `}}`, version},
		{"guardrail", `{"Version":"2012-10-17","Statement":[]}`, "no statement"},
		{"guardrail", read + `,"Principal":"*"`, noSCP},
		{"guardrail", read + `,"NotPrincipal":"*"`, noSCP},
		{"guardrail", `"Sid":"A","Effect":"Deny","NotAction":"s3:*"`, "statement A: want one of Resource and NotResource"},
		{"guardrail", read + `,"NotResource":"a"`, "statement (Allow s3:GetObject): want one of Resource and NotResource"},
		{"guardrail", `"Effect":"Deny","Resource":"*"`, "statement (Deny): want one of Action and NotAction"},
		{"guardrail", read + `,"NotAction":"s3:*"`, "statement (Allow s3:GetObject): want one of Action and NotAction"},
		{"guardrail", `"Effect":"Allow","Action":"*","Resource":"日本"`, "'日' is not allowed in a policy (AWS: IAM API, characters U+0020 to U+00FF)"},
		{"guardrail", `"Effect":"Allow","Action":"*","Resource":"é\n\t"`, ""},
		{"identity", read, ""},
		{"identity", `{"Statement":[]}`, version + "\nno statement"},
		{"identity", read + `,"Principal":{"Service":"a"}`, noSCP},
		{"identity", read + lax, "statement (Allow s3:GetObject): " + mfa},
		{"identity", `"Effect":"Deny","NotAction":"sts:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}`, ""},
		{"trust", trust + `"Principal":{"AWS":"111111111111"}`, ""},
		{"trust", trust + `"Principal":{"Service":"ec2.amazonaws.com"}`, ""},
		{"trust", trust + `"Sid":"A"`, "statement A: want one of Principal and NotPrincipal"},
		{"trust", trust + `"Principal":{"AWS":"a"},"NotPrincipal":{"AWS":"b"}`, "statement (Allow sts:AssumeRole): want one of Principal and NotPrincipal"},
		{"trust", trust + `"NotPrincipal":{"AWS":"111111111111"}`, "statement (Allow sts:AssumeRole): NotPrincipal in an Allow lets everybody else in"},
		{"trust", trust + `"Principal":"*"`, `statement (Allow sts:AssumeRole): wildcard principal AWS "*"`},
		{"trust", trust + `"Principal":{"AWS":["a","arn:aws:iam::*:root"]}`, `statement (Allow sts:AssumeRole): wildcard principal AWS "arn:aws:iam::*:root"`},
		{"trust", `"Effect":"Deny","Action":"sts:AssumeRole","Principal":"*"`, ""},
		{"trust", trust + `"Principal":{"AWS":"a"},"Resource":"*"`, "statement (Allow sts:AssumeRole): a trust policy is about its own role and has no Resource"},
		{"trust", trust + `"Principal":{"AWS":"a"}` + lax, "statement (Allow sts:AssumeRole): " + mfa},
		{"trust", trust + `"Principal":"*"` + lax, `statement (Allow sts:AssumeRole): wildcard principal AWS "*"` + "\nstatement (Allow sts:AssumeRole): " + mfa},
	}
	for _, tt := range tests {
		err := checks[tt.check](parse(t, whole(tt.text)))
		if got := errors.Join(err); (got == nil) != (tt.want == "") || got != nil && got.Error() != tt.want {
			t.Errorf("%s %s\n got %v\nwant %s", tt.check, tt.text, err, tt.want)
		}
	}
}

func TestCheckOfADocumentMadeByHand(t *testing.T) {
	d := policy.Document{Version: policy.Version, Statement: []policy.Statement{{Effect: "Perhaps", Action: policy.List{"*"}, Resource: policy.List{"*"}}}}
	if err := policy.CheckIdentity(d); err == nil || err.Error() != `statement (Perhaps *): effect is "Perhaps", want Allow or Deny` {
		t.Errorf("got %v", err)
	}
}

func TestGuardrailLength(t *testing.T) {
	d := func(n int) policy.Document {
		return policy.Document{Version: policy.Version, Statement: []policy.Statement{
			{Effect: policy.Deny, Action: policy.List{"*"}, Resource: policy.List{strings.Repeat("x", n)}},
		}}
	}
	rest := policy.Length(d(0).String())
	if err := policy.CheckGuardrail(d(policy.Guardrail - rest)); err != nil {
		t.Errorf("as long as can be: %v", err)
	}
	const want = "10241 characters are more than 10240 (AWS: quotas for AWS Organizations)"
	if err := policy.CheckGuardrail(d(policy.Guardrail - rest + 1)); err == nil || err.Error() != want {
		t.Errorf("one more: %v, want %s", err, want)
	}
}

func TestSizeAndLength(t *testing.T) {
	for _, tt := range []struct {
		text         string
		size, length int
	}{
		{"", 0, 0},
		{" a\tb\r\nc ", 3, 8},
		{"é", 1, 1},
		{"{production}", 12, 12},
		{"arn:aws:iam::{a}:role/b", 32, 32},
		{"${aws:username}", 15, 15},
		{"${saml}", 7, 7},
		{`{"A":{}}`, 8, 8},
		{"{a{b}", 14, 14},
		{"{a", 2, 2},
		{"{B}{c}", 15, 15},
	} {
		if size, length := policy.Size(tt.text), policy.Length(tt.text); size != tt.size || length != tt.length {
			t.Errorf("%q: %d, %d, want %d, %d", tt.text, size, length, tt.size, tt.length)
		}
	}
}
