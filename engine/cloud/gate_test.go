package cloud

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// An endpoint that takes three calls at a time is soon sent no more than a few,
// and no call is lost.
func TestGateFindsWhatAWSTakes(t *testing.T) {
	var under, refused, answered atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer under.Add(-1)
		if under.Add(1) > 3 {
			refused.Add(1)
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>`)
			return
		}
		time.Sleep(time.Millisecond)
		answered.Add(1)
		fmt.Fprint(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111111111111:user/ada</Arn>`+
			`<Account>111111111111</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
	}))
	defer server.Close()
	var ticks atomic.Int64 // a clock that goes a tenth of a second at each look
	c, err := Open(t.Context(), Options{
		Config:   aws.Config{Region: "eu-west-1", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("AKIAEXAMPLE", "secret", "")},
		MasterID: "111111111111", Backoff: 2 * time.Millisecond, Parallel: 20,
		Clock: func() time.Time { return time.Unix(0, ticks.Add(int64(100*time.Millisecond))) },
	})
	if err != nil {
		t.Fatal(err)
	}
	const calls = 400
	var all sync.WaitGroup
	for range calls {
		all.Go(func() {
			if _, err := c.STS.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := answered.Load(); n != calls+1 { // and one for who is calling
		t.Errorf("%d answers", n)
	}
	if n := refused.Load(); n > 2*calls {
		t.Errorf("%d refusals for %d calls", n, calls)
	}
}

// Turns are not lost when those who wait for one give up.
func TestGateLosesNoTurn(t *testing.T) {
	g := newGate(1, time.Now)
	if err := g.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	gone := make(chan error)
	go func() { gone <- g.enter(ctx) }()
	cancel()
	if err := <-gone; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	g.leave(nil)
	for range 3 {
		if err := g.enter(t.Context()); err != nil {
			t.Fatal(err)
		}
		g.leave(nil)
	}
}
