package kind

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/sandbox"
)

// An hourglass carries calls on which time passes.
type hourglass struct {
	*clock
	takes map[string]time.Duration // by operation of Organizations
}

func (h hourglass) RoundTrip(r *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if err := h.sleep(r.Context(), h.takes[operation]); err != nil {
		return nil, err
	}
	return http.DefaultTransport.RoundTrip(r)
}

// TestLookingTakesLittle moves many accounts, at AWS's rate, where accounts are
// listed slowly: before each move the run looks whether the account is still
// where it was, and that must not be what the time goes into.
func TestLookingTakesLittle(t *testing.T) {
	const accounts, page, move = 60, 2 * time.Second, time.Second / 2
	l := inSandbox(t, sandbox.Options{Quota: 2 * accounts})
	before := strings.Replace(crowd(accounts), "{production:", "{staging: {guardrails: [no-leaving]}, production:", 1)
	l.open(before).apply()
	l.cfg.HTTPClient = &http.Client{Transport: hourglass{l.clock, map[string]time.Duration{"ListAccounts": page, "MoveAccount": move}}}
	o := l.open(strings.ReplaceAll(before, "classification: production", "classification: staging"))
	d := o.draft()
	already, began := o.cloud.CallsBy()["Organizations.ListAccounts"], l.clock.Now()
	l.must(engine.Apply(l.Context(), d.Plan, o.cloud.Parallel, Do(o.Wish, o.cloud)))
	by, whole := o.cloud.CallsBy(), l.clock.Now().Sub(began)
	looking := time.Duration(by["Organizations.ListAccounts"]-already) * page
	if by["Organizations.MoveAccount"] != accounts || looking == 0 || looking > whole/3 {
		t.Errorf("%d moves of %d; of %s, %s went into looking", by["Organizations.MoveAccount"], accounts, whole, looking)
	}
}

// TestWhatTookLongIsTrustedLonger holds how old a glance may be.
func TestWhatTookLongIsTrustedLonger(t *testing.T) {
	began := time.Unix(0, 0)
	for _, c := range []struct {
		took, age time.Duration
		trusted   bool
	}{
		{0, 5 * time.Second, true},
		{0, 6 * time.Second, false},
		{time.Second, 5 * time.Second, true},
		{7 * time.Second, 35 * time.Second, true},
		{7 * time.Second, 36 * time.Second, false},
	} {
		if got := (glance{began: began, took: c.took}).trusted(began.Add(c.age)); got != c.trusted {
			t.Errorf("a look of %s begun %s ago: trusted is %t", c.took, c.age, got)
		}
	}
}
