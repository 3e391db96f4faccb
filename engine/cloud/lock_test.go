package cloud_test

import (
	"context"
	"errors"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
)

const masterID = "111111111111"

// A site is a sandbox whose runs share a clock.
type site struct {
	*testing.T
	url   string
	keys  aws.CredentialsProvider
	ahead atomic.Int64  // nanoseconds that the runs' clock is ahead
	tick  chan struct{} // each lets one sleeper go on
}

func newSite(t *testing.T) *site {
	w := sandbox.New(sandbox.Options{})
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	admin, err := w.Account(masterID, "aws+master@acme.example")
	if err != nil {
		t.Fatal(err)
	}
	return &site{
		T: t, url: server.URL, tick: make(chan struct{}),
		keys: credentials.NewStaticCredentialsProvider(admin.AccessKeyID, admin.SecretAccessKey, ""),
	}
}

// run is a run of its own against the site.
func (s *site) run() *cloud.Cloud {
	s.Helper()
	c, err := cloud.Open(s.Context(), cloud.Options{
		Config: aws.Config{Region: "eu-west-1", BaseEndpoint: &s.url, Credentials: s.keys}, MasterID: masterID,
		AccessRole: "OrganizationAccountAccessRole", Session: "orgwright-acme", Owner: "acme", Path: "/orgwright/",
		Clock: func() time.Time { return time.Now().Add(time.Duration(s.ahead.Load())) },
		Sleep: func(ctx context.Context, _ time.Duration) error {
			select {
			case <-s.tick:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		},
	})
	if err != nil {
		s.Fatal(err)
	}
	return c
}

func (s *site) lock(c *cloud.Cloud, me cloud.Holder) (context.Context, func()) {
	s.Helper()
	held, release, err := c.Lock(s.Context(), me, living)
	if err != nil {
		s.Fatal(err)
	}
	return held, func() {
		if err := release(s.Context()); err != nil {
			s.Error(err)
		}
	}
}

func living(int) bool { return true }

// Of many that want it at once, one gets the lock, and the others are told who.
func TestLockIsTakenOnce(t *testing.T) {
	s := newSite(t)
	var won, told atomic.Int64
	var wg sync.WaitGroup
	for i := range 12 {
		c := s.run()
		wg.Go(func() {
			_, _, err := c.Lock(t.Context(), cloud.Holder{Who: "somebody", Host: "here", Process: 100 + i}, living)
			other := new(cloud.Locked)
			switch {
			case err == nil:
				won.Add(1)
			case errors.As(err, &other) && other.Holder.Who == "somebody" && other.Holder.Process >= 100:
				told.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 || told.Load() != 11 {
		t.Errorf("%d won and %d were told, want 1 and 11", won.Load(), told.Load())
	}
}

// Given back, it can be taken again.
func TestLockIsGivenBack(t *testing.T) {
	s := newSite(t)
	for i := range 3 {
		_, release := s.lock(s.run(), cloud.Holder{Who: "a", Host: "here", Process: i})
		release()
	}
	if h, err := s.run().LockHolder(t.Context()); h != nil || err != nil {
		t.Errorf("held by %v (%v) after release", h, err)
	}
}

// A holder that is dead, by its silence or because its process on this host is
// gone, loses the lock; a living one does not.
func TestDeadHoldersAreTakenOver(t *testing.T) {
	for _, test := range []struct {
		name  string
		me    cloud.Holder
		alive func(int) bool
		ahead time.Duration
		taken bool
	}{
		{"living, elsewhere", cloud.Holder{Host: "there", Process: 2}, living, 0, false},
		{"living, here", cloud.Holder{Host: "here", Process: 2}, living, 0, false},
		{"gone, here", cloud.Holder{Host: "here", Process: 2}, func(int) bool { return false }, 0, true},
		{"gone, elsewhere, not silent yet", cloud.Holder{Host: "there", Process: 2}, func(int) bool { return false }, time.Minute, false},
		{"silent", cloud.Holder{Host: "there", Process: 2}, living, 3 * time.Minute, true},
		{"ourselves", cloud.Holder{Host: "here", Process: 1}, living, 0, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t)
			s.lock(s.run(), cloud.Holder{Who: "a", Host: "here", Process: 1})
			s.ahead.Store(int64(test.ahead))
			_, _, err := s.run().Lock(t.Context(), test.me, test.alive)
			if taken := err == nil; taken != test.taken {
				t.Errorf("taken over: %v, want %v (%v)", taken, test.taken, err)
			}
		})
	}
}

// A beat keeps the lock from falling silent; a holder that lost it learns so,
// and does not take it from the one who has it.
func TestLockBeatsAndIsLost(t *testing.T) {
	s := newSite(t)
	first := s.run()
	held, release := s.lock(first, cloud.Holder{Who: "a", Host: "here", Process: 1})
	before, err := first.LockHolder(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.ahead.Store(int64(time.Minute))
	s.tick <- struct{}{}
	s.until(func() bool {
		h, err := first.LockHolder(t.Context())
		return err == nil && h.Beat.After(before.Beat)
	})
	if err := first.Unlock(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.lock(s.run(), cloud.Holder{Who: "b", Host: "there", Process: 1})
	s.tick <- struct{}{}
	s.until(func() bool { return held.Err() != nil })
	release()
	if h, err := first.LockHolder(t.Context()); err != nil || h == nil || h.Who != "b" {
		t.Errorf("held by %v (%v), want b", h, err)
	}
}

// until waits for something that another goroutine brings about. The tick may
// reach either run's beat: both are let go on until it is so.
func (s *site) until(so func() bool) {
	s.Helper()
	for range 1000 {
		if so() {
			return
		}
		select {
		case s.tick <- struct{}{}:
		case <-time.After(5 * time.Millisecond):
		}
	}
	s.Fatal("it did not come about")
}
