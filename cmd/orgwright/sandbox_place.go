package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/engine/view"
)

// A place is a sandbox that can be spoken to.
type place struct{ url string }

// atSandbox does something at the sandbox that the command line means: the
// server it names, else the server of AWS_ENDPOINT_URL, else the one of a
// state file, which is served for as long as that takes.
func (s *session) atSandbox(c *cli.Context, do func(*place) error) error {
	server, state := c.String("server"), cmp.Or(c.String("state"), c.String("sandbox"))
	if server != "" && state != "" {
		return usageError("--server and --state are two different sandboxes")
	}
	at := cmp.Or(server, s.Getenv("AWS_ENDPOINT_URL"))
	switch {
	case at != "" && state != "":
		fmt.Fprintf(s.Err, "speaking to the server of AWS_ENDPOINT_URL, not to %s\n", view.Escape(state))
		fallthrough
	case at != "":
		return do(&place{strings.TrimRight(at, "/")})
	case state == "":
		return usageError("which sandbox?").hint("name its server with --server URL or AWS_ENDPOINT_URL, or its file with --state FILE")
	}
	return s.atFile(c, state, do)
}

func (s *session) atFile(c *cli.Context, state string, do func(*place) error) error {
	if _, err := os.Stat(state); err != nil && c.Command.Name != "account" {
		return fmt.Errorf("open the sandbox: %w", err)
	}
	world, err := s.world(state)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(c.Context)
	defer stop()
	at, wait, err := sandbox.Serve(ctx, world, "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, world.Close())
	}
	err = do(&place{at})
	stop()
	return errors.Join(err, wait())
}

// longestAnswer is how many bytes of an answer are read: a log of a hundred
// thousand writes, and no end.
const longestAnswer = 64 << 20

// call asks the sandbox for one of its own services. The answer is JSON.
func (p *place) call(ctx context.Context, method, service string, query url.Values) ([]byte, error) {
	at := p.url + "/_sandbox/" + service + "?" + query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, at, http.NoBody)
	if err != nil {
		return nil, usageError("%s is no URL of a server", p.url)
	}
	response, err := http.DefaultClient.Do(request)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return nil, failed(fmt.Errorf("no sandbox serves at %s", p.url)).
			hint("start one with orgwright sandbox serve, or unset AWS_ENDPOINT_URL and name a file with --state FILE")
	}
	if err != nil {
		return nil, fmt.Errorf("ask the sandbox: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	if err != nil {
		return nil, fmt.Errorf("read the answer of %s: %w", p.url, err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, p.refusal(response.StatusCode, body)
	}
	return body, nil
}

// refusal is what a server says when it does not do what it is asked.
func (p *place) refusal(status int, body []byte) error {
	var said struct {
		Error string `json:"error"`
	}
	if err := json.Unmarshal(body, &said); err != nil || said.Error == "" {
		return fmt.Errorf("%s is not a sandbox of %s: it answers %d %s", p.url, program, status, http.StatusText(status))
	}
	return fmt.Errorf("the sandbox at %s: %s", p.url, said.Error)
}
