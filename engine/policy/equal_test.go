package policy_test

import (
	"strings"
	"testing"

	awspolicy "github.com/hashicorp/awspolicyequivalence"

	"github.com/orgwright/orgwright/engine/policy"
)

// A pair is two documents: whole ones, or the members of a single statement.
// alone marks pairs that awspolicyequivalence judges otherwise.
type pair struct {
	why   string
	a, b  string
	alone bool
}

func whole(text string) string {
	if strings.Contains(text, "Statement") || strings.HasPrefix(text, "%") {
		return text
	}
	return `{"Version":"2012-10-17","Statement":[{` + text + `}]}`
}

const (
	read  = `"Effect":"Allow","Action":"s3:GetObject","Resource":"*"`
	trust = `"Effect":"Allow","Action":"sts:AssumeRole",`
	root  = `arn:aws:iam::111111111111:root`
)

func cond(c string) string { return read + `,"Condition":` + c }

func version(v, statement string) string { return `{` + v + `"Statement":` + statement + `}` }

const v2012 = `"Version":"2012-10-17",`

var equal = []pair{
	{why: "the same text", a: read, b: read},
	{why: "white space", a: read, b: "\n\t\"Effect\" : \"Allow\", \"Action\":\r\n\"s3:GetObject\",\"Resource\":\"*\" "},
	{why: "order of elements", a: read, b: `"Resource":"*","Action":"s3:GetObject","Effect":"Allow"`},
	{why: "order of top elements", a: version(v2012, "[{"+read+"}]"), b: `{"Statement":[{` + read + `}],"Version":"2012-10-17"}`},
	{why: "JSON escapes", a: read, b: `"Effect":"\u0041llow","Action":"s3:GetObject","Resource":"\u002a"`},
	{why: "escaped slash", a: `"Effect":"Allow","Action":"*","Resource":"a/b"`, b: `"Effect":"Allow","Action":"*","Resource":"a\/b"`},
	{why: "one statement without list", a: version(v2012, "[{"+read+"}]"), b: version(v2012, "{"+read+"}")},
	{why: "action in a list of one", a: read, b: `"Effect":"Allow","Action":["s3:GetObject"],"Resource":"*"`},
	{why: "resource in a list of one", a: read, b: `"Effect":"Allow","Action":"s3:GetObject","Resource":["*"]`},
	{why: "not-action in a list of one", a: `"Effect":"Deny","NotAction":"s3:*","Resource":"*"`, b: `"Effect":"Deny","NotAction":["s3:*"],"Resource":"*"`},
	{why: "not-resource in a list of one", a: `"Effect":"Deny","Action":"s3:*","NotResource":"a"`, b: `"Effect":"Deny","Action":"s3:*","NotResource":["a"]`},
	{why: "principal in a list of one", a: trust + `"Principal":{"AWS":"` + root + `"}`, b: trust + `"Principal":{"AWS":["` + root + `"]}`},
	{why: "condition value in a list of one", a: cond(`{"Bool":{"aws:SecureTransport":"true"}}`), b: cond(`{"Bool":{"aws:SecureTransport":["true"]}}`)},
	{why: "order of actions", a: `"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"`, b: `"Effect":"Allow","Action":["s3:PutObject","s3:GetObject"],"Resource":"*"`},
	{why: "order of resources", a: `"Effect":"Allow","Action":"s3:*","Resource":["a","b"]`, b: `"Effect":"Allow","Action":"s3:*","Resource":["b","a"]`},
	{why: "order of not-actions", a: `"Effect":"Deny","NotAction":["s3:*","sts:*"],"Resource":"*"`, b: `"Effect":"Deny","NotAction":["sts:*","s3:*"],"Resource":"*"`},
	{why: "order of principals", a: trust + `"Principal":{"Service":["a.amazonaws.com","b.amazonaws.com"]}`, b: trust + `"Principal":{"Service":["b.amazonaws.com","a.amazonaws.com"]}`},
	{why: "order of kinds of principals", a: trust + `"Principal":{"Service":"a.amazonaws.com","AWS":"` + root + `"}`, b: trust + `"Principal":{"AWS":"` + root + `","Service":"a.amazonaws.com"}`},
	{why: "order of condition values", a: cond(`{"StringEquals":{"aws:RequestedRegion":["a","b"]}}`), b: cond(`{"StringEquals":{"aws:RequestedRegion":["b","a"]}}`)},
	{why: "order of condition keys", a: cond(`{"StringEquals":{"s3:prefix":"a","aws:SourceVpc":"b"}}`), b: cond(`{"StringEquals":{"aws:SourceVpc":"b","s3:prefix":"a"}}`)},
	{why: "order of operators", a: cond(`{"StringLike":{"s3:prefix":"a"},"Bool":{"aws:SecureTransport":"true"}}`), b: cond(`{"Bool":{"aws:SecureTransport":"true"},"StringLike":{"s3:prefix":"a"}}`)},
	{why: "order of statements", a: version(v2012, `[{`+read+`},{"Effect":"Deny","Action":"s3:*","Resource":"b"}]`), b: version(v2012, `[{"Effect":"Deny","Action":"s3:*","Resource":"b"},{`+read+`}]`)},
	{why: "a statement twice", a: version(v2012, `[{`+read+`},{`+read+`}]`), b: read, alone: true},
	{why: "a statement twice, written in two ways", a: version(v2012, `[{`+read+`},{"Effect":"Allow","Action":["s3:GetObject"],"Resource":["*"]}]`), b: read, alone: true},
	{why: "an action twice", a: `"Effect":"Allow","Action":["s3:GetObject","s3:GetObject"],"Resource":"*"`, b: read, alone: true},
	{why: "a resource twice", a: `"Effect":"Allow","Action":"s3:GetObject","Resource":["*","*"]`, b: read, alone: true},
	{why: "a condition value twice", a: cond(`{"StringEquals":{"s3:prefix":["a","a"]}}`), b: cond(`{"StringEquals":{"s3:prefix":"a"}}`), alone: true},
	{why: "case of an action", a: read, b: `"Effect":"Allow","Action":"s3:getobject","Resource":"*"`, alone: true},
	{why: "case of a service", a: read, b: `"Effect":"Allow","Action":"S3:GetObject","Resource":"*"`, alone: true},
	{why: "case of a not-action", a: `"Effect":"Deny","NotAction":"IAM:CREATEUSER","Resource":"*"`, b: `"Effect":"Deny","NotAction":"iam:CreateUser","Resource":"*"`, alone: true},
	{why: "case of an action with wildcards", a: `"Effect":"Allow","Action":"s3:get*tag?ing","Resource":"*"`, b: `"Effect":"Allow","Action":"s3:Get*Tag?ing","Resource":"*"`, alone: true},
	{why: "two actions that differ in case are one", a: `"Effect":"Allow","Action":["s3:GetObject","s3:getObject"],"Resource":"*"`, b: read, alone: true},
	{why: "case of an action of words nobody knows", a: `"Effect":"Allow","Action":"zz:FrobNicate2Xyz","Resource":"*"`, b: `"Effect":"Allow","Action":"ZZ:frobnicate2xyz","Resource":"*"`, alone: true},
	{why: "case of the effect", a: read, b: `"Effect":"allow","Action":"s3:GetObject","Resource":"*"`},
	{why: "case of a condition key", a: cond(`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), b: cond(`{"Bool":{"aws:multifactorauthpresent":"true"}}`), alone: true},
	{why: "case of a key nobody knows", a: cond(`{"Bool":{"zz:Some-Key":"true"}}`), b: cond(`{"Bool":{"ZZ:some-key":"true"}}`), alone: true},
	{why: "case of a tag's key in a condition", a: cond(`{"StringEquals":{"aws:PrincipalTag/Team":"a"}}`), b: cond(`{"StringEquals":{"aws:principaltag/team":"a"}}`), alone: true},
	{why: "case of an operator", a: cond(`{"StringEquals":{"s3:prefix":"a"}}`), b: cond(`{"stringEquals":{"s3:prefix":"a"}}`), alone: true},
	{why: "case of an operator with prefix and suffix", a: cond(`{"ForAnyValue:StringLikeIfExists":{"s3:prefix":"a"}}`), b: cond(`{"foranyvalue:STRINGLIKEIFEXISTS":{"s3:prefix":"a"}}`), alone: true},
	{why: "true is its text", a: cond(`{"Bool":{"aws:SecureTransport":true}}`), b: cond(`{"Bool":{"aws:SecureTransport":"true"}}`)},
	{why: "false in a list is its text", a: cond(`{"Bool":{"aws:SecureTransport":[false]}}`), b: cond(`{"Bool":{"aws:SecureTransport":"false"}}`)},
	{why: "a number is its text", a: cond(`{"NumericLessThan":{"aws:MultiFactorAuthAge":3600}}`), b: cond(`{"NumericLessThan":{"aws:MultiFactorAuthAge":"3600"}}`)},
	{why: "an empty Sid", a: read, b: `"Sid":"",` + read},
	{why: "an empty condition", a: read, b: cond(`{}`), alone: true},
	{why: "an operator without keys", a: read, b: cond(`{"StringEquals":{}}`), alone: true},
	{why: "the language's older version is the default", a: version("", "[{"+read+"}]"), b: version(`"Version":"2008-10-17",`, "[{"+read+"}]"), alone: true},
	{why: "an Id has no meaning", a: version(v2012+`"Id":"mine",`, "[{"+read+"}]"), b: read, alone: true},
	{why: "an account is its root", a: trust + `"Principal":{"AWS":"111111111111"}`, b: trust + `"Principal":{"AWS":"` + root + `"}`},
	{why: "an account and its root are one", a: trust + `"Principal":{"AWS":["111111111111","` + root + `"]}`, b: trust + `"Principal":{"AWS":"` + root + `"}`, alone: true},
	{why: "an account's name is its root", a: trust + `"Principal":{"AWS":"{production}"}`, b: trust + `"Principal":{"AWS":"arn:aws:iam::{production}:root"}`, alone: true},
	{why: "an account is its root where it is not the principal", a: trust + `"NotPrincipal":{"AWS":"111111111111"}`, b: trust + `"NotPrincipal":{"AWS":"` + root + `"}`},
	{why: "everybody", a: trust + `"Principal":"*"`, b: trust + `"Principal":{"AWS":"*"}`, alone: true},
	{why: "everybody in a list", a: trust + `"Principal":"*"`, b: trust + `"Principal":{"AWS":["*"]}`, alone: true},
	{why: "percent-encoding", a: `%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Action%22%3A%22s3%3AGetObject%22%2C%22Resource%22%3A%22%2A%22%7D%5D%7D`, b: read, alone: true},
	{why: "percent-encoding in lower case, with spaces", a: `%7b%22Version%22%3a%20%222012-10-17%22,%0a%22Statement%22:[{` + read + `}]}`, b: read, alone: true},
}

func TestEqual(t *testing.T) {
	if len(equal) < 40 {
		t.Errorf("%d pairs, want 40", len(equal))
	}
	for _, p := range equal {
		t.Run(p.why, func(t *testing.T) {
			a, b := parse(t, whole(p.a)), parse(t, whole(p.b))
			if !policy.Equal(a, b) || a.String() != b.String() {
				t.Errorf("differ:\n%s\n%s", a, b)
			}
			second(t, p, true)
		})
	}
}

func parse(t *testing.T, text string) policy.Document {
	t.Helper()
	d, err := policy.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return d
}

// second asks awspolicyequivalence for its opinion, which is the same unless
// the pair is marked.
func second(t *testing.T, p pair, want bool) {
	t.Helper()
	got, err := awspolicy.PoliciesAreEquivalent(whole(p.a), whole(p.b))
	if agrees := err == nil && got == want; agrees == p.alone {
		t.Errorf("awspolicyequivalence says %t, %v; the pair is marked alone: %t", got, err, p.alone)
	}
}
