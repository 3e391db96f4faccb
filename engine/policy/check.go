package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// CheckGuardrail says why AWS would not take the document as a service control
// policy: all reasons at once, nil when there is none.
func CheckGuardrail(d Document) error {
	err := check(d, noPrincipal, actions, resources)
	if n := Length(d.String()); n > Guardrail {
		err = errors.Join(err, fmt.Errorf("%d characters are more than %d (AWS: quotas for AWS Organizations)", n, Guardrail))
	}
	return err
}

// CheckIdentity says why a document is no good as an identity policy: AWS
// would not take it, or it asks for MFA in a way that lets those without
// through. All reasons at once, nil when there is none. Quotas are the
// caller's, for several documents can share one.
func CheckIdentity(d Document) error {
	return check(d, noPrincipal, actions, resources, firmMFA)
}

// CheckTrust says why a document is no good as a role's trust policy: AWS
// would not take it, it lets anybody in, or it asks for MFA in a way that lets
// those without through. All reasons at once, nil when there is none.
func CheckTrust(d Document) error {
	return check(d, somePrincipal, actions, noResources, firmMFA)
}

// check asks each rule about each statement, and about the document what
// holds for all sorts of documents.
func check(d Document, rules ...func(Statement) error) error {
	d = d.Canonical()
	var errs []error
	if d.Version != Version {
		errs = append(errs, fmt.Errorf("version is %q, want %q", d.Version, Version))
	}
	if len(d.Statement) == 0 {
		errs = append(errs, errors.New("no statement"))
	}
	if i := strings.IndexFunc(d.String(), foreign); i >= 0 {
		errs = append(errs, fmt.Errorf("%q is not allowed in a policy (AWS: IAM API, characters U+0020 to U+00FF)", []rune(d.String()[i:])[0]))
	}
	for _, s := range d.Statement {
		for _, rule := range rules {
			if err := rule(s); err != nil {
				errs = append(errs, fmt.Errorf("statement %s: %w", label(s), err))
			}
		}
	}
	return errors.Join(errs...)
}

// foreign reports whether IAM takes no such character in a document. Tabs and
// ends of lines are written as escapes.
func foreign(r rune) bool { return r < 0x20 || r > 0xFF }

// label is what a statement is called in an error: its Sid, or what it does.
func label(s Statement) string {
	if s.Sid != "" {
		return s.Sid
	}
	for _, l := range []List{s.Action, s.NotAction} {
		if len(l) > 0 {
			return fmt.Sprintf("(%s %s)", s.Effect, l[0])
		}
	}
	return fmt.Sprintf("(%s)", s.Effect)
}

func noPrincipal(s Statement) error {
	if s.Principal != nil || s.NotPrincipal != nil {
		return errors.New("only a trust policy has a principal")
	}
	return nil
}

// actions wants one of Action and NotAction, and an effect.
func actions(s Statement) error {
	if s.Effect != Allow && s.Effect != Deny {
		return fmt.Errorf("effect is %q, want %s or %s", s.Effect, Allow, Deny)
	}
	if (s.Action == nil) == (s.NotAction == nil) {
		return errors.New("want one of Action and NotAction")
	}
	return nil
}

func resources(s Statement) error {
	if (s.Resource == nil) == (s.NotResource == nil) {
		return errors.New("want one of Resource and NotResource")
	}
	return nil
}

func noResources(s Statement) error {
	if s.Resource != nil || s.NotResource != nil {
		return errors.New("a trust policy is about its own role and has no Resource")
	}
	return nil
}

// somePrincipal wants principals, by name where the statement allows.
func somePrincipal(s Statement) error {
	if (s.Principal == nil) == (s.NotPrincipal == nil) {
		return errors.New("want one of Principal and NotPrincipal")
	}
	if s.Effect == Allow && s.NotPrincipal != nil {
		return errors.New("NotPrincipal in an Allow lets everybody else in")
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Principal)) {
		for _, name := range s.Principal[kind] {
			if s.Effect == Allow && strings.ContainsAny(name, "*?") {
				return fmt.Errorf("wildcard principal %s %q", kind, name)
			}
		}
	}
	return nil
}

// firmMFA refuses an Allow that plain access keys pass, which carry no word on
// MFA at all (AWS: IAM global condition keys, aws:MultiFactorAuthPresent).
func firmMFA(s Statement) error {
	if _, lax := s.Condition["BoolIfExists"]["aws:MultiFactorAuthPresent"]; lax && s.Effect == Allow {
		return errors.New("BoolIfExists lets access keys without MFA through, want Bool")
	}
	return nil
}
