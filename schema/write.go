package schema

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// A Remark is comments on one key: on lines above it, and beside it.
type Remark struct {
	Above  []string
	Beside string
}

// Remarks are comments by the path of their key, its names joined by slashes,
// such as accounts/production. The empty path is the document: its comments
// stand at the head. Control characters in them are spelled out.
type Remarks map[string]Remark

// YAML writes the document as a person would: keys in the order of the
// language, those at their defaults left out, short entries on one line. The
// tail is comments at the end. Read again it is the same document.
func (o *Org) YAML(remarks Remarks, tail []string) []byte {
	w := &writer{remarks: remarks, shapes: map[reflect.Type]*shape{}}
	w.comments(0, remarks[""].Above)
	for i, e := range w.entries(reflect.ValueOf(o).Elem()) {
		if i > 0 {
			w.out.WriteByte('\n')
		}
		w.entry(0, "", e)
	}
	if len(tail) > 0 {
		w.out.WriteByte('\n')
		w.comments(0, tail)
	}
	return []byte(w.out.String())
}

// columns is how long a line may get before an entry is written in several.
const columns = 120

// A writer writes one document.
type writer struct {
	out     strings.Builder
	remarks Remarks
	shapes  map[reflect.Type]*shape
}

// A keyed value is on its way to the text.
type keyed struct {
	key    string
	value  reflect.Value
	scalar bool // a list of one may stand as its element
}

// entries are the keys of a mapping that have something to say, in order.
func (w *writer) entries(v reflect.Value) []keyed {
	var all []keyed
	if v.Kind() == reflect.Map {
		for _, key := range slices.SortedFunc(maps.Keys(byKey(v)), strings.Compare) {
			all = append(all, keyed{key: key, value: v.MapIndex(reflect.ValueOf(key))})
		}
		return all
	}
	for _, f := range w.shape(v.Type()).fields {
		one := v.Field(f.index)
		if one.IsZero() || atDefault(one, f.def) || one.Kind() == reflect.Slice && one.Len() == 0 || one.Kind() == reflect.Map && one.Len() == 0 {
			continue
		}
		all = append(all, keyed{f.name, reflect.Indirect(one), f.scalar})
	}
	return all
}

func byKey(v reflect.Value) map[string]bool {
	all := map[string]bool{}
	for _, key := range v.MapKeys() {
		all[key.String()] = true
	}
	return all
}

// atDefault reports whether a scalar is what it is when it is left out.
func atDefault(v reflect.Value, def string) bool {
	switch v.Kind() {
	case reflect.String:
		return v.String() == def
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10) == def
	default:
		return false
	}
}

func (w *writer) shape(t reflect.Type) *shape {
	if w.shapes[t] == nil {
		w.shapes[t] = shapeOf(t)
	}
	return w.shapes[t]
}

// entry writes a key and its value: on one line where there is room and nobody
// has remarked on what is inside, else below each other. Sections always are.
func (w *writer) entry(indent int, path string, e keyed) {
	path = strings.TrimPrefix(path+"/"+e.key, "/")
	remark := w.remarks[path]
	w.comments(indent, remark.Above)
	head := strings.Repeat(" ", indent) + scalar(e.key, false) + ":"
	line := head + " " + w.flow(e.value, e.scalar)
	if leaf(e.value) || indent > 0 && len(line) <= columns && !w.remarked(path) {
		w.line(line, remark.Beside)
		return
	}
	w.line(head, remark.Beside)
	w.block(indent+2, path, e.value)
}

// block writes a mapping or a list below its key.
func (w *writer) block(indent int, path string, v reflect.Value) {
	v = reflect.Indirect(v)
	if v.Kind() != reflect.Slice {
		for _, e := range w.entries(v) {
			w.entry(indent, path, e)
		}
		return
	}
	for i := range v.Len() {
		w.item(indent, path+"/"+strconv.Itoa(i), v.Index(i))
	}
}

// item writes one of a list, after its dash.
func (w *writer) item(indent int, path string, v reflect.Value) {
	w.comments(indent, w.remarks[path].Above)
	dash := strings.Repeat(" ", indent) + "- "
	line := dash + w.flow(v, false)
	if leaf(v) || len(line) <= columns && !w.remarked(path) {
		w.line(line, w.remarks[path].Beside)
		return
	}
	inner := &writer{remarks: w.remarks, shapes: w.shapes}
	inner.block(indent+2, path, v)
	w.out.WriteString(dash + strings.TrimLeft(inner.out.String(), " "))
}

// leaf reports whether a value is a single one.
func leaf(v reflect.Value) bool {
	k := reflect.Indirect(v).Kind()
	return k == reflect.String || k == reflect.Int || k == reflect.Bool
}

// flow is a value on one line.
func (w *writer) flow(v reflect.Value, single bool) string {
	v = reflect.Indirect(v)
	switch v.Kind() {
	case reflect.Int:
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case reflect.String:
		return scalar(v.String(), v.Type() == reflect.TypeFor[Date]())
	case reflect.Slice:
		return w.flowList(v, single)
	}
	if s := w.short(v); s != "" {
		return s
	}
	var parts []string
	for _, e := range w.entries(v) {
		parts = append(parts, scalar(e.key, false)+": "+w.flow(e.value, e.scalar))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (w *writer) flowList(v reflect.Value, single bool) string {
	if single && v.Len() == 1 {
		return w.flow(v.Index(0), false)
	}
	var parts []string
	for i := range v.Len() {
		parts = append(parts, w.flow(v.Index(i), false))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// short is the lone scalar that stands for a mapping, where one may.
func (w *writer) short(v reflect.Value) string {
	if v.Kind() != reflect.Struct {
		return ""
	}
	all, key := w.entries(v), w.shape(v.Type()).short
	if key == "" || len(all) != 1 || all[0].key != key {
		return ""
	}
	return scalar(all[0].value.String(), false)
}

// remarked reports whether there is a comment on anything inside.
func (w *writer) remarked(path string) bool {
	for at := range w.remarks {
		if strings.HasPrefix(at, path+"/") {
			return true
		}
	}
	return false
}

func (w *writer) line(text, beside string) {
	w.out.WriteString(text)
	if beside != "" {
		w.out.WriteString("   # " + printable(beside))
	}
	w.out.WriteByte('\n')
}

func (w *writer) comments(indent int, lines []string) {
	for _, text := range lines {
		w.out.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+cmp.Or("# "+printable(text), "#"), " ") + "\n")
	}
}
