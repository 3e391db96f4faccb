// Command bench measures what the program costs: organizations of several
// sizes are built on the sandbox, their people enrolled, and then planned,
// searched for drift and applied by the program itself, with and without the
// delay of a network. It prints API calls beside their budget, time, processor
// time and memory, and how long the same calls take when nothing else is done.
// Figures are only to be compared within one run.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// A size is a number of leaf accounts, functions and people.
type size struct{ accounts, functions, users int }

func (s size) String() string { return fmt.Sprintf("(%d,%d,%d)", s.accounts, s.functions, s.users) }

// sizes are what is measured unless it is said otherwise.
var sizes = []size{{5, 4, 10}, {20, 4, 50}, {100, 5, 200}, {1000, 5, 500}}

// latencies are what each request takes beside the sandbox's own time.
var latencies = []time.Duration{0, 40 * time.Millisecond}

func main() {
	var o options
	flag.IntVar(&o.runs, "runs", 3, "how often each plan is measured; the median counts")
	flag.IntVar(&o.most, "most", 1000, "leave out sizes of more accounts")
	flag.IntVar(&o.only, "only", 0, "measure one size alone, of that many accounts, 5 functions and half as many people")
	flag.BoolVar(&o.peers, "peers", true, "the same organization by other tools, where they are installed")
	starts := flag.Bool("starter", false, "for this program alone: start others, as standard input says")
	flag.Parse()
	if *starts {
		exit(startAll(context.Background(), os.Stdin, os.Stdout))
	}
	exit(run(context.Background(), o))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// options are what of all this is wanted.
type options struct {
	runs, most, only int
	peers            bool
}

func (o options) sizes() []size {
	if o.only > 0 {
		return []size{{o.only, 5, o.only / 2}}
	}
	var all []size
	for _, s := range sizes {
		if s.accounts <= o.most {
			all = append(all, s)
		}
	}
	return all
}

func run(ctx context.Context, o options) error {
	b, err := newBench(ctx, o)
	if err != nil {
		return err
	}
	defer os.RemoveAll(b.folder)
	if err := b.startUp(ctx); err != nil {
		return err
	}
	missed := []error{pages()}
	fmt.Println("\nRuns with nothing to do, by the program itself, on the sandbox held to AWS's rates. Budget: 3 calls an account, 4 for drift, and 60,\nof which Organizations may take more beyond fifty accounts: it lists twenty a page.")
	fmt.Println("The bound is the same calls, as many at once, at the same rates, and nothing done with the answers.")
	fmt.Printf("%-14s %-6s %8s %6s %7s %8s %8s %9s %8s %6s\n", "organization", "run", "latency", "calls", "budget", "wall", "cpu", "memory", "bound", "ratio")
	for _, s := range o.sizes() {
		missed = append(missed, b.measure(ctx, s))
	}
	if o.peers {
		missed = append(missed, b.peers(ctx))
	}
	return errors.Join(missed...)
}
