package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func validateCommand() *command {
	return &command{
		name: "validate", does: "check org.yaml, offline", run: validate,
		examples: []string{"orgwright validate", "orgwright validate -f acme/org.yaml"},
		about: "Checks the language, the references and AWS's quotas, and points at all that\n" +
			"is wrong at once. Warnings are printed too; they do not fail.",
	}
}

func validate(s *session, c *cli.Context) error {
	org, err := s.load(c)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.Out, "%s is valid: %s, %s, %s\n", view.Escape(org.Path()),
		count(len(org.Accounts), "account"), count(len(org.Functions), "function"), count(len(org.Users), "user"))
	return err
}

// load reads the document that the command line names, and warns of what is
// odd about it. A document that is wrong is told problem by problem.
func (s *session) load(c *cli.Context) (*schema.Org, error) {
	path := c.String("file")
	org, err := schema.Load(path)
	if problems, ok := schema.AsProblems(err); ok {
		fmt.Fprintln(s.Err, problems)
		return nil, failed(fmt.Errorf("%s has %s", path, count(len(problems), "error")))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, failed(fmt.Errorf("there is no %s", path)).hint("name another with -f, or write one to begin with: orgwright init")
	}
	if err != nil {
		return nil, err
	}
	wish := &kind.Wish{Org: org, Today: s.today(), Names: cloud.NewNames("aws", org.Master.ID, kind.Declared(org))}
	if problems := kind.Check(wish); len(problems) > 0 {
		fmt.Fprintln(s.Err, problems)
		return nil, failed(fmt.Errorf("%s has %s", path, count(len(problems), "error")))
	}
	if odd := org.Warnings(); len(odd) > 0 {
		fmt.Fprintln(s.Err, odd)
	}
	return org, nil
}

// count is a number of things: 1 user, 2 users.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
