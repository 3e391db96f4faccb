package kind

import (
	"reflect"
	"testing"

	"github.com/orgwright/orgwright/engine/policy"
)

// TestTraits holds that bodies which differ in any field are not taken for one
// another, and those that differ in none are: the second of them is not written.
func TestTraits(t *testing.T) {
	one, other := policy.TrustAccount("{master}"), policy.TrustAccount("{leaf}")
	toldApart(t, roleBody.traits, map[string][2]any{
		"Trust": {one, other}, "Tags": {map[string]string{"a": "b c:d"}, map[string]string{"a": "b", "c": "d"}},
	})
	toldApart(t, grantBody.traits, map[string][2]any{"Document": {&one, &other}})
	made := func() roleBody { return roleBody{Trust: one, Tags: map[string]string{"c": "d", "a": "b"}} }
	if made().traits() != made().traits() {
		t.Error("two roles that differ in nothing are not alike")
	}
	if again := one; (grantBody{Document: &one}).traits() != (grantBody{Document: &again}).traits() {
		t.Error("nor are two grants of one document")
	}
}

// toldApart sets each field of a body to two values, which for a string and a
// number are known.
func toldApart[B any](t *testing.T, traits func(B) any, values map[string][2]any) {
	t.Helper()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[B]()) {
		pair, ok := values[f.Name]
		switch f.Type.Kind() {
		case reflect.String:
			pair, ok = [2]any{"one", "other"}, true
		case reflect.Int32:
			pair, ok = [2]any{int32(1), int32(2)}, true
		}
		if !ok {
			t.Fatalf("%s is of a type that this test has no values of", f.Name)
		}
		var zero B
		seen := map[any]bool{traits(zero): true}
		for _, value := range pair {
			var b B
			reflect.ValueOf(&b).Elem().FieldByIndex(f.Index).Set(reflect.ValueOf(value))
			if seen[traits(b)] {
				t.Errorf("%v does not tell a %T from another", f.Name, b)
			}
			seen[traits(b)] = true
		}
	}
}
