package sandbox

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// A document is an IAM policy that has passed AWS's grammar.
type document struct{ Statements []statement }

// A statement is one statement of a document; every list is of at least one.
type statement struct {
	Allow                 bool
	Principal             principals // whom a trust policy lets in
	NotPrincipal          principals
	Actions, NotActions   []string
	Resources, NoResource []string
	Conditions            []condition
}

// principals are those of a statement, by sort: AWS, Service, Federated, CanonicalUser.
type principals map[string][]string

// A condition asks for one key; all of a statement's conditions must hold.
type condition struct {
	Operator, Key string
	Values        []string
}

var (
	sidShape      = regexp.MustCompile(`^[0-9A-Za-z]*$`)
	actionShape   = regexp.MustCompile(`^[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+$`)
	resourceShape = regexp.MustCompile(`^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+)$`)
	operatorShape = regexp.MustCompile(`^(ForAllValues:|ForAnyValue:)?(` +
		`(String(Not)?Equals(IgnoreCase)?|String(Not)?Like|Numeric(Not)?Equals|Numeric(Less|Greater)Than(Equals)?|` +
		`Date(Not)?Equals|Date(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null)$`)
	statementKeys = []string{"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"}
)

// readDocument parses a policy with AWS's grammar, which minds the case of keys.
func readDocument(text string) (document, error) {
	var top map[string]any
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&top); err != nil || top == nil {
		return document{}, badPolicy("This policy contains invalid Json")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return document{}, badPolicy("This policy contains invalid Json")
	}
	if !onlyKeys(top, "Version", "Id", "Statement") {
		return document{}, badPolicy("Syntax errors in policy.")
	}
	if v, _ := top["Version"].(string); v != "2012-10-17" && v != "2008-10-17" {
		return document{}, badPolicy("Policy document must be version 2012-10-17 or greater.")
	}
	return readStatements(top["Statement"])
}

func readStatements(v any) (document, error) {
	all, ok := v.([]any)
	if !ok {
		all = []any{v} // one statement may stand alone
	}
	d, sids := document{}, map[string]bool{}
	for _, one := range all {
		fields, ok := one.(map[string]any)
		if !ok || !onlyKeys(fields, statementKeys...) {
			return document{}, badPolicy("Syntax errors in policy.")
		}
		if sid, _ := fields["Sid"].(string); sid != "" && sids[sid] {
			return document{}, badPolicy("Statement IDs (SID) in a single policy must be unique.")
		} else {
			sids[sid] = true
		}
		s, err := readStatement(fields)
		if err != nil {
			return document{}, err
		}
		d.Statements = append(d.Statements, s)
	}
	if len(d.Statements) == 0 {
		return document{}, badPolicy("Syntax errors in policy.")
	}
	return d, nil
}

func readStatement(fields map[string]any) (statement, error) {
	var s statement
	if sid, ok := fields["Sid"].(string); fields["Sid"] != nil && (!ok || !sidShape.MatchString(sid)) {
		return s, badPolicy("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*")
	}
	if effect := fields["Effect"]; effect != "Allow" && effect != "Deny" {
		return s, badPolicy("Syntax errors in policy.")
	}
	s.Allow = fields["Effect"] == "Allow"
	good := readWords(fields, "Action", &s.Actions) && readWords(fields, "NotAction", &s.NotActions) &&
		readWords(fields, "Resource", &s.Resources) && readWords(fields, "NotResource", &s.NoResource) &&
		readPrincipals(fields, "Principal", &s.Principal) && readPrincipals(fields, "NotPrincipal", &s.NotPrincipal)
	if !good || s.Actions != nil && s.NotActions != nil || s.Resources != nil && s.NoResource != nil {
		return s, badPolicy("Syntax errors in policy.")
	}
	if s.Actions == nil && s.NotActions == nil {
		return s, badPolicy("Policy statement must contain actions.")
	}
	for _, action := range slices.Concat(s.Actions, s.NotActions) {
		if action != "*" && !actionShape.MatchString(action) {
			return s, badPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.")
		}
	}
	var err error
	s.Conditions, err = readConditions(fields["Condition"])
	return s, err
}

func onlyKeys(fields map[string]any, known ...string) bool {
	for key := range fields {
		if !slices.Contains(known, key) {
			return false
		}
	}
	return true
}

