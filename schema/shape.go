package schema

import (
	"reflect"
	"strconv"
	"strings"
)

// A shape is what the struct tags of a type say.
type shape struct {
	fields []field
	names  []string // of the fields, in their order

	one, any, most []string // keys of which exactly one, at least one, at most one may be there
	short          string   // the key for which a lone scalar stands
}

// A field is what the tags of a field say.
type field struct {
	index            int
	name, doc, def   string
	format, keys     string
	required, scalar bool
	unique           bool
	enum             []string
	min, max         int
	hasMin, hasMax   bool
	kind             reflect.Type
}

// shapeOf reads the tags of a struct type.
func shapeOf(t reflect.Type) *shape {
	var s shape
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "_" {
			s.one, s.any, s.most = words(f.Tag, "one"), words(f.Tag, "any"), words(f.Tag, "most")
			s.short = f.Tag.Get("short")
		}
		if f.IsExported() {
			s.fields = append(s.fields, fieldOf(f, i))
			s.names = append(s.names, s.fields[len(s.fields)-1].name)
		}
	}
	return &s
}

func fieldOf(f reflect.StructField, index int) field {
	name, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
	out := field{
		index: index, name: name, kind: f.Type,
		doc: f.Tag.Get("doc"), def: f.Tag.Get("default"), format: f.Tag.Get("format"), keys: f.Tag.Get("keys"),
		required: f.Tag.Get("required") == "true", unique: f.Tag.Get("unique") == "true",
		scalar: option == "scalar", enum: words(f.Tag, "enum"),
	}
	if f.Type == reflect.TypeFor[Date]() {
		out.format = "date"
	}
	out.min, out.hasMin = number(f.Tag, "min")
	out.max, out.hasMax = number(f.Tag, "max")
	return out
}

// words are the comma-separated words of a tag.
func words(tag reflect.StructTag, key string) []string {
	if s := tag.Get(key); s != "" {
		return strings.Split(s, ",")
	}
	return nil
}

func number(tag reflect.StructTag, key string) (int, bool) {
	n, err := strconv.Atoi(tag.Get(key))
	return n, err == nil
}

// named is the field with a name, or nil.
func (s *shape) named(name string) *field {
	for i := range s.fields {
		if s.fields[i].name == name {
			return &s.fields[i]
		}
	}
	return nil
}
