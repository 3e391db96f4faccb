package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Plain is the text of a document as JSON: percent-decoded (RFC 3986: a plus
// is a plus) unless it is JSON already. IAM encodes the documents it returns.
func Plain(text string) (string, error) {
	if t := strings.TrimLeft(text, " \t\r\n"); t == "" || t[0] == '{' {
		return text, nil
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return "", fmt.Errorf("policy document: percent-encoding: %w", err)
	}
	return plain, nil
}

// Parse reads a document, percent-encoded or not, into canonical form. It is
// strict: what is no JSON, a key given twice, an unknown element and a wrong
// type are errors that say where, such as
// "policy document: Statement[1].Action: want a string or a list of strings".
func Parse(text string) (Document, error) {
	plain, err := Plain(text)
	if err != nil {
		return Document{}, err
	}
	tree, err := readTree(plain)
	if err != nil {
		return Document{}, fmt.Errorf("policy document: %w", err)
	}
	d, err := readDocument(tree)
	if err != nil {
		return Document{}, fmt.Errorf("policy document: %w", err)
	}
	return d.Canonical(), nil
}

func readDocument(tree any) (d Document, err error) {
	members, ok := tree.(map[string]any)
	if !ok {
		return d, fmt.Errorf("want an object")
	}
	for _, key := range slices.Sorted(maps.Keys(members)) {
		switch v := members[key]; key {
		case "Version":
			d.Version, err = readVersion(v)
		case "Id":
			_, err = readString(v)
		case "Statement":
			if d.Statement, err = readStatements(v); err != nil {
				return d, fmt.Errorf("Statement%w", err) // it says where
			}
		default:
			err = errUnknown
		}
		if err != nil {
			return d, fmt.Errorf("%s: %w", key, err)
		}
	}
	if d.Statement == nil {
		return d, fmt.Errorf("Statement is missing")
	}
	return d, nil
}

func readVersion(v any) (string, error) {
	s, err := readString(v)
	if err == nil && s != Version && s != OldVersion {
		return "", fmt.Errorf("%q is neither %s nor %s", s, Version, OldVersion)
	}
	return s, err
}

// readStatements reads one statement or a list of them; never nil without an
// error, which begins with the place below Statement.
func readStatements(v any) ([]Statement, error) {
	if one, ok := v.(map[string]any); ok {
		s, err := readStatement(one)
		if err != nil {
			return nil, err
		}
		return []Statement{s}, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf(": want an object or a list of objects")
	}
	out := make([]Statement, 0, len(list))
	for i, v := range list {
		one, ok := v.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("[%d]: want an object", i)
		}
		s, err := readStatement(one)
		if err != nil {
			return nil, fmt.Errorf("[%d]%w", i, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// readStatement's errors begin with ".ELEMENT: " or ": ", to be put after
// where the statement is.
func readStatement(members map[string]any) (s Statement, err error) {
	for _, element := range slices.Sorted(maps.Keys(members)) {
		if err := s.read(element, members[element]); err != nil {
			return s, fmt.Errorf(".%s: %w", element, err)
		}
	}
	if s.Effect == "" {
		return s, fmt.Errorf(": Effect is missing")
	}
	return s, nil
}

func (s *Statement) read(element string, v any) (err error) {
	switch element {
	case "Sid":
		s.Sid, err = readString(v)
	case "Effect":
		s.Effect, err = readEffect(v)
	case "Principal":
		s.Principal, err = readPrincipal(v)
	case "NotPrincipal":
		s.NotPrincipal, err = readPrincipal(v)
	case "Action":
		s.Action, err = readList(v)
	case "NotAction":
		s.NotAction, err = readList(v)
	case "Resource":
		s.Resource, err = readList(v)
	case "NotResource":
		s.NotResource, err = readList(v)
	case "Condition":
		s.Condition, err = readConditions(v)
	default:
		err = errUnknown
	}
	return err
}

var (
	errUnknown = fmt.Errorf("no such element")
	errString  = fmt.Errorf("want a string")
	errList    = fmt.Errorf("want a string or a list of strings")
	errEmpty   = fmt.Errorf("an empty list")
	errObject  = fmt.Errorf("want an object")
	errValue   = fmt.Errorf("want a string, a number, true, false or a list of these")
)

func readString(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", errString
	}
	return s, nil
}

func readEffect(v any) (string, error) {
	s, err := readString(v)
	if e := effect(s); err == nil && e != Allow && e != Deny {
		return "", fmt.Errorf("%q is neither Allow nor Deny", s)
	}
	return s, err
}

// readList reads a string or a list of strings that is not empty: IAM takes no
// empty one, and to leave it out would say something else.
func readList(v any) (List, error) {
	if s, ok := v.(string); ok {
		return List{s}, nil
	}
	elements, ok := v.([]any)
	if !ok {
		return nil, errList
	}
	if len(elements) == 0 {
		return nil, errEmpty
	}
	out := make(List, len(elements))
	for i, e := range elements {
		if out[i], ok = e.(string); !ok {
			return nil, errList
		}
	}
	return out, nil
}

func readPrincipal(v any) (Principal, error) {
	if s, ok := v.(string); ok {
		if s != "*" {
			return nil, fmt.Errorf("want \"*\" or an object")
		}
		return Principal{"AWS": {"*"}}, nil
	}
	members, ok := v.(map[string]any)
	if !ok || len(members) == 0 {
		return nil, fmt.Errorf("want \"*\" or an object")
	}
	out := Principal{}
	for _, kind := range slices.Sorted(maps.Keys(members)) {
		if !slices.Contains(kinds, kind) {
			return nil, fmt.Errorf("%q: no such kind of principal", kind)
		}
		names, err := readList(members[kind])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", kind, err)
		}
		out[kind] = names
	}
	return out, nil
}

// kinds of principals (AWS: IAM policy elements, Principal).
var kinds = []string{"AWS", "CanonicalUser", "Federated", "Service"}

func readConditions(v any) (Conditions, error) {
	operators, ok := v.(map[string]any)
	if !ok {
		return nil, errObject
	}
	out, spelled := Conditions{}, map[string]bool{}
	for _, operator := range slices.Sorted(maps.Keys(operators)) {
		if name := spellOperator(operator); spelled[name] {
			return nil, fmt.Errorf("%s is there twice", name)
		} else {
			spelled[name] = true
		}
		keys, err := readKeys(operators[operator])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", operator, err)
		}
		out[operator] = keys
	}
	return out, nil
}

func readKeys(v any) (map[string]List, error) {
	keys, ok := v.(map[string]any)
	if !ok {
		return nil, errObject
	}
	out := map[string]List{}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		name := spellKey(key)
		if _, ok := out[name]; ok {
			return nil, fmt.Errorf("%s is there twice", name)
		}
		values, err := readValues(keys[key])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		out[name] = values
	}
	return out, nil
}

func readValues(v any) (List, error) {
	elements, ok := v.([]any)
	if !ok {
		elements = []any{v}
	}
	out := make(List, 0, len(elements))
	for _, e := range elements {
		switch e := e.(type) {
		case string:
			out = append(out, e)
		case bool:
			out = append(out, strconv.FormatBool(e))
		case json.Number:
			out = append(out, e.String())
		default:
			return nil, errValue
		}
	}
	return out, nil
}
