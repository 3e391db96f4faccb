// Package policy reads and writes IAM documents in one canonical form, so that
// documents that mean the same are the same text, and makes the few documents
// an organization here ever needs, by name: trust with MFA, may-assume,
// self-service and the guardrails.
//
// In the canonical form lists are sorted sets and always lists, statements are
// sorted by their text, values of conditions are strings, an account that is a
// principal is its root ARN, what is empty is left out, and names in which IAM
// ignores case (actions, condition operators and keys) are spelled in one way.
// An account may stand as {name} wherever its twelve digits may.
package policy

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// The two versions of the policy language. A document that names none is in
// the older one (AWS: IAM policy elements, Version).
const (
	Version    = "2012-10-17"
	OldVersion = "2008-10-17"
)

// The two effects a statement can have.
const (
	Allow = "Allow"
	Deny  = "Deny"
)

// A Document is a policy: identity, trust or guardrail. The zero Document has
// no statements. What Parse and the writers return is canonical; what is put
// together by hand becomes canonical when it is written.
//
// The optional element Id has no meaning and is not kept.
type Document struct {
	Version   string
	Statement []Statement
}

// A Statement allows or denies something.
type Statement struct {
	Sid          string     `json:",omitempty"`
	Effect       string     // Allow or Deny
	Principal    Principal  `json:",omitempty"`
	NotPrincipal Principal  `json:",omitempty"`
	Action       List       `json:",omitempty"`
	NotAction    List       `json:",omitempty"`
	Resource     List       `json:",omitempty"`
	NotResource  List       `json:",omitempty"`
	Condition    Conditions `json:",omitempty"`
}

// A Principal says who a trust policy speaks of: names by their kind, which is
// AWS, Service, Federated or CanonicalUser. Everybody is {"AWS": {"*"}}.
type Principal map[string]List

// A List is a set of strings, sorted; in JSON always a list, although IAM
// reads a list of one and its only element as the same.
type List []string

// Conditions are values by operator and key.
type Conditions map[string]map[string]List

// Equal reports whether two documents mean the same.
func Equal(a, b Document) bool { return a.String() == b.String() }

// String is the document as it is sent to AWS: canonical, without white space
// and without HTML escapes.
func (d Document) String() string { return string(d.minified()) }

// MarshalJSON writes the canonical form.
func (d Document) MarshalJSON() ([]byte, error) { return d.minified(), nil }

// UnmarshalJSON reads as Parse does.
func (d *Document) UnmarshalJSON(b []byte) (err error) {
	*d, err = Parse(string(b))
	return err
}

// Pretty is the document for reading: canonical, indented by two spaces, a
// line at the end.
func (d Document) Pretty() string {
	var out bytes.Buffer
	_ = json.Indent(&out, []byte(d.String()), "", "  ") // what text wrote is JSON
	return out.String() + "\n"
}

// text is v as minified JSON. Documents hold strings, lists and maps by
// strings only, which encoding/json always writes.
func text(v any) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Appendf(nil, "%q", err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
