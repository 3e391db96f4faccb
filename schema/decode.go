package schema

import (
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// A decoder fills Go values from the tree of a document. It goes on after a
// mistake, so that all are found at once.
type decoder struct {
	*source
	found  Problems
	shapes map[reflect.Type]*shape
}

// decode reads the whole document into what into points to.
func (d *decoder) decode(body ast.Node, into any) {
	d.value(body, reflect.ValueOf(into).Elem(), field{}, d.root)
}

// bad notes a problem at a spot.
func (d *decoder) bad(code Code, at spot, format string, args ...any) *Problem {
	d.found = append(d.found, d.problem(code, at, format, args...))
	return &d.found[len(d.found)-1]
}

func (d *decoder) shape(t reflect.Type) *shape {
	if d.shapes[t] == nil {
		d.shapes[t] = shapeOf(t)
	}
	return d.shapes[t]
}

// value reads a node into v. What f says holds for v, or for what is in it.
func (d *decoder) value(n ast.Node, v reflect.Value, f field, at *place) {
	if at.here == (spot{}) {
		at.here = d.start(n)
	}
	if n.Type() == ast.NullType {
		p := d.bad("ORG103", d.nullSpot(n, at), "%s has no value", what(at))
		p.Hint = "leave the key out when there is nothing to say"
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), f, at)
	case reflect.Struct:
		d.object(n, v, at)
	case reflect.Map:
		d.mapping(n, v, f, at)
	case reflect.Slice:
		d.list(n, v, f, at)
	default:
		d.scalar(n, v, f, at)
	}
}

// what calls a value by its place.
func what(at *place) string {
	if s := at.String(); s != "" {
		return printable(s)
	}
	return "the document"
}

// nullSpot is where a missing value is missed: at its key, unless it is
// written as ~ or null.
func (d *decoder) nullSpot(n ast.Node, at *place) spot {
	if s := d.start(n); at.key == (spot{}) || strings.HasPrefix(d.line(s.line)[min(s.col-1, len(d.line(s.line))):], n.GetToken().Value) {
		return s
	}
	return at.key
}

// start is where a node begins.
func (d *decoder) start(n ast.Node) spot {
	switch n := n.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return d.start(n.Values[0])
		}
	case *ast.MappingValueNode:
		return d.spot(n.Key.GetToken())
	case *ast.SequenceNode:
		return d.spot(n.Start)
	}
	return d.spot(n.GetToken())
}

// called is what people call the sort of a node.
func called(n ast.Node) string {
	switch n.Type() {
	case ast.MappingType, ast.MappingValueType:
		return "a mapping"
	case ast.SequenceType:
		return "a list"
	}
	return quoted(text(n))
}

// An entry is one KEY: VALUE of a mapping.
type entry struct {
	key   *token.Token
	value ast.Node
}

// entries lists what is in a mapping, and notes keys that are there twice.
func (d *decoder) entries(n ast.Node, at *place) (all []entry, ok bool) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		d.bad("ORG104", d.start(n), "%s is a mapping of keys to values, not %s", what(at), called(n))
		return nil, false
	}
	seen := map[string]int{}
	for _, v := range values {
		key := v.Key.GetToken()
		if line, twice := seen[key.Value]; twice {
			d.bad("ORG102", d.spot(key), "key %s is there twice%s; it is on line %d already", quoted(key.Value), at.under(), line)
			continue
		}
		seen[key.Value] = d.spot(key).line
		all = append(all, entry{key, v.Value})
	}
	return all, true
}

// enter is the place of an entry's value. A scalar stands where it is written,
// anything longer at its key.
func (d *decoder) enter(e entry, at *place) *place {
	kid := at.kid(e.key.Value)
	kid.key = d.spot(e.key)
	kid.here = kid.key
	if isScalar(e.value) && e.value.Type() != ast.NullType {
		kid.here = d.start(e.value)
	}
	return kid
}

// object reads a mapping into a struct.
func (d *decoder) object(n ast.Node, v reflect.Value, at *place) {
	s := d.shape(v.Type())
	if f := s.named(s.short); f != nil && isScalar(n) {
		d.value(n, v.Field(f.index), *f, at)
		return
	}
	entries, ok := d.entries(n, at)
	if !ok {
		return
	}
	there := map[string]bool{}
	for _, e := range entries {
		there[e.key.Value] = true
		f := s.named(e.key.Value)
		if f == nil {
			there[d.unknown(e.key, s, at)] = true
			continue
		}
		d.value(e.value, v.Field(f.index), *f, d.enter(e, at))
	}
	d.absent(s, v, there, at)
	d.together(s, there, at)
}

// unknown notes a key that the language does not have, and answers the one
// that was probably meant, so that it is not missed as well.
func (d *decoder) unknown(key *token.Token, s *shape, at *place) (meant string) {
	p := d.bad("ORG101", d.spot(key), "unknown key %s%s%s", quoted(key.Value), at.under(), didYouMean(key.Value, s.names))
	if meant = closest(key.Value, s.names); meant == "" {
		p.Hint = "known keys: " + strings.Join(s.names, ", ")
	}
	return meant
}
