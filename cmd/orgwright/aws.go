package main

import (
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
	"github.com/aws/smithy-go"
)

// badCredentials are the codes by which AWS says that it does not know, or no
// longer knows, who is calling (AWS: common errors of the query and JSON APIs).
var badCredentials = []string{
	"ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "UnrecognizedClientException",
	"SignatureDoesNotMatch", "InvalidSignatureException", "InvalidAccessKeyId", "AuthFailure", "MissingAuthenticationToken",
}

// aws makes an error of the AWS SDK an exit that says what to do, nil when it
// is another sort of error.
func (s *session) aws(err error) *exit {
	for _, known := range []func(error) *exit{s.unreachable, spent, wantsMFA, noProfile, refusedKeys, noKeys, noRegion, s.denied, answered} {
		if e := known(err); e != nil {
			return e
		}
	}
	return nil
}

// wantsMFA is a profile that can be used with a one-time code only.
func wantsMFA(err error) *exit {
	mfa := config.AssumeRoleTokenProviderNotSetError{}
	if !errors.As(err, &mfa) {
		return nil
	}
	return unsigned("%s: the profile wants a one-time code of an MFA device", before(err, mfa)).
		hint("say it: --mfa-code CODE, with the six digits that the device shows; or run this at a terminal, which asks").
		hint("or run inside a session with MFA: aws-vault exec PROFILE -- orgwright ..., or granted's assume PROFILE").
		hint("or sign in with aws login or aws sso login, and name that profile with --profile")
}

func noProfile(err error) *exit {
	gone := config.SharedConfigProfileNotExistError{}
	if !errors.As(err, &gone) {
		return nil
	}
	return unsigned("there is no AWS profile %q", gone.Profile).
		hint("name another with --profile or AWS_PROFILE; aws configure list-profiles lists them")
}

func refusedKeys(err error) *exit {
	if !slices.Contains(badCredentials, code(err)) {
		return nil
	}
	return unsigned("%s", awsText(err)).hint("sign in again: aws login, or aws sso login --profile NAME").hint(waysIn)
}

func noKeys(err error) *exit {
	_, why, found := strings.Cut(err.Error(), "get credentials: ")
	if !found {
		return nil
	}
	return unsigned("no AWS credentials").hint("%s", strings.TrimPrefix(why, "failed to refresh cached credentials, ")).
		hint("sign in with aws login, or aws sso login --profile NAME").hint(waysIn)
}

// expired is an end of the credentials themselves: nothing after it can succeed.
func expired(err error) *exit {
	if slices.Contains([]string{"ExpiredToken", "ExpiredTokenException", "RequestExpired"}, code(err)) {
		return refusedKeys(err)
	}
	return spent(err)
}

const waysIn = "then name the profile with --profile NAME or AWS_PROFILE"

// unsigned is a call that nobody could sign.
func unsigned(format string, args ...any) *exit {
	return &exit{code: codeCredentials, err: fmt.Errorf(format, args...)}
}

// before is what err says ahead of the error it wraps.
func before(err, wrapped error) string {
	text, _, _ := strings.Cut(err.Error(), wrapped.Error())
	if text = strings.TrimRight(text, ": "); text == "" {
		return "sign in"
	}
	return text
}

// unreachable is an endpoint that nobody answers at.
func (s *session) unreachable(err error) *exit {
	lost := new(net.DNSError)
	if !errors.Is(err, syscall.ECONNREFUSED) && !errors.As(err, &lost) || strings.Contains(err.Error(), "ec2imds") {
		return nil
	}
	e := failed(errors.New(awsText(err)))
	if at := s.Getenv("AWS_ENDPOINT_URL"); at != "" {
		return e.hint("AWS_ENDPOINT_URL is %s: is the server running? unset it to speak to AWS", at)
	}
	return e.hint("is there a way to the network from here?")
}

// noRegion is a Region that nothing names.
func noRegion(err error) *exit {
	if !strings.Contains(err.Error(), "Missing Region") {
		return nil
	}
	return failed(errors.New(awsText(err))).hint("set organization.home_region in org.yaml, or AWS_REGION")
}

// answered is any other error that AWS itself answered with.
func answered(err error) *exit {
	if code(err) == "" {
		return garbled(err)
	}
	e := failed(errors.New(awsText(err)))
	e.hints = advice[strings.TrimSuffix(code(err), "Exception")]
	return e
}

// advice is what to do about AWS's error codes, without their Exception.
var advice = map[string][]string{
	"Throttling":      {"AWS asks for fewer calls: wait a minute, then run the same command again"},
	"TooManyRequests": {"AWS asks for fewer calls: wait a minute, then run the same command again"},
}

// garbled is a call that neither failed to reach AWS nor got a proper answer.
func garbled(err error) *exit {
	if op := new(smithy.OperationError); errors.As(err, &op) {
		return failed(errors.New(awsText(err)))
	}
	return nil
}

// code is AWS's error code, empty when there is none.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// awsText says what an error says, and what AWS said in fewer words than the
// SDK: the operation, the code with its reason, the message, the request's id.
func awsText(err error) string {
	op := new(smithy.OperationError)
	if !errors.As(err, &op) {
		return err.Error()
	}
	short := op.Service() + " " + op.Operation() + ": " + essence(op.Err)
	return strings.Replace(err.Error(), op.Error(), short, 1)
}

// essence is what AWS, else the network, had to say.
func essence(err error) string {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return innermost(err).Error()
	}
	text := api.ErrorCode() + reason(err)
	if m := api.ErrorMessage(); m != "" {
		text += ": " + m
	}
	return text + requestID(err)
}

// reason is why Organizations says no: the code alone stands for a dozen things.
func reason(err error) string {
	limit, handshake := new(types.ConstraintViolationException), new(types.HandshakeConstraintViolationException)
	switch {
	case errors.As(err, &limit) && limit.Reason != "":
		return " (" + string(limit.Reason) + ")"
	case errors.As(err, &handshake) && handshake.Reason != "":
		return " (" + string(handshake.Reason) + ")"
	}
	return ""
}

func requestID(err error) string {
	var sent interface{ ServiceRequestID() string }
	if errors.As(err, &sent) && sent.ServiceRequestID() != "" {
		return " (request " + sent.ServiceRequestID() + ")"
	}
	return ""
}

// innermost skips the SDK's words about attempts and responses down to what
// the network or the SDK itself had to say.
func innermost(err error) error {
	dial := new(net.OpError)
	if errors.As(err, &dial) {
		return dial
	}
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}
