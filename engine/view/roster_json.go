package view

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/orgwright/orgwright/engine/access"
)

// AccessJSON writes who can do what where as JSON would, a cell at a time: of a
// large organization there are hundreds of thousands.
func AccessJSON(w io.Writer, m access.Matrix) error {
	cells := m.Cells
	m.Cells = nil
	hull, err := indented(m, "")
	if err != nil {
		return err
	}
	const list = "\n  \"cells\": [" // a text in JSON holds no line's end
	before, after, _ := bytes.Cut(hull, []byte(list))
	out := bufio.NewWriterSize(w, 1<<16)
	out.Write(before) // the first error of all is told by Flush
	out.WriteString(list)
	if err := writeCells(out, cells); err != nil {
		return err
	}
	out.Write(after)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// writeCells writes the elements of the list. What a role may do is put into
// words once, not for each who can become it.
func writeCells(out *bufio.Writer, cells []access.Cell) error {
	const margin = "    "
	posts, users := map[*access.Post][]byte{}, map[string][]byte{}
	for i, c := range cells {
		if err := errors.Join(remember(posts, c.Post, margin), remember(users, c.User, "")); err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		post := bytes.TrimPrefix(posts[c.Post], []byte("{"))
		fmt.Fprintf(out, "\n%s{\n%[1]s  \"user\": %s,%s", margin, users[c.User], post)
	}
	if len(cells) > 0 {
		out.WriteString("\n  ")
	}
	return nil
}

// remember keeps what v is in JSON.
func remember[T comparable](known map[T][]byte, v T, margin string) error {
	if known[v] != nil {
		return nil
	}
	text, err := indented(v, margin)
	known[v] = bytes.TrimSuffix(text, []byte("\n"))
	return err
}
