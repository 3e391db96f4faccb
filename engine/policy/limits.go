package policy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How long documents may be. The first four count what is not white space, all
// inline documents of one user, group or role together; a guardrail is counted
// as it is sent.
const (
	InlineUser      = 2048  // InlineUser is for a user's inline documents (AWS: IAM quotas).
	InlineGroup     = 5120  // InlineGroup is for a group's inline documents (AWS: IAM quotas).
	InlineRole      = 10240 // InlineRole is for a role's inline documents (AWS: IAM quotas).
	Managed         = 6144  // Managed is for one managed policy (AWS: IAM quotas).
	TrustDefault    = 2048  // TrustDefault is for a role's trust document unless AWS raised it (AWS: IAM quotas, ACLSizePerRole).
	Guardrail       = 10240 // Guardrail is for a service control policy (AWS: quotas for AWS Organizations).
	ManagedPerGroup = 10    // ManagedPerGroup is how many managed policies a group can have attached (AWS: IAM quotas).

	// AssumeParts is how many of these hold roles to assume: one is self-service's.
	AssumeParts = ManagedPerGroup - 1
)

// spellOut puts twelve digits where an account's {name} stands, so that what
// is counted is what will be sent; ${aws:username} and its like stay.
func spellOut(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		if isName(name) && !strings.HasSuffix(before, "$") && len(name) < len(rest) {
			out.WriteString("000000000000")
			text = after
			continue
		}
		out.WriteByte('{')
		text = rest
	}
}

func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') })
}

// Size counts the characters of a document as IAM's quotas do: white space is
// free. An account's {name} counts as the twelve digits it will be.
func Size(text string) int {
	n := 0
	for _, r := range spellOut(text) {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// Length counts the characters of a document as Organizations does: all of
// them. An account's {name} counts as the twelve digits it will be.
func Length(text string) int { return utf8.RuneCountInString(spellOut(text)) }
