package schema_test

import (
	"strings"
	"testing"

	"github.com/orgwright/orgwright/schema"
)

// edited is a document around the users of a test.
func edited(users string) string {
	return "version: 1\norganization: {name: acme, home_region: eu-west-1}\nmaster: {id: \"111111111111\", email: m@acme.example}\n" +
		"functions:\n  ops: {}\n  dev: {}\n  aud: {} # audits\n" + users + "ignore: []\n"
}

// TestWithoutMembers takes memberships out of lists in every style, and nothing
// else.
func TestWithoutMembers(t *testing.T) {
	for name, c := range map[string]struct{ before, gone, after string }{
		"flow, the first":          {"  ada: {email: a@x.example, functions: [ops, dev]} # lead\n", "ops", "  ada: {email: a@x.example, functions: [dev]} # lead\n"},
		"flow, the last":           {"  ada: {email: a@x.example, functions: [ops, dev]}\n", "dev", "  ada: {email: a@x.example, functions: [ops]}\n"},
		"flow, the middle":         {"  ada: {email: a@x.example, functions: [ops,  dev , aud]}\n", "dev", "  ada: {email: a@x.example, functions: [ops,  aud]}\n"},
		"flow, the last two":       {"  ada: {email: a@x.example, functions: [ops, dev, aud]}\n", "dev aud", "  ada: {email: a@x.example, functions: [ops]}\n"},
		"flow, the first and last": {"  ada: {email: a@x.example, functions: [ops, dev, aud]}\n", "ops aud", "  ada: {email: a@x.example, functions: [dev]}\n"},
		"flow, all":                {"  ada: {email: a@x.example, functions: [ops, dev]}\n", "ops dev", "  ada: {email: a@x.example, functions: []}\n"},
		"flow, the only one":       {"  ada: {email: a@x.example, functions: [ ops ], until: 2027-01-01}\n", "ops", "  ada: {email: a@x.example, functions: [  ], until: 2027-01-01}\n"},
		"flow, in quotes":          {"  ada: {email: a@x.example, functions: [\"ops\", 'dev']}\n", "ops", "  ada: {email: a@x.example, functions: ['dev']}\n"},
		"flow, with a day":         {"  ada: {email: a@x.example, functions: [{function: ops, until: 2027-01-01}, dev]}\n", "ops", "  ada: {email: a@x.example, functions: [dev]}\n"},
		"flow, over lines":         {"  ada:\n    email: a@x.example\n    functions: [\n      ops, # a, b]\n      dev,\n    ]\n", "dev", "  ada:\n    email: a@x.example\n    functions: [\n      ops,\n    ]\n"},
		"block, the first":         {"  ada:\n    email: a@x.example\n    functions:\n      - ops # goes\n      - dev # stays\n", "ops", "  ada:\n    email: a@x.example\n    functions:\n      - dev # stays\n"},
		"block, the last":          {"  ada:\n    email: a@x.example\n    functions:\n      - ops\n      # why\n      - dev\n    until: 2027-01-01 # leaves\n", "dev", "  ada:\n    email: a@x.example\n    functions:\n      - ops\n      # why\n    until: 2027-01-01 # leaves\n"},
		"block, all":               {"  ada:\n    email: a@x.example\n    functions:\n      - ops\n      - dev\n    until: 2027-01-01\n", "ops dev", "  ada:\n    email: a@x.example\n    functions: []\n    until: 2027-01-01\n"},
		"block, at the end":        {"  ada:\n    email: a@x.example\n    functions:\n    - ops\n", "ops", "  ada:\n    email: a@x.example\n    functions: []\n"},
		"block, with a day":        {"  ada:\n    email: a@x.example\n    functions:\n    - function: ops\n      until: 2027-01-01\n    - {function: dev}\n", "ops", "  ada:\n    email: a@x.example\n    functions:\n    - {function: dev}\n"},
		"what is not there":        {"  ada: {email: a@x.example, functions: [ops]}\n", "dev", "  ada: {email: a@x.example, functions: [ops]}\n"},
		"another's":                {"  ada: {email: a@x.example, functions: [ops]}\n  bob: {email: b@x.example, functions: [ops]} # ümlaut\n", "ops", "  ada: {email: a@x.example, functions: []}\n  bob: {email: b@x.example, functions: [ops]} # ümlaut\n"},
		"behind an ümlaut":         {"  ada: {key_recipient: \"ssh-ed25519 AAAA ü\", email: a@x.example, functions: [ops, dev]}\n", "ops", "  ada: {key_recipient: \"ssh-ed25519 AAAA ü\", email: a@x.example, functions: [dev]}\n"},
	} {
		var leaving []schema.Leaving
		for f := range strings.FieldsSeq(c.gone) {
			leaving = append(leaving, schema.Leaving{User: "ada", Function: f})
		}
		for _, ends := range []string{"\n", "\r\n"} {
			before, want := strings.ReplaceAll(edited("users:\n"+c.before), "\n", ends), strings.ReplaceAll(edited("users:\n"+c.after), "\n", ends)
			got, err := schema.WithoutMembers("org.yaml", []byte(before), leaving)
			if err != nil || string(got) != want {
				t.Errorf("%s, %q: %v\n%s\nwant\n%s", name, ends, err, got, want)
			}
		}
	}
}

// TestWithoutMembersOfABadDocument leaves alone what cannot be read.
func TestWithoutMembersOfABadDocument(t *testing.T) {
	for _, text := range []string{"", "version: [", edited("users:\n  ada: {emial: x}\n")} {
		if got, err := schema.WithoutMembers("org.yaml", []byte(text), nil); err == nil {
			t.Errorf("%q became %q", text, got)
		}
	}
}
