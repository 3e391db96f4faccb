package sandbox

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// randomTree is a tree such as the state has: objects, lists of names, lists of
// things with ids, lists of neither, nothing. The same place has the same type.
func randomTree(r, types *rand.Rand, depth int) any {
	sort := 0
	if depth > 0 {
		sort = types.IntN(5)
	}
	inner := types.Uint64()
	below := func(i int) any { return randomTree(r, rand.New(rand.NewPCG(inner, uint64(i))), depth-1) }
	if r.IntN(6) == 0 {
		return nil
	}
	switch sort {
	case 0:
		return fmt.Sprint(r.IntN(3))
	case 1:
		return randomList(r, func(i int) any { return fmt.Sprint(i) })
	case 2:
		return randomList(r, func(i int) any { return map[string]any{"ID": fmt.Sprint(i), "Of": below(0)} })
	case 3:
		return []any{true, r.IntN(2) == 0}
	}
	tree := map[string]any{}
	for i := range r.IntN(4) {
		tree[fmt.Sprint(i)] = below(i)
	}
	return tree
}

func randomList(r *rand.Rand, item func(int) any) []any {
	list := []any{}
	for i := range 4 {
		if r.IntN(2) == 0 {
			list = append(list, item(i))
		}
	}
	return list
}

// emptied is a tree as text in which empty lists are null: to reads they are the same.
func emptied(tree any) string {
	switch t := tree.(type) {
	case []any:
		if len(t) == 0 {
			return "null"
		}
		text := ""
		for _, item := range t {
			text += emptied(item) + ","
		}
		return "[" + text + "]"
	case map[string]any:
		text := ""
		for _, name := range keys(t) {
			text += name + ":" + emptied(t[name]) + ","
		}
		return "{" + text + "}"
	case nil:
		return "null"
	}
	return string(raw(tree))
}

func undoAll(tree any, edits []Edit) any {
	for _, e := range slices.Backward(edits) {
		tree = e.undone(tree, e.Path)
	}
	return tree
}

// Law: what is undone was never done, however much of it there was.
func TestUndoneIsAsBefore(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		some := func() any { return map[string]any{"x": randomTree(r, rand.New(rand.NewPCG(seed, 2)), 4)} }
		one, two, three := some(), some(), some()
		first, second := differences(nil, one, two), differences(nil, two, three)
		if got := undoAll(parsed(raw(three)), slices.Concat(first, second)); emptied(got) != emptied(one) {
			t.Fatalf("seed %d: %s, %s, %s undone is %s", seed, raw(one), raw(two), raw(three), raw(got))
		}
		if got := undoAll(parsed(raw(two)), nil); emptied(got) != emptied(two) {
			t.Fatalf("seed %d: nothing undone is %s", seed, raw(got))
		}
	}
}

// What has moved on since is left as it is.
func TestWhatMovedOnIsNotUndone(t *testing.T) {
	for _, c := range []struct{ before, after, now, want string }{
		{`{"a":"1"}`, `{"a":"2"}`, `{"a":"3"}`, `{"a":"3"}`},
		{`{"a":"1"}`, `{"a":"2"}`, `{}`, `{}`},
		{`{"a":"1"}`, `{}`, `{"a":"3"}`, `{"a":"3"}`},
		{`{}`, `{"a":{"ID":"1"}}`, `{"a":{"ID":"2"}}`, `{"a":{"ID":"2"}}`},
		{`{}`, `{"a":{"ID":"1"}}`, `{"a":{"ID":"1","more":true}}`, `{}`},
		{`{}`, `{"a":"1"}`, `{}`, `{}`},
		{`{"a":null}`, `{"a":{"ID":"1"}}`, `{"a":{"ID":"1","more":true}}`, `{"a":null}`},
		{`{"a":["1","3"]}`, `{"a":["3"]}`, `{"a":["0","3"]}`, `{"a":["0","1","3"]}`},
		{`{"a":["3","1"]}`, `{"a":["3"]}`, `{"a":["3","2"]}`, `{"a":["3","2","1"]}`},
		{`{"a":["1"]}`, `{"a":["1","2"]}`, `{"a":["1"]}`, `{"a":["1"]}`},
		{`{"a":["1"]}`, `{"a":[]}`, `{"a":null}`, `{"a":["1"]}`},
		{`{"a":{"b":"1"}}`, `{"a":{"b":"2"}}`, `{}`, `{}`},
		{`{"a":[{"Number":1,"x":"1"}]}`, `{"a":[{"Number":1,"x":"2"},{"Number":2}]}`, `{"a":[{"Number":2}]}`, `{"a":[]}`},
	} {
		edits := differences(nil, parsed([]byte(c.before)), parsed([]byte(c.after)))
		if got := string(raw(undoAll(parsed([]byte(c.now)), edits))); got != c.want {
			t.Errorf("%s → %s, then %s: got %s, want %s", c.before, c.after, c.now, got, c.want)
		}
	}
}
