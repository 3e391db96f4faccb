package policy

import (
	"strings"
	"sync"
)

// IAM ignores case in actions and in the names of conditions, and two texts
// that mean the same must be one text. So the spelling is a function of the
// name in lower case. Lower case itself would do, but people read plans:
// actions get a capital at each word that words.go knows, operators and keys
// are spelled as AWS's reference has them, and what is not known there stays
// in lower case. A capital in an unusual place is therefore no mistake, only
// less pretty.

// spellAction spells the service in lower case and the action by its words:
// S3:GETOBJECT is s3:GetObject.
func spellAction(action string) string {
	service, name, ok := strings.Cut(lower(action), ":")
	if !ok {
		return service
	}
	var out strings.Builder
	out.WriteString(service + ":")
	for len(name) > 0 {
		n := letters(name)
		out.WriteString(spellRun(name[:n]))
		rest := min(n+1, len(name))
		out.WriteString(name[n:rest])
		name = name[rest:]
	}
	return out.String()
}

// letters counts the letters at the start of s.
func letters(s string) int {
	n := 0
	for n < len(s) && 'a' <= s[n] && s[n] <= 'z' {
		n++
	}
	return n
}

// A cut is the best way to divide the first letters of a run into words: the
// price of it, where its last part starts, and whether that part is unknown.
type cut struct {
	price, start int
	unknown      bool
}

// longestWord is how many letters the longest known word has.
const longestWord = 15

// What the parts of a run cost: a known word, one of two letters (they turn up
// by chance in words that are not known), the begin of an unknown part, each
// letter of it. Few known words are the best.
const (
	priceWord   = 1
	priceShort  = 6
	priceBegin  = 12
	priceLetter = 2
)

// spellRun puts a capital at the start of each part of a run of lower-case
// letters, divided into known words at the lowest price.
func spellRun(run string) string {
	cuts := make([]cut, len(run)+1)
	for end := 1; end <= len(run); end++ {
		cuts[end] = cheapest(cuts, run[:end])
	}
	out := ""
	for end := len(run); end > 0; end = cuts[end].start {
		out = spellPart(run[cuts[end].start:end]) + out
	}
	return out
}

// cheapest divides the run, every shorter beginning of which is divided.
func cheapest(cuts []cut, run string) cut {
	end := len(run)
	last := cuts[end-1]
	best := cut{last.price + priceBegin + priceLetter, end - 1, true}
	if last.unknown {
		best = cut{last.price + priceLetter, last.start, true}
	}
	for start := max(0, end-longestWord); start < end; start++ {
		if words()[run[start:]] == "" {
			continue
		}
		price := cuts[start].price + priceWord
		if end-start <= 2 {
			price = cuts[start].price + priceShort
		}
		if price < best.price {
			best = cut{price, start, false}
		}
	}
	return best
}

// spellPart spells a known word as it is known, another with a capital.
func spellPart(part string) string {
	if word := words()[part]; word != "" {
		return word
	}
	return strings.ToUpper(part[:1]) + part[1:]
}

// words are the known words by themselves in lower case.
var words = sync.OnceValue(func() map[string]string { return byLower(actionWords) })

// byLower keys each field of a text with itself in lower case.
func byLower(text string) map[string]string {
	out := map[string]string{}
	for _, word := range strings.Fields(text) {
		out[lower(word)] = word
	}
	return out
}

// spellOperator spells a condition operator, with its set prefix and its
// IfExists: foranyvalue:stringlikeifexists is ForAnyValue:StringLikeIfExists.
func spellOperator(operator string) string {
	name, prefix := lower(operator), ""
	for _, p := range []string{"ForAllValues:", "ForAnyValue:"} {
		if rest, ok := strings.CutPrefix(name, lower(p)); ok {
			name, prefix = rest, p
		}
	}
	name, ifExists := strings.CutSuffix(name, "ifexists")
	if known := operators()[name]; known != "" {
		name = known
	}
	if ifExists {
		name += "IfExists"
	}
	return prefix + name
}

var operators = sync.OnceValue(func() map[string]string { return byLower(operatorNames) })

// spellKey spells a condition key; what follows a slash in it (a tag's key)
// is in lower case: aws:principaltag/Team is aws:PrincipalTag/team.
func spellKey(key string) string {
	key = lower(key)
	name, _, _ := strings.Cut(key, "/")
	if known := keys()[name]; known != "" {
		return known + key[len(name):]
	}
	return key
}

var keys = sync.OnceValue(func() map[string]string { return byLower(keyNames) })

// lower is s with A to Z in lower case; other letters have no case in IAM.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
