package handout_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/schema"
)

// What two people are told to do names both, never gives one of them both
// halves, and ends in the journal. Under central root access a member has
// nothing to keep, and the master account is kept as before.
func TestRootGuide(t *testing.T) {
	for _, central := range []string{"", ", root_access: central"} {
		o, err := schema.Parse("org.yaml", []byte(`version: 1
organization: {name: acme, home_region: eu-west-1`+central+`}
master: {id: "111111111111", email: m@acme.example, root: {password: Ann O'Hara, mfa: bob}}
classifications: {a: {}}
accounts:
  one: {email: one@acme.example, id: "222222222222", classification: a, root: {password: eve, mfa: dan}}
  two: {email: two@acme.example, classification: a}
`), nil)
		if err != nil {
			t.Fatal(err)
		}
		for account, want := range map[string][]string{
			"master": {"Ann O'Hara: ", "bob: ", `--who 'Ann O'\''Hara' --with bob`, "m@acme.example"},
			"one":    {"eve: ", "dan: ", "--who eve --with dan"},
			"two":    {"FIRST", "SECOND", "write root: {password: NAME, mfa: NAME} under accounts.two"},
		} {
			text := fmt.Sprint(handout.Root(o, account))
			if central != "" && account != "master" {
				want = []string{"orgwright root remove " + account, "sts assume-root --region eu-west-1", "IAMCreateRootUserPassword", "nobody"}
			}
			for _, words := range append(want, "orgwright root log "+account, "root-log.yaml") {
				if !strings.Contains(text, words) {
					t.Errorf("%s%s: %q is not in\n%s", account, central, words, text)
				}
			}
		}
	}
}
