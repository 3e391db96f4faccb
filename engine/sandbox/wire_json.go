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
	body, err := inWords(body, r.input.Elem().Type())
	if err == nil {
		err = json.Unmarshal(body, r.input.Interface())
	}
	if err != nil {
		return &fault{code: "SerializationException", message: err.Error()}
	}
	return nil
}

// inWords is a body with the times of its members as Go's JSON has them, in place
// of seconds since 1970.
func inWords(body []byte, input reflect.Type) ([]byte, error) {
	timed := slices.DeleteFunc(reflect.VisibleFields(input), func(f reflect.StructField) bool { return f.Type != reflect.TypeFor[*time.Time]() })
	if len(timed) == 0 {
		return body, nil
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(body, &members); err != nil {
		return nil, err
	}
	for _, f := range timed {
		if n, err := strconv.ParseFloat(string(members[f.Name]), 64); err == nil {
			members[f.Name] = []byte(dated(time.UnixMilli(int64(n * 1000))))
		}
	}
	return json.Marshal(members)
}

// A jsonText is JSON being written, with its protocol's way of writing times.
type jsonText struct {
	bytes.Buffer
	stamp func(time.Time) string
}

// seconds are since 1970, as awsJson has times.
func seconds(t time.Time) string {
	return strconv.FormatFloat(float64(t.UnixMilli())/1000, 'f', -1, 64)
}

// dated is a time in words, as Account Management has its only one.
func dated(t time.Time) string { return quoted(t.UTC().Format(time.RFC3339)) }

// encode writes v, of an SDK type; members that are not set are left out.
func (b *jsonText) encode(v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		b.WriteString(b.stamp(v.Interface().(time.Time)))
	case v.Kind() == reflect.Struct:
		b.encodeObject(v)
	case isBytes(v.Type()):
		b.WriteString(`"` + base64.StdEncoding.EncodeToString(v.Bytes()) + `"`)
	case v.Kind() == reflect.Slice:
		b.encodeArray(v)
	case v.Kind() == reflect.Map:
		b.encodeMap(v)
	case v.Kind() == reflect.String:
		b.WriteString(quoted(v.String()))
	default:
		fmt.Fprint(b, v.Interface())
	}
}

func (b *jsonText) encodeObject(v reflect.Value) {
	b.WriteByte('{')
	comma := ""
	for _, m := range membersOf(v.Type()) {
		if f := v.Field(m.index); !absent(f) {
			b.WriteString(comma + `"` + m.name + `":`)
			b.encode(f)
			comma = ","
		}
	}
	b.WriteByte('}')
}

func (b *jsonText) encodeArray(v reflect.Value) {
	b.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			b.WriteByte(',')
		}
		b.encode(v.Index(i))
	}
	b.WriteByte(']')
}

func (b *jsonText) encodeMap(v reflect.Value) {
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
		b.encode(values[key])
	}
	b.WriteByte('}')
}

// quoted is a string as JSON has it.
func quoted(s string) string {
	text, _ := json.Marshal(s) // of a string: cannot fail
	return string(text)
}
