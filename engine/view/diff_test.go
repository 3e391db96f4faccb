package view

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine"
)

func lines(spans []span) string {
	var out strings.Builder
	for _, s := range spans {
		out.WriteString(s.text + "\n")
	}
	return out.String()
}

func TestPretty(t *testing.T) {
	for body, want := range map[engine.Body]string{
		`{"a":1,"b":[true,null,1e3],"c":{},"d":[]}`: "\"a\": 1\n\"b\": [\n  true\n  null\n  1e3\n]\n\"c\": {}\n\"d\": []",
		`{"s":"\u003ca\u0026b\u003e"}`:              `"s": "<a&b>"`,
		`{"p":"{\"Sid\":\"x\"}"}`:                   "\"p\": {\n  \"Sid\": \"x\"\n}",
		`{"p":"{not JSON"}`:                         `"p": "{not JSON"`,
		`{"big":12345678901234567890}`:              `"big": 12345678901234567890`,
		`"text"`:                                    `"text"`,
		`{}`:                                        `{}`,
		`{"a":`:                                     `{"a":`,
		`{} {}`:                                     `{} {}`,
	} {
		if got := strings.Join(pretty(body), "\n"); got != want {
			t.Errorf("pretty(%s):\n%s\nwant\n%s", body, got, want)
		}
	}
}

func TestInside(t *testing.T) {
	got := lines(inside(
		`{"a":1,"b":2,"c":3,"d":4,"e":{"f":[1,2,3,4,5]}}`,
		`{"a":1,"b":2,"c":0,"d":4,"e":{"f":[1,2,3,4,5,6]}}`))
	want := `  "a": 1
  "b": 2
- "c": 3
+ "c": 0
  "d": 4
  "e": {
    "f": [
      ...
      4
      5
+     6
    ]
  }
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestInsideShowsWhatOnlySpellingChanged(t *testing.T) {
	if got := lines(inside(`{"p":"{}"}`, `{"p":{}}`)); got != "- {\"p\":\"{}\"}\n+ {\"p\":{}}\n" {
		t.Errorf("got\n%s", got)
	}
}

func TestInsideDoesNotCompareWhatIsTooLong(t *testing.T) {
	long := engine.Body("[" + strings.Repeat("0,", diffLines) + "1]")
	if got := lines(inside(long, `{"a":1}`)); !strings.Contains(got, "too long") || strings.Count(got, "\n") > 1 {
		t.Errorf("got\n%s", got)
	}
}

// Whatever the lines are, what is kept and taken away is what there was, and
// what is kept and added is what there will be.
func TestComparedLosesNothing(t *testing.T) {
	text := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf(`"%d": %d`, rapid.IntRange(0, 3).Draw(t, "key"), rapid.IntRange(0, 3).Draw(t, "value"))
	}), 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		var old, now []string
		for _, l := range compared(a, b) {
			if l.mark != '+' {
				old = append(old, l.text)
			}
			if l.mark != '-' {
				now = append(now, l.text)
			}
		}
		if !slices.Equal(old, a) || !slices.Equal(now, b) {
			t.Fatalf("%q to %q shown as %q to %q", a, b, old, now)
		}
	})
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 5120: "5,120", 1234567: "1,234,567", -100: "-100", -4310: "-4,310"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %s, want %s", n, got, want)
		}
	}
}

func TestInsidePairsValues(t *testing.T) {
	got := lines(inside(`{"a":1,"b":2,"c":[1]}`, `{"a":3,"b":4,"c":[1]}`))
	want := "- \"a\": 1\n+ \"a\": 3\n- \"b\": 2\n+ \"b\": 4\n  \"c\": [\n    1\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
