package schema

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// tree parses the text into the tree of its one document.
func (s *source) tree() (body ast.Node, found Problems) {
	defer func() {
		if r := recover(); r != nil { // the parser is not ours, and has panicked before
			body, found = nil, s.whole("the file cannot be read as YAML (%s)", quoted(fmt.Sprint(r)))
		}
	}()
	if found := s.before(); found != nil {
		return nil, found
	}
	if blank(s.text) {
		return nil, s.whole("the file is empty")
	}
	tokens := lexer.Tokenize(s.text)
	if found := s.forbidden(tokens); found != nil {
		return nil, found
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, s.syntax(err)
	}
	return s.only(file)
}

// only is the body of the one document of a file.
func (s *source) only(file *ast.File) (ast.Node, Problems) {
	for _, doc := range file.Docs {
		if doc.Body != nil {
			return doc.Body, nil
		}
	}
	return nil, s.whole("the file is empty")
}

// syntax makes a problem of the parser's error.
func (s *source) syntax(err error) Problems {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return s.whole("%s", err.Error())
	}
	p := s.problem(s.spot(at.GetToken()), "%s", at.GetMessage())
	if strings.Contains(p.Message, "not allowed in this context") {
		p.Hint = "is this line, or the one below it, indented as its neighbours are?"
	}
	return Problems{p}
}

// spot is where a token stands. The parser counts the first character of some
// lines as 0.
func (s *source) spot(t *token.Token) spot {
	if t == nil || t.Position == nil {
		return spot{1, 1}
	}
	return spot{max(t.Position.Line, 1), max(t.Position.Column, 1)}
}

// forbidden answers what the language leaves out of YAML, by the tokens that
// the parser would see.
func (s *source) forbidden(tokens token.Tokens) Problems {
	if len(tokens) > maxTokens {
		return s.whole("the file has more than %d keys, values and marks", maxTokens)
	}
	var found Problems
	begun := false
	var n nesting
	for _, t := range tokens {
		if t.Type == token.InvalidType {
			return append(found, s.invalid(t))
		}
		if t.Type == token.DocumentHeaderType && begun {
			return append(found, s.problem(s.spot(t), "a second document; one file holds one organization"))
		}
		begun = begun || t.Type != token.CommentType && t.Type != token.DocumentHeaderType
		if why := refused(t); why != "" {
			found = append(found, s.problem(s.spot(t), "%s", why))
		}
		if n.see(t); n.depth() > maxDepth {
			return append(found, s.problem(s.spot(t), "nested deeper than %d", maxDepth))
		}
	}
	return found
}

// invalid is the problem of a token that is none.
func (s *source) invalid(t *token.Token) Problem {
	at := s.spot(t)
	line := s.line(at.line)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	if tab := strings.IndexByte(indent, '\t'); tab >= 0 {
		return s.problem(spot{at.line, tab + 1}, "a tab in the indentation; YAML is indented with spaces")
	}
	return s.problem(at, "%s", t.Error)
}

// refused says why a kind of token is not taken, or nothing.
func refused(t *token.Token) string {
	switch t.Type {
	case token.AnchorType:
		return "anchors (&) are not taken; write the value out"
	case token.AliasType:
		return "aliases (*) are not taken; write the value out, or put \"*\" in quotes"
	case token.MergeKeyType:
		return "merge keys (<<) are not taken; write the keys out"
	case token.TagType:
		return "tags (!) are not taken; put the text in quotes"
	case token.MappingKeyType:
		return "keys are written KEY: VALUE, without a question mark"
	case token.DirectiveType:
		return "directives (%) are not taken"
	}
	return ""
}
