package policy

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// maxDepth is how deep a document can be: the values of a condition are lists
// at the sixth level.
const maxDepth = 6

// readTree reads JSON into maps, lists, strings, json.Numbers, bools and nil.
// Unlike json.Unmarshal it takes no key twice.
func readTree(text string) (any, error) {
	var whole json.RawMessage
	if err := json.Unmarshal([]byte(text), &whole); err != nil {
		return nil, syntax(text, err)
	}
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	return readValue(dec, "", 0)
}

// readValue reads the value that comes next, which is at a path such as
// ".Statement[0]".
func readValue(dec *json.Decoder, path string, depth int) (any, error) {
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	if depth == maxDepth {
		return nil, fmt.Errorf("%s: nested too deep", strings.TrimPrefix(path, "."))
	}
	if delim == '[' {
		return readElements(dec, path, depth)
	}
	return readMembers(dec, path, depth)
}

func readElements(dec *json.Decoder, path string, depth int) (any, error) {
	out := []any{}
	for dec.More() {
		v, err := readValue(dec, fmt.Sprintf("%s[%d]", path, len(out)), depth+1)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	_, err := dec.Token() // the bracket
	return out, err
}

func readMembers(dec *json.Decoder, path string, depth int) (any, error) {
	out := map[string]any{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string) // the only token there can be
		where := path + "." + key
		if _, ok := out[key]; ok {
			return nil, fmt.Errorf("%s is there twice", where[1:])
		}
		if out[key], err = readValue(dec, where, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := dec.Token() // the brace
	return out, err
}

// syntax says on which line and at which byte of it the text stops being JSON.
func syntax(text string, err error) error {
	var at *json.SyntaxError
	if !errors.As(err, &at) {
		return err
	}
	before := text[:min(int(at.Offset), len(text))]
	line := strings.Count(before, "\n") + 1
	column := len(before) - strings.LastIndexByte(before, '\n') - 1
	return fmt.Errorf("line %d, byte %d: %w", line, column, err)
}
