package schema

import (
	"bytes"
	"encoding/json"

	"github.com/goccy/go-yaml/ast"
)

// A jsonWriter writes a tree of YAML as JSON. Scalars become strings as they
// are written, so that an account id stays what it is, but for true and false;
// IAM takes numbers in strings.
type jsonWriter struct {
	decoder
	out bytes.Buffer
}

func (w *jsonWriter) node(n ast.Node, at *place) {
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		w.mapping(n, at)
	case *ast.SequenceNode:
		w.out.WriteByte('[')
		for i, v := range n.Values {
			w.comma(i)
			w.node(v, at)
		}
		w.out.WriteByte(']')
	case *ast.NullNode:
		w.bad("ORG103", w.start(n), "%s has no value", what(at))
	case *ast.BoolNode:
		w.put(n.Value)
	default:
		w.marked(text(n), w.start(n), "the policy")
		w.put(text(n))
	}
}

func (w *jsonWriter) mapping(n ast.Node, at *place) {
	entries, _ := w.entries(n, at)
	w.out.WriteByte('{')
	for i, e := range entries {
		w.comma(i)
		w.marked(e.key.Value, w.spot(e.key), "the policy")
		w.put(e.key.Value)
		w.out.WriteByte(':')
		w.node(e.value, w.enter(e, at))
	}
	w.out.WriteByte('}')
}

func (w *jsonWriter) comma(i int) {
	if i > 0 {
		w.out.WriteByte(',')
	}
}

// put writes a string or a bool. Neither can fail, and the line feed that the
// encoder adds is taken off.
func (w *jsonWriter) put(v any) {
	e := json.NewEncoder(&w.out)
	e.SetEscapeHTML(false)
	if e.Encode(v) == nil {
		w.out.Truncate(w.out.Len() - 1)
	}
}
