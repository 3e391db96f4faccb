package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/sandbox"
	"github.com/orgwright/orgwright/engine/view"
)

// longestRule is how many words a rule has at most: each of its keys once.
const longestRule = 10

func faultCommand() *command {
	return &command{
		name: "fault", does: "make requests go wrong by rule, as AWS's do", args: "[RULE]", max: longestRule, run: fault,
		examples: []string{
			"orgwright sandbox fault 'service=iam op=PutRolePolicy nth=3 do=drop-reply'",
			"orgwright sandbox fault probability=0.3 do=throttle --state world.json",
			"orgwright sandbox fault --clear",
		},
		about: faultAbout,
		flags: append([]cli.Flag{&cli.BoolFlag{Name: "clear", Usage: "lift all rules"}}, whereFlags()...),
		names: completer{"": func(*session, line) []string { return sandbox.RuleWords() }},
	}
}

const faultAbout = `Without RULE it lists those in force: requests struck, of how many, and text.
A RULE is key=value words. Which requests, all of these (* stands for letters):
  service=iam  op=List*  account=ID      the caller's, or one that is named
  nth=N  every=N  at=N  probability=P    at counts all requests, nth these
And what happens to them:
  do=throttle  do=500  do=error:CODE [reason=WORD] [message="some words"]
  do=drop-request     the connection ends, nothing is done
  do=drop-reply       it is done, then the connection ends; do=500-after: or so
  do=delay:MS         the reply comes later; serve alone waits
  do=lag:MS           reads see the change later, though the name is taken
  do=hide:N           N reads do not see the change; do=flicker:N: after one did
  do=fail:REASON      CreateAccount ends FAILED
  do=answer:STATE     an invitation is DECLINED, CANCELED or EXPIRED`

func fault(s *session, c *cli.Context) error {
	rule := ruleOf(c.Args().Slice())
	switch {
	case rule != "" && c.Bool("clear"):
		return usageError("--clear takes no rule")
	case c.Bool("clear"):
		return s.atSandbox(c, func(p *place) error {
			_, err := p.call(c.Context, http.MethodDelete, "fault", nil)
			return err
		})
	case c.NArg() == 0:
		return s.atSandbox(c, func(p *place) error { return p.tellFaults(c.Context, s) })
	}
	if _, err := sandbox.ParseRule(rule); err != nil {
		return usageError("%w", err).hint("see orgwright sandbox fault --help for what a rule says")
	}
	return s.atSandbox(c, func(p *place) error {
		_, err := p.call(c.Context, http.MethodPost, "fault", url.Values{"rule": {rule}})
		return err
	})
}

// ruleOf is the rule that was typed: one argument, or its words, from which
// the shell took the quotes.
func ruleOf(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	words = slices.Clone(words)
	for i, w := range words {
		if key, value, ok := strings.Cut(w, "="); ok && strings.ContainsAny(value, ` "\`) {
			words[i] = key + "=" + strconv.Quote(value)
		}
	}
	return strings.Join(words, " ")
}

// tellFaults prints the rules in force.
func (p *place) tellFaults(ctx context.Context, s *session) error {
	answer, err := p.call(ctx, http.MethodGet, "fault", nil)
	if err != nil {
		return err
	}
	var traps []sandbox.Trap
	if err := json.Unmarshal(answer, &traps); err != nil {
		return fmt.Errorf("read the rules: %w", err)
	}
	for _, t := range traps {
		if _, err := fmt.Fprintf(s.Out, "%d\t%d\t%s\n", t.Fired, t.Matched, view.Escape(t.Rule.String())); err != nil {
			return err
		}
	}
	return nil
}
