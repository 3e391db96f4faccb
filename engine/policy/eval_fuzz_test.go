package policy_test

import (
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

// FuzzDecide looks for texts that stop the evaluator, and for allowed requests
// that no statement allows.
func FuzzDecide(f *testing.F) {
	for _, text := range []string{
		`{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:username, 'x'}${*}${"}`,
		`{"Effect":"Deny","NotAction":"*:","NotResource":"*?**","Condition":{"ForAllValues:ArnNotLikeIfExists":{"k":["a:b:c:d:e:f","${k}"]}}}`,
		`{"Effect":"Allow","Principal":"*","Action":"sts:*","Condition":{"DateLessThan":{"k":"2026-01-01T00:00:00Z"},"NumericEquals":{"k":["1.",".","-"]}}}`,
		`{"Effect":"Allow","NotPrincipal":{"AWS":["","111111111111"]},"Action":"sts:*","Condition":{"IpAddress":{"k":"::/0"},"Null":{"k":""}}}`,
	} {
		f.Add(text, "s3:GetObject", "arn:aws:s3:::b/x", "k", "a:b:c:d:e:f")
		f.Add(text, "sts:AssumeRole", "arn:aws:iam::1:role/r", "sts:SourceIdentity", "2026")
	}
	f.Fuzz(func(t *testing.T, text, action, resource, key, value string) {
		d, err := policy.Parse(`{"Version":"2012-10-17","Statement":` + text + `}`)
		if err != nil {
			return
		}
		named := policy.Named{Name: "fuzzed", Document: d}
		for _, who := range []string{"alice", "operations", "ec2", "nobody"} {
			r := policy.Request{Action: action, Resource: resource, Caller: callers[who], Context: map[string][]string{key: {value}}}
			check(t, d, policy.Decide(r, policy.Policies{Identity: []policy.Named{named}}))
			check(t, d, policy.MayBecome(r, policy.Policies{Identity: []policy.Named{everything()}}, named))
		}
	})
}

func check(t *testing.T, d policy.Document, got policy.Decision) {
	t.Helper()
	if len(got.Why) == 0 {
		t.Errorf("%s without a reason: %s", got.Verdict, d)
	}
	if !got.Allowed() {
		return
	}
	for _, s := range d.Statement {
		if s.Effect == policy.Allow {
			return
		}
	}
	for _, why := range got.Why {
		if why.Layer == policy.LayerCaller || why.Layer == policy.LayerIdentity && why.Statement == "" {
			return // a call that needs no permission
		}
	}
	t.Errorf("%s by %s", got, d)
}
