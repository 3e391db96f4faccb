package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/sandbox"
)

func serveCommand() *command {
	return &command{
		name: "serve", does: "serve the sandbox on loopback until interrupted", run: serve,
		examples: []string{
			"orgwright sandbox serve",
			"orgwright sandbox serve --listen 127.0.0.1:4566 --state world.json",
			"orgwright sandbox serve --clock +36h --accounts 50 --rates",
		},
		about: "First it prints an export of AWS_ENDPOINT_URL, which the AWS CLI, the SDKs,\n" +
			"Terraform and this program all heed. With --state it remembers.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:0", Usage: "the loopback `ADDRESS`; port 0 is any that is free"},
			&cli.StringFlag{Name: "state", Usage: "keep everything in `FILE`"},
			&cli.StringFlag{Name: "clock", Value: "+0h", Usage: "live by a clock that is off by `TIME`, such as +36h"},
			&cli.IntFlag{Name: "accounts", Value: freshQuota, Usage: "an organization may have `N` accounts"},
			&cli.StringFlag{Name: "finalizing", Value: "0s", Usage: "for `TIME` a new organization makes and invites no accounts"},
			&cli.BoolFlag{Name: "rates", Usage: "hold callers to the rates that AWS publishes for Organizations"},
			&cli.Uint64Flag{Name: "seed", Usage: "`N` by which rules with a probability choose", DefaultText: "0"},
		},
	}
}

func serve(s *session, c *cli.Context) error {
	if err := loopback(c.Context, c.String("listen")); err != nil {
		return err
	}
	options, err := s.options(c)
	if err != nil {
		return err
	}
	world, err := openWorld(cmp.Or(c.String("state"), c.String("sandbox")), options)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(c.Context)
	defer stop()
	url, wait, err := sandbox.Serve(ctx, world, c.String("listen"))
	if err != nil {
		return errors.Join(err, world.Close())
	}
	if _, err = fmt.Fprintf(s.Out, "export AWS_ENDPOINT_URL=%s\n", shellWord(url)); err != nil {
		stop()
		return errors.Join(err, wait())
	}
	fmt.Fprintln(s.Err, "serving the sandbox; interrupt to stop")
	return wait()
}

// freshQuota is how many accounts AWS lets a new organization have.
const freshQuota = 10

// options are how the sandbox that is served differs from AWS.
func (s *session) options(c *cli.Context) (sandbox.Options, error) {
	off, err := time.ParseDuration(c.String("clock"))
	if err != nil {
		return sandbox.Options{}, usageError("--clock %q is no time to be off by: it is like +36h or -90m", c.String("clock"))
	}
	finalizing, err := time.ParseDuration(c.String("finalizing"))
	if err != nil || finalizing < 0 {
		return sandbox.Options{}, usageError("--finalizing %q is no length of time: it is like 45s or 10m", c.String("finalizing"))
	}
	accounts := c.Int("accounts")
	if accounts < 1 {
		return sandbox.Options{}, usageError("--accounts %d: an organization has at least the master account", accounts)
	}
	return sandbox.Options{
		Clock: func() time.Time { return s.Now().Add(off) }, Quota: accounts, Finalizing: finalizing,
		Rates: c.Bool("rates"), Seed: c.Uint64("seed"), Sleep: cloud.Sleep,
	}, nil
}

// world opens the sandbox of a file as AWS is on the first day.
func (s *session) world(path string) (*sandbox.World, error) {
	return openWorld(path, sandbox.Options{Clock: s.Now})
}

// openWorld opens the sandbox of a file, one in memory when path is empty.
func openWorld(path string, options sandbox.Options) (*sandbox.World, error) {
	if path == "" {
		return sandbox.New(options), nil
	}
	return sandbox.Open(path, options)
}

// loopback refuses an address that others could reach: the sandbox hands an
// administrator's keys to whoever asks.
func loopback(ctx context.Context, address string) error {
	name, _, err := net.SplitHostPort(address)
	if err != nil {
		return usageError("--listen %q is no address: it is HOST:PORT", address)
	}
	found, err := net.DefaultResolver.LookupIPAddr(ctx, name)
	if err != nil || len(found) == 0 {
		return usageError("--listen: there is no host %q", name)
	}
	for _, ip := range found {
		if !ip.IP.IsLoopback() {
			return usageError("--listen %s is not a loopback address", address).
				hint("the sandbox gives administrator keys to whoever asks, so it is for this machine alone: 127.0.0.1:0")
		}
	}
	return nil
}
