package schema

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// plain is what YAML reads as a text without quotes, inside brackets too.
// Digits at the start could be a number, but for a length of time.
var plain = regexp.MustCompile(`^[0-9]+h$|^[0-9]+h?[0-9]+m$|^[\pL/_]([\pL\pN_/.@+=-]|[ (:'][\pL\pN_/.@+=)-])*$`)

// words that YAML, of one version or another, does not read as texts.
var unquotable = []string{"true", "false", "yes", "no", "on", "off", "y", "n", "null"}

// scalar writes a text, in quotes where it could be taken for anything else. A
// day may stand without.
func scalar(s string, day bool) string {
	if day && formats["date"].wrong(s) == "" {
		return s
	}
	if plain.MatchString(s) && !sure.MatchString(s) && !slices.Contains(unquotable, strings.ToLower(s)) && !strings.Contains(s, "::") {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r > 0xffff && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\U%08x`, r)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return Meant(b.String()) + `"` // YAML has JSON's escapes
}

// DefaultOrganization is an organization of which nothing is said.
func DefaultOrganization() Organization {
	var o Organization
	v := reflect.ValueOf(&o).Elem()
	for _, f := range shapeOf(v.Type()).fields {
		if one := v.Field(f.index); one.Kind() == reflect.String {
			one.SetString(f.def)
		}
	}
	return o
}

// Says reports whether the language takes a text for the key that has a form,
// such as account-email or guardrail.
func Says(form, text string) bool {
	f, known := formats[form]
	return known && f.wrong(text) == "" && !strings.ContainsFunc(text, hidden)
}
