package view_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/orgwright/orgwright/engine/view"
)

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, <&> \"quoted\" \\ caf\u00e9 \u65e5\u672c": "plain text, <&> \"quoted\" \\ caf\u00e9 \u65e5\u672c",
		"\x1b[2K":             `\x1b[2K`,
		"a\rb\nc\td\x00\x7f":  `a\rb\nc\td\x00\x7f`,
		"\u009b31m":           `\u009b31m`,
		"\u202eevil\u2066":    `\u202eevil\u2066`,
		"\u200e\u200f\u061c":  `\u200e\u200f\u061c`,
		"\u2028\u2029\u200b":  `\u2028\u2029\u200b`,
		"bad \xff\xc3":        `bad \xff\xc3`,
		"tag \U000e0041":      `tag \U000e0041`,
		"replacement \ufffd":  "replacement \ufffd",
		"no-break\u00a0space": `no-break\u00a0space`,
	} {
		if got := view.Escape(in); got != want {
			t.Errorf("Escape(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestEscapeTwiceIsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := view.Escape(hostile().Draw(t, "text"))
		if view.Escape(once) != once {
			t.Fatalf("%q changes when escaped again", once)
		}
		harmless(t, once)
	})
}

// hostile draws text that tries to be more than text.
func hostile() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{
				"\x1b[2K", "\x1b]8;;http://x\x07", "\r", "\n", "\n  + ", "\u009b", "\u202e", "\u2066", "\u061c",
				"\u200f", "\u2028", "\u2029", "\x7f", "\x00", "\xff", "\x80", "{", "\"", " ", "    ", "name",
			}),
			rapid.String(),
		), 0, 5).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

// harmless fails on anything that a terminal would act upon.
func harmless(t *rapid.T, s string) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Fatalf("not UTF-8: %q", s)
	}
	for _, r := range s {
		if forbidden(r) {
			t.Fatalf("%U in %q", r, s)
		}
	}
}

func forbidden(r rune) bool {
	switch {
	case r == '\n':
		return false
	case r < 0x20, r >= 0x7f && r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
		return true
	}
	return strings.ContainsRune("\u200e\u200f\u061c\u2028\u2029", r)
}
