// Command bench measures what a plan costs: organizations of several sizes are
// built on the sandbox, their people enrolled, and then planned again with
// nothing to do. It prints API calls beside their budget, and time; figures
// are only to be compared within one run.
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"time"
)

// A size is a number of leaf accounts, functions and people.
type size struct{ accounts, functions, users int }

var sizes = []size{{5, 4, 10}, {20, 4, 50}, {50, 4, 100}, {100, 5, 200}}

// latencies are what each request takes beside the sandbox's own time.
var latencies = []time.Duration{0, 40 * time.Millisecond}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	fmt.Println("a plan with nothing to do, on the sandbox; budget: 3 calls an account and 60 for Organizations")
	fmt.Printf("%8s %9s %6s %8s %6s %7s %9s %9s\n", "accounts", "functions", "people", "latency", "calls", "budget", "wall", "apply")
	for _, s := range sizes {
		if err := measure(ctx, s); err != nil {
			return fmt.Errorf("%d accounts: %w", s.accounts, err)
		}
	}
	return nil
}

// measure builds one organization and plans it again at each latency.
func measure(ctx context.Context, s size) error {
	document, err := generate(ctx, s)
	if err != nil {
		return err
	}
	site, err := newSite(document, s)
	if err != nil {
		return err
	}
	defer site.server.Close()
	built := time.Now()
	if err := site.build(ctx); err != nil {
		return err
	}
	apply := time.Since(built)
	for _, latency := range latencies {
		site.latency.Store(int64(latency))
		began := time.Now()
		calls, err := site.plan(ctx)
		if err != nil {
			return err
		}
		budget, verdict := 3*s.accounts+60, ""
		if calls > budget {
			verdict = "  OVER BUDGET"
		}
		fmt.Printf("%8d %9d %6d %8s %6d %7d %9s %9s%s\n", s.accounts, s.functions, s.users, latency, calls, budget,
			time.Since(began).Round(time.Millisecond), apply.Round(time.Millisecond), verdict)
		if verdict != "" {
			return fmt.Errorf("%d calls, more than %d", calls, budget)
		}
	}
	if s != sizes[len(sizes)-1] {
		return nil
	}
	site.latency.Store(0)
	return throughput(ctx, site)
}

// generate writes the document of a size with the generator of examples/large.
func generate(ctx context.Context, s size) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", "run", "./examples/large", "-accounts", strconv.Itoa(s.accounts),
		"-functions", strconv.Itoa(s.functions), "-users", strconv.Itoa(s.users))
	command.Stderr = os.Stderr
	return command.Output()
}

// slow answers each request after a while, as a network does.
func (s *site) slow(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(time.Duration(s.latency.Load()))
		next.ServeHTTP(w, r)
	})
}

// serve puts the world behind HTTP.
func (s *site) serve() { s.server = httptest.NewServer(s.slow(s.world)) }
