package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// A gate stands between one life of the program and AWS. It sees every call,
// and its rule may hold one, answer in AWS's place, or end the life around it.
type gate struct {
	behind http.Handler
	rule   func(*crossing) // nil lets everything pass; called from many goroutines
	server *httptest.Server
	within sync.WaitGroup // the calls that have not been answered

	mu    sync.Mutex
	calls []string // operations in the order in which they came
}

// opened is a gate in front of something.
func opened(t *testing.T, behind http.Handler, rule func(*crossing)) *gate {
	g := &gate{behind: behind, rule: rule}
	g.server = httptest.NewServer(g)
	t.Cleanup(g.server.Close)
	return g
}

// A crossing is a call at the gate.
type crossing struct {
	n      int    // calls count from 1
	op     string // such as iam:CreateRole
	form   url.Values
	in     *http.Request
	behind http.Handler
	reply  *httptest.ResponseRecorder // once there is one
	lost   bool                       // nobody is to see the reply
}

// ServeHTTP lets a call through, if the rule does.
func (g *gate) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	g.within.Add(1)
	defer g.within.Done()
	c, err := g.arrive(in)
	if err != nil {
		panic(http.ErrAbortHandler) // the caller died while it was calling
	}
	if g.rule != nil {
		g.rule(c)
	}
	if c.reply == nil && !c.lost {
		c.pass()
	}
	if c.lost {
		panic(http.ErrAbortHandler)
	}
	for name, values := range c.reply.Header() {
		out.Header()[name] = values
	}
	out.WriteHeader(c.reply.Code)
	_, _ = out.Write(c.reply.Body.Bytes()) // who hung up needs no answer
}

// arrive reads a call whole and numbers it.
func (g *gate) arrive(in *http.Request) (*crossing, error) {
	body, err := io.ReadAll(in.Body)
	if err != nil {
		return nil, err
	}
	c := &crossing{in: in, behind: g.behind}
	c.in.Body = io.NopCloser(bytes.NewReader(body))
	c.form, _ = url.ParseQuery(string(body)) // what is no form has no action
	c.op = operation(in, c.form)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.calls = append(g.calls, c.op)
	c.n = len(g.calls)
	return c, nil
}

// operation is what a call is called: its service, by its signature, and its
// name, by its protocol.
func operation(in *http.Request, form url.Values) string {
	scope := strings.Split(in.Header.Get("Authorization"), "/") // …Credential=KEY/DATE/REGION/SERVICE/aws4_request, …
	service := "unsigned"
	if len(scope) > 4 {
		service = scope[3]
	}
	if _, name, ok := strings.Cut(in.Header.Get("X-Amz-Target"), "."); ok {
		return service + ":" + name
	}
	if name := form.Get("Action"); name != "" {
		return service + ":" + name
	}
	return service + ":" + strings.Trim(in.URL.Path, "/")
}

// pass carries the call to what is behind the gate. The caller's end does not
// end it: AWS does what it was asked.
func (c *crossing) pass() {
	c.reply = httptest.NewRecorder()
	c.behind.ServeHTTP(c.reply, c.in.WithContext(context.WithoutCancel(c.in.Context())))
}

// refuse answers with an error of AWS's, in the call's own protocol.
func (c *crossing) refuse(status int, code string) {
	c.reply = httptest.NewRecorder()
	if c.in.Header.Get("X-Amz-Target") == "" {
		c.reply.Header().Set("Content-Type", "text/xml")
		c.reply.WriteHeader(status)
		fmt.Fprintf(c.reply, `<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>the gate says so</Message></Error><RequestId>gate</RequestId></ErrorResponse>`, code)
		return
	}
	c.reply.Header().Set("Content-Type", "application/x-amz-json-1.1")
	c.reply.WriteHeader(status)
	fmt.Fprintf(c.reply, `{"__type":%q,"Message":"the gate says so"}`, code)
}

// lock reports whether the call takes, or gives back, the lock of a run.
func (c *crossing) lock(op string) bool {
	return c.op == op && c.form.Get("RoleName") == "orgwright-lock"
}

// count is how many calls have come.
func (g *gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.calls)
}
