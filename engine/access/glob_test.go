package access

import (
	"strings"
	"testing"
)

// texts are all short texts of three letters, one of which no % stands for.
func texts(upTo int) []string {
	all := []string{""}
	for i := 0; i < len(all); i++ {
		if len(all[i]) < upTo {
			for _, letter := range []string{"a", "b", ":"} {
				all = append(all, all[i]+letter)
			}
		}
	}
	return all
}

// matches reports whether a pattern matches a text, as slowly and plainly as
// it can be said.
func matches(pattern, text string) bool {
	if pattern == "" || text == "" {
		return strings.Trim(pattern, "*") == "" && text == ""
	}
	rest := matches(pattern[1:], text[1:])
	switch pattern[0] {
	case '*':
		return matches(pattern[1:], text) || matches(pattern, text[1:])
	case '%':
		return text[0] != ':' && (rest || matches(pattern, text[1:]))
	case '?':
		return rest
	default:
		return pattern[0] == text[0] && rest
	}
}

var patterns = []string{
	"", "*", "**", "a", "?", "a*", "*a", "*a*", "a*b", "?*", "*?", "??", "a?", "a:*", "*:*", "a:b", ":", "b*a", "ab*", "a**b", "*b?", "?:?",
}

// TestOverlap holds overlap to what is true of short texts: they are long
// enough for any two of these patterns.
func TestOverlap(t *testing.T) {
	all := texts(6)
	for _, a := range append(patterns, "%", "a%", "%a", "%:%", "*%", "%*", "a:%", "%:*") {
		for _, b := range patterns {
			want := false
			for _, text := range all {
				want = want || matches(a, text) && matches(b, text)
			}
			if got := overlap(a, b); got != want {
				t.Errorf("%q and %q overlap: %t, want %t", a, b, got, want)
			}
		}
	}
}

// TestCovers holds that a pattern covers another only when it matches all that
// the other does, and that it does not miss the plain cases.
func TestCovers(t *testing.T) {
	all := texts(5)
	for _, p := range patterns {
		for _, q := range patterns {
			if !covers(p, q) {
				continue
			}
			for _, text := range all {
				if matches(q, text) && !matches(p, text) {
					t.Fatalf("%q covers %q, but not %q", p, q, text)
				}
			}
		}
	}
	for _, pair := range [][2]string{{"*", "a:*"}, {"a*", "ab*"}, {"a*", "a*b"}, {"?", "a"}, {"?", "?"}, {"*a*", "a"}, {"", ""}, {"**", "*"}} {
		if !covers(pair[0], pair[1]) {
			t.Errorf("%q does not cover %q", pair[0], pair[1])
		}
	}
}

// TestOpen writes variables as what they may become.
func TestOpen(t *testing.T) {
	for resource, want := range map[string]string{
		"arn:aws:s3:::a": "arn:aws:s3:::a",

		"arn:aws:s3:::${aws:username}": "arn:aws:s3:::*",

		"arn:aws:s3:::${aws:username}/x/${aws:PrincipalTag/team}": "arn:aws:s3:::*/x/*",

		"arn:aws:s3:::${aws": "arn:aws:s3:::${aws",
	} {
		if got := open(resource); got != want {
			t.Errorf("%q is %q, want %q", resource, got, want)
		}
	}
}
