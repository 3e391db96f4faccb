package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
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

// operation is what a request asks for, such as ListAccounts.
func (s *sample) operation() string {
	if _, name, ok := strings.Cut(s.header.Get("X-Amz-Target"), "."); ok {
		return name
	}
	form, _ := url.ParseQuery(string(s.body)) // IAM and STS: the AWS Query protocol
	return form.Get("Action")
}

// organizations reports whether it is Organizations that is asked.
func (s *sample) organizations() bool { return s.header.Get("X-Amz-Target") != "" }

// series is what a request shares with those that must wait for each other: an
// operation's further pages for the ones before, a report until it is made. Of
// different things one asks at once.
func (s *sample) series() string {
	switch name := s.operation(); {
	case strings.HasSuffix(name, "CredentialReport"):
		return s.signer() + " CredentialReport"
	case s.organizations() && !bytes.Contains(s.body, []byte("NextToken")), bytes.Contains(s.body, []byte("UserName=")):
		return name + " " + string(s.body)
	default:
		return s.signer() + " " + name
	}
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
	who, whose chain   // GetCallerIdentity, before all else; DescribeOrganization, before the rest of Organizations
	listing    chain   // the pages of ListAccounts
	tree       []chain // the rest of Organizations
	master     []chain // the master account's IAM
	leaves     []leaf
}

// A leaf is an account: becoming its role, then reading it.
type leaf struct {
	enter *sample
	read  []chain
}

// chains sorts the requests of a run.
func chains(all []*sample) *replay {
	r := &replay{}
	var entered chain
	leaves, keys := map[string][]*sample{}, []string{}
	var tree, master []*sample
	for _, s := range all {
		key := s.signer()
		switch name := s.operation(); {
		case name == "GetCallerIdentity":
			r.who = append(r.who, s)
		case name == "DescribeOrganization":
			r.whose = append(r.whose, s)
		case name == "ListAccounts":
			r.listing = append(r.listing, s)
		case name == "AssumeRole":
			entered = append(entered, s)
		case s.organizations():
			tree = append(tree, s)
		case !strings.HasPrefix(key, "ASIA"):
			master = append(master, s)
		default:
			if leaves[key] == nil {
				keys = append(keys, key)
			}
			leaves[key] = append(leaves[key], s)
		}
	}
	r.tree, r.master = series(tree), series(master)
	for i, key := range keys[:min(len(keys), len(entered))] {
		r.leaves = append(r.leaves, leaf{entered[i], series(leaves[key])})
	}
	return r
}

// series divides requests into those that wait for each other.
func series(all []*sample) []chain {
	var out []chain
	at := map[string]int{}
	for _, s := range all {
		i, begun := at[s.series()]
		if !begun {
			i = len(out)
			at[s.series()], out = i, append(out, nil)
		}
		out[i] = append(out[i], s)
	}
	return out
}

// play sends everything again, width accounts at once, at AWS's rates, and does
// nothing with the answers. An account is known once its page has come.
func (r *replay) play(ctx context.Context, width int) (time.Duration, error) {
	p := &playing{client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, MaxIdleConns: 64}}, limits: map[string]*rate.Limiter{}}
	for _, c := range append(r.tree, r.whose, r.listing) {
		for _, s := range c {
			if second, burst, has := cloud.RateOf(s.operation()); has && p.limits[s.operation()] == nil {
				p.limits[s.operation()] = rate.NewLimiter(rate.Limit(second), burst)
			}
		}
	}
	began := time.Now()
	p.each(ctx, r.who)
	p.side(ctx, r.master)
	p.each(ctx, r.whose)
	p.side(ctx, r.tree)
	p.accounts(ctx, r, width)
	p.all.Wait()
	return time.Since(began), p.err
}

// accounts lists them, and reads each once its page has come.
func (p *playing) accounts(ctx context.Context, r *replay, width int) {
	const page = 20 // accounts (AWS: Organizations API, MaxResults)
	known := make([]chan struct{}, len(r.listing))
	for i := range known {
		known[i] = make(chan struct{})
	}
	slots := make(chan struct{}, width)
	for i, l := range r.leaves {
		p.all.Go(func() {
			<-known[min(i/page, len(known)-1)]
			slots <- struct{}{}
			defer func() { <-slots }()
			p.send(ctx, l.enter)
			var reading sync.WaitGroup
			for _, c := range l.read {
				reading.Go(func() { p.each(ctx, c) })
			}
			reading.Wait()
		})
	}
	for i, s := range r.listing {
		p.send(ctx, s)
		close(known[i])
	}
}

// A playing is a replay on its way.
type playing struct {
	client *http.Client
	limits map[string]*rate.Limiter
	all    sync.WaitGroup
	mu     sync.Mutex
	err    error // the first one
}

// side sends chains side by side.
func (p *playing) side(ctx context.Context, all []chain) {
	for _, c := range all {
		p.all.Go(func() { p.each(ctx, c) })
	}
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
