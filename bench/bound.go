package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/orgwright/orgwright/engine/cloud"
)

// A sample is a request as a client sent it. It can be sent again: signatures
// are good for a quarter of an hour.
type sample struct {
	url    string
	header http.Header
	body   []byte
}

// listen keeps a request, and hands its body on.
func listen(r *http.Request) (*sample, error) {
	body, err := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	return &sample{"http://" + r.Host + r.URL.String(), r.Header.Clone(), body}, err
}

func (s *sample) send(ctx context.Context, client *http.Client) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, bytes.NewReader(s.body))
	if err != nil {
		return err
	}
	r.Header = s.header.Clone()
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	switch {
	case err != nil:
		return err
	case bytes.Contains(text, []byte("TooManyRequests")):
		return errTooFast
	case bytes.Contains(text, []byte("<Code>ReportInProgress<")): // AWS is making it
		time.Sleep(50 * time.Millisecond)
		return s.send(ctx, client)
	case answer.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("%s: %s", answer.Status, text[:min(len(text), 200)])
	}
	return nil
}

// errTooFast is AWS's when requests that left at its rate arrived closer to each
// other.
var errTooFast = errors.New("too many requests")

// operation is what a request of Organizations asks for; "" for all else.
func (s *sample) operation() string {
	_, name, _ := strings.Cut(s.header.Get("X-Amz-Target"), ".")
	return name
}

// signer is the access key that signed it.
func (s *sample) signer() string {
	_, rest, _ := strings.Cut(s.header.Get("Authorization"), "Credential=")
	key, _, _ := strings.Cut(rest, "/")
	return key
}

// A chain is requests of which each can only be sent when the one before it has
// been answered.
type chain []*sample

// A replay is the requests of a run, by what must wait for what.
type replay struct {
	listing chain   // the pages of ListAccounts
	others  []chain // the rest of Organizations, and the master account
	leaves  []chain // an account each: becoming its role, then reading it
}

// chains sorts the requests of a run.
func chains(all []*sample, master string) *replay {
	r := &replay{}
	var assumed chain
	by, order := map[string]chain{}, []string{}
	for _, s := range all {
		key := s.operation() // Organizations: an operation's pages wait for each other
		switch {
		case key == "ListAccounts":
			r.listing = append(r.listing, s)
			continue
		case strings.Contains(string(s.body), "Action=AssumeRole"):
			assumed = append(assumed, s)
			continue
		case key == "":
			key = s.signer()
		}
		if by[key] == nil {
			order = append(order, key)
		}
		by[key] = append(by[key], s)
	}
	for _, key := range order {
		if strings.HasPrefix(key, "ASIA") && len(assumed) > 0 {
			r.leaves, assumed = append(r.leaves, append(chain{assumed[0]}, by[key]...)), assumed[1:]
		} else {
			r.others = append(r.others, by[key])
		}
	}
	return r
}

// play sends everything again, width accounts at once, at AWS's rates, and does
// nothing with the answers. An account is known once its page has come.
func (r *replay) play(ctx context.Context, width int) (time.Duration, error) {
	p := &playing{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxIdleConns: 64}}, limits: map[string]*rate.Limiter{}}
	for _, c := range append(r.others, r.listing) {
		for _, s := range c {
			if second, burst, has := cloud.RateOf(s.operation()); has && p.limits[s.operation()] == nil {
				p.limits[s.operation()] = rate.NewLimiter(rate.Limit(second), burst)
			}
		}
	}
	const page = 20 // accounts (AWS: Organizations API, MaxResults)
	known := make([]chan struct{}, len(r.listing))
	for i := range known {
		known[i] = make(chan struct{})
	}
	began := time.Now()
	p.all.Go(func() {
		for i, s := range r.listing {
			p.send(ctx, s)
			close(known[i])
		}
	})
	for _, c := range r.others {
		p.all.Go(func() { p.each(ctx, c) })
	}
	slots := make(chan struct{}, width)
	for i, c := range r.leaves {
		p.all.Go(func() {
			<-known[min(i/page, len(known)-1)]
			slots <- struct{}{}
			p.each(ctx, c)
			<-slots
		})
	}
	p.all.Wait()
	return time.Since(began), p.err
}

// A playing is a replay on its way.
type playing struct {
	client *http.Client
	limits map[string]*rate.Limiter
	all    sync.WaitGroup
	mu     sync.Mutex
	err    error // the first one
}

func (p *playing) each(ctx context.Context, c chain) {
	for _, s := range c {
		p.send(ctx, s)
	}
}

func (p *playing) send(ctx context.Context, s *sample) {
	err := errTooFast
	for try := 0; try < 5 && errors.Is(err, errTooFast); try++ {
		err = nil
		if limit := p.limits[s.operation()]; limit != nil {
			err = limit.Wait(ctx)
		}
		if err == nil {
			err = s.send(ctx, p.client)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = err
	}
}

// least is how long the calls of an apply must take: those of Organizations one
// after another and none faster than its rate, all others as many at once as
// accounts are worked in.
func least(before, after map[string]int, latency time.Duration) time.Duration {
	var serial, paced time.Duration
	rest := 0
	for name, n := range after {
		n -= before[name]
		service, operation, _ := strings.Cut(name, ":")
		if service != "organizations" {
			rest += n
			continue
		}
		serial += time.Duration(n) * latency
		if second, burst, has := cloud.RateOf(operation); has {
			paced = max(paced, time.Duration(float64(n-burst)/second*float64(time.Second)))
		}
	}
	return max(serial, paced, time.Duration(rest)*latency/parallel)
}
