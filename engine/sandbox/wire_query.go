package sandbox

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A tree is a form as awsQuery means it: Tags.member.1.Key=a is Tags → member → 1 → Key → "a".
type tree struct {
	value string
	below map[string]*tree
}

func parseTree(form url.Values) *tree {
	root := &tree{}
	for key, values := range form {
		node := root
		for part := range strings.SplitSeq(key, ".") {
			node = node.child(part)
		}
		node.value = values[0]
	}
	return root
}

func (t *tree) child(name string) *tree {
	if t.below == nil {
		t.below = map[string]*tree{}
	}
	if t.below[name] == nil {
		t.below[name] = &tree{}
	}
	return t.below[name]
}

// decodeQuery sets v, of an SDK type, from a form.
func decodeQuery(t *tree, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		return decodeQuery(t, v.Elem())
	case reflect.Slice:
		return decodeList(t, v)
	case reflect.Map:
		return decodeMap(t, v)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			at, err := time.Parse(time.RFC3339, t.value)
			v.Set(reflect.ValueOf(at))
			return illTyped(err)
		}
		return decodeStruct(t, v)
	}
	return decodeScalar(t.value, v)
}

func decodeStruct(t *tree, v reflect.Value) error {
	for _, m := range membersOf(v.Type()) {
		below := cmp.Or(t.below[m.name], t.below[camel(m.name)]) // STS's arn of a session policy
		if below != nil {
			if err := decodeQuery(below, v.Field(m.index)); err != nil {
				return err
			}
		}
	}
	return nil
}

// decodeList reads X.member.1, X.member.2, …; X= alone is an empty list.
func decodeList(t *tree, v reflect.Value) error {
	if isBytes(v.Type()) {
		text, err := base64.StdEncoding.DecodeString(t.value)
		v.SetBytes(text)
		return illTyped(err)
	}
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	items := t.child("member")
	for i := 1; items.below[strconv.Itoa(i)] != nil; i++ {
		item := reflect.New(v.Type().Elem()).Elem()
		if err := decodeQuery(items.below[strconv.Itoa(i)], item); err != nil {
			return err
		}
		v.Set(reflect.Append(v, item))
	}
	return nil
}

// decodeMap reads X.entry.1.key and X.entry.1.value, ….
func decodeMap(t *tree, v reflect.Value) error {
	v.Set(reflect.MakeMap(v.Type()))
	items := t.child("entry")
	for i := 1; items.below[strconv.Itoa(i)] != nil; i++ {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		entry := items.below[strconv.Itoa(i)]
		if err := decodeQuery(entry.child("key"), key); err != nil {
			return err
		}
		if err := decodeQuery(entry.child("value"), value); err != nil {
			return err
		}
		v.SetMapIndex(key, value)
	}
	return nil
}

func decodeScalar(text string, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		b, err := strconv.ParseBool(text)
		v.SetBool(b)
		return illTyped(err)
	case reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(n)
		return illTyped(err)
	default:
		return illTyped(fmt.Errorf("a %s is not known to the sandbox", v.Type()))
	}
	return nil
}

// illTyped is what AWS calls a value of the wrong type.
func illTyped(err error) error {
	if err == nil {
		return nil
	}
	return &fault{code: "MalformedInput", message: err.Error()}
}

// encodeXML writes v, of an SDK type, as an element. A reply tells all its lists, also empty ones.
func encodeXML(b *bytes.Buffer, name string, v reflect.Value) {
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	b.WriteString("<" + name + ">")
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		b.WriteString(v.Interface().(time.Time).UTC().Format(time.RFC3339))
	case v.Kind() == reflect.Struct:
		encodeMembers(b, v)
	case isBytes(v.Type()):
		b.WriteString(base64.StdEncoding.EncodeToString(v.Bytes()))
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			encodeXML(b, "member", v.Index(i))
		}
	case v.Kind() == reflect.Map:
		encodeEntries(b, v)
	default:
		_ = xml.EscapeText(b, fmt.Append(nil, v.Interface())) // a buffer takes everything
	}
	b.WriteString("</" + name + ">")
}

func encodeMembers(b *bytes.Buffer, v reflect.Value) {
	whole := strings.HasSuffix(v.Type().Name(), "Output")
	for _, m := range membersOf(v.Type()) {
		f := v.Field(m.index)
		if !absent(f) || whole && f.Kind() == reflect.Slice {
			encodeXML(b, m.name, f)
		}
	}
}

func encodeEntries(b *bytes.Buffer, v reflect.Value) {
	values := map[string]reflect.Value{}
	for _, key := range v.MapKeys() {
		values[key.String()] = v.MapIndex(key)
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		b.WriteString("<entry>")
		encodeXML(b, "key", reflect.ValueOf(key))
		encodeXML(b, "value", values[key])
		b.WriteString("</entry>")
	}
}
