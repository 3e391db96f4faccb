package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func sandboxCommand() *command {
	return &command{
		name: "sandbox", does: "AWS in memory, on loopback, for this program and any other client",
		examples: []string{
			"eval \"$(orgwright sandbox account 111111111111 --state world.json)\"",
			"orgwright sandbox serve --state world.json",
		},
		sub: []*command{serveCommand(), accountCommand(), sandboxRootCommand(), faultCommand(), logCommand(), mailCommand(), resetCommand()},
	}
}

// whereFlags say which sandbox a command is about.
func whereFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "server", Usage: "the sandbox that serves at `URL` (default: AWS_ENDPOINT_URL)"},
		&cli.StringFlag{Name: "state", Usage: "without a server: the sandbox kept in `FILE`"},
	}
}

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

func accountCommand() *command {
	return &command{
		name: "account", does: "make a stand-alone account, print its keys", args: "ID", min: 1, max: 1, run: makeAccount,
		examples: []string{"eval \"$(orgwright sandbox account 111111111111)\"", "orgwright sandbox account 222222222222 --email a@b.example --state w.json"},
		about:    "Makes an account as signing up would, with ID for its number, and prints the\nexport line of an administrator in it. An account that is there is found again.",
		flags:    append([]cli.Flag{&cli.StringFlag{Name: "email", Usage: "the `ADDRESS` of its root user"}}, whereFlags()...),
		names:    completer{"": accountIDs},
	}
}

// accountIDs completes the numbers of the accounts that org.yaml names.
func accountIDs(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	ids := []string{org.Master.ID}
	for _, a := range org.Accounts {
		ids = append(ids, a.ID) // whoever prints them puts them in order
	}
	return ids
}

func makeAccount(s *session, c *cli.Context) error {
	id := c.Args().First()
	if !accountID.MatchString(id) {
		return usageError("%q is no account id: it has twelve digits", id)
	}
	var made sandbox.Credentials
	err := s.atSandbox(c, func(p *place) error {
		answer, err := p.call(c.Context, http.MethodPost, "account", url.Values{"id": {id}, "email": {c.String("email")}})
		if err != nil {
			return err
		}
		return json.Unmarshal(answer, &made)
	})
	if err != nil {
		return fmt.Errorf("make account %s: %w", id, err)
	}
	_, err = fmt.Fprintf(s.Out, "export AWS_ACCESS_KEY_ID=%s AWS_SECRET_ACCESS_KEY=%s\n",
		shellWord(made.AccessKeyID), shellWord(made.SecretAccessKey))
	return err
}

func logCommand() *command {
	return &command{
		name: "log", does: "print what was written, and by whom", flags: whereFlags(), run: printLog,
		examples: []string{"orgwright sandbox log --state world.json", "orgwright sandbox log | cut -f 4,5"},
		about:    "One line a request that changed something or was refused to, oldest first:\ntime, account, caller, operation and effect, separated by tabs. Of what was\nrefused, the effect is AWS's error code.",
	}
}

func printLog(s *session, c *cli.Context) error {
	return tellEach(s, c, "log", func(e sandbox.Entry) string {
		return strings.Join([]string{e.Time.UTC().Format(time.RFC3339), e.Account, e.Caller, e.Operation, e.Effect}, "\t")
	})
}

func mailCommand() *command {
	return &command{
		name: "mail", does: "print what AWS has sent to people by email", flags: whereFlags(),
		examples: []string{"orgwright sandbox mail --state world.json", "orgwright sandbox mail | tail -1"},
		about:    "One line a letter, oldest first: time, address and text, separated by tabs.\nInvitations are among them, and codes that confirm a new address.",
		run: func(s *session, c *cli.Context) error {
			return tellEach(s, c, "mail", func(l sandbox.Letter) string {
				return strings.Join([]string{l.Time.UTC().Format(time.RFC3339), l.To, l.Text}, "\t")
			})
		},
	}
}

// tellEach prints a line for each thing that the sandbox has under a name.
func tellEach[T any](s *session, c *cli.Context, name string, line func(T) string) error {
	var all []byte
	err := s.atSandbox(c, func(p *place) (err error) {
		all, err = p.call(c.Context, http.MethodGet, name, nil)
		return err
	})
	if err != nil {
		return err
	}
	for entries := json.NewDecoder(bytes.NewReader(all)); entries.More(); {
		var e T
		if err := entries.Decode(&e); err != nil {
			return fmt.Errorf("read the %s: %w", name, err)
		}
		if _, err := fmt.Fprintln(s.Out, escapeFields(line(e))); err != nil {
			return err
		}
	}
	return nil
}

// escapeFields escapes what stands between tabs.
func escapeFields(line string) string {
	fields := strings.Split(line, "\t")
	for i, f := range fields {
		fields[i] = view.Escape(f)
	}
	return strings.Join(fields, "\t")
}

func resetCommand() *command {
	return &command{
		name: "reset", does: "forget everything: accounts, organization, log", flags: whereFlags(), run: reset,
		examples: []string{"orgwright sandbox reset", "orgwright sandbox reset --state world.json"},
	}
}

func reset(s *session, c *cli.Context) error {
	return s.atSandbox(c, func(p *place) error {
		_, err := p.call(c.Context, http.MethodPost, "reset", nil)
		return err
	})
}
