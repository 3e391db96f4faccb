package sandbox

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"time"

	"github.com/aws/smithy-go"
)

// A protocol is how a service's replies are written.
type protocol struct {
	content  string // type of a body
	encode   func(r *request, output reflect.Value) []byte
	complain func(r *request, f *fault) []byte
	renamed  map[string]string // codes of refused credentials that the protocol calls otherwise
	unsigned string            // code for a request without credentials
	statuses map[string]int    // by code; any other is 400
}

var jsonProtocol = &protocol{
	content:  "application/x-amz-json-1.1",
	encode:   func(_ *request, output reflect.Value) []byte { return encodeReply(output, seconds) },
	complain: func(_ *request, f *fault) []byte { return f.json("__type", "Message", identity) },
	renamed:  jsonCodes,
	unsigned: "MissingAuthenticationTokenException",
	statuses: map[string]int{"ServiceException": http.StatusInternalServerError},
}

var restProtocol = &protocol{
	content:  "application/json",
	encode:   func(_ *request, output reflect.Value) []byte { return encodeReply(output, dated) },
	complain: func(_ *request, f *fault) []byte { return f.json("", "message", camel) },
	renamed:  jsonCodes,
	unsigned: "MissingAuthenticationTokenException",
	statuses: map[string]int{
		"ResourceNotFoundException": http.StatusNotFound, "AccessDeniedException": http.StatusForbidden,
		"UnrecognizedClientException": http.StatusForbidden, "ExpiredTokenException": http.StatusForbidden,
		"ConflictException": http.StatusConflict, "TooManyRequestsException": http.StatusTooManyRequests,
		"InternalServerException": http.StatusInternalServerError, "ResourceUnavailableException": http.StatusFailedDependency,
	},
}

// queryProtocol has IAM's and STS's statuses (AWS: the services' models).
var queryProtocol = &protocol{
	content:  "text/xml",
	encode:   encodeResult,
	complain: complainXML,
	unsigned: "MissingAuthenticationToken",
	statuses: map[string]int{
		"EntityAlreadyExists": http.StatusConflict, "NoSuchEntity": http.StatusNotFound, "DeleteConflict": http.StatusConflict,
		"LimitExceeded": http.StatusConflict, "ConcurrentModification": http.StatusConflict,
		"EntityTemporarilyUnmodifiable": http.StatusConflict, "DuplicateCertificate": http.StatusConflict,
		"InvalidAuthenticationCode": http.StatusForbidden, "ServiceFailure": http.StatusInternalServerError,
		"ReportNotPresent": http.StatusGone, "ReportExpired": http.StatusGone, "ReportInProgress": http.StatusNotFound,
		"ServiceNotSupported": http.StatusNotFound, "AccessDenied": http.StatusForbidden,
		"InvalidClientTokenId": http.StatusForbidden, "ExpiredToken": http.StatusForbidden,
		"SignatureDoesNotMatch": http.StatusForbidden, "RegionDisabledException": http.StatusForbidden,
		"IDPRejectedClaim": http.StatusForbidden,
	},
}

var jsonCodes = map[string]string{
	"InvalidClientTokenId": "UnrecognizedClientException", "ExpiredToken": "ExpiredTokenException",
	"SignatureDoesNotMatch": "InvalidSignatureException", "IncompleteSignature": "IncompleteSignatureException",
	"AccessDenied": "AccessDeniedException",
}

// refusal is an error of authentication in the protocol's words.
func (p *protocol) refusal(err error) error {
	f := *faultOf(err)
	if code, other := p.renamed[f.code]; other {
		f.code = code
	}
	return &f
}

func (p *protocol) send(out http.ResponseWriter, r *request, text []byte) {
	out.Header().Set("Content-Type", p.content)
	out.Header().Set("X-Amzn-Requestid", r.id())
	_, _ = out.Write(text) // who hung up needs no answer
}

func (p *protocol) fail(out http.ResponseWriter, r *request, err error) {
	f := faultOf(err)
	status := f.status
	if status == 0 {
		status = p.statuses[f.code]
	}
	if status == 0 {
		status = http.StatusBadRequest
	}
	f.status = status
	out.Header().Set("Content-Type", p.content)
	out.Header().Set("X-Amzn-Requestid", r.id())
	if p == restProtocol {
		out.Header().Set("X-Amzn-Errortype", f.code)
	}
	out.WriteHeader(status)
	_, _ = out.Write(p.complain(r, f))
}

// id is the request's, in the form of a UUID.
func (r *request) id() string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", r.number) }

func encodeReply(output reflect.Value, stamp func(time.Time) string) []byte {
	b := jsonText{stamp: stamp}
	b.encode(output)
	return b.Bytes()
}

func encodeResult(r *request, output reflect.Value) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<%sResponse xmlns=%q>", r.name, r.service.namespace)
	encodeXML(&b, r.name+"Result", output)
	fmt.Fprintf(&b, "<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></%sResponse>", r.id(), r.name)
	return b.Bytes()
}

func complainXML(r *request, f *fault) []byte {
	side := "Sender"
	if f.status >= http.StatusInternalServerError {
		side = "Receiver"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<ErrorResponse xmlns=%q><Error><Type>%s</Type><Code>%s</Code><Message>", r.service.namespace, side, f.code)
	_ = xml.EscapeText(&b, []byte(f.message)) // a buffer takes everything
	fmt.Fprintf(&b, "</Message></Error><RequestId>%s</RequestId></ErrorResponse>", r.id())
	return b.Bytes()
}

// A fault is an error as it goes over the wire.
type fault struct {
	code, message string
	status        int           // of HTTP; 0 is the protocol's for the code
	typed         reflect.Value // the SDK's exception, for its other members
}

func (f *fault) Error() string { return f.code + ": " + f.message }

// faultOf is any error as a fault: the SDK's exceptions by their code, all else is the sandbox's own failure.
func faultOf(err error) *fault {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	var api smithy.APIError
	if !errors.As(err, &api) {
		return &fault{code: "InternalFailure", message: err.Error(), status: http.StatusInternalServerError}
	}
	f = &fault{code: api.ErrorCode(), message: api.ErrorMessage()}
	if _, generic := api.(*smithy.GenericAPIError); !generic {
		f.typed = reflect.ValueOf(api).Elem()
	}
	return f
}

// json is the fault as an object: its code under a key (none where that is ""), its message, its other members.
func (f *fault) json(code, message string, rename func(string) string) []byte {
	b := jsonText{stamp: seconds}
	b.WriteByte('{')
	if code != "" {
		b.WriteString(`"` + code + `":` + quoted(f.code) + ",")
	}
	b.WriteString(`"` + message + `":` + quoted(f.message))
	if f.typed.IsValid() {
		for _, m := range membersOf(f.typed.Type()) {
			if v := f.typed.Field(m.index); m.name != "Message" && !absent(v) {
				b.WriteString(`,"` + rename(m.name) + `":`)
				b.encode(v)
			}
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

func identity(name string) string { return name }

func camel(name string) string { return string(name[0]|0x20) + name[1:] }
