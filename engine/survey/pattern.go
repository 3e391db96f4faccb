package survey

import "strings"

// like reports whether a text matches a pattern in which * is any text and ?
// any character.
func like(pattern, text string) bool {
	head, rest, wild := strings.Cut(pattern, "*")
	if len(head) > len(text) || !alike(head, text[:len(head)]) {
		return false
	}
	text = text[len(head):]
	if !wild {
		return text == ""
	}
	for i := range len(text) + 1 {
		if like(rest, text[i:]) {
			return true
		}
	}
	return false
}

// alike is like without asterisks, for texts of one length.
func alike(pattern, text string) bool {
	for i := range len(pattern) {
		if pattern[i] != text[i] && pattern[i] != '?' {
			return false
		}
	}
	return true
}
