package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"reflect"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	orgtypes "github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// A Trap is a rule in force, and what it has met since it was set.
type Trap struct {
	Rule     Rule `json:"rule"`
	Requests int  `json:"requests"` // all there were
	Matched  int  `json:"matched"`  // those it is about
	Fired    int  `json:"fired"`    // those it did something to
}

// Fault sets a rule, beside those in force: of each request, all that hold do
// what they do. The error says what is wrong with the text.
func (w *World) Fault(rule string) error {
	r, err := ParseRule(rule)
	if err != nil {
		return fmt.Errorf("reading the rule: %w", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Traps = append(w.Traps, &Trap{Rule: r})
	return w.save()
}

// ClearFaults lifts all rules. What is unseen because of one stays so for its time.
func (w *World) ClearFaults() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.Traps = nil
	return w.save()
}

// Faults are the rules in force, oldest first.
func (w *World) Faults() []Trap {
	w.mu.Lock()
	defer w.mu.Unlock()
	return each(w.Traps, func(t *Trap) Trap { return *t })
}

// strike counts a request with the rules in force, and says whether any does something to it.
func (w *World) strike(r *request) bool {
	if len(w.Traps) == 0 {
		return false
	}
	w.file.dirty = true                        // the counts
	by, _, _ := w.authenticate(r.key, r.token) // whoever is nobody is told so later
	for _, t := range w.Traps {
		if t.meets(r, by.Account, w.options.Seed) {
			t.Rule.effect().strike(&r.blow, r, t.Rule)
			r.blow.told = append(r.blow.told, t.Rule.Do)
		}
	}
	return len(r.blow.told) > 0
}

// meets counts a request, and says whether the rule holds for it.
func (t *Trap) meets(r *request, account string, seed uint64) bool {
	t.Requests++
	if !t.Rule.matches(r, account) {
		return false
	}
	t.Matched++
	if !t.due(seed) {
		return false
	}
	t.Fired++
	return true
}

// due says whether it is this request's turn, of those the rule is about.
func (t *Trap) due(seed uint64) bool {
	r := t.Rule
	switch {
	case r.At > 0 && t.Requests != r.At,
		r.Every == 0 && r.Nth > 0 && t.Matched != r.Nth,
		r.Every > 0 && r.Nth == 0 && t.Matched%r.Every != 0,
		r.Every > 0 && r.Nth > 0 && (t.Matched < r.Nth || (t.Matched-r.Nth)%r.Every != 0):
		return false
	}
	return r.Probability == 0 || t.throw(seed) < r.Probability
}

// throw is a number from 0 to below 1, the same for the same seed, rule and count.
func (t *Trap) throw(seed uint64) float64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %d", seed, t.Rule, t.Matched))
	return float64(binary.BigEndian.Uint64(sum[:])>>11) / (1 << 53)
}

// heed does what a request asks, as far as the rules and AWS's rates let it.
func (w *World) heed(r *request, c *call) (output reflect.Value, err error) {
	if err := w.spared(r, c); err != nil {
		return output, err
	}
	w.endInvitations(r)
	if r.operation.reads {
		return w.look(r, c)
	}
	before := w.before(r)
	output, err = w.perform(r, c)
	if err == nil {
		w.strikeLater(r)
		w.hide(before, r.blow.hidings)
	}
	return output, err
}

// spared is the error a request gets without being looked at; nil for none, and
// for callers whom nobody knows.
func (w *World) spared(r *request, c *call) error {
	if r.blow.first == nil && !w.options.Rates {
		return nil
	}
	by, account, err := w.authenticate(r.key, r.token)
	if err != nil {
		return nil //nolint:nilerr // perform says so
	}
	c.caller, c.account = by, account
	if r.blow.first != nil {
		return r.blow.first
	}
	if w.options.Rates && !w.admits(r, by) {
		return throttled(r)
	}
	return nil
}

// strikeLater gives what a request has begun the end that a rule has for it.
func (w *World) strikeLater(r *request) {
	switch r.name {
	case "CreateAccount":
		c := w.Organization.Creations[len(w.Organization.Creations)-1]
		c.Hidings = r.blow.hidings
		if r.blow.reason != "" {
			c.Fail = r.blow.reason
		}
	case "InviteAccountToOrganization":
		if r.blow.ending != "" {
			all := w.Organization.Handshakes
			w.end(all[len(all)-1], r.blow.ending)
		}
	}
}

// endInvitations ends the invitations that a request is about as a rule has it:
// the one it names, all of them where it lists them.
func (w *World) endInvitations(r *request) {
	if r.blow.ending == "" || w.Organization == nil || r.name == "InviteAccountToOrganization" {
		return
	}
	var id *string
	if v := r.input.Elem().FieldByName("HandshakeId"); v.IsValid() {
		id, _ = v.Interface().(*string)
	}
	for _, h := range w.Organization.Handshakes {
		if id == nil || h.ID == aws.ToString(id) {
			w.end(h, r.blow.ending)
		}
	}
}

// end ends an invitation that is open.
func (w *World) end(h *Handshake, to orgtypes.HandshakeState) {
	if h.State == orgtypes.HandshakeStateOpen {
		h.State, h.Completed = to, w.now().UTC()
	}
}

// replied is what of a request's outcome reaches who asked.
func (b *blow) replied(err error) error {
	switch {
	case b.mute:
		return errGone
	case b.last != nil:
		return b.last
	}
	return err
}

// linger lets the delays of a request's rules pass, before its reply.
func (w *World) linger(ctx context.Context, r *request) {
	if r.blow.delay > 0 && w.options.Sleep != nil {
		_ = w.options.Sleep(ctx, r.blow.delay) // who hung up waits no longer
	}
}

// A Request is one request that the world has had.
type Request struct {
	Number    int      `json:"number"`  // of the request, since the world was opened: the first is 1
	Account   string   `json:"account"` // the caller's; "" where the credentials are unknown
	Operation string   `json:"operation"`
	Write     bool     `json:"write"`            // it changes something, or would
	Outcome   string   `json:"outcome"`          // what became of it, whatever was replied: "" is done, else the error's code
	Faults    []string `json:"faults,omitempty"` // harms of rules on it
}

// Requests are all since the world was opened, reads too, oldest first.
func (w *World) Requests() []Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.requests)
}

// record keeps what became of a request.
func (w *World) record(r *request, by Caller, err error) {
	one := Request{Number: r.number, Account: by.Account, Operation: r.service.name + ":" + r.name, Write: !r.operation.reads, Faults: r.blow.told}
	if err != nil {
		one.Outcome = faultOf(err).code
	}
	w.requests = append(w.requests, one)
}
