package view

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
)

// JSON writes v as exactly one indented document. A list that is nil is [], so
// that programs need not ask for null; what writes itself (a change, a body, an
// address) is left as it is. Nothing is written when v cannot be.
func JSON(w io.Writer, v any) error {
	text, err := indented(v, "")
	if err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// indented is v as JSON writes it, its lines but the first after a margin.
func indented(v any, margin string) ([]byte, error) {
	var out bytes.Buffer
	if err := encode(&out, v, margin, "  "); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return out.Bytes(), nil
}

// encode writes v as JSON in which no list is null, its lines but the first after
// a margin.
func encode(out *bytes.Buffer, v any, margin, indent string) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent(margin, indent)
	if v != nil {
		v = filled(reflect.ValueOf(v)).Interface()
	}
	return enc.Encode(v)
}

var (
	jsonMarshaler = reflect.TypeFor[json.Marshaler]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
)

// filled is a copy of v in which no list is nil.
func filled(v reflect.Value) reflect.Value {
	if t := v.Type(); t.Implements(jsonMarshaler) || t.Implements(textMarshaler) {
		return v
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				out.Field(i).Set(filled(v.Field(i)))
			}
		}
	case reflect.Slice:
		out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
		for i := range v.Len() {
			out.Index(i).Set(filled(v.Index(i)))
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			out = grown(out, v)
			out.SetMapIndex(key, filled(v.MapIndex(key)))
		}
	case reflect.Pointer, reflect.Interface:
		fillBehind(out, v)
	}
	return out
}

// grown is a map of its own: the one that was handed in stays as it is.
func grown(out, v reflect.Value) reflect.Value {
	if out.Pointer() == v.Pointer() {
		out.Set(reflect.MakeMap(v.Type()))
	}
	return out
}

func fillBehind(out, v reflect.Value) {
	switch {
	case v.IsNil():
	case v.Kind() == reflect.Interface:
		out.Set(filled(v.Elem()))
	default:
		out.Set(reflect.New(v.Type().Elem()))
		out.Elem().Set(filled(v.Elem()))
	}
}
