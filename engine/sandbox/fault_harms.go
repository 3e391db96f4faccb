package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// A harm is what a rule can do to a request.
type harm struct {
	name   string
	takes  string                                   // what stands behind its colon; "" is nothing
	check  func(argument string) error              // nil takes any
	wants  string                                   // which requests it is for, in words
	on     func(name string, o operation) bool      // the same; nil is all
	strike func(b *blow, r *request, argument Rule) // does it
}

// A blow is what the rules in force do to one request.
type blow struct {
	told    []string                            // the rules' harms
	first   *fault                              // answered in place of doing anything
	last    *fault                              // answered in place of the reply, when all is done
	deaf    bool                                // the connection ends before the request is heard
	mute    bool                                // the connection ends in place of the reply
	delay   time.Duration                       // how much later the reply comes
	hidings []Hiding                            // how long what it changes stays unseen
	reason  orgtypes.CreateAccountFailureReason // why the account will not be created
	ending  orgtypes.HandshakeState             // how invitations end
}

// errGone ends a connection without a reply.
var errGone = &fault{code: "ConnectionClosed", message: "the connection is closed"}

var harms = []harm{
	{name: "throttle", strike: func(b *blow, r *request, _ Rule) { b.first = cmp.Or(b.first, throttled(r)) }},
	{name: "error", takes: "CODE", check: isCode, strike: func(b *blow, r *request, rule Rule) { b.first = cmp.Or(b.first, complaint(r, rule)) }},
	{name: "500", strike: func(b *blow, r *request, _ Rule) { b.first = cmp.Or(b.first, broken(r)) }},
	{name: "500-after", strike: func(b *blow, r *request, _ Rule) { b.last = broken(r) }},
	{name: "drop-request", strike: func(b *blow, _ *request, _ Rule) { b.deaf = true }},
	{name: "drop-reply", strike: func(b *blow, _ *request, _ Rule) { b.mute = true }},
	{name: "delay", takes: "MS", check: isNumber, strike: func(b *blow, _ *request, rule Rule) { b.delay += rule.milliseconds() }},
	{name: "lag", takes: "MS", check: isNumber, wants: "for requests that change something", on: writes, strike: func(b *blow, _ *request, rule Rule) {
		b.hidings = append(b.hidings, Hiding{For: rule.milliseconds()})
	}},
	{name: "hide", takes: "READS", check: isNumber, wants: "for requests that change something", on: writes, strike: func(b *blow, _ *request, rule Rule) {
		b.hidings = append(b.hidings, Hiding{Reads: rule.number()})
	}},
	{name: "flicker", takes: "READS", check: isNumber, wants: "for requests that change something", on: writes, strike: func(b *blow, _ *request, rule Rule) {
		b.hidings = append(b.hidings, Hiding{After: 1, Reads: rule.number()})
	}},
	{name: "fail", takes: "REASON", check: oneOf(orgtypes.CreateAccountFailureReason("").Values()), wants: "for CreateAccount", on: creates, strike: func(b *blow, _ *request, rule Rule) {
		b.reason = orgtypes.CreateAccountFailureReason(rule.argument())
	}},
	{name: "answer", takes: "STATE", check: oneOf(endings), wants: "for requests about invitations", on: invites, strike: func(b *blow, _ *request, rule Rule) {
		b.ending = orgtypes.HandshakeState(rule.argument())
	}},
}

var endings = []orgtypes.HandshakeState{orgtypes.HandshakeStateDeclined, orgtypes.HandshakeStateCanceled, orgtypes.HandshakeStateExpired}

func writes(_ string, o operation) bool { return !o.reads }

func creates(name string, _ operation) bool { return name == "CreateAccount" }

func invites(name string, _ operation) bool {
	return strings.Contains(name, "Handshake") || name == "InviteAccountToOrganization"
}

func findHarm(name string) (harm, bool) {
	i := slices.IndexFunc(harms, func(e harm) bool { return e.name == name })
	if i < 0 {
		return harm{}, false
	}
	return harms[i], true
}

func harmNames() []string { return each(harms, func(e harm) string { return e.name }) }

// begin is how the effect begins when it is typed.
func (e harm) begin() string {
	if e.takes == "" {
		return e.name
	}
	return e.name + ":"
}

func (e harm) checkArgument(argument string, given bool) error {
	switch {
	case e.takes == "" && given:
		return fmt.Errorf("do=%s takes nothing behind it", e.name)
	case e.takes != "" && argument == "":
		return fmt.Errorf("do=%s needs a value: do=%s:%s", e.name, e.name, e.takes)
	case e.check == nil:
		return nil
	}
	if err := e.check(argument); err != nil {
		return fmt.Errorf("do=%s: %w", e.name, err)
	}
	return nil
}

func isNumber(text string) error {
	_, err := positive(text)
	return err
}

func isCode(code string) error {
	if strings.Trim(code, lower+strings.ToUpper(lower)+".") != "" {
		return fmt.Errorf("%q is no error code", code)
	}
	return nil
}

// oneOf checks that an argument is one of a few words.
func oneOf[T ~string](values []T) func(string) error {
	return func(text string) error {
		if slices.Contains(values, T(text)) {
			return nil
		}
		names := each(values, func(v T) string { return string(v) })
		return fmt.Errorf("%q is none of %s%s", text, strings.Join(names, ", "), meant(text, names))
	}
}

// number is the effect's argument, which check has tried.
func (r Rule) number() int {
	n, _ := positive(r.argument())
	return n
}

func (r Rule) milliseconds() time.Duration { return time.Duration(r.number()) * time.Millisecond }

// throttled is what a service says to who asks too often.
func throttled(r *request) *fault {
	if r.service.protocol == queryProtocol {
		return &fault{code: "Throttling", message: "Rate exceeded", status: http.StatusBadRequest}
	}
	return faultOf(&orgtypes.TooManyRequestsException{Message: aws.String("You have sent too many requests in too short a period of time.")})
}

// broken is a service's failure of its own. (AWS: the services' models)
func broken(r *request) *fault {
	codes := map[string]string{"organizations": "ServiceException", "account": "InternalServerException", "iam": "ServiceFailure", "sts": "InternalFailure"}
	return &fault{code: codes[r.service.name], message: "The request failed: the service has an internal error.", status: http.StatusInternalServerError}
}

// statuses of errors that any service may answer (AWS: IAM API reference, common errors).
var commonStatuses = map[string]int{
	"InternalFailure": http.StatusInternalServerError, "InternalError": http.StatusInternalServerError,
	"ServiceUnavailable": http.StatusServiceUnavailable, "ServiceUnavailableException": http.StatusServiceUnavailable,
	"RequestLimitExceeded": http.StatusServiceUnavailable, "OptInRequired": http.StatusForbidden,
	"IncompleteSignature": http.StatusForbidden, "SubscriptionRequiredException": http.StatusForbidden,
}

// complaint is the error of a rule, with its Reason where it has one.
func complaint(r *request, rule Rule) *fault {
	code := rule.argument()
	f := &fault{code: code, message: rule.Message, status: r.service.protocol.statuses[code]}
	if f.status == 0 {
		f.status = commonStatuses[code]
	}
	if f.message == "" {
		f.message = "The sandbox was told to answer so."
	}
	if rule.Reason != "" {
		f.typed = reflect.ValueOf(struct{ Reason string }{rule.Reason})
	}
	return f
}
