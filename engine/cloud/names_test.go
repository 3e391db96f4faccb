package cloud_test

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/cloud"
)

// token is what Speak may turn into a name: a number. What stands in braces is
// a name already, whatever digits it has.
var token = regexp.MustCompile(`\{[a-z0-9-]+\}|\d+`)

// TestSpeak holds Speak to that, on texts of what ids stand among.
func TestSpeak(t *testing.T) {
	ids := map[string]string{"111111111111": "master", "222222222222": "leaf", "333333333333": "12-leaf"}
	names := cloud.NewNames("aws", "111111111111", []cloud.Declared{{Name: "leaf", ID: "222222222222"}, {Name: "12-leaf", ID: "333333333333"}})
	pieces := rapid.SampledFrom([]string{"111111111111", "222222222222", "333333333333", "444444444444", "1", "{", "}", "leaf", "{leaf}", "{12-leaf}", "-", "A", ":", "é", `\u003c`, "$"})
	rapid.Check(t, func(t *rapid.T) {
		text := ""
		for _, p := range rapid.SliceOf(pieces).Draw(t, "pieces") {
			text += p
		}
		want := token.ReplaceAllStringFunc(text, func(s string) string {
			if name, ok := ids[s]; ok {
				return "{" + name + "}"
			}
			return s
		})
		if got := names.Speak(text); got != want {
			t.Errorf("%s is\n%s, want\n%s", text, got, want)
		}
	})
}
