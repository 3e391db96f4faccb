package schema

import "github.com/goccy/go-yaml/token"

// A nesting follows how deep in mappings and lists the tokens of a document
// are, without building anything.
type nesting struct {
	flow   int     // how many brackets are open
	blocks []block // the indented mappings and lists that are open
}

// A block is an indented mapping or list, known by its column.
type block struct {
	col  int
	list bool
}

func (n *nesting) depth() int { return n.flow + len(n.blocks) }

// see takes the next token.
func (n *nesting) see(t *token.Token) {
	switch t.Type {
	case token.SequenceStartType, token.MappingStartType:
		n.flow++
	case token.SequenceEndType, token.MappingEndType:
		n.flow = max(n.flow-1, 0)
	case token.SequenceEntryType:
		n.enter(block{t.Position.Column, true})
	case token.MappingValueType:
		if t.Prev != nil {
			n.enter(block{t.Prev.Position.Column, false})
		}
	}
}

// enter leaves the blocks that end where this one goes on, and opens it when
// it is new. The dashes of a list may stand under the key that it belongs to.
func (n *nesting) enter(b block) {
	if n.flow > 0 {
		return
	}
	for len(n.blocks) > 0 {
		top := n.blocks[len(n.blocks)-1]
		if top == b {
			return
		}
		if top.col < b.col || top.col == b.col && b.list {
			break
		}
		n.blocks = n.blocks[:len(n.blocks)-1]
	}
	n.blocks = append(n.blocks, b)
}
