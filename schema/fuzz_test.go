package schema_test

import (
	"errors"
	"testing"
	"testing/fstest"

	"github.com/orgwright/orgwright/schema"
)

// FuzzParse holds that reading never panics, that what is wrong is always a
// Problems, and that its text never drives a terminal.
func FuzzParse(f *testing.F) {
	for _, dir := range []string{"valid", "broken"} {
		for _, file := range archives(f, dir) {
			_, src, _ := archive(f, file)
			f.Add(src)
		}
	}
	f.Add([]byte("key:\n}"))
	f.Add([]byte("a: *a"))
	beside := fstest.MapFS{"policies/x.json": {Data: []byte("{}")}, "policies/x.yaml": {Data: []byte("a: b")}}
	f.Fuzz(func(t *testing.T, src []byte) {
		o, err := schema.Parse("org.yaml", src, beside)
		if err == nil {
			inOrder(t, o.Warnings())
			return
		}
		var found schema.Problems
		if !errors.As(err, &found) || len(found) == 0 {
			t.Fatalf("%v is no problem of the document", err)
		}
		inOrder(t, found)
	})
}
