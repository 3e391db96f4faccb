package view

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// pretty lays a body out for reading and comparing: a line for each value,
// policy documents that are carried as strings opened up, no outer braces, and
// no commas, so that a value added at the end of a list is one line's change.
// A body that is not JSON is its own text.
func pretty(b engine.Body) []string {
	p := printer{}
	if err := p.document(string(b), 0); err != nil {
		return []string{string(b)}
	}
	lines := strings.Split(strings.TrimPrefix(p.out.String(), "\n"), "\n")
	if len(lines) < 3 || lines[0] != "{" {
		return lines
	}
	lines = lines[1 : len(lines)-1]
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], "  ")
	}
	return lines
}

// A printer writes JSON tokens in the order in which they stand.
type printer struct{ out strings.Builder }

func (p *printer) document(s string, depth int) error {
	dec := json.NewDecoder(strings.NewReader(s))
	dec.UseNumber()
	if err := p.value(dec, depth); err != nil {
		return err
	}
	if _, err := dec.Token(); err != io.EOF {
		return fmt.Errorf("text after the value: %w", err)
	}
	return nil
}

func (p *printer) value(dec *json.Decoder, depth int) error {
	token, err := dec.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		return p.group(dec, t, depth)
	case string:
		return p.text(t, depth)
	case nil:
		p.out.WriteString("null")
	default:
		fmt.Fprint(&p.out, t)
	}
	return nil
}

// group writes an object or a list whose opening token has been read.
func (p *printer) group(dec *json.Decoder, open json.Delim, depth int) error {
	p.out.WriteString(open.String())
	empty := true
	for dec.More() {
		empty = false
		p.newline(depth + 1)
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			p.out.WriteString(quoted(key) + ": ")
		}
		if err := p.value(dec, depth+1); err != nil {
			return err
		}
	}
	end, err := dec.Token()
	if err != nil {
		return err
	}
	if !empty {
		p.newline(depth)
	}
	fmt.Fprint(&p.out, end)
	return nil
}

// text writes a string; one that holds a JSON object is written as that.
func (p *printer) text(s string, depth int) error {
	if strings.HasPrefix(s, "{") && json.Valid([]byte(s)) {
		return p.document(s, depth)
	}
	p.out.WriteString(quoted(s))
	return nil
}

func (p *printer) newline(depth int) {
	p.out.WriteString("\n" + strings.Repeat("  ", depth))
}

// quoted is a string as JSON has it, but with <, > and & as themselves.
func quoted(v any) string {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Sprintf("%q", v)
	}
	return strings.TrimSuffix(out.String(), "\n")
}
