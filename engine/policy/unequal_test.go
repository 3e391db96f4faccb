package policy_test

import (
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

var unequal = []pair{
	{why: "version", a: read, b: version(`"Version":"2008-10-17",`, "[{"+read+"}]")},
	{why: "no version is the older one", a: read, b: version("", "[{"+read+"}]")},
	{why: "effect", a: read, b: `"Effect":"Deny","Action":"s3:GetObject","Resource":"*"`},
	{why: "action", a: read, b: `"Effect":"Allow","Action":"s3:PutObject","Resource":"*"`},
	{why: "one action more", a: read, b: `"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"`},
	{why: "service", a: read, b: `"Effect":"Allow","Action":"s3express:GetObject","Resource":"*"`},
	{why: "a wildcard at the end", a: read, b: `"Effect":"Allow","Action":"s3:GetObject*","Resource":"*"`},
	{why: "which wildcard", a: `"Effect":"Allow","Action":"s3:Get*","Resource":"*"`, b: `"Effect":"Allow","Action":"s3:Get?","Resource":"*"`},
	{why: "every action of a service is not every action", a: `"Effect":"Allow","Action":"s3:*","Resource":"*"`, b: `"Effect":"Allow","Action":"*","Resource":"*"`},
	{why: "all but an action is not the action", a: read, b: `"Effect":"Allow","NotAction":"s3:GetObject","Resource":"*"`},
	{why: "words of an action in another order", a: `"Effect":"Allow","Action":"s3:GetObjectAcl","Resource":"*"`, b: `"Effect":"Allow","Action":"s3:GetAclObject","Resource":"*"`},
	{why: "letters with a similar look", a: read, b: `"Effect":"Allow","Action":"s3:GetOb\u0458ect","Resource":"*"`},
	{why: "the Kelvin sign is no K", a: `"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"`, b: `"Effect":"Allow","Action":"\u212ams:Decrypt","Resource":"*"`},
	{why: "resource", a: read, b: `"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a"`},
	{why: "case of a resource", a: `"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/B"`, b: `"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/b"`},
	{why: "all but a resource is not the resource", a: `"Effect":"Allow","Action":"s3:*","Resource":"a"`, b: `"Effect":"Allow","Action":"s3:*","NotResource":"a"`},
	{why: "no resource is not all", a: read, b: `"Effect":"Allow","Action":"s3:GetObject"`},
	{why: "a resource is not its children", a: `"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a"`, b: `"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::a/*"`},
	{why: "account of a resource", a: `"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::111111111111:role/a"`, b: `"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::111111111112:role/a"`},
	{why: "name of an account", a: `"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::{a}:role/a"`, b: `"Effect":"Allow","Action":"sts:*","Resource":"arn:aws:iam::{b}:role/a"`},
	{why: "an account as a resource is not its root", a: `"Effect":"Allow","Action":"sts:*","Resource":"111111111111"`, b: `"Effect":"Allow","Action":"sts:*","Resource":"` + root + `"`},
	{why: "partition", a: trust + `"Principal":{"AWS":"arn:aws:iam::111111111111:root"}`, b: trust + `"Principal":{"AWS":"arn:aws-cn:iam::111111111111:root"}`},
	{why: "principal", a: trust + `"Principal":{"AWS":"111111111111"}`, b: trust + `"Principal":{"AWS":"222222222222"}`},
	{why: "one principal more", a: trust + `"Principal":{"AWS":"111111111111"}`, b: trust + `"Principal":{"AWS":["111111111111","222222222222"]}`},
	{why: "kind of principal", a: trust + `"Principal":{"Federated":"111111111111"}`, b: trust + `"Principal":{"AWS":"111111111111"}`},
	{why: "everybody federated is not everybody", a: trust + `"Principal":"*"`, b: trust + `"Principal":{"Federated":"*"}`},
	{why: "a user is not the account", a: trust + `"Principal":{"AWS":"arn:aws:iam::111111111111:user/a"}`, b: trust + `"Principal":{"AWS":"111111111111"}`},
	{why: "a deleted user is not the user", a: trust + `"Principal":{"AWS":"arn:aws:iam::111111111111:user/a"}`, b: trust + `"Principal":{"AWS":"AIDAEXAMPLEEXAMPLE123"}`},
	{why: "case of a role's name", a: trust + `"Principal":{"AWS":"arn:aws:iam::111111111111:role/a"}`, b: trust + `"Principal":{"AWS":"arn:aws:iam::111111111111:role/A"}`},
	{why: "everybody else is not everybody", a: trust + `"Principal":{"AWS":"111111111111"}`, b: trust + `"NotPrincipal":{"AWS":"111111111111"}`},
	{why: "eleven digits are no account", a: trust + `"Principal":{"AWS":"11111111111"}`, b: trust + `"Principal":{"AWS":"arn:aws:iam::11111111111:root"}`},
	{why: "no condition", a: read, b: cond(`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`)},
	{why: "operator", a: cond(`{"StringEquals":{"s3:prefix":"a*"}}`), b: cond(`{"StringLike":{"s3:prefix":"a*"}}`)},
	{why: "IfExists", a: cond(`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), b: cond(`{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}`)},
	{why: "which set prefix", a: cond(`{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}`), b: cond(`{"ForAnyValue:StringEquals":{"aws:TagKeys":"a"}}`)},
	{why: "a set prefix", a: cond(`{"StringEquals":{"aws:TagKeys":"a"}}`), b: cond(`{"ForAllValues:StringEquals":{"aws:TagKeys":"a"}}`)},
	{why: "key", a: cond(`{"StringEquals":{"aws:SourceVpc":"a"}}`), b: cond(`{"StringEquals":{"aws:SourceVpce":"a"}}`)},
	{why: "which tag", a: cond(`{"StringEquals":{"aws:PrincipalTag/a":"x"}}`), b: cond(`{"StringEquals":{"aws:PrincipalTag/b":"x"}}`)},
	{why: "value", a: cond(`{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`), b: cond(`{"Bool":{"aws:MultiFactorAuthPresent":"false"}}`)},
	{why: "one value more", a: cond(`{"StringEquals":{"s3:prefix":"a"}}`), b: cond(`{"StringEquals":{"s3:prefix":["a","b"]}}`)},
	{why: "case of a value", a: cond(`{"StringEquals":{"s3:prefix":"a"}}`), b: cond(`{"StringEquals":{"s3:prefix":"A"}}`)},
	{why: "an account is an account only as a principal", a: cond(`{"StringEquals":{"aws:PrincipalArn":"111111111111"}}`), b: cond(`{"StringEquals":{"aws:PrincipalArn":"` + root + `"}}`)},
	{why: "no value is not no condition", a: read, b: cond(`{"ForAllValues:StringEquals":{"aws:TagKeys":[]}}`)},
	{why: "an empty value", a: cond(`{"StringEquals":{"s3:prefix":""}}`), b: cond(`{"StringEquals":{"s3:prefix":[]}}`)},
	{why: "how a number is written", a: cond(`{"NumericEquals":{"aws:MultiFactorAuthAge":1}}`), b: cond(`{"NumericEquals":{"aws:MultiFactorAuthAge":1.0}}`), alone: true},
	{why: "two conditions are not one", a: cond(`{"StringEquals":{"s3:prefix":"a"}}`), b: cond(`{"StringEquals":{"s3:prefix":"a"},"Bool":{"aws:SecureTransport":"true"}}`)},
	{why: "Sid", a: `"Sid":"a",` + read, b: `"Sid":"b",` + read},
	{why: "case of a Sid", a: `"Sid":"a",` + read, b: `"Sid":"A",` + read},
	{why: "a Sid", a: `"Sid":"a",` + read, b: read},
	{why: "one statement more", a: read, b: version(v2012, `[{`+read+`},{"Effect":"Deny","Action":"s3:*","Resource":"b"}]`)},
	{why: "no statement", a: read, b: version(v2012, "[]")},
	{why: "actions and resources cross two statements", a: version(v2012, `[{"Effect":"Allow","Action":"s3:*","Resource":"a"},{"Effect":"Allow","Action":"sts:*","Resource":"b"}]`), b: `"Effect":"Allow","Action":["s3:*","sts:*"],"Resource":["a","b"]`},
	{why: "a plus is a plus, encoded or not", a: `%7B%22Version%22:%222012-10-17%22,%22Statement%22:%7B%22Effect%22:%22Allow%22,%22Action%22:%22s3:GetObject%22,%22Resource%22:%22a+b%22%7D%7D`, b: `"Effect":"Allow","Action":"s3:GetObject","Resource":"a b"`, alone: true},
	{why: "plain text is not decoded", a: `"Effect":"Allow","Action":"s3:GetObject","Resource":"a%2Fb"`, b: `"Effect":"Allow","Action":"s3:GetObject","Resource":"a/b"`},
}

func TestUnequal(t *testing.T) {
	if len(unequal) < 40 {
		t.Errorf("%d pairs, want 40", len(unequal))
	}
	for _, p := range unequal {
		t.Run(p.why, func(t *testing.T) {
			a, b := parse(t, whole(p.a)), parse(t, whole(p.b))
			if policy.Equal(a, b) || a.String() == b.String() {
				t.Errorf("the same: %s", a)
			}
			second(t, p, false)
		})
	}
}
