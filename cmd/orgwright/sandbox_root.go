package main

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/urfave/cli/v2"
)

func sandboxRootCommand() *command {
	return &command{
		name: "root", does: "do what only a root user at the console can", args: "ID", min: 1, max: 1, run: rootDeeds,
		examples: []string{"orgwright sandbox root 111111111111 --mfa on", "orgwright sandbox root 222222222222 --sign-in"},
		about:    "Plays the person at the console of the account with this ID, where no API of AWS\nreaches: enrols a device, makes a key, signs in.",
		flags: append([]cli.Flag{
			&cli.StringFlag{Name: "mfa", Usage: "`SWITCH` the MFA device on or off"},
			&cli.StringFlag{Name: "key", Usage: "`SWITCH` an access key on, or all of them off"},
			&cli.BoolFlag{Name: "sign-in", Usage: "sign in with the password, now"},
		}, whereFlags()...),
		choices: map[string][]string{"mfa": {"on", "off"}, "key": {"on", "off"}},
		names:   completer{"": accountIDs},
	}
}

func rootDeeds(s *session, c *cli.Context) error {
	id := c.Args().First()
	if !accountID.MatchString(id) {
		return usageError("%q is no account id: it has twelve digits", id)
	}
	query := url.Values{"id": {id}}
	for _, name := range []string{"mfa", "key"} {
		if c.IsSet(name) {
			query.Set(name, c.String(name))
		}
	}
	if c.Bool("sign-in") {
		query.Set("sign-in", "now")
	}
	if len(query) == 1 {
		return usageError("say what the root user does: --mfa, --key or --sign-in")
	}
	return s.atSandbox(c, func(p *place) error {
		_, err := p.call(c.Context, http.MethodPost, "root", query)
		if err != nil {
			return fmt.Errorf("be the root user of %s: %w", id, err)
		}
		return nil
	})
}
