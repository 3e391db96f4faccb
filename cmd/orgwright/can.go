package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func canCommand() *command {
	return &command{
		name: "can", does: "say whether somebody can do something, and why", run: can,
		args: "USER ACTION [RESOURCE]", min: 2, max: 3,
		examples: []string{
			"orgwright can bob s3:GetObject --in storage",
			"orgwright can alice iam:CreateUser --in production",
			"orgwright can alice ec2:TerminateInstances --in production --no-mfa --live",
		},
		about: "Answers from org.yaml before anything is applied, or with --live from AWS: who\n" +
			"becomes which role, which statement allows or denies it, which guardrails were\n" +
			"considered. RESOURCE is an ARN or *; left out, anything will do.\n\n" +
			"Exits 0 for yes, 2 for no, 1 where it cannot be decided.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "in", Usage: "the `ACCOUNT`: a key of org.yaml, or master (required)"},
			&cli.BoolFlag{Name: "no-mfa", Usage: "as if the person had signed in without MFA"},
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print the answer as `FORMAT`: text or json"},
			liveFlag(), accessRoleFlag(),
		},
		choices: map[string][]string{"format": {"text", "json"}},
		names:   completer{"": usersOf, "in": accountsOf},
	}
}

// accountsOf lists the accounts of the document, for the shell.
func accountsOf(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	return append(org.Keys(), schema.MasterKey)
}

var oneAction = regexp.MustCompile(`^[A-Za-z0-9-]+:[A-Za-z0-9]+$`)

func can(s *session, c *cli.Context) error {
	q := access.Question{User: c.Args().Get(0), Action: c.Args().Get(1), Resource: c.Args().Get(2), Account: c.String("in"), MFA: !c.Bool("no-mfa")}
	if err := askable(q, "--in"); err != nil {
		return err
	}
	f, err := s.facts(c)
	if err != nil {
		return err
	}
	if err := f.knows(q); err != nil {
		return err
	}
	s.unknownAction(q.Action)
	a := f.ask(q)
	if c.String("format") == "json" {
		err = view.JSON(s.Out, a)
	} else {
		err = view.AnswerText(s.Out, a, f.org.Path(), s.style(s.Out, c))
	}
	switch {
	case err != nil:
		return err
	case a.Verdict == "no":
		return differences()
	case a.Verdict != "yes":
		return silent(codeError)
	}
	return nil
}

// askable refuses what is no question, with the flag that names the account.
func askable(q access.Question, flag string) error {
	switch {
	case q.Account == "":
		return usageError("%s is missing: in which account?", flag).hint("such as: %s production", flag)
	case !oneAction.MatchString(q.Action):
		return usageError("%s is not one action, such as s3:GetObject", view.Escape(q.Action))
	case q.Resource != "" && q.Resource != "*" && !strings.HasPrefix(q.Resource, "arn:"):
		return usageError("%s is not a resource: give an ARN or *", view.Escape(q.Resource))
	case q.Resource != "*" && strings.ContainsAny(q.Resource, "*?"):
		return usageError("%s is a pattern: ask about one resource, or leave it out to ask about any", view.Escape(q.Resource))
	}
	return nil
}

// unknownAction warns of an action that AWS's table does not have: it may be
// new, or mistyped.
func (s *session) unknownAction(action string) {
	if access.Known(action) {
		return
	}
	service, _, _ := strings.Cut(action, ":")
	fmt.Fprintf(s.Err, "%s is not in AWS's table of actions (%s)%s\n", view.Escape(action), access.Origin(), meant(action, access.Match(service+":*")))
}

// knows refuses a question about what there is not.
func (l *ledger) knows(q access.Question) error {
	accounts := append(l.accounts(), schema.MasterKey)
	if !slices.Contains(accounts, q.Account) {
		return noSuch("--in", q.Account, accounts)
	}
	if users := l.users(); !slices.Contains(users, q.User) {
		return noSuch("can", q.User, users)
	}
	return nil
}

// realm is everything that has a say about who may do what.
func (l *ledger) realm() *access.Realm {
	if l.picture == nil {
		return kind.Promised(l.wish)
	}
	return kind.Realm(l.wish, l.cloud, l.picture)
}

// ask answers a question, with the lines of org.yaml that the answer rests on.
func (l *ledger) ask(q access.Question) access.Answer {
	q.Resource = l.wish.Names.SpellKnown(q.Resource)
	a := l.realm().Ask(q)
	a.Live, a.AsOf = l.from.Live, l.from.AsOf
	for i, w := range a.Ways {
		for j, step := range w.Doing {
			a.Ways[i].Doing[j].Line = l.lineOf(q.Account, w.Function, step)
		}
	}
	return a
}

// lineOf is where org.yaml grants what a step is about.
func (l *ledger) lineOf(account, function string, step access.Step) int {
	at := engine.Address{Account: account, Kind: "grant", Name: function + "/" + step.Policy}
	if step.Layer == "guardrail" {
		at = engine.Address{Account: schema.MasterKey, Kind: "guardrail", Name: step.Policy}
	}
	if l.state[at] == "" {
		return 0
	}
	return l.wish.Line(at)
}
