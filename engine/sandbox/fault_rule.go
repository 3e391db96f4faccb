package sandbox

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A Rule says which requests go wrong, and how. Its text is its conditions and
// its effect, "service=iam op=PutRolePolicy nth=3 do=drop-reply": a request must
// meet all the conditions there are.
type Rule struct {
	Service     string  // organizations, iam, sts or account; "" is all
	Op          string  // an operation; a * in it stands for any letters; "" is all
	Account     string  // id of the caller's account, or of one that the request names; "" is all
	Nth         int     // the Nth of those requests since the rule was set, and no other; with Every the first
	Every       int     // of those requests each Every-th
	At          int     // the At-th of all requests since the rule was set, whatever they are
	Probability float64 // 0 to 1, by the world's seed; 0 is not said, which is 1
	Do          string  // the effect, such as throttle or lag:500
	Reason      string  // with do=error: the error's Reason member
	Message     string  // with do=error: the error's message
}

// String is the rule's text, which ParseRule reads back.
func (r Rule) String() string {
	var words []string
	for _, f := range ruleFields {
		if value := f.text(&r); value != "" {
			words = append(words, f.name+"="+spelled(value))
		}
	}
	return strings.Join(words, " ")
}

// spelled is a value, in quotes where it needs them.
func spelled(value string) string {
	if q := strconv.Quote(value); strings.ContainsAny(value, ` "\`) || q != `"`+value+`"` {
		return q
	}
	return value
}

// MarshalText is String.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText is ParseRule.
func (r *Rule) UnmarshalText(text []byte) (err error) {
	*r, err = ParseRule(string(text))
	return err
}

// effect is what the rule does: lag of lag:500.
func (r Rule) effect() harm {
	name, _, _ := strings.Cut(r.Do, ":")
	e, _ := findHarm(name)
	return e
}

// argument is what it does it with: 500 of lag:500.
func (r Rule) argument() string {
	_, argument, _ := strings.Cut(r.Do, ":")
	return argument
}

// about says whether the rule could ever be about an operation.
func (r Rule) about(s *service, name string) bool {
	e := r.effect()
	return r.named(s, name) && (e.on == nil || e.on(name, s.operations[name]))
}

func (r Rule) named(s *service, name string) bool {
	matches, _ := path.Match(r.Op, name) // ParseRule has tried the pattern
	return (r.Service == "" || r.Service == s.name) && (r.Op == "" || matches)
}

// operations are those that keep holds for, as "iam:GetRole", in order.
func operationsThat(keep func(s *service, name string) bool) []string {
	var all []string
	for _, s := range keys(services) {
		for _, name := range keys(services[s].operations) {
			if keep(services[s], name) {
				all = append(all, s+":"+name)
			}
		}
	}
	return all
}

// matches says whether a request, on behalf of an account, is one the rule counts.
func (r Rule) matches(in *request, account string) bool {
	return r.about(in.service, in.name) &&
		(r.Account == "" || r.Account == account || slices.Contains(accountsIn(in.input.Elem()), r.Account))
}

// check holds a rule to operations and harms that there are.
func (r Rule) check() error {
	e := r.effect()
	if r.Do == "" {
		return fmt.Errorf("what is to happen? a rule needs do=, one of %s", strings.Join(harmNames(), ", "))
	}
	if err := e.checkArgument(r.argument(), strings.Contains(r.Do, ":")); err != nil {
		return err
	}
	if e.name != "error" && r.Reason+r.Message != "" {
		return fmt.Errorf("reason and message are those of do=error")
	}
	if len(operationsThat(r.named)) == 0 {
		return r.checkOperation()
	}
	if len(operationsThat(r.about)) == 0 {
		return fmt.Errorf("do=%s is %s, which %s is not", r.Do, e.wants, r.Op)
	}
	return nil
}

// checkOperation says which operation may have been meant.
func (r Rule) checkOperation() error {
	of, known := "", []string{}
	for _, s := range keys(services) {
		if r.Service == "" || r.Service == s {
			known = append(known, keys(services[s].operations)...)
		}
	}
	if r.Service != "" {
		of = " of " + r.Service
	}
	return fmt.Errorf("unknown operation %q%s%s", r.Op, of, meant(r.Op, known))
}
