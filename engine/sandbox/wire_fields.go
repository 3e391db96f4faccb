package sandbox

import (
	"reflect"
	"sync"
)

// A member is one field of an SDK type that goes over the wire.
type member struct {
	name  string
	index int
}

// members of each type met so far: reflection is done once a type.
var members sync.Map // reflect.Type → []member

// membersOf are the fields of an SDK struct that are on the wire.
func membersOf(t reflect.Type) []member {
	if known, ok := members.Load(t); ok {
		return known.([]member)
	}
	var list []member
	for i := range t.NumField() {
		f := t.Field(i)
		if f.IsExported() && f.Name != "ResultMetadata" && f.Name != "ErrorCodeOverride" {
			list = append(list, member{f.Name, i})
		}
	}
	members.Store(t, list)
	return list
}

// absent says whether a member is not set: a nil pointer, list or map, or an empty enumeration.
func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	case reflect.String:
		return v.Len() == 0
	}
	return false
}

func isBytes(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}
