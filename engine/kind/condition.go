package kind

import (
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// withMFA reports whether conditions hold only for a session with MFA. What
// holds also where nothing is known of MFA (IfExists) does not count; only a
// session with MFA has an age of it (AWS: global condition context keys).
func withMFA(c policy.Conditions) bool {
	for operator, keys := range c {
		for key, values := range keys {
			switch {
			case operator == "Bool" && strings.EqualFold(key, "aws:MultiFactorAuthPresent"):
				if only(values, "true") {
					return true
				}
			case operator == "Null" && strings.EqualFold(key, "aws:MultiFactorAuthAge"):
				if only(values, "false") {
					return true
				}
			case strings.HasPrefix(operator, "NumericLessThan") && !strings.HasSuffix(operator, "IfExists") && strings.EqualFold(key, "aws:MultiFactorAuthAge"):
				return true
			}
		}
	}
	return false
}

// only reports whether a truth is all that a condition names, in whatever case.
func only(values policy.List, truth string) bool {
	return len(values) == 1 && strings.EqualFold(values[0], truth)
}

// within reports whether conditions hold for members of the organization alone.
func (s *Sight) within(c policy.Conditions) bool {
	for operator, keys := range c {
		if !positive(operator) {
			continue
		}
		for key, values := range keys {
			if known := s.ofMembers(strings.ToLower(key)); known != nil && len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool { return !known(v) }) {
				return true
			}
		}
	}
	return false
}

// ofMembers is which values of a condition's key only members of the
// organization have (AWS: global condition context keys); nil for other keys.
func (s *Sight) ofMembers(key string) func(string) bool {
	switch key {
	case "aws:principalorgid":
		return func(v string) bool { return v == s.organization().ID }
	case "aws:principalorgpaths":
		return func(v string) bool { return strings.HasPrefix(v, s.organization().ID+"/") }
	case "aws:principalaccount":
		return func(v string) bool { _, known := s.Names.Name(v); return known }
	case "aws:principalarn":
		return func(v string) bool {
			m := accountInARN.FindStringSubmatch(v)
			if m == nil {
				return false
			}
			_, known := s.Names.Name(m[1])
			return known
		}
	}
	return nil
}
