package sandbox

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

// serveOwn answers what is the sandbox's own: /_sandbox/health, log, mail, requests, calls,
// reset, account, and the rules of what goes wrong.
func (w *World) serveOwn(out http.ResponseWriter, in *http.Request) {
	switch in.Method + " " + in.URL.Path {
	case "GET /_sandbox/health":
		tell(out, http.StatusOK, map[string]string{"status": "ok"})
	case "GET /_sandbox/log":
		tellLines(out, w.Writes())
	case "GET /_sandbox/mail":
		tellLines(out, w.Letters())
	case "GET /_sandbox/requests":
		tellLines(out, w.Requests())
	case "GET /_sandbox/calls":
		tell(out, http.StatusOK, w.Calls())
	case "POST /_sandbox/reset":
		tellOr(out, map[string]string{"status": "ok"}, w.Reset())
	case "POST /_sandbox/account":
		c, err := w.Account(in.URL.Query().Get("id"), in.URL.Query().Get("email"))
		tellOr(out, c, err)
	case "POST /_sandbox/root":
		tellOr(out, map[string]string{"status": "ok"}, w.Root(in.URL.Query().Get("id"), rootDeed(in.URL.Query())))
	case "GET /_sandbox/fault":
		tell(out, http.StatusOK, w.Faults())
	case "POST /_sandbox/fault":
		rule, err := ruleOf(out, in)
		if err == nil {
			err = w.Fault(rule)
		}
		tellOr(out, map[string]string{"status": "ok"}, err)
	case "DELETE /_sandbox/fault":
		tellOr(out, map[string]string{"status": "ok"}, w.ClearFaults())
	default:
		tell(out, http.StatusNotFound, map[string]string{"error": "the sandbox has no " + in.Method + " " + in.URL.Path})
	}
}

// ruleOf is the rule of a request: its body, else its query's rule.
func ruleOf(out http.ResponseWriter, in *http.Request) (string, error) {
	body, err := io.ReadAll(http.MaxBytesReader(out, in.Body, maxBody))
	return cmp.Or(string(body), in.URL.Query().Get("rule")), err
}

func tellLines[T any](out http.ResponseWriter, all []T) {
	out.Header().Set("Content-Type", "application/jsonl")
	lines := json.NewEncoder(out)
	for _, one := range all {
		_ = lines.Encode(one) // who hung up needs no more
	}
}

func tellOr(out http.ResponseWriter, what any, err error) {
	if err != nil {
		tell(out, http.StatusBadRequest, map[string]string{"error": err.Error()})
		return
	}
	tell(out, http.StatusOK, what)
}

func tell(out http.ResponseWriter, status int, what any) {
	out.Header().Set("Content-Type", "application/json")
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(what) // who hung up needs no answer
}

// Serve serves a world at an address such as 127.0.0.1:0, and is the URL it
// listens at. It ends with ctx; wait returns when it has, and the world is saved.
func Serve(ctx context.Context, w *World, listen string) (url string, wait func() error, err error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
	if err != nil {
		return "", nil, fmt.Errorf("serving the sandbox: %w", err)
	}
	var unused unused
	s := &http.Server{Handler: w, ReadHeaderTimeout: 10 * time.Second, ConnState: unused.follow}
	s.RegisterOnShutdown(unused.hangUp)
	served := make(chan error, 1)
	go func() { served <- s.Serve(l) }()
	drained := make(chan error, 1)
	context.AfterFunc(ctx, func() { drained <- s.Shutdown(context.WithoutCancel(ctx)) })
	wait = func() error {
		if err := <-served; !errors.Is(err, http.ErrServerClosed) {
			return errors.Join(err, w.Close())
		}
		return errors.Join(<-drained, w.Close())
	}
	return "http://" + l.Addr().String(), wait, nil
}

// unused are the connections that no request came by yet. Clients open some to
// spare; a server that shuts down would wait five seconds for each.
type unused struct{ conns sync.Map }

func (u *unused) follow(c net.Conn, state http.ConnState) {
	if state == http.StateNew {
		u.conns.Store(c, nil)
		return
	}
	u.conns.Delete(c)
}

func (u *unused) hangUp() {
	u.conns.Range(func(c, _ any) bool {
		_ = c.(net.Conn).Close()
		return true
	})
}
