package kind

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A mode is what happens to one call.
type mode string

const (
	crashBefore mode = "crash before" // the run dies, the call never leaves
	crashAfter  mode = "crash after"  // the call is carried out, the run dies before the reply
	replyLost   mode = "reply lost"   // the call is carried out, the connection breaks, the run lives
	errorBefore mode = "500 before"
	errorAfter  mode = "500 after"
	throttled   mode = "throttled"
	denied      mode = "denied"
	expired     mode = "expired"
)

// A fault befalls the call with a number; calls count from 1.
type fault struct {
	at int
	mode
}

// errCrash is what a dead run sees of its own calls.
var errCrash = errors.New("this run is dead")

// A wire carries a run's calls to the world, one at a time, and does to them
// what the faults say. It is the only thing between the two.
type wire struct {
	world  http.Handler
	faults []fault
	check  func() // holds the invariants after every call

	mu    sync.Mutex
	calls int
	dead  bool
	sends map[string]int // of calls that must not be doubled, by intent
}

// RoundTrip makes a call.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.dead {
		return nil, errCrash
	}
	w.calls++
	switch m := w.fault(); m {
	case crashBefore:
		w.dead = true
		return nil, errCrash
	case crashAfter:
		w.carry(r)
		w.dead = true
		return nil, errCrash
	case replyLost:
		w.carry(r)
		return nil, &broken{}
	case errorAfter:
		w.carry(r)
		return answer(r, http.StatusInternalServerError, "InternalFailure"), nil
	case errorBefore:
		return answer(r, http.StatusInternalServerError, "InternalFailure"), nil
	case throttled:
		return answer(r, http.StatusBadRequest, "Throttling"), nil
	case denied:
		return answer(r, http.StatusForbidden, "AccessDenied"), nil
	case expired:
		return answer(r, http.StatusForbidden, "ExpiredToken"), nil
	}
	return w.carry(r), nil
}

func (w *wire) fault() mode {
	for _, f := range w.faults {
		if f.at == w.calls {
			return f.mode
		}
	}
	return ""
}

// broken is how Go sees a connection that broke before the reply.
type broken struct{}

func (*broken) Error() string   { return "read: connection reset by peer" }
func (*broken) Unwrap() error   { return syscall.ECONNRESET }
func (*broken) Timeout() bool   { return false }
func (*broken) Temporary() bool { return true }

// carry hands the call to the world and counts what must not be doubled.
func (w *wire) carry(r *http.Request) *http.Response {
	body, _ := io.ReadAll(r.Body)
	served := r.Clone(context.WithoutCancel(r.Context()))
	served.Body, served.RequestURI = io.NopCloser(strings.NewReader(string(body))), r.URL.RequestURI()
	served.RemoteAddr = "127.0.0.1:1"
	reply := httptest.NewRecorder()
	w.world.ServeHTTP(reply, served)
	refused := strings.Contains(reply.Body.String(), "FinalizingOrganization") // a clear no may be asked again
	if target := r.Header.Get("X-Amz-Target"); !refused && (strings.HasSuffix(target, ".CreateAccount") || strings.HasSuffix(target, ".InviteAccountToOrganization")) {
		w.sends[target+string(body)]++
	}
	if w.check != nil {
		w.check()
	}
	result := reply.Result()
	result.Request = r
	return result
}

// answer is an error of AWS, in the protocol of the call.
func answer(r *http.Request, status int, code string) *http.Response {
	body := fmt.Sprintf(`<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>injected</Message></Error><RequestId>x</RequestId></ErrorResponse>`, code)
	if r.Header.Get("X-Amz-Target") != "" || r.Header.Get("Content-Type") == "application/json" {
		if code == "Throttling" {
			code = "TooManyRequestsException"
		}
		body = fmt.Sprintf(`{"__type":%q,"Message":"injected"}`, code)
	}
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"text/xml"}}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// A clock is virtual: waiting moves it, and nothing sleeps.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	return ctx.Err()
}
