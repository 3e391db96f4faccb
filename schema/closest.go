package schema

import "strings"

// closest is the name that was probably meant, or nothing: equal but for case,
// or at most two slips away and more alike than not, or begun and not ended.
func closest(name string, among []string) string {
	best, least := "", 3
	for _, c := range among {
		if strings.EqualFold(c, name) {
			return c
		}
		if best == "" && len(name) > 2 && strings.HasPrefix(c, name) {
			best = c
		}
		if d := len(c) - len(name); d > 2 || d < -2 || len(name) > 64 {
			continue
		}
		if n := slips(name, c); n < least && 2*n < max(len(name), len(c)) {
			best, least = c, n
		}
	}
	return best
}

// didYouMean is the end of a message that suggests the closest name.
func didYouMean(name string, among []string) string {
	if c := closest(name, among); c != "" {
		return "; did you mean " + quoted(c) + "?"
	}
	return ""
}

// slips counts the slips of the pen between two words: a letter too many, one
// missing, one wrong, or two neighbours swapped.
func slips(a, b string) int {
	var older []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			wrong := 0
			if a[i-1] != b[j-1] {
				wrong = 1
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
		}
		older, last = last, row
	}
	return last[len(b)]
}
