package sandbox

import (
	"cmp"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
)

// maxBody is the longest request that is read, far above any policy.
const maxBody = 1 << 20

// A request is one call on the wire, decoded.
type request struct {
	*service
	operation
	name          string        // of the operation
	input         reflect.Value // pointer to the SDK's input type
	key, token    string        // access key id and session token; both "" when unsigned
	signed        signature
	from, agent   string // the client: its IP address, and what it calls itself
	number        int    // of the request, for its id
	blow          blow   // what rules do to it
	allowUnsigned bool
}

// ServeHTTP answers AWS's requests, and the sandbox's own below /_sandbox/.
func (w *World) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	if strings.HasPrefix(in.URL.Path, "/_sandbox/") {
		w.serveOwn(out, in)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(out, in.Body, maxBody))
	if err != nil {
		http.Error(out, "reading the request: "+err.Error(), http.StatusRequestEntityTooLarge)
		return
	}
	r, err := decode(in, body)
	if err != nil {
		r.protocol.fail(out, r, err)
		return
	}
	text, err := w.answer(r)
	w.linger(in.Context(), r)
	if isGone(err) {
		panic(http.ErrAbortHandler) // which closes the connection
	}
	if err != nil {
		r.protocol.fail(out, r, err)
		return
	}
	r.protocol.send(out, r, text)
}

// Handler is the world itself, as the handler of an HTTP server.
func (w *World) Handler() http.Handler { return w }

// answer does what a request asks, and is the encoded reply.
func (w *World) answer(r *request) (text []byte, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer func() {
		if p := recover(); p != nil {
			err = &fault{code: "InternalFailure", message: fmt.Sprintf("%s: %v", r.name, p), status: http.StatusInternalServerError}
		}
	}()
	w.served++
	r.number = w.served
	w.emerge()
	settled := w.settle()
	struck := w.strike(r)
	if r.blow.deaf {
		w.record(r, Caller{}, errGone)
		return nil, cmp.Or(w.keep(r, true), error(errGone))
	}
	w.touch(accountsIn(r.input.Elem())...)
	c := &call{World: w}
	output, err := w.heed(r, c)
	w.note(r, c.caller, err)
	w.record(r, c.caller, err)
	if lost := w.keep(r, settled || struck); lost != nil {
		return nil, lost
	}
	if err := r.blow.replied(err); err != nil {
		return nil, err
	}
	return r.protocol.encode(r, output), nil // here, since the output may be part of the world
}

// accountsIn are the accounts beside the caller's that a request may change.
func accountsIn(input reflect.Value) (ids []string) {
	for _, name := range []string{"AccountId", "RoleArn", "TargetPrincipal"} {
		v := input.FieldByName(name)
		if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.String {
			continue
		}
		ids = append(ids, strings.FieldsFunc(v.Elem().String(), func(c rune) bool { return c < '0' || c > '9' })...)
	}
	return ids
}

// keep saves what a request changed. Sessions and reports may be lost with the
// process that asked for them: they are saved with the next write.
func (w *World) keep(r *request, settled bool) error {
	if settled || !r.operation.reads {
		return w.save()
	}
	w.file.dirty = w.file.dirty || !r.operation.pure
	return nil
}

// perform finds who asks, and calls the operation where that one may.
func (w *World) perform(r *request, c *call) (reflect.Value, error) {
	if err := w.identify(r, c); err != nil {
		return reflect.Value{}, r.protocol.refusal(err)
	}
	if err := c.authorize(); err != nil {
		return reflect.Value{}, r.protocol.refusal(err)
	}
	if r.service.admit != nil {
		if err := r.service.admit(c, r.name); err != nil {
			return reflect.Value{}, err
		}
	}
	results := r.operation.method.Call([]reflect.Value{r.service.bind(c), r.input})
	if err, _ := results[1].Interface().(error); err != nil {
		return reflect.Value{}, err
	}
	return results[0].Elem(), nil
}

// decode finds the service, the operation and the input of a request. The
// request it returns beside an error knows its protocol.
func decode(in *http.Request, body []byte) (*request, error) {
	r := &request{token: in.Header.Get("X-Amz-Security-Token"), signed: readSignature(in, body), agent: in.UserAgent()}
	r.key = r.signed.key
	r.from, _, _ = net.SplitHostPort(in.RemoteAddr)
	if target := in.Header.Get("X-Amz-Target"); target != "" {
		return r, r.decodeTarget(target, body)
	}
	if isForm(in) {
		return r, r.decodeForm(in.URL.RawQuery, string(body))
	}
	return r, r.decodePath(in, body)
}

func isForm(in *http.Request) bool {
	kind := in.Header.Get("Content-Type")
	return strings.HasPrefix(kind, "application/x-www-form-urlencoded") || in.URL.Query().Has("Action")
}

func (r *request) decodeTarget(target string, body []byte) error {
	words := strings.Split(target, ".")
	name, known := targets[words[max(0, len(words)-2)]]
	r.service = services[cmp.Or(name, "organizations")]
	if !known || !r.find(words[len(words)-1]) {
		return &fault{code: "UnknownOperationException", message: "the sandbox has no operation " + target}
	}
	return r.decodeJSON(body)
}

func (r *request) decodeForm(query, body string) error {
	form, err := url.ParseQuery(strings.Trim(query+"&"+body, "&"))
	r.service = services["sts"]
	if err != nil {
		return &fault{code: "MalformedQueryString", message: err.Error()}
	}
	action, scope := form.Get("Action"), r.signed.service
	r.allowUnsigned = scope == "" && strings.HasPrefix(action, "AssumeRoleWith")
	if s, known := services[scope]; known && s.protocol == queryProtocol {
		r.service = s
	} else if !r.allowUnsigned && scope != "" {
		return &fault{code: "InvalidAction", message: fmt.Sprintf("the sandbox has no service %s, nor its action %s", scope, action)}
	}
	if !r.find(action) {
		return &fault{code: "InvalidAction", message: fmt.Sprintf("Could not find operation %s for version %s of %s", action, form.Get("Version"), r.service.name)}
	}
	return decodeQuery(parseTree(form), r.input.Elem())
}

func (r *request) decodePath(in *http.Request, body []byte) error {
	r.service = services["account"]
	path := strings.TrimPrefix(in.URL.Path, "/")
	if path == "" || in.Method != http.MethodPost || !r.find(strings.ToUpper(path[:1])+path[1:]) {
		return &fault{code: "UnknownOperationException", message: "the sandbox has no operation " + in.Method + " " + in.URL.Path, status: http.StatusNotFound}
	}
	return r.decodeJSON(body)
}

// find sets the operation of a name, with an empty input.
func (r *request) find(name string) bool {
	operation, known := r.service.operations[name]
	if !known {
		return false
	}
	r.name, r.operation, r.input = name, operation, reflect.New(operation.input)
	return true
}
