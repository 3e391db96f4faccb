package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
)

// throughput is how many requests the sandbox answers in a second, over HTTP,
// to several clients at once; one in ten writes. The requests are the SDK's
// own, signed once and sent again, so that it is the sandbox that is measured.
func throughput(ctx context.Context, s *site) error {
	const clients, least = 8, 2000
	read, write, err := s.samples(ctx)
	if err != nil {
		return err
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: clients}}
	var answered, failed atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for range clients {
		wg.Go(func() {
			for n := 0; time.Since(began) < 3*time.Second; n++ {
				one := read
				if n%10 == 9 {
					one = write
				}
				if one.send(ctx, client) == nil {
					answered.Add(1)
				} else {
					failed.Add(1)
				}
			}
		})
	}
	wg.Wait()
	rate := float64(answered.Load()) / time.Since(began).Seconds()
	fmt.Printf("\nthe sandbox over HTTP, %d clients, one request in ten writes: %.0f requests a second (at least %d), %d failed\n",
		clients, rate, least, failed.Load())
	if failed.Load() > 0 {
		return fmt.Errorf("%d requests failed", failed.Load())
	}
	return nil
}

// samples are a read and a write of the master account's administrator.
func (s *site) samples(ctx context.Context) (read, write *sample, err error) {
	var last *sample
	cfg := s.cfg.Copy()
	cfg.HTTPClient = &http.Client{Transport: recorder(func(r *sample) { last = r })}
	people := iam.NewFromConfig(cfg)
	name := aws.String("bench")
	if _, err := people.CreateUser(ctx, &iam.CreateUserInput{UserName: name}); err != nil {
		return nil, nil, err
	}
	if _, err := people.GetUser(ctx, &iam.GetUserInput{UserName: name}); err != nil {
		return nil, nil, err
	}
	read = last
	if _, err := people.UpdateUser(ctx, &iam.UpdateUserInput{UserName: name, NewPath: aws.String("/bench/")}); err != nil {
		return nil, nil, err
	}
	return read, last, nil
}

// A recorder sends requests on and hands out what they were.
type recorder func(*sample)

// RoundTrip sends a request on.
func (tell recorder) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	tell(&sample{r.URL.String(), r.Header.Clone(), body})
	again := r.Clone(r.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	return http.DefaultTransport.RoundTrip(again)
}
