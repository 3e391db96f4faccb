package policy

import (
	"strings"
	"unicode/utf8"
)

// Stand for an asterisk and a question mark that are meant as such, in a
// pattern whose variables are filled in. No document can hold them (AWS: IAM
// API, characters of policies), and fill sees to it.
const (
	literalStar     = '\x00'
	literalQuestion = '\x01'
)

// glob reports whether a text matches a pattern in which * is any text, across
// colons and slashes, and ? is any one character.
func glob(pattern, text string) bool { return match(pattern, text, same) }

// globFold is glob without regard to the case of A to Z.
func globFold(pattern, text string) bool { return match(pattern, text, sameFold) }

// match goes back to the last * alone, which is enough: what an earlier one
// matched need never be longer than it is.
func match(pattern, text string, same func(p, t byte) bool) bool {
	p, t := 0, 0
	star, back := -1, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, back = p, t
			p++
		case p < len(pattern) && pattern[p] == '?':
			p, t = p+1, t+runeLen(text[t:])
		case p < len(pattern) && same(pattern[p], text[t]):
			p, t = p+1, t+1
		case star >= 0:
			back += runeLen(text[back:])
			p, t = star+1, back
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

func runeLen(s string) int {
	_, n := utf8.DecodeRuneInString(s)
	return n
}

func same(p, t byte) bool {
	return p == t || p == literalStar && t == '*' || p == literalQuestion && t == '?'
}

func sameFold(p, t byte) bool { return lowerByte(p) == lowerByte(t) }

func lowerByte(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}

// plain is a filled-in value as a text rather than a pattern.
func plain(pattern string) string {
	return literals.Replace(pattern)
}

var literals = strings.NewReplacer(string(literalStar), "*", string(literalQuestion), "?")

// wild reports whether a text has wildcards.
func wild(text string) bool { return strings.ContainsAny(text, "*?") }
