package schema

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// types are the struct types of the language.
func types(t reflect.Type, known []reflect.Type) []reflect.Type {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return types(t.Elem(), known)
	case reflect.Struct:
		if slices.Contains(known, t) {
			return known
		}
		known = append(known, t)
		for _, f := range shapeOf(t).fields {
			known = types(f.kind, known)
		}
	}
	return known
}

// TestTags holds the tags to what reading and the JSON Schema rely on.
func TestTags(t *testing.T) {
	used := map[string]bool{"text": true}
	for _, one := range types(reflect.TypeFor[RootLog](), types(reflect.TypeFor[Org](), nil)) {
		s := shapeOf(one)
		for _, f := range s.fields {
			at := one.Name() + "." + f.name
			used[f.format], used[f.keys] = true, true
			if _, ok := formats[f.format]; !ok && f.format != "" {
				t.Errorf("%s: no format %q", at, f.format)
			}
			if _, ok := formats[f.keys]; !ok && f.keys != "" {
				t.Errorf("%s: no format %q", at, f.keys)
			}
			if f.doc == "" || !strings.HasSuffix(f.doc, ".") {
				t.Errorf("%s: doc %q is no sentence", at, f.doc)
			}
			if _, err := strconv.Atoi(f.def); f.def != "" && f.kind.Kind() == reflect.Int && err != nil {
				t.Errorf("%s: default %q is no number", at, f.def)
			}
			if f.def != "" && formats[f.format].wrong(f.def) != "" {
				t.Errorf("%s: default %q is not what the format takes", at, f.def)
			}
		}
		for _, name := range slices.Concat(s.one, s.any, s.most, []string{s.short}) {
			if name != "" && s.named(name) == nil {
				t.Errorf("%s: no key %q", one.Name(), name)
			}
		}
	}
	for name := range formats {
		if !used[name] {
			t.Errorf("format %q is not used", name)
		}
	}
}

func TestClosest(t *testing.T) {
	among := []string{"email", "name", "classification", "no-root-user", "ops"}
	for name, want := range map[string]string{
		"emial": "email", "Email": "email", "nmae": "name", "clasification": "classification", "no-root-usr": "no-root-user",
		"class": "classification", "x": "", "op": "ops", "colour": "", "": "",
	} {
		if got := closest(name, among); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestWindow(t *testing.T) {
	long := strings.Repeat("a", 200) + "X" + strings.Repeat("b", 200)
	for _, c := range []struct {
		line   string
		col    int
		shown  string
		before int
	}{
		{"a: b", 4, "a: b", 3},
		{"a:\tb", 4, "a: b", 3},
		{"日本: x", 5, "日本: x", 6},
		{"e\u0301: x", 5, "e\u0301: x", 3},
		{"\x1b\u202e: x", 5, `\u001b\u202e: x`, 14},
		{"short", 40, "short", 5},
		{long, 201, "..." + strings.Repeat("a", 60) + "X" + strings.Repeat("b", 40) + "...", 63},
	} {
		shown, before := window(c.line, c.col)
		if shown != c.shown || before != c.before {
			t.Errorf("%q at %d: %q, %d; want %q, %d", c.line, c.col, shown, before, c.shown, c.before)
		}
	}
}
