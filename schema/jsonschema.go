package schema

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strconv"
)

// JSONSchema is the JSON Schema (draft 2020-12) of org.yaml, made from the
// same tags that reading goes by. It is a little stricter than reading, which
// takes an account id without quotes, and does not see what refers to what.
func JSONSchema() []byte {
	g := grammar{}
	top := g.object(reflect.TypeFor[Org]())
	top["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	top["title"] = "org.yaml"
	top["description"] = "An AWS Organization, as orgwright reads it."
	top["$defs"] = map[string]any(g)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(top); err != nil {
		return nil // maps of strings, numbers and bools always encode
	}
	return out.Bytes()
}

// A node is a schema, or part of one.
type node = map[string]any

// A grammar holds the schemas of the types below Org, by name.
type grammar map[string]any

// object is the schema of a struct.
func (g grammar) object(t reflect.Type) node {
	s := shapeOf(t)
	properties := node{}
	var required []string
	for _, f := range s.fields {
		properties[f.name] = g.property(f)
		if f.required {
			required = append(required, f.name)
		}
	}
	n := node{"type": "object", "properties": properties, "additionalProperties": false}
	if required != nil {
		n["required"] = required
	}
	if s.one != nil {
		n["oneOf"] = alternatives(s.one)
	}
	if s.any != nil {
		n["anyOf"] = alternatives(s.any)
	}
	if s.most != nil {
		n["not"] = node{"required": s.most}
	}
	return n
}

// alternatives are the schemas that each want one of some keys.
func alternatives(keys []string) (all []node) {
	for _, k := range keys {
		all = append(all, node{"required": []string{k}})
	}
	return all
}

// property is the schema of a field.
func (g grammar) property(f field) node {
	n := g.value(f.kind, f)
	n["description"] = f.doc
	switch i, err := strconv.Atoi(f.def); {
	case f.def != "" && f.kind.Kind() == reflect.Int && err == nil:
		n["default"] = i
	case f.def != "":
		n["default"] = f.def
	}
	return n
}

// value is the schema of a type, under what the tags of a field say.
func (g grammar) value(t reflect.Type, f field) node {
	switch t.Kind() {
	case reflect.Pointer:
		return g.value(t.Elem(), f)
	case reflect.Struct:
		return g.reference(t)
	case reflect.Map:
		return g.mapping(t, f)
	case reflect.Slice:
		return g.list(t, f)
	case reflect.Bool:
		return node{"type": "boolean"}
	case reflect.Int:
		return f.limits(node{"type": "integer"}, "minimum", "maximum")
	}
	n := formats[f.format].schema()
	if f.enum != nil {
		n["enum"] = f.enum
	}
	return n
}

// reference points to the schema of a struct, or to that and to the scalar
// that may stand for it.
func (g grammar) reference(t reflect.Type) node {
	if _, ok := g[t.Name()]; !ok {
		g[t.Name()] = nil // so that a type that holds itself ends
		g[t.Name()] = g.object(t)
	}
	ref := node{"$ref": "#/$defs/" + t.Name()}
	if s := shapeOf(t); s.short != "" {
		return node{"oneOf": []node{formats[s.named(s.short).format].schema(), ref}}
	}
	return ref
}

func (g grammar) mapping(t reflect.Type, f field) node {
	n := f.limits(node{"type": "object"}, "minProperties", "maxProperties")
	n["additionalProperties"] = g.value(t.Elem(), field{format: f.format, scalar: f.scalar})
	if f.keys != "" {
		n["propertyNames"] = formats[f.keys].schema()
	}
	return n
}

func (g grammar) list(t reflect.Type, f field) node {
	one := g.value(t.Elem(), field{format: f.format, enum: f.enum})
	n := f.limits(node{"type": "array", "items": one}, "minItems", "maxItems")
	if f.unique {
		n["uniqueItems"] = true
	}
	if f.scalar {
		return node{"oneOf": []node{one, n}}
	}
	return n
}

// limits sets the bounds that a field has.
func (f field) limits(n node, least, most string) node {
	if f.hasMin {
		n[least] = f.min
	}
	if f.hasMax {
		n[most] = f.max
	}
	return n
}

// schema is the schema of a text of this form.
func (f format) schema() node {
	n := node{"type": "string"}
	if f.pattern != nil {
		n["pattern"] = f.pattern.String()
	}
	if f.min > 0 {
		n["minLength"] = f.min
	}
	if f.max > 0 {
		n["maxLength"] = f.max
	}
	if f.words != nil {
		n["enum"] = f.words
	}
	return n
}
