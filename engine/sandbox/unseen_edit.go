package sandbox

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"sort"
)

// raw is a value as JSON. What is encoded is the world's state, which can be.
func raw(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // answered as a failure of the sandbox's own
	}
	return text
}

// parsed is what a JSON text says, its numbers as they are spelled.
func parsed(text json.RawMessage) (v any) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		panic(err) // answered as a failure of the sandbox's own
	}
	return v
}

// differences are the edits that make one tree the other, as small as can be.
func differences(path []string, before, after any) []Edit {
	was, ok := named(before, after)
	is, ok2 := named(after, before)
	if !ok || !ok2 {
		if text, other := raw(before), raw(after); !bytes.Equal(text, other) {
			return []Edit{{Path: path, Before: text, After: other}}
		}
		return nil
	}
	both := map[string]any{}
	maps.Copy(both, was)
	maps.Copy(both, is)
	var all []Edit
	for _, name := range keys(both) {
		here := append(slices.Clone(path), name)
		old, had := was[name]
		now, has := is[name]
		switch {
		case !had:
			all = append(all, Edit{Path: here, After: raw(now)})
		case !has:
			all = append(all, Edit{Path: here, Before: raw(old)})
		default:
			all = append(all, differences(here, old, now)...)
		}
	}
	return all
}

// named are the parts of a tree by name: those of an object, and those of a list
// whose items have names of their own. What is null is as empty as its partner.
func named(tree, partner any) (map[string]any, bool) {
	switch t := tree.(type) {
	case map[string]any:
		return t, true
	case []any:
		parts := map[string]any{}
		for _, item := range t {
			name := nameOf(item)
			if name == "" {
				return nil, false
			}
			parts[name] = item
		}
		return parts, len(parts) == len(t)
	case nil:
		if partner == nil {
			return nil, true
		}
		_, list := partner.([]any)
		return nil, list
	}
	return nil, false
}

// nameOf is what an item of a list is known by: itself, its id, its number.
func nameOf(item any) string {
	switch v := item.(type) {
	case string:
		return v
	case map[string]any:
		if id, ok := v["ID"].(string); ok {
			return id
		}
		if n, ok := v["Number"].(json.Number); ok {
			return n.String()
		}
	}
	return ""
}

// undone is a tree without the edit, where it is still there to be undone. The
// path is what is left of the edit's.
func (e Edit) undone(tree any, path []string) any {
	switch t := tree.(type) {
	case map[string]any:
		old, had := t[path[0]]
		if value, has := e.stepped(old, had, path[1:]); has {
			t[path[0]] = value
		} else {
			delete(t, path[0])
		}
		return t
	case []any:
		return e.undoneIn(t, path)
	case nil:
		if len(path) == 1 && e.After == nil {
			return []any{parsed(e.Before)}
		}
	}
	return tree
}

func (e Edit) undoneIn(list []any, path []string) []any {
	i := slices.IndexFunc(list, func(item any) bool { return nameOf(item) == path[0] })
	if i >= 0 {
		if value, has := e.stepped(list[i], true, path[1:]); has {
			list[i] = value
			return list
		}
		return slices.Delete(list, i, i+1)
	}
	value, has := e.stepped(nil, false, path[1:])
	if !has {
		return list
	}
	ordered := sort.SliceIsSorted(list, func(i, j int) bool { return nameOf(list[i]) < nameOf(list[j]) })
	list = append(list, value)
	if ordered {
		sort.Slice(list, func(i, j int) bool { return nameOf(list[i]) < nameOf(list[j]) })
	}
	return list
}

// stepped is what one part of a tree was before the edit, and whether it was there.
func (e Edit) stepped(part any, is bool, path []string) (any, bool) {
	switch {
	case len(path) > 0 && is:
		return e.undone(part, path), true
	case len(path) > 0:
		return nil, false
	case e.Before == nil: // it was made
		return part, is && !e.made(part)
	case e.After == nil: // it was taken away
		if is {
			return part, true
		}
		return parsed(e.Before), true
	case is && string(e.Before) == "null" && e.made(part):
		return nil, true
	case is && bytes.Equal(raw(part), e.After):
		return parsed(e.Before), true
	}
	return part, is
}

// made says whether a part is the one that the edit made: a namesake with
// another id is not.
func (e Edit) made(part any) bool {
	is, ok := part.(map[string]any)
	was, ok2 := parsed(e.After).(map[string]any)
	return !ok || !ok2 || is["ID"] == was["ID"]
}
