package cloud

import (
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
)

// A slow run is one that AWS throttles. The SDK waits without a word; whoever
// watches is told.
type slow struct {
	Options

	mu          sync.Mutex
	since, last time.Time // AWS has asked for fewer calls since, and did so last
	told        time.Time
}

// After quiet without a throttled call a run is no longer slow; when it lasts it
// is worth a word, and another one each half minute.
const (
	quiet   = 10 * time.Second
	lasting = 5 * time.Second
	again   = 30 * time.Second
)

// pauses are those between attempts at one call.
func (s *slow) pauses(o *retry.StandardOptions) {
	if s.Backoff > 0 {
		o.MaxBackoff = s.Backoff
	}
	delay := retry.NewExponentialJitterBackoff(o.MaxBackoff)
	o.Backoff = retry.BackoffDelayerFunc(func(attempt int, err error) (time.Duration, error) {
		if throttled(err) {
			s.tell()
		}
		return delay.BackoffDelay(attempt, err)
	})
}

func throttled(err error) bool {
	var api smithy.APIError
	if !errors.As(err, &api) {
		return false
	}
	_, known := retry.DefaultThrottleErrorCodes[api.ErrorCode()]
	return known
}

// tell notes that AWS has asked for fewer calls, and says so where that goes on.
func (s *slow) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Clock()
	if now.Sub(s.last) > quiet {
		s.since = now
	}
	s.last = now
	if s.Say == nil || now.Sub(s.since) < lasting || now.Sub(s.told) < again {
		return
	}
	s.told = now
	s.Say("AWS", "asks us to slow down; the calls are sent again, more slowly")
}
