package sandbox

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// skewMax is how far a request's time may be from that of its arrival, either way (AWS:
// IAM user guide, signature version 4).
const skewMax = 15 * time.Minute

const (
	algorithm  = "AWS4-HMAC-SHA256"
	terminator = "aws4_request"
	stampShape = "20060102T150405Z"
)

// A signature is what a request's Authorization header says, and what of the
// request it was made over.
type signature struct {
	key, day, region, service string   // of the credential's scope
	headers                   []string // that were signed, in lower case
	value                     string   // in hex
	stamp                     string   // when it was signed
	unsigned                  string   // a header that had to be signed and is not
	digest                    string   // of the canonical request
	flaw                      string   // why it cannot be read
}

// readSignature takes the Authorization header apart. The zero signature is that
// of a request without one.
func readSignature(in *http.Request, body []byte) (s signature) {
	header := in.Header.Get("Authorization")
	if header == "" {
		return s
	}
	kind, rest, _ := strings.Cut(header, " ")
	parts := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		parts[name] = value
	}
	s.value, s.stamp = parts["Signature"], in.Header.Get("X-Amz-Date")
	s.headers = strings.Split(parts["SignedHeaders"], ";")
	scope := strings.Split(parts["Credential"], "/")
	if len(scope) == 5 {
		s.key, s.day, s.region, s.service = scope[0], scope[1], scope[2], scope[3]
	}
	switch {
	case kind != algorithm:
		s.flaw = "Unsupported AWS 'algorithm': '" + kind + "'."
	case len(scope) != 5 || scope[4] != terminator || s.key == "":
		s.flaw = "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '" + parts["Credential"] + "'"
	case s.value == "" || parts["SignedHeaders"] == "":
		s.flaw = "Authorization header requires 'Signature' and 'SignedHeaders' parameters."
	case s.stamp == "":
		s.flaw = "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
	}
	s.unsigned = s.forgotten(in)
	s.digest = hexDigest(s.canonical(in, body))
	return s
}

// forgotten is a header that must be signed and is not: the host, and all of AWS's own.
func (s signature) forgotten(in *http.Request) string {
	if !slices.Contains(s.headers, "host") {
		return "Host"
	}
	for _, name := range keys(in.Header) {
		if strings.HasPrefix(name, "X-Amz-") && !slices.Contains(s.headers, strings.ToLower(name)) {
			return name
		}
	}
	return ""
}

// canonical is the request as both sides sign it, of its headers the signed ones alone.
func (s signature) canonical(in *http.Request, body []byte) string {
	var b strings.Builder
	b.WriteString(in.Method + "\n" + canonicalPath(in.URL.EscapedPath()) + "\n" + canonicalQuery(in.URL.Query()) + "\n")
	for _, name := range s.headers {
		b.WriteString(name + ":" + headerOf(in, name) + "\n")
	}
	b.WriteString("\n" + strings.Join(s.headers, ";") + "\n" + hexDigest(string(body)))
	return b.String()
}

// headerOf is a header's values, with single spaces between their words.
func headerOf(in *http.Request, name string) string {
	switch name {
	case "host":
		return cmp.Or(in.Host, in.URL.Host) // the latter where a client's request is handed over in process
	case "content-length":
		return strconv.FormatInt(in.ContentLength, 10)
	}
	values := slices.Clone(in.Header.Values(name))
	for i, v := range values {
		values[i] = strings.Join(strings.FieldsFunc(v, func(c rune) bool { return c == ' ' }), " ")
	}
	return strings.Join(values, ",")
}

// canonicalPath is a path as it is on the wire, encoded once more.
func canonicalPath(escaped string) string {
	if escaped == "" {
		return "/"
	}
	steps := strings.Split(escaped, "/")
	for i, step := range steps {
		steps[i] = uriEncoded(step)
	}
	return strings.Join(steps, "/")
}

// canonicalQuery is a query in the order of its encoded names and values.
func canonicalQuery(query map[string][]string) string {
	var pairs []string
	for name, values := range query {
		for _, value := range values {
			pairs = append(pairs, uriEncoded(name)+"="+uriEncoded(value))
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// uriEncoded leaves letters, digits and -._~ as they are.
func uriEncoded(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if strings.IndexByte("-._~", c) >= 0 || '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func hexDigest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// check holds a signature to the secret of its key, to the service that was asked,
// and to the time it arrived at. Its words are AWS's.
func (s signature) check(secret, service string, arrived time.Time) error {
	if s.flaw != "" {
		return &fault{code: "IncompleteSignature", message: s.flaw}
	}
	at, err := time.Parse(stampShape, s.stamp)
	earliest, latest := arrived.Add(-skewMax), arrived.Add(skewMax)
	switch {
	case err != nil:
		return &fault{code: "IncompleteSignature", message: "Date must be in ISO-8601 'basic format'. Got '" + s.stamp + "'."}
	case s.unsigned != "":
		return mismatch("'%s' must be a 'SignedHeader' in the AWS Authorization.", s.unsigned)
	case s.service != service:
		return mismatch("Credential should be scoped to correct service: '%s'. ", service)
	case s.day != s.stamp[:8]:
		return mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'.", s.day, s.stamp[:8], s.stamp)
	case at.Before(earliest):
		return mismatch("Signature expired: %s is now earlier than %s (%s - 15 min.)", s.stamp, amzDate(earliest), amzDate(arrived))
	case at.After(latest):
		return mismatch("Signature not yet current: %s is still later than %s (%s + 15 min.)", s.stamp, amzDate(latest), amzDate(arrived))
	case !hmac.Equal([]byte(s.of(secret)), []byte(s.value)):
		return mismatch("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
	}
	return nil
}

func amzDate(t time.Time) string { return t.UTC().Format(stampShape) }

func mismatch(format string, args ...any) error {
	return &fault{code: "SignatureDoesNotMatch", message: fmt.Sprintf(format, args...)}
}

// of is the signature as it is with a secret.
func (s signature) of(secret string) string {
	key := []byte("AWS4" + secret)
	for _, part := range []string{s.day, s.region, s.service, terminator} {
		key = mac(key, part)
	}
	scope := strings.Join([]string{s.day, s.region, s.service, terminator}, "/")
	return hex.EncodeToString(mac(key, strings.Join([]string{algorithm, s.stamp, scope, s.digest}, "\n")))
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
