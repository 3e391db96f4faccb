package main

import (
	"cmp"
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
		examples: []string{
			"orgwright validate",
			"orgwright validate --format github   # on the lines of a pull request",
			"orgwright validate --format sarif > org.sarif   # for code scanning",
		},
		about: "Checks the language, the references and AWS's quotas, and points at all that\n" +
			"is wrong at once. Warnings are printed too; they do not fail. Each has a code:\n" +
			"orgwright explain CODE says what it means.",
		flags:   []cli.Flag{&cli.StringFlag{Name: "format", Value: "text", Usage: "print what is found as `FORMAT`: text, json, github or sarif"}},
		choices: map[string][]string{"format": {"text", "json", "github", "sarif"}},
	}
}

func validate(s *session, c *cli.Context) error {
	org, found, err := s.check(c)
	if err == nil && org != nil {
		found, err = withJournal(org, found)
	}
	if err != nil {
		return err
	}
	wrong := mistaken(c.String("file"), found)
	switch c.String("format") {
	case "json":
		return errors.Join(validateJSON(s.Out, found), wrong)
	case "github":
		return errors.Join(view.RemarksGitHub(s.Out, remarks(found)), wrong)
	case "sarif":
		return errors.Join(view.RemarksSARIF(s.Out, remarks(found), thisBuild().Version, codeRules()), wrong)
	}
	if len(found) > 0 {
		fmt.Fprintln(s.Err, found)
	}
	if wrong != nil {
		return wrong
	}
	_, err = fmt.Fprintf(s.Out, "%s is valid: %s, %s, %s\n", view.Escape(org.Path()),
		count(len(org.Accounts), "account"), count(len(org.Functions), "function"), count(len(org.Users), "user"))
	return err
}

// load reads the document that the command line names, and warns of what is
// odd about it. A document that is wrong is told problem by problem.
func (s *session) load(c *cli.Context) (*schema.Org, error) {
	org, found, err := s.check(c)
	if err != nil {
		return nil, err
	}
	if len(found) > 0 {
		fmt.Fprintln(s.Err, found)
	}
	return org, mistaken(c.String("file"), found)
}

// check reads the document that the command line names, and lists what is
// wrong with it, else what is odd about it. The error is that it cannot be
// read.
func (s *session) check(c *cli.Context) (*schema.Org, schema.Problems, error) {
	path := c.String("file")
	org, err := schema.Load(path)
	if problems, ok := schema.AsProblems(err); ok {
		if isSaved(path) {
			return nil, nil, usageError("%s is a saved plan, no document", path).hint("to carry it out: orgwright apply %s", shellWord(path))
		}
		return nil, problems, nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, failed(fmt.Errorf("there is no %s", path)).hint("name another with -f, or write one to begin with: orgwright init")
	}
	if err != nil {
		return nil, nil, err
	}
	wish := &kind.Wish{Org: org, Today: s.today(), Names: cloud.NewNames("aws", org.Master.ID, kind.Declared(org))}
	return org, append(kind.Check(wish), org.Warnings()...), nil
}

// mistaken is the end of a run whose document has errors, nil when it has none.
func mistaken(path string, found schema.Problems) error {
	var wrong schema.Problems
	for _, p := range found {
		if p.Severity == schema.Error {
			wrong = append(wrong, p)
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	e := failed(fmt.Errorf("%s has %s", cmp.Or(wrong[0].File, path), count(len(wrong), "error"))).
		hint("orgwright explain %s says what it means and how to mend it", wrong[0].Code)
	e.problems = found
	return e
}

// count is a number of things: 1 user, 2 users.
func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
