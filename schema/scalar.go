package schema

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// isScalar reports whether a node is a single value.
func isScalar(n ast.Node) bool {
	switch n.Type() {
	case ast.MappingType, ast.MappingValueType, ast.SequenceType:
		return false
	}
	return true
}

// text is a scalar as it is written. YAML would read 012345670123 as an octal
// number and 1.10 as 1.1; account ids and versions are not numbers.
func text(n ast.Node) string {
	if block, ok := n.(*ast.LiteralNode); ok {
		return block.Value.Value
	}
	return n.GetToken().Value
}

// scalar reads a single value into a string, a number or a bool.
func (d *decoder) scalar(n ast.Node, v reflect.Value, f field, at *place) {
	if !isScalar(n) {
		d.bad("ORG104", d.start(n), "%s is a single value, not %s", what(at), called(n))
		return
	}
	switch v.Kind() {
	case reflect.Int:
		d.number(n, v, f, at)
	case reflect.Bool:
		if b, ok := n.(*ast.BoolNode); ok {
			v.SetBool(b.Value)
			return
		}
		d.bad("ORG104", d.start(n), "%s is true or false, not %s", what(at), quoted(text(n)))
	default:
		d.text(n, v, f, at)
	}
}

func (d *decoder) text(n ast.Node, v reflect.Value, f field, at *place) {
	s := text(n)
	v.SetString(s)
	if d.marked(s, d.start(n), what(at)) {
		return
	}
	for _, r := range s {
		if hidden(r) {
			d.bad("ORG113", d.start(n), "%s holds the invisible character U+%04X", what(at), r)
			return
		}
	}
	if len(f.enum) > 0 && !slices.Contains(f.enum, s) {
		d.bad("ORG107", d.start(n), "%s is %s, not %s%s", what(at), strings.Join(f.enum, " or "), quoted(s), didYouMean(s, f.enum))
	}
	if why := formats[f.format].wrong(s); why != "" {
		d.bad("ORG108", d.start(n), "%s", why)
	} else if _, err := time.Parse(time.DateOnly, s); f.format == "date" && err != nil {
		d.bad("ORG108", d.start(n), "%s is not a day of the calendar", quoted(s))
	}
}

var decimal = regexp.MustCompile(`^(0|-?[1-9][0-9]{0,8})$`)

func (d *decoder) number(n ast.Node, v reflect.Value, f field, at *place) {
	s := text(n)
	if n.Type() != ast.IntegerType || !decimal.MatchString(s) {
		d.bad("ORG104", d.start(n), "%s is a whole number, not %s", what(at), quoted(s))
		return
	}
	i, err := strconv.Atoi(s)
	if err != nil {
		d.bad("ORG104", d.start(n), "%s is a whole number, not %s", what(at), quoted(s))
		return
	}
	v.SetInt(int64(i))
	switch {
	case f.name == "version" && i != f.max:
		d.bad("ORG110", d.start(n), "version %d of the language is not known; this is version %d", i, f.max)
	case f.hasMin && i < f.min || f.hasMax && i > f.max:
		d.bad("ORG109", d.start(n), "%s is %s, not %d", what(at), f.bounds(), i)
	}
}

// bounds says between which numbers a number must be.
func (f field) bounds() string {
	switch {
	case !f.hasMax:
		return fmt.Sprintf("at least %d", f.min)
	case f.min == f.max:
		return strconv.Itoa(f.min)
	}
	return fmt.Sprintf("%d to %d", f.min, f.max)
}

// mapping reads a mapping whose keys are names into a Go map.
func (d *decoder) mapping(n ast.Node, v reflect.Value, f field, at *place) {
	entries, ok := d.entries(n, at)
	if !ok {
		return
	}
	if f.hasMin && len(entries) < f.min {
		d.bad("ORG106", d.start(n), "%s is empty", what(at))
	}
	inner := field{format: f.format, scalar: f.scalar}
	v.Set(reflect.MakeMapWithSize(v.Type(), len(entries)))
	for _, e := range entries {
		if d.marked(e.key.Value, d.spot(e.key), "a key"+at.under()) {
		} else if why := formats[f.keys].wrong(e.key.Value); f.keys != "" && why != "" {
			d.bad("ORG108", d.spot(e.key), "%s", why)
		}
		one := reflect.New(v.Type().Elem()).Elem()
		d.value(e.value, one, inner, d.enter(e, at))
		v.SetMapIndex(reflect.ValueOf(e.key.Value), one)
	}
}

// list reads a list, or one scalar in its stead where that is allowed.
func (d *decoder) list(n ast.Node, v reflect.Value, f field, at *place) {
	var values []ast.Node
	switch s, ok := n.(*ast.SequenceNode); {
	case ok:
		values = s.Values
	case f.scalar && isScalar(n):
		values = []ast.Node{n}
	default:
		d.bad("ORG104", d.start(n), "%s is a list, not %s", what(at), called(n)).Hint = "write [a, b], or one value a line after a dash"
		return
	}
	if f.hasMin && len(values) < f.min {
		d.bad("ORG106", d.start(n), "%s is an empty list", what(at))
	}
	v.Set(reflect.MakeSlice(v.Type(), len(values), len(values)))
	seen := map[string]bool{}
	for i, one := range values {
		d.value(one, v.Index(i), field{format: f.format, enum: f.enum}, at.kid(strconv.Itoa(i)))
		if s := v.Index(i); f.unique && s.Kind() == reflect.String && s.String() != "" {
			if seen[s.String()] {
				d.bad("ORG111", d.start(one), "%s is listed twice", quoted(s.String()))
			}
			seen[s.String()] = true
		}
	}
}

// absent sets the defaults of keys that are not there and notes those that
// must be.
func (d *decoder) absent(s *shape, v reflect.Value, there map[string]bool, at *place) {
	for _, f := range s.fields {
		if there[f.name] {
			continue
		}
		if f.required {
			d.bad("ORG105", at.here, "%s is missing%s", f.name, at.under()).Hint = strings.TrimSuffix(f.doc, ".")
		}
		switch v := v.Field(f.index); {
		case f.def != "" && v.Kind() == reflect.Int:
			i, _ := strconv.Atoi(f.def) // a test holds defaults of numbers to be numbers
			v.SetInt(int64(i))
		case f.def != "":
			v.SetString(f.def)
		}
	}
}

// together notes keys that exclude or need each other.
func (d *decoder) together(s *shape, there map[string]bool, at *place) {
	count := func(names []string) (n int) {
		for _, name := range names {
			if there[name] {
				n++
			}
		}
		return n
	}
	switch n := count(s.one); {
	case len(s.one) > 0 && n == 0:
		d.bad("ORG112", at.here, "%s has neither %s, and needs one of them", what(at), strings.Join(s.one, " nor "))
	case n > 1:
		d.bad("ORG112", at.here, "%s has both %s, and can have one of them", what(at), strings.Join(s.one, " and "))
	}
	if len(s.any) > 0 && count(s.any) == 0 {
		d.bad("ORG112", at.here, "%s has none of %s, and so grants nothing", what(at), strings.Join(s.any, ", "))
	}
	if len(s.most) > 0 && count(s.most) > 1 {
		d.bad("ORG112", at.here, "%s has both %s, and can have one of them", what(at), strings.Join(s.most, " and "))
	}
}
