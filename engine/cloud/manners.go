package cloud

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/aws/ratelimit"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// transient are the codes by which AWS says "again, later" and which the SDK
// does not retry by itself. Organizations serialises its writes and answers
// ConcurrentModification to whoever comes second.
var transient = []string{
	"ConcurrentModificationException", "ConcurrentModification",
	"PolicyChangesInProgressException", "EntityTemporarilyUnmodifiable", "ServiceException", "ServiceFailure",
}

// standard sends ten times at most. The SDK's own budget of retries is switched
// off: a long apply would use it up.
func standard(more ...func(*retry.StandardOptions)) aws.Retryer {
	return retry.NewStandard(append([]func(*retry.StandardOptions){func(o *retry.StandardOptions) {
		o.MaxAttempts, o.MaxBackoff, o.RateLimiter = 10, 20*time.Second, ratelimit.None
	}}, more...)...)
}

// patient retries what is worth it.
func patient(more ...func(*retry.StandardOptions)) aws.Retryer {
	return retry.AddWithErrorCodes(standard(more...), transient...)
}

// Optional retries as every call does, but does not insist where an endpoint
// lacks the operation altogether.
func (c *Cloud) Optional() aws.Retryer {
	return patient(c.slow.pauses, func(o *retry.StandardOptions) {
		lacking := retry.IsErrorRetryableFunc(func(err error) aws.Ternary {
			if Unsupported(err) {
				return aws.FalseTernary
			}
			return aws.UnknownTernary
		})
		o.Retryables = append([]retry.IsErrorRetryable{lacking}, o.Retryables...)
	})
}

// Once is for the calls that must not be doubled. It sends again only what AWS
// has said that it did not do: throttled, or busy with another change. After
// an answer that is no answer, look before sending again.
func (c *Cloud) Once() aws.Retryer {
	return standard(c.slow.pauses, func(o *retry.StandardOptions) {
		refusals := retry.RetryableErrorCode{Codes: maps.Clone(retry.DefaultThrottleErrorCodes)}
		refusals.Codes["ConcurrentModificationException"] = struct{}{}
		o.Retryables = []retry.IsErrorRetryable{refusals}
	})
}

// Unsupported reports whether an error says that the endpoint does not have
// the operation, as emulators answer. AWS itself never does.
func Unsupported(err error) bool {
	if slices.Contains([]string{"UnknownOperationException", "InvalidAction", "NotImplemented", "UnknownOperation"}, Code(err)) {
		return true
	}
	var reply *smithyhttp.ResponseError
	var garbled *smithy.DeserializationError
	if !errors.As(err, &reply) {
		return false
	}
	status := reply.HTTPStatusCode()
	bare := errors.As(err, &garbled) || Code(err) == "" || Code(err) == "UnknownError"
	return bare && (status == http.StatusNotFound || status == http.StatusInternalServerError || status == http.StatusNotImplemented)
}

// Code is AWS's error code on the wire, or "".
func Code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// Action is what a call asks for, as policies spell it (iam:ListRoles), or "".
func Action(err error) string {
	var call *smithy.OperationError
	if !errors.As(err, &call) {
		return ""
	}
	for { // the innermost call: a session that could not be had fails the call that wanted it
		var within *smithy.OperationError
		if !errors.As(call.Err, &within) {
			return strings.ToLower(call.ServiceID) + ":" + call.OperationName
		}
		call = within
	}
}

// Unclear reports whether an error leaves open what AWS did: there was no
// answer, or one that only says that something went wrong inside.
func Unclear(err error) bool {
	var call *smithy.OperationError
	return errors.As(err, &call) && (Code(err) == "" || Is(err, "InternalFailure", "InternalError", "ServiceException", "ServiceFailure", "ServiceUnavailable"))
}

// Is reports whether an error carries one of AWS's codes. The word Exception
// at the end of a code is left out by some protocols and does not count.
func Is(err error, codes ...string) bool {
	have := strings.TrimSuffix(Code(err), "Exception")
	return have != "" && slices.ContainsFunc(codes, func(code string) bool { return strings.TrimSuffix(code, "Exception") == have })
}

// Except turns errors with one of the codes into success: the state that was
// wanted is there already.
func Except(err error, codes ...string) error {
	if Is(err, codes...) {
		return nil
	}
	return err
}

// reads reports whether an operation only reads. AssumeRole reads: it hands
// out a session and changes nothing. So does the making of a credential report.
func reads(operation string) bool {
	for _, prefix := range []string{"Get", "List", "Describe", "Lookup", "AssumeRole", "GenerateCredentialReport"} {
		if strings.HasPrefix(operation, prefix) {
			return true
		}
	}
	return false
}

// readOnly refuses to send what could write, whoever asks for it.
func readOnly(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("readOnly",
		func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
			if op := middleware.GetOperationName(ctx); !reads(op) { // known before any step of the stack
				return middleware.InitializeOutput{}, middleware.Metadata{}, fmt.Errorf("this command only reads, and %s writes", op)
			}
			return next.HandleInitialize(ctx, in)
		}), middleware.After) // which operation it is, some clients say late
}

// serialWrites lets one write to Organizations through at a time: AWS makes
// concurrent ones fail.
func serialWrites() func(*middleware.Stack) error {
	turn := new(sync.Mutex)
	return func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("serialWrites",
			func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				if awsmiddleware.GetServiceID(ctx) == "Organizations" && !reads(awsmiddleware.GetOperationName(ctx)) {
					turn.Lock()
					defer turn.Unlock()
				}
				return next.HandleInitialize(ctx, in)
			}), middleware.After)
	}
}

// calls counts requests by operation.
type calls struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *calls) middleware(stack *middleware.Stack) error {
	return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("count",
		func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			c.add(awsmiddleware.GetServiceID(ctx) + "." + awsmiddleware.GetOperationName(ctx))
			return next.HandleFinalize(ctx, in)
		}), "Retry", middleware.After)
}

func (c *calls) add(operation string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n == nil {
		c.n = map[string]int{}
	}
	c.n[operation]++
}

func (c *calls) by() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.n)
}

func (c *calls) total() (sum int) {
	for _, n := range c.by() {
		sum += n
	}
	return sum
}
