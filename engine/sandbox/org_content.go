package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// maxContent is how long a policy may be, in characters as sent (AWS: Organizations quotas).
func maxContent(t orgtypes.PolicyType) int {
	switch t {
	case orgtypes.PolicyTypeServiceControlPolicy, orgtypes.PolicyTypeTagPolicy, orgtypes.PolicyTypeBackupPolicy:
		return 10240
	case orgtypes.PolicyTypeAiservicesOptOutPolicy:
		return 2500
	}
	return 5120
}

// kindOf is a policy type as ARNs have it: service_control_policy.
func kindOf(t orgtypes.PolicyType) string { return strings.ToLower(string(t)) }

func knownType(t orgtypes.PolicyType) error {
	if !slices.Contains(t.Values(), t) {
		return invalidInput(orgtypes.InvalidInputExceptionReasonInvalidEnumPolicyType, "Policy type %q is not known.", t)
	}
	return nil
}

// check is what AWS looks at before it keeps a policy.
func (p *Policy) check() error {
	if n := utf8.RuneCountInString(p.Content); n > maxContent(p.Type) {
		return constraint(orgtypes.ConstraintViolationExceptionReasonPolicyContentLimitExceeded, "The policy has %d characters, at most %d are allowed.", n, maxContent(p.Type))
	}
	var document map[string]any
	if err := json.Unmarshal([]byte(p.Content), &document); err != nil {
		return illFormed("it is not a JSON object")
	}
	if p.Type != orgtypes.PolicyTypeServiceControlPolicy && p.Type != orgtypes.PolicyTypeResourceControlPolicy {
		return nil
	}
	if document["Version"] != "2012-10-17" {
		return illFormed("its Version is not 2012-10-17")
	}
	for _, key := range keys(document) {
		if !slices.Contains([]string{"Version", "Id", "Statement"}, key) {
			return illFormed("it has an unknown element %s", key)
		}
	}
	return p.checkStatements(document["Statement"])
}

func (p *Policy) checkStatements(all any) error {
	statements, several := all.([]any)
	if !several {
		statements = []any{all}
	}
	if len(statements) == 0 {
		return illFormed("it has no Statement")
	}
	for _, one := range statements {
		s, ok := one.(map[string]any)
		if !ok {
			return illFormed("a Statement is not an object")
		}
		if err := p.checkStatement(s); err != nil {
			return err
		}
	}
	return nil
}

// elements are what a statement may have (AWS: SCP syntax); a resource control policy has a Principal too.
var elements = []string{"Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"}

func (p *Policy) checkStatement(s map[string]any) error {
	scp := p.Type == orgtypes.PolicyTypeServiceControlPolicy
	for _, key := range keys(s) {
		if !slices.Contains(elements, key) && (scp || key != "Principal") {
			return illFormed("a statement has the element %s", key)
		}
	}
	switch {
	case s["Effect"] != "Deny" && (!scp || s["Effect"] != "Allow"):
		return illFormed("a statement's Effect is neither Allow nor Deny")
	case !exactlyOne(s["Action"], s["NotAction"]):
		return illFormed("a statement has not exactly one of Action and NotAction, of strings")
	case !exactlyOne(s["Resource"], s["NotResource"]):
		return illFormed("a statement has not exactly one of Resource and NotResource, of strings")
	case !scp && s["Principal"] != "*":
		return illFormed("a statement's Principal is not *")
	}
	if _, ok := s["Condition"].(map[string]any); !ok && s["Condition"] != nil {
		return illFormed("a statement's Condition is not an object")
	}
	return nil
}

func exactlyOne(a, b any) bool {
	return (a == nil) != (b == nil) && isStrings(a) && isStrings(b)
}

// isStrings says whether v is nothing, a string, or a list of at least one string.
func isStrings(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v != ""
	case []any:
		return len(v) > 0 && !slices.ContainsFunc(v, func(one any) bool { s, ok := one.(string); return !ok || s == "" })
	}
	return false
}

func illFormed(format string, args ...any) error {
	return &orgtypes.MalformedPolicyDocumentException{Message: aws.String("The provided policy document does not meet the requirements of the specified policy type: " + fmt.Sprintf(format, args...) + ".")}
}
