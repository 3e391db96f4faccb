package policy

import (
	"cmp"
	"strings"
)

// A filling is a text of a policy with its variables filled in: a pattern, in
// which the values of variables have no wildcards.
type filling struct {
	pattern string
	missing string // the variable that has, or might have, no value in this request
	doubt   string // what of a variable is not known
}

// fill fills in the variables of a text, where the document's version has any
// (AWS: IAM policy elements, variables and tags).
func (s *scene) fill(text string) filling {
	switch {
	case strings.IndexByte(text, literalStar) >= 0 || strings.IndexByte(text, literalQuestion) >= 0:
		return filling{doubt: "control characters in " + quote(text)}
	case !s.variables || !strings.Contains(text, "${"):
		return filling{pattern: text}
	}
	var out strings.Builder
	for rest := text; ; {
		before, inside, ok := strings.Cut(rest, "${")
		out.WriteString(before)
		if !ok {
			return filling{pattern: out.String()}
		}
		variable, after, ok := cutVariable(inside)
		if !ok {
			return filling{doubt: "an unclosed variable in " + quote(text)}
		}
		value := s.variable(variable)
		if value.missing != "" || value.doubt != "" {
			return value
		}
		out.WriteString(value.pattern)
		rest = after
	}
}

// cutVariable cuts what follows a "${" at its brace; a default value may hold
// braces of its own.
func cutVariable(text string) (variable, after string, ok bool) {
	end, quoted := strings.IndexByte(text, '}'), strings.Index(text, ", '")
	if quoted >= 0 && quoted < end {
		variable, after, ok = strings.Cut(text, "'}")
		return variable + "'", after, ok
	}
	return strings.Cut(text, "}")
}

// variable is the value of what stands between the braces.
func (s *scene) variable(text string) filling {
	switch text {
	case "*":
		return filling{pattern: string(literalStar)}
	case "?":
		return filling{pattern: string(literalQuestion)}
	case "$":
		return filling{pattern: "$"}
	}
	key, fallback, defaulted := strings.Cut(text, ", ")
	if defaulted && (len(fallback) < 2 || fallback[0] != '\'' || fallback[len(fallback)-1] != '\'') {
		return filling{doubt: "the default value in ${" + text + "} is not quoted"}
	}
	values, known := s.lookup(key)
	switch {
	case !known && defaulted:
		return filling{doubt: "the value of ${" + key + "} is not known"}
	case !known:
		return filling{missing: key, doubt: "the value of ${" + key + "} is not known"}
	case len(values) == 0 && defaulted:
		return constant(fallback[1:len(fallback)-1], key)
	case len(values) == 0:
		return filling{missing: key}
	case len(values) > 1:
		return filling{doubt: "${" + key + "} has several values"}
	}
	return constant(values[0], key)
}

// constant is the value of a variable. AWS does not document what a wildcard
// in one would mean.
func constant(value, key string) filling {
	if wild(value) {
		return filling{doubt: "wildcards in the value of ${" + key + "}"}
	}
	return filling{pattern: value}
}

// anyOf asks about each pattern whether it matches, and says whether any does,
// or with negated whether none does. A variable without value makes its
// pattern match nothing; AWS adds that it might make the whole statement
// invalid, so that where it is not what settles the matter it leaves it open.
func (s *scene) anyOf(patterns List, negated bool, match func(pattern string) belief) belief {
	out, missing := certain(false), ""
	for _, p := range patterns {
		f := s.fill(p)
		missing = cmp.Or(missing, f.missing)
		switch {
		case f.doubt != "":
			out = out.or(unsure("%s", f.doubt))
		case f.missing == "":
			out = out.or(match(f.pattern))
		}
	}
	if missing != "" && (negated || out.is == yes) {
		out = unsure("${%s} has no value in this request", missing)
	}
	if negated {
		return out.not()
	}
	return out
}
