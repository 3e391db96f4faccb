package policy_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

func TestParseSaysWhatIsWrongAndWhere(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", "line 1, byte 0: unexpected end of JSON input"},
		{"nonsense", "line 1, byte 2: invalid character 'o' in literal null (expecting 'u')"},
		{"null", "want an object"},
		{"[]", "want an object"},
		{`"text"`, "want an object"},
		{"%7", `percent-encoding: invalid URL escape "%7"`},
		{"%7B", "line 1, byte 1: unexpected end of JSON input"},
		{"{}", "Statement is missing"},
		{"{\n  \"Statement\": [],\n}", "line 3, byte 1: invalid character '}' looking for beginning of object key string"},
		{`{"Statement":[]}{}`, "line 1, byte 17: invalid character '{' after top-level value"},
		{`{"Statement":[]} garbage`, "line 1, byte 18: invalid character 'g' after top-level value"},
		{`{"Statement":[],"Statement":[]}`, "Statement is there twice"},
		{`{"Statement":[],"statement":[]}`, "statement: no such element"},
		{`{"Statement":[],"Comment":"x"}`, "Comment: no such element"},
		{`{"Statement":[],"Version":"2012-10-18"}`, `Version: "2012-10-18" is neither 2012-10-17 nor 2008-10-17`},
		{`{"Statement":[],"Version":20121017}`, "Version: want a string"},
		{`{"Statement":[],"Id":1}`, "Id: want a string"},
		{`{"Statement":"x"}`, "Statement: want an object or a list of objects"},
		{`{"Statement":null}`, "Statement: want an object or a list of objects"},
		{`{"Statement":["x"]}`, "Statement[0]: want an object"},
		{`{"Statement":{}}`, "Statement: Effect is missing"},
		{`{"Statement":[{"Effect":"Allow"},{}]}`, "Statement[1]: Effect is missing"},
		{`{"Statement":[{"Effect":""}]}`, `Statement[0].Effect: "" is neither Allow nor Deny`},
		{`{"Statement":[{"Effect":"Permit"}]}`, `Statement[0].Effect: "Permit" is neither Allow nor Deny`},
		{`{"Statement":[{"Effect":["Allow"]}]}`, "Statement[0].Effect: want a string"},
		{`{"Statement":[{"Effect":"Allow","Effect":"Deny"}]}`, "Statement[0].Effect is there twice"},
		{`{"Statement":[{"Effect":"Allow","Extra":{}}]}`, "Statement[0].Extra: no such element"},
		{`{"Statement":[{"Effect":"Allow","action":"*"}]}`, "Statement[0].action: no such element"},
		{`{"Statement":[{"Effect":"Allow","Action":1}]}`, "Statement[0].Action: want a string or a list of strings"},
		{`{"Statement":[{"Effect":"Allow","Action":null}]}`, "Statement[0].Action: want a string or a list of strings"},
		{`{"Statement":[{"Effect":"Allow","Action":["a",1]}]}`, "Statement[0].Action: want a string or a list of strings"},
		{`{"Statement":[{"Effect":"Allow","Action":[]}]}`, "Statement[0].Action: an empty list"},
		{`{"Statement":[{"Effect":"Allow","Resource":[["a"]]}]}`, "Statement[0].Resource: want a string or a list of strings"},
		{`{"Statement":[{"Effect":"Allow","Sid":1}]}`, "Statement[0].Sid: want a string"},
		{`{"Statement":[{"Effect":"Allow","Principal":"111111111111"}]}`, `Statement[0].Principal: want "*" or an object`},
		{`{"Statement":[{"Effect":"Allow","Principal":{}}]}`, `Statement[0].Principal: want "*" or an object`},
		{`{"Statement":[{"Effect":"Allow","Principal":["*"]}]}`, `Statement[0].Principal: want "*" or an object`},
		{`{"Statement":[{"Effect":"Allow","Principal":{"aws":"*"}}]}`, `Statement[0].Principal: "aws": no such kind of principal`},
		{`{"Statement":[{"Effect":"Allow","NotPrincipal":{"AWS":[]}}]}`, "Statement[0].NotPrincipal: AWS: an empty list"},
		{`{"Statement":[{"Effect":"Allow","Principal":{"AWS":"a","AWS":"b"}}]}`, "Statement[0].Principal.AWS is there twice"},
		{`{"Statement":[{"Effect":"Allow","Condition":[]}]}`, "Statement[0].Condition: want an object"},
		{`{"Statement":[{"Effect":"Allow","Condition":{"Bool":"x"}}]}`, "Statement[0].Condition: Bool: want an object"},
		{`{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"a":null}}}]}`, "Statement[0].Condition: Bool: a: want a string, a number, true, false or a list of these"},
		{`{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"a":{}}}}]}`, "Statement[0].Condition: Bool: a: want a string, a number, true, false or a list of these"},
		{`{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"a":"1"},"bool":{"a":"2"}}}]}`, "Statement[0].Condition: Bool is there twice"},
		{`{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"aws:a":"1","AWS:A":"2"}}}]}`, "Statement[0].Condition: Bool: aws:a is there twice"},
		{`{"Statement":[{"Effect":"Allow","Condition":{"Bool":{"a":[["x"]]}}}]}`, "Statement[0].Condition.Bool.a[0]: nested too deep"},
		{strings.Repeat("[", 20000), "line 1, byte 10001: invalid character '[' exceeded max depth"},
	}
	for _, tt := range tests {
		d, err := policy.Parse(tt.text)
		if err == nil || err.Error() != "policy document: "+tt.want {
			t.Errorf("%.60s\n got %v\nwant policy document: %s", tt.text, err, tt.want)
		}
		if d.Statement != nil {
			t.Errorf("%.60s: a document beside the error: %s", tt.text, d)
		}
	}
}

