package schema_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/orgwright/orgwright/schema"
)

// The line of a problem says whether a template's mark is left in it; what IAM
// itself writes with a dollar is none.
func TestUnrendered(t *testing.T) {
	for _, test := range []struct{ line, want string }{
		{"users: {alice: {email: {{ email }}}}", "{{ email }}"},
		{"users: {{", "{{"},
		{"users: {alice: {email: <%= email %>}}", "<%= email %>"},
		{"{% for u in users %}", "{% for u in users %}"},
		{"users: ${USERS}", "${USERS}"},
		{"users: ${var.users}", "${var.users}"},
		{"users: ${USERS:-none}", "${USERS:-none}"},
		{"users: {{" + strings.Repeat("x", 200) + "}}", "{{"},
		{`users: {alice: {email: "${aws:username}"}}`, ""},
		{"users: {alice: {email: <no value>}}", "<no value>"},
		{"users: {alice: {email: [[ alice ]]}}", "[[ alice ]]"},
		{"users: {alice: {email: [[alice]]}}", ""},
		{"users: {alice: {email: __ALICE__}}", "__ALICE__"},
		{"users: 7", ""},
	} {
		_, err := schema.Parse("org.yaml", []byte("version: 1\n"+test.line+"\n"), nil)
		problems, _ := schema.AsProblems(err)
		got := ""
		for _, p := range problems {
			if p.Line == 2 && got == "" {
				got = p.Unrendered()
			}
		}
		if len(problems) == 0 || got != test.want {
			t.Errorf("%s: %q, want %q: %v", test.line, got, test.want, problems)
		}
	}
}

// What may be a mark and may be meant is a warning, in policy files too; what
// IAM itself writes is nothing.
func TestLikelyMarks(t *testing.T) {
	src := `version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
guardrails:
  one: {description: "For [[ team ]], not [[team]] or __init__", policy: one.json}
`
	files := fstest.MapFS{"one.json": {Data: []byte(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*",
"Resource":["arn:aws:s3:::__BUCKET__/*","arn:aws:s3:::home/${aws:username}/${*}"]}]}`)}}
	org, err := schema.Parse("org.yaml", []byte(src), files)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range org.Warnings() {
		got = append(got, p.String())
	}
	want := []string{
		`one.json:2:13: warning: the policy holds "__BUCKET__", which may be a template's mark that was not rendered [ORG206]`,
		`org.yaml:5:22: warning: guardrails.one.description holds "[[ team ]]", which may be a template's mark that was not rendered [ORG206]`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// What is written with escapes is meant: no template language reads it. So does
// an organization write what it has.
func TestMeantMarks(t *testing.T) {
	src := `version: 1
organization: {name: acme, home_region: eu-west-1}
master: {id: "111111111111", email: aws+master@acme.example}
guardrails:
  one: {description: "\u007b\u007b .Description }} \x5b[ team ]]", policy: one.json}
`
	files := fstest.MapFS{"one.json": {Data: []byte(schema.Meant(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*",
"Resource":["arn:aws:s3:::{{ a }}{{ b }}/*","arn:aws:s3:::${BUCKET}/<no value>/{% c %}"]}]}`))}}
	org, err := schema.Parse("org.yaml", []byte(src), files)
	if err != nil || len(org.Warnings()) > 0 {
		t.Fatal(err, org.Warnings())
	}
	if got := org.Guardrails["one"].Description; got != "{{ .Description }} [[ team ]]" {
		t.Errorf("%q", got)
	}
	again, err := schema.Parse("org.yaml", org.YAML(nil, nil), files)
	if err != nil || again.Guardrails["one"].Description != org.Guardrails["one"].Description {
		t.Errorf("written again: %v\n%s", err, org.YAML(nil, nil))
	}
	if text := string(files["one.json"].Data); strings.Contains(text, "{{") || !strings.Contains(text, `\u007b\u007b a }}\u007b\u007b b }}`) {
		t.Errorf("%s", text)
	}
}
