package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// A Body is the canonical text of a fact: compact JSON with a fixed order of
// keys. Facts are the same when their bodies are equal; the empty Body is a
// fact that is not there.
type Body string

// Write makes the Body of a value. Whoever makes a value makes it canonical
// first: lists that are sets come sorted.
func Write(v any) (Body, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("write body: %w", err)
	}
	return Body(text), nil
}

// Read fills v from the Body.
func (b Body) Read(v any) error {
	if err := json.Unmarshal([]byte(b), v); err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	return nil
}

// MarshalJSON puts the Body into a larger document as it is; the empty Body is
// null.
func (b Body) MarshalJSON() ([]byte, error) {
	if b == "" {
		return []byte("null"), nil
	}
	return []byte(b), nil
}

// UnmarshalJSON reads what MarshalJSON wrote, however it has been indented
// since.
func (b *Body) UnmarshalJSON(text []byte) error {
	if string(text) == "null" {
		*b = ""
		return nil
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return err
	}
	*b = Body(compact.String())
	return nil
}

// A State is everything there is, or everything there should be.
type State map[Address]Body
