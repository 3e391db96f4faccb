package sandbox

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"time"
)

// decodeJSON sets the input from a body; an empty one is an empty object.
func (r *request) decodeJSON(body []byte) error {
	if len(body) == 0 {
		return nil
	}
	if err := json.Unmarshal(body, r.input.Interface()); err != nil {
		return &fault{code: "SerializationException", message: err.Error()}
	}
	return nil
}

// encodeJSON writes v, of an SDK type: times in seconds since 1970, members that are not set left out.
func encodeJSON(b *bytes.Buffer, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		b.WriteString(strconv.FormatFloat(float64(v.Interface().(time.Time).UnixMilli())/1000, 'f', -1, 64))
	case v.Kind() == reflect.Struct:
		encodeObject(b, v)
	case isBytes(v.Type()):
		b.WriteString(`"` + base64.StdEncoding.EncodeToString(v.Bytes()) + `"`)
	case v.Kind() == reflect.Slice:
		encodeArray(b, v)
	case v.Kind() == reflect.Map:
		encodeMap(b, v)
	case v.Kind() == reflect.String:
		b.WriteString(quoted(v.String()))
	default:
		fmt.Fprint(b, v.Interface())
	}
}

func encodeObject(b *bytes.Buffer, v reflect.Value) {
	b.WriteByte('{')
	comma := ""
	for _, m := range membersOf(v.Type()) {
		if f := v.Field(m.index); !absent(f) {
			b.WriteString(comma + `"` + m.name + `":`)
			encodeJSON(b, f)
			comma = ","
		}
	}
	b.WriteByte('}')
}

func encodeArray(b *bytes.Buffer, v reflect.Value) {
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		encodeJSON(b, v.Index(i))
	}
	b.WriteByte(']')
}

func encodeMap(b *bytes.Buffer, v reflect.Value) {
	values := map[string]reflect.Value{}
	for _, key := range v.MapKeys() {
		values[key.String()] = v.MapIndex(key)
	}
	b.WriteByte('{')
	for i, key := range slices.Sorted(maps.Keys(values)) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quoted(key) + ":")
		encodeJSON(b, values[key])
	}
	b.WriteByte('}')
}

// quoted is a string as JSON has it.
func quoted(s string) string {
	text, _ := json.Marshal(s) // of a string: cannot fail
	return string(text)
}
