package sandbox

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/smithy-go"
)

func TestIdentityDocuments(t *testing.T) {
	for _, text := range []string{
		allowAll,
		`{"Version":"2012-10-17","Id":"x","Statement":{"Sid":"A1","Effect":"Deny","NotAction":["iam:*"],"NotResource":"arn:aws:iam::*:user/${aws:username}"}}`,
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":true},"NumericLessThan":{"aws:MultiFactorAuthAge":3600},"ForAllValues:StringLikeIfExists":{"aws:TagKeys":["a","b"]}}}]}`,
	} {
		if err := checkIdentity(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestIdentityDocumentsRefused(t *testing.T) {
	in := func(statement string) string { return `{"Version":"2012-10-17","Statement":[` + statement + `]}` }
	for _, row := range []struct{ text, words string }{
		{``, "invalid Json"},
		{`[]`, "invalid Json"},
		{`null`, "invalid Json"},
		{allowAll + `{}`, "invalid Json"},
		{`{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`, "version"},
		{strings.Replace(allowAll, "2012-10-17", "2008-10-17", 1), "version"},
		{`{"Version":"2012-10-17"}`, "Syntax"},
		{`{"version":"2012-10-17","Statement":[]}`, "Syntax"},
		{in(``), "Syntax"},
		{in(`"x"`), "Syntax"},
		{in(`{"Effect":"allow","Action":"*","Resource":"*"}`), "Syntax"},
		{in(`{"Action":"*","Resource":"*"}`), "Syntax"},
		{in(`{"Effect":"Allow","Actions":"*","Resource":"*"}`), "Syntax"},
		{in(`{"Effect":"Allow","Action":[],"Resource":"*"}`), "Syntax"},
		{in(`{"Effect":"Allow","Action":[["a:b"]],"Resource":"*"}`), "Syntax"},
		{in(`{"Effect":"Allow","Action":"*","NotAction":"a:b","Resource":"*"}`), "Syntax"},
		{in(`{"Effect":"Allow","Resource":"*"}`), "must contain actions"},
		{in(`{"Effect":"Allow","Action":"*"}`), "must contain resources"},
		{in(`{"Effect":"Allow","Action":"GetObject","Resource":"*"}`), "prefaced by a vendor"},
		{in(`{"Effect":"Allow","Action":"*:Get","Resource":"*"}`), "prefaced by a vendor"},
		{in(`{"Effect":"Allow","Action":"*","Resource":"bucket"}`), "ARN format"},
		{in(`{"Effect":"Allow","Action":"*","Resource":"arn:aws:iam:eu-west-1:111111111111:user/x"}`), "region"},
		{in(`{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}`), "should not specify a principal"},
		{in(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Boole":{"aws:x":"y"}}}`), "Invalid Condition type : Boole"},
		{in(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":"x"}}`), "Syntax"},
		{in(`{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"nokey":"y"}}}`), "Syntax"},
		{in(`{"Sid":"a b","Effect":"Allow","Action":"*","Resource":"*"}`), "alpha-numeric"},
		{in(`{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}`), "unique"},
	} {
		var api smithy.APIError
		err := checkIdentity(row.text)
		if !errors.As(err, &api) || api.ErrorCode() != "MalformedPolicyDocument" || !strings.Contains(api.ErrorMessage(), row.words) {
			t.Errorf("%s: got %v, want %q", row.text, err, row.words)
		}
	}
	var api smithy.APIError
	if err := checkIdentity(strings.Replace(allowAll, "s3", "→", 1)); !errors.As(err, &api) || api.ErrorCode() != "ValidationError" {
		t.Errorf("an arrow: got %v", err)
	}
}

func TestEncoded(t *testing.T) {
	if got, want := *encoded(`{"a": "b*~-_.ü"}`), `%7B%22a%22%3A%20%22b%2A~-_.%C3%BC%22%7D`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