// readWords reads a field that is one string or a list of at least one.
func readWords(fields map[string]any, key string, words *[]string) bool {
	v, given := fields[key]
	if !given {
		return true
	}
	all, ok := values(v)
	*words = all
	return ok && len(all) > 0
}

func readPrincipals(fields map[string]any, key string, to *principals) bool {
	v, given := fields[key]
	if !given {
		return true
	}
	if v == "*" {
		*to = principals{"AWS": {"*"}}
		return true
	}
	sorts, ok := v.(map[string]any)
	if !ok || len(sorts) == 0 || !onlyKeys(sorts, "AWS", "Service", "Federated", "CanonicalUser") {
		return false
	}
	*to = principals{}
	for sort := range sorts {
		var names []string
		if !readWords(sorts, sort, &names) {
			return false
		}
		(*to)[sort] = names
	}
	return true
}

// readConditions is the conditions in the order of their operators and keys.
func readConditions(v any) ([]condition, error) {
	if v == nil {
		return nil, nil
	}
	operators, ok := v.(map[string]any)
	if !ok {
		return nil, badPolicy("Syntax errors in policy.")
	}
	var all []condition
	for _, operator := range slices.Sorted(maps.Keys(operators)) {
		if !operatorShape.MatchString(operator) {
			return nil, badPolicy("Invalid Condition type : %s.", operator)
		}
		keys, ok := operators[operator].(map[string]any)
		if !ok {
			return nil, badPolicy("Syntax errors in policy.")
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			wanted, ok := values(keys[key])
			if !ok || !strings.Contains(key, ":") {
				return nil, badPolicy("Syntax errors in policy.")
			}
			all = append(all, condition{operator, key, wanted})
		}
	}
	return all, nil
}

// values is a scalar, or a list of scalars, as strings: true and "true" are the same.
func values(v any) ([]string, bool) {
	switch v := v.(type) {
	case string:
		return []string{v}, true
	case bool:
		if v {
			return []string{"true"}, true
		}
		return []string{"false"}, true
	case json.Number:
		return []string{v.String()}, true
	case []any:
		all := make([]string, 0, len(v))
		for _, one := range v {
			if _, nested := one.([]any); nested {
				return nil, false
			}
			scalar, ok := values(one)
			if !ok {
				return nil, false
			}
			all = append(all, scalar...)
		}
		return all, true
	}
	return nil, false
}

// checkIdentity holds a policy of a user, group or role to AWS's grammar.
func checkIdentity(text string) error {
	if err := checkCharacters(text); err != nil {
		return err
	}
	d, err := readDocument(text)
	if err != nil {
		return err
	}
	if !strings.Contains(text, "2012-10-17") {
		return badPolicy("Policy document must be version 2012-10-17 or greater.")
	}
	for _, s := range d.Statements {
		if s.Principal != nil || s.NotPrincipal != nil {
			return badPolicy("Policy document should not specify a principal.")
		}
		if s.Resources == nil && s.NoResource == nil {
			return badPolicy("Policy statement must contain resources.")
		}
		for _, resource := range slices.Concat(s.Resources, s.NoResource) {
			if err := checkResource(resource); err != nil {
				return err
			}
		}
	}
	return nil
}

func checkResource(resource string) error {
	if !resourceShape.MatchString(resource) {
		return badPolicy("Resource %s must be in ARN format or \"*\".", resource)
	}
	if part := strings.SplitN(resource, ":", 6); len(part) == 6 && part[2] == "iam" && part[3] != "" {
		return badPolicy("IAM resource %s cannot contain region information.", resource)
	}
	return nil
}

// checkCharacters refuses what a policy may not be written in: it has tabs, line ends and U+0020 to U+00FF.
func checkCharacters(text string) error {
	for _, r := range text {
		if r > 0xFF || r < ' ' && r != '\t' && r != '\n' && r != '\r' {
			return invalid("The specified value for policyDocument is invalid. It must contain only printable ASCII characters.")
		}
	}
	return nil
}

// weight is a document's length as IAM counts it: without white space.
func weight(text string) int {
	n := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// encoded is a document as IAM returns it: percent-encoded by RFC 3986.
func encoded(text string) *string {
	s := strings.ReplaceAll(url.QueryEscape(text), "+", "%20")
	return &s
}

// compact is JSON without white space and without HTML escapes.
func compact(v any) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}
