package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/sandbox"
)

func serveCommand() *command {
	return &command{
		name: "serve", does: "serve the sandbox on loopback until interrupted", run: serve,
		examples: []string{"orgwright sandbox serve", "orgwright sandbox serve --listen 127.0.0.1:4566 --state world.json"},
		about: "First it prints an export of AWS_ENDPOINT_URL, which the AWS CLI, the SDKs,\n" +
			"Terraform and this program all heed. With --state it remembers.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "listen", Value: "127.0.0.1:0", Usage: "the loopback `ADDRESS`; port 0 is any that is free"},
			&cli.StringFlag{Name: "state", Usage: "keep everything in `FILE`"},
		},
	}
}

func serve(s *session, c *cli.Context) error {
	if err := loopback(c.Context, c.String("listen")); err != nil {
		return err
	}
	world, err := s.world(cmp.Or(c.String("state"), c.String("sandbox")))
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

// world opens the sandbox of a file, one in memory when path is empty.
func (s *session) world(path string) (*sandbox.World, error) {
	options := sandbox.Options{Clock: s.Now}
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
