package main

import (
	"cmp"
	"errors"
	"regexp"
	"strings"

	"github.com/aws/smithy-go"

	"github.com/orgwright/orgwright/engine/cloud"
)

// denied is a call that the caller may not make: who that is, which permission
// is missing, what denies it, and where to look.
func (s *session) denied(err error) *exit {
	if !cloud.Denied(err) {
		return nil
	}
	e := failed(errors.New(awsText(err)))
	who, permission := lacking(err)
	if who = cmp.Or(who, s.caller); who != "" {
		e.hint("who is calling: %s", who)
	}
	if permission != "" {
		e.hint("the missing permission: %s", permission)
	}
	for _, why := range denials {
		if strings.Contains(err.Error(), why.said) {
			e.hint("%s", why.means)
		}
	}
	return e.hint("orgwright doctor says what is missing; orgwright policy read|write prints the smallest policy that has it all").
		hint("if the permission asks for MFA, sign in with it first")
}

// denials are what AWS says of what denies (AWS: IAM user guide, troubleshoot
// access denied error messages), and what that means.
var denials = []struct{ said, means string }{
	{"explicit deny in a service control policy", "a guardrail of the organization denies it: no permission of the caller helps"},
	{"explicit deny in a permissions boundary", "the caller's permissions boundary denies it"},
	{"no permissions boundary allows", "the caller's permissions boundary does not allow it"},
	{"no session policy allows", "the policy that the session was made with does not allow it"},
	{"explicit deny in an identity-based policy", "a policy of the caller's own denies it: often one that waits for MFA"},
}

var notAuthorized = regexp.MustCompile(`User: (\S+) is not authorized to perform: (\S+)`)

// lacking is who may not do what: as AWS says it, else the operation alone.
func lacking(err error) (who, permission string) {
	if m := notAuthorized.FindStringSubmatch(err.Error()); m != nil {
		return m[1], m[2]
	}
	if op := new(smithy.OperationError); errors.As(err, &op) {
		return "", strings.ToLower(op.Service()) + ":" + op.Operation()
	}
	return "", ""
}
