package schema_test

import (
	"strings"
	"testing"

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
