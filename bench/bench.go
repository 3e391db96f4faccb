package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/orgwright/orgwright/engine/sandbox"
)

// A bench is a folder with the program in it, built as make build does.
type bench struct {
	options
	folder, program string
	starter         *starter
}

func newBench(ctx context.Context, o options) (*bench, error) {
	folder, err := os.MkdirTemp("", "orgwright-bench-")
	if err != nil {
		return nil, err
	}
	starter, err := newStarter(ctx)
	if err != nil {
		return nil, err
	}
	b := &bench{starter: starter, options: o, folder: folder, program: filepath.Join(folder, "orgwright")}
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", b.program, "./cmd/orgwright")
	build.Env, build.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	return b, build.Run()
}

// What start-up and the binary may cost.
const (
	maxStart  = 30 * time.Millisecond
	maxBinary = 40 << 20
)

// startUp measures the binary and how long it takes to say its version.
func (b *bench) startUp(ctx context.Context) error {
	info, err := os.Stat(b.program)
	if err != nil {
		return err
	}
	var walls []time.Duration
	for range 21 {
		began := time.Now()
		if err := exec.CommandContext(ctx, b.program, "version").Run(); err != nil {
			return err
		}
		walls = append(walls, time.Since(began))
	}
	slices.Sort(walls)
	fmt.Printf("binary: %.1f MiB (at most %d); version: %s, the fastest of 21, median %s (at most %s)\n", mib(info.Size()), maxBinary>>20,
		walls[0].Round(100*time.Microsecond), walls[10].Round(100*time.Microsecond), maxStart)
	if info.Size() > maxBinary || walls[0] > maxStart {
		return errors.New("the program is too large, or too slow to start")
	}
	return nil
}

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// differences is the exit code of drift that found something: here always the
// sandbox's own administrator, whom no document names.
const differences = 2

// play runs a process against a site and is what it cost.
func (b *bench) play(_ context.Context, s *site, words ...string) (cost, error) {
	s.forget()
	env := append(clean(), "AWS_ENDPOINT_URL="+s.server.URL, "AWS_ACCESS_KEY_ID="+s.keys.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY="+s.keys.SecretAccessKey, "AWS_REGION=eu-west-1")
	done, err := b.starter.start(errand{Words: words, Env: env})
	c := cost{wall: done.Wall, cpu: done.CPU, memory: done.Memory, calls: len(s.heard())}
	if err == nil && done.Exit != 0 && done.Exit != differences {
		err = fmt.Errorf("%s: exit status %d\n%s", strings.Join(words[1:], " "), done.Exit, done.Said[max(0, len(done.Said)-2000):])
	}
	return c, err
}

// clean is this process's environment without what would lead an AWS client
// elsewhere, or Terraform to ask for newer versions of itself.
func clean() []string {
	env := slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "AWS_") && !strings.HasPrefix(v, "AWS_CA_BUNDLE=") })
	return append(env, "CHECKPOINT_DISABLE=1")
}

// median is the middle one of several, each figure by itself.
func median(all []cost) cost {
	middle := func(of func(cost) int64) int64 {
		var figures []int64
		for _, c := range all {
			figures = append(figures, of(c))
		}
		slices.Sort(figures)
		return figures[len(figures)/2]
	}
	return cost{
		wall:   time.Duration(middle(func(c cost) int64 { return int64(c.wall) })),
		cpu:    time.Duration(middle(func(c cost) int64 { return int64(c.cpu) })),
		memory: middle(func(c cost) int64 { return c.memory }),
		calls:  int(middle(func(c cost) int64 { return int64(c.calls) })),
	}
}

// again plays something several times and is the median.
func (b *bench) again(ctx context.Context, s *site, words ...string) (cost, error) {
	var all []cost
	for range b.runs {
		time.Sleep(s.rest) // so that the rates are whole again
		s.night()
		c, err := b.play(ctx, s, words...)
		if err != nil {
			return c, err
		}
		all = append(all, c)
	}
	return median(all), nil
}

// generate writes the document of a size with the generator of examples/large.
func (b *bench) generate(ctx context.Context, s size) (path string, text []byte, err error) {
	command := exec.CommandContext(ctx, "go", "run", "./examples/large", "-accounts", strconv.Itoa(s.accounts),
		"-functions", strconv.Itoa(s.functions), "-users", strconv.Itoa(s.users))
	command.Stderr = os.Stderr
	if text, err = command.Output(); err != nil {
		return "", nil, err
	}
	path = filepath.Join(b.folder, fmt.Sprintf("org-%d.yaml", s.accounts))
	return path, text, os.WriteFile(path, text, 0o600)
}

// reopened is a world under AWS's rates, through a file as commands keep it.
func (b *bench) reopened(s *site, world *sandbox.World) error {
	text, err := json.Marshal(world)
	if err != nil {
		return err
	}
	path := filepath.Join(b.folder, "world.json")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return err
	}
	return s.reopen(path)
}
