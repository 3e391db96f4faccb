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
			body, found = nil, s.whole("ORG116", "the file cannot be read as YAML (%s)", quoted(fmt.Sprint(r)))
		}
	}()
	if found := s.before(); found != nil {
		return nil, found
	}
	if blank(s.text) {
		return nil, s.whole("ORG117", "the file is empty")
	}
	tokens := tokenize(s.text)
	if found := s.forbidden(tokens); found != nil {
		return nil, found
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, s.syntax(err)
	}
	return s.only(file)
}

// The lexer ends a plain text at any colon once a brace is open, and so reads
// {actions: [s3:GetObject]} as a mapping in the list. YAML ends it only at a
// colon with white space or a bracket after it. So the other colons are hidden
// from the lexer behind a character of the same width that no document may
// hold, and put back in its tokens.
const hiddenColon = '\ue000'

// tokenize cuts a text into the tokens of YAML.
func tokenize(text string) token.Tokens {
	var b strings.Builder
	b.Grow(len(text))
	last := '\n'
	for i, r := range text {
		if r == ':' && i+1 < len(text) && !strings.ContainsRune(" \t\r\n,[]{}", rune(text[i+1])) && !strings.ContainsRune(`"']}`, last) {
			r = hiddenColon
		}
		b.WriteRune(r)
		last = r
	}
	tokens := lexer.Tokenize(b.String())
	for _, t := range tokens {
		for _, s := range []*string{&t.Value, &t.Origin, &t.Error} {
			*s = strings.ReplaceAll(*s, string(hiddenColon), ":")
		}
	}
	return tokens
}

// only is the body of the one document of a file.
func (s *source) only(file *ast.File) (ast.Node, Problems) {
	for _, doc := range file.Docs {
		if doc.Body != nil {
			return doc.Body, nil
		}
	}
	return nil, s.whole("ORG117", "the file is empty")
}

// syntax makes a problem of the parser's error.
func (s *source) syntax(err error) Problems {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return s.whole("ORG116", "%s", err.Error())
	}
	p := s.problem("ORG116", s.spot(at.GetToken()), "%s", at.GetMessage())
	switch {
	case strings.HasPrefix(p.Message, "mapping value is not allowed"):
		p.Hint = "put a text with a colon in it in quotes; or is the next line indented too far?"
	case strings.Contains(p.Message, "not allowed in this context"):
		p.Hint = "is the line indented as its neighbours are?"
	}
	return Problems{p}
}

// spot is where a token stands. The parser counts the first character of some
// lines as 0, and loses count after a tab; there the token is looked for.
func (s *source) spot(t *token.Token) spot {
	if t == nil || t.Position == nil {
		return spot{1, 1}
	}
	at := spot{max(t.Position.Line, 1), max(t.Position.Column, 1)}
	line, sign := s.line(at.line), strings.TrimSpace(t.Origin)
	if sign == "" || !strings.Contains(line, "\t") {
		return at
	}
	chars := []rune(line)
	for i := at.col - 1; i < len(chars); i++ {
		if strings.HasPrefix(sign, string(chars[i])) {
			return spot{at.line, i + 1}
		}
	}
	return at
}

// forbidden answers what the language leaves out of YAML, by the tokens that
// the parser would see.
func (s *source) forbidden(tokens token.Tokens) Problems {
	if len(tokens) > maxTokens {
		return s.whole("ORG114", "the file has more than %d keys, values and marks", maxTokens)
	}
	var found Problems
	begun := false
	var n nesting
	for _, t := range tokens {
		if t.Type == token.InvalidType {
			return append(found, s.invalid(t))
		}
		if t.Type == token.DocumentHeaderType && begun {
			return append(found, s.problem("ORG119", s.spot(t), "a second document; one file holds one organization"))
		}
		begun = begun || t.Type != token.CommentType && t.Type != token.DocumentHeaderType
		if why := refused(t); why != "" {
			found = append(found, s.problem("ORG120", s.spot(t), "%s", why))
		}
		if n.see(t); n.depth() > maxDepth {
			return append(found, s.problem("ORG118", s.spot(t), "nested deeper than %d", maxDepth))
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
		return s.problem("ORG121", spot{at.line, tab + 1}, "a tab in the indentation; YAML is indented with spaces")
	}
	return s.problem("ORG116", at, "%s", t.Error)
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
