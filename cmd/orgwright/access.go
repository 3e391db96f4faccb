package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/access"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func accessCommand() *command {
	return &command{
		name: "access", does: "show who can do what where", run: showAccess,
		examples: []string{
			"orgwright access                                 # as org.yaml has it, offline",
			"orgwright access --live --format html > access.html",
			"orgwright access --who production",
			"orgwright access --user alice --format json | jq .cells",
			"orgwright access --compare main     # what a change to org.yaml does to access",
			"orgwright access who-can s3:DeleteObject --account production",
		},
		about: "A line for each person and function, a column for each account, and in each\n" +
			"cell the highest that can be done there, guardrails considered. What is not\n" +
			"counted stands at the end: this is no proof. who-can asks about one action.",
		args: "[who-can ACTION [RESOURCE]]", max: 3,
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "table", Usage: "print as `FORMAT`: table, markdown, csv, json or html"},
			liveFlag(),
			atFlag(),
			&cli.StringFlag{Name: "compare", Usage: "tell what is different from org.yaml at the `COMMIT`"},
			&cli.StringFlag{Name: "who", Aliases: []string{"account"}, Usage: "only who reaches `ACCOUNT`, or the accounts of a classification"},
			&cli.StringFlag{Name: "user", Usage: "only what the user `NAME` reaches"},
			accessRoleFlag(),
		},
		choices: map[string][]string{"format": {"table", "markdown", "csv", "json", "html"}},
		names:   completer{"who": placesOf, "user": usersOf, "": func(*session, line) []string { return []string{whoCanWord} }},
	}
}

// placesOf lists the accounts and classifications of the document, for the
// shell.
func placesOf(_ *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	names := org.Keys()
	for class := range org.Classifications {
		names = append(names, class)
	}
	return names
}

// usersOf lists the users of the document, for the shell.
func usersOf(s *session, l line) []string {
	org, err := schema.Load(l.file())
	if err != nil {
		return nil
	}
	return org.People(s.today())
}

func showAccess(s *session, c *cli.Context) error {
	if c.Args().Present() {
		return whoCan(s, c)
	}
	if err := sides(c); err != nil {
		return err
	}
	f, err := s.facts(c)
	if err != nil {
		return err
	}
	if revision := c.String("compare"); revision != "" {
		return s.compareAccess(c, f, revision)
	}
	m, none := f.matrix().Only(c.String("who"), c.String("user"))
	if none != "" {
		return f.nobody(c, none)
	}
	switch c.String("format") {
	case "json":
		err = view.AccessJSON(s.Out, m)
	case "markdown":
		err = view.AccessMarkdown(s.Out, m)
	case "csv":
		err = view.AccessCSV(s.Out, m)
	case "html":
		err = view.AccessHTML(s.Out, m)
	default:
		err = view.AccessText(s.Out, m, s.style(s.Out, c))
	}
	if err == nil && len(m.Unreadable) > 0 {
		return silent(codeError)
	}
	return err
}

// nobody says that there is no such account, or no such user.
func (l *ledger) nobody(c *cli.Context, which string) error {
	if which == "account" {
		return noSuch("--who", c.String("who"), append(l.accounts(), slices.Sorted(maps.Keys(l.org.Classifications))...))
	}
	return noSuch("--user", c.String("user"), l.users())
}

// whoCanWord is the argument that asks who can do one thing.
const whoCanWord = "who-can"

// whoCan lists who can do one action in an account.
func whoCan(s *session, c *cli.Context) error {
	q := access.Question{Action: c.Args().Get(1), Resource: c.Args().Get(2), Account: c.String("who"), MFA: true}
	format := c.String("format")
	switch {
	case c.Args().First() != whoCanWord:
		return usageError("unexpected argument %q%s", c.Args().First(), meant(c.Args().First(), []string{whoCanWord}))
	case c.String("compare") != "":
		return usageError("who-can does not compare: ask twice, the second time with --at")
	case q.Action == "":
		return usageError("which action? such as: orgwright access who-can s3:DeleteObject --account production")
	case format != "table" && format != "json":
		return usageError("who-can prints a table or json, not %s", format)
	}
	if err := cmp.Or(sides(c), askable(q, "--account")); err != nil {
		return err
	}
	f, err := s.facts(c)
	if err != nil {
		return err
	}
	if accounts := append(f.accounts(), schema.MasterKey); !slices.Contains(accounts, q.Account) {
		return noSuch("--account", q.Account, accounts)
	}
	s.unknownAction(q.Action)
	q.Resource = f.wish.Names.SpellKnown(q.Resource)
	a := f.realm().WhoCan(q)
	a.Live, a.AsOf = f.from.Live, f.from.AsOf
	if format == "json" {
		return view.JSON(s.Out, a)
	}
	if f.from.Commit != "" {
		a.AsOf += fmt.Sprintf(", at commit %.12s", f.from.Commit)
	}
	return view.AbleText(s.Out, a, s.style(s.Out, c))
}