// TestJSONIsCanonical holds that a document inside of other JSON is written
// and read as by itself.
func TestJSONIsCanonical(t *testing.T) {
	type body struct{ Policy policy.Document }
	hand := policy.Document{Version: policy.Version, Statement: []policy.Statement{
		{Effect: "deny", Action: policy.List{"s3:b", "S3:A", "s3:a"}, Resource: policy.List{"<&>"}, Principal: policy.Principal{"AWS": {}}},
		{Effect: "allow", Action: policy.List{"s3:a"}, Resource: policy.List{}, Condition: policy.Conditions{"bool": {"AWS:securetransport": nil}}},
	}}
	const want = `{"Policy":{"Version":"2012-10-17","Statement":[` +
		`{"Effect":"Allow","Action":["s3:A"],"Condition":{"Bool":{"aws:SecureTransport":[]}}},` +
		`{"Effect":"Deny","Action":["s3:A","s3:B"],"Resource":["\u003c\u0026\u003e"]}]}}`
	got, err := json.Marshal(body{hand})
	if err != nil || string(got) != want {
		t.Fatalf("got  %s, %v\nwant %s", got, err, want)
	}
	var back body
	if err := json.Unmarshal(got, &back); err != nil || !policy.Equal(back.Policy, hand) {
		t.Errorf("read back: %s, %v", back.Policy, err)
	}
	if hand.Statement[0].Effect != "deny" || hand.Statement[0].Action[1] != "S3:A" {
		t.Errorf("writing changed the document: %v", hand)
	}
	if err := json.Unmarshal([]byte(`{"Policy":{"Statement":[{"Effect":"Maybe"}]}}`), &back); err == nil || !strings.Contains(err.Error(), "Statement[0].Effect") {
		t.Errorf("inside of other JSON: %v", err)
	}
	if text := hand.String(); !strings.Contains(text, `["<&>"]`) {
		t.Errorf("escapes on the wire: %s", text)
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"":                "",
		" {\"a%20b\": 1}": " {\"a%20b\": 1}",
		"%7B%22a+b%22%7D": `{"a+b"}`,
	} {
		if got, err := policy.Plain(text); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
}
