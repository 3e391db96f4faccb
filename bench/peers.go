package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// beside is the organization that other tools build too.
var beside = size{5, 4, 10}

// A peer is another tool, and how it is told to do what apply and plan do.
type peer struct {
	name string // as examples/large calls its format
	// needs are its programs. A peer without one of them is left out.
	needs []string
	// moto says that it needs services which the sandbox does not have.
	moto bool
	// given says that it wants to find the organization and its accounts.
	given bool
	ready func(folder string) []command // before it is measured
	apply func(at *site, folder string) []command
	looks string // what it does where a plan would be made; "" is one
	plan  func(at *site, folder string) []command
}

// A command is a program and its arguments.
type command []string

// peers builds one organization with orgwright and with each other tool that is
// installed, on a sandbox of its own, and lets each look at what it built.
func (b *bench) peers(ctx context.Context) error {
	path, document, err := b.generate(ctx, beside)
	if err != nil {
		return err
	}
	fmt.Printf("\nThe same organization by other tools, %s from nothing and then with nothing to do, %s a call, on the sandbox held to AWS's rates.\n", beside, network)
	fmt.Println("Memory is that of the largest process: a tool that starts others, as Terraform one for each provider, takes more. Processor time is that of all.")
	fmt.Printf("%-14s %-24s %6s %8s %8s %9s\n", "tool", "run", "calls", "wall", "cpu", "memory")
	mine := &peer{
		name:  "orgwright",
		apply: func(*site, string) []command { return []command{{b.program, "apply", "-f", path, "--yes"}} },
		plan: func(*site, string) []command {
			return []command{{b.program, "plan", "-f", path, "--detailed-exitcode"}}
		},
	}
	missed := []error{b.race(ctx, mine, document)}
	for _, p := range others() {
		if p.moto {
			continue
		}
		if why := p.missing(); why != "" {
			fmt.Printf("SKIPPED: %s (%s)\n", p.name, why)
			continue
		}
		missed = append(missed, b.race(ctx, p, document))
	}
	return errors.Join(append(missed, b.onMoto(ctx, mine, document))...)
}

// network is what a call takes in the comparison.
const network = 40 * time.Millisecond

// missing is why a peer is left out; "" when it is not.
func (p *peer) missing() string {
	for _, program := range p.needs {
		if _, err := exec.LookPath(program); err != nil {
			return program + " is not installed"
		}
	}
	return ""
}

// race measures one tool: a line for building, and one for nothing to do.
func (b *bench) race(ctx context.Context, p *peer, document []byte) error {
	at, err := newSite(document, beside)
	if err != nil {
		return err
	}
	defer at.close()
	return b.raceAt(ctx, p, at)
}

func (b *bench) raceAt(ctx context.Context, p *peer, at *site) error {
	folder := filepath.Join(b.folder, "for-"+p.name) // the program is beside it
	if at.world == nil {
		folder += "-on-moto"
	}
	if err := b.emit(ctx, p, folder); err != nil {
		return err
	}
	if p.ready != nil {
		for _, c := range p.ready(folder) {
			if _, err := b.play(ctx, at, c...); err != nil {
				fmt.Printf("SKIPPED: %s (it does not get ready here: %s)\n", p.name, gist(err))
				return nil
			}
		}
	}
	return b.lap(ctx, p, at, folder)
}

// lap lets a tool that is ready build, and look.
func (b *bench) lap(ctx context.Context, p *peer, at *site, folder string) error {
	what := "apply"
	if p.given {
		what = "apply, accounts there"
		if err := at.prepare(ctx); err != nil {
			return err
		}
	}
	if at.world != nil {
		if err := b.reopened(at, at.world); err != nil {
			return err
		}
	}
	at.latency.Store(int64(network))
	c, err := b.sum(ctx, at, p.apply(at, folder))
	if err != nil {
		return fmt.Errorf("%s %w", p.name, err)
	}
	p.line(what, c)
	var all []cost
	for range b.runs {
		time.Sleep(at.rest)
		c, err := b.sum(ctx, at, p.plan(at, folder))
		if err != nil {
			return fmt.Errorf("%s %w", p.name, err)
		}
		all = append(all, c)
	}
	p.line(cmp.Or(p.looks, "plan, nothing to do"), median(all))
	return nil
}

func (p *peer) line(what string, c cost) {
	fmt.Printf("%-14s %-24s %6d %8s %8s %5.0f MiB\n", p.name, what, c.calls, short(c.wall), short(c.cpu), mib(c.memory))
}

// sum plays commands one after another and is what they cost together.
func (b *bench) sum(ctx context.Context, at *site, all []command) (cost, error) {
	var total cost
	for _, words := range all {
		c, err := b.play(ctx, at, words...)
		if err != nil {
			return total, err
		}
		total.wall, total.cpu, total.calls = total.wall+c.wall, total.cpu+c.cpu, total.calls+c.calls
		total.memory = max(total.memory, c.memory)
	}
	return total, nil
}

// emit writes the tool's input with the generator of examples/large.
func (b *bench) emit(ctx context.Context, p *peer, folder string) error {
	s := beside
	command := exec.CommandContext(ctx, "go", "run", "./examples/large", "-accounts", strconv.Itoa(s.accounts), "-functions", strconv.Itoa(s.functions),
		"-users", strconv.Itoa(s.users), "-format", p.name, "-o", folder)
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("writing the input of %s: %w\n%s", p.name, err, said)
	}
	return nil
}

// gist is the line with which a tool says what went wrong.
func gist(err error) string {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	for _, line := range lines {
		if _, what, found := strings.Cut(line, "Error: "); found {
			return strings.TrimSpace(what)
		}
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
