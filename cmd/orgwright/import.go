package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/cloud"
	"github.com/orgwright/orgwright/engine/kind"
	"github.com/orgwright/orgwright/engine/survey"
	"github.com/orgwright/orgwright/engine/view"
	"github.com/orgwright/orgwright/schema"
)

func importCommand() *command {
	return &command{
		name: "import", does: "write org.yaml from a live organization",
		examples: []string{
			"orgwright import",
			"orgwright import -o acme/org.yaml --profile master",
			"orgwright import -o -                    # look at it first",
		},
		about: "Reads the organization whose master account the credentials are of, and writes\n" +
			"it down as org.yaml, with policies as JSON files beside it. Planning that file\n" +
			"changes nothing. What was guessed is marked REVIEW, what the language cannot say\n" +
			"is listed at the end of the file. Only reads AWS, and overwrites nothing.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Value: "org.yaml", Usage: "write the new `FILE`; - prints it"},
			&cli.StringFlag{Name: "ownership-path", Value: schema.DefaultOrganization().OwnershipPath, Usage: "take what is under the IAM path `PATH` for our own"},
			accessRoleFlag(),
		},
		run: importAll,
	}
}

// importAll writes the organization down.
func importAll(s *session, c *cli.Context) error {
	if c.IsSet("file") {
		return usageError("import writes a document and reads none: name it with -o FILE")
	}
	if !schema.Says("iam-path", c.String("ownership-path")) {
		return usageError("--ownership-path: %s is no IAM path such as %s", c.String("ownership-path"), schema.DefaultOrganization().OwnershipPath)
	}
	out := c.String("out")
	if out != "-" {
		if err := vacant(out, nil); err != nil {
			return err
		}
	}
	found, err := s.survey(c)
	switch {
	case err != nil:
		return err
	case out == "-":
		return s.printSurvey(found)
	}
	if err := s.placeSurvey(out, found); err != nil {
		return err
	}
	return s.surveyed(out, found)
}

// survey looks at everything and writes it down.
func (s *session) survey(c *cli.Context) (_ *survey.Survey, err error) {
	terms := survey.Terms{Path: c.String("ownership-path"), AccessRole: schema.DefaultOrganization().AccessRole, Today: s.today()}
	assume := ""
	switch role := c.String("access-role"); {
	case role == "":
	case slices.Contains(schema.CIRoles, role):
		assume = strings.TrimPrefix(terms.Path, "/") + role
	case schema.Says("role", role):
		terms.AccessRole = role
	default:
		return nil, usageError("--access-role: %q is not a role's name", role)
	}
	cfg, done, err := s.anyConfig(c)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, done()) }()
	reach, err := cloud.Open(c.Context, cloud.Options{
		Config: cfg, ReadOnly: true, AccessRole: terms.AccessRole, Assume: assume, Session: "orgwright-import", Path: terms.Path,
		Paced: c.String("sandbox") == "", Clock: s.Now,
		Say: func(what, news string) {
			fmt.Fprintf(s.Err, "%s: %s\n", view.Escape(what), view.Escape(news))
		},
	})
	if err != nil {
		return nil, err
	}
	over := s.reading(c)
	picture, err := reach.Read(c.Context, kind.Everything())
	over()
	switch {
	case err != nil:
		return nil, wrongAccount(err)
	case picture.Organization == nil:
		return nil, failed(fmt.Errorf("account %s has no organization yet: there is nothing to import", reach.MasterID)).
			hint("begin with orgwright init")
	}
	terms.Region = cfg.Region
	return survey.Of(reach, picture, terms), nil
}

// printSurvey prints the document; policy files follow as comments.
func (s *session) printSurvey(found *survey.Survey) error {
	text := string(found.YAML())
	for _, name := range slices.Sorted(maps.Keys(found.Files)) {
		text += "\n# " + name + "\n"
		for line := range strings.Lines(string(found.Files[name])) {
			text += "#   " + line
		}
	}
	_, err := fmt.Fprint(s.Out, text)
	return err
}

// vacant refuses to write where something is already.
func vacant(out string, found *survey.Survey) error {
	all := []string{out}
	if found != nil {
		for _, name := range slices.Sorted(maps.Keys(found.Files)) {
			all = append(all, filepath.Join(filepath.Dir(out), filepath.FromSlash(name)))
		}
	}
	for _, path := range all {
		switch _, err := os.Lstat(path); {
		case err == nil:
			return failed(fmt.Errorf("%s is already there, nothing was written", path)).hint("name another file: orgwright import -o FILE")
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("look for %s: %w", path, err)
		}
	}
	return nil
}

// placeSurvey writes the document and its policy files: all of them or none.
func (s *session) placeSurvey(out string, found *survey.Survey) (err error) {
	if err := vacant(out, found); err != nil {
		return err
	}
	dir := filepath.Dir(out)
	folder, err := makeFolder(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	var written []string
	defer func() {
		for _, name := range written {
			if err != nil {
				err = errors.Join(err, folder.Remove(name))
			}
		}
	}()
	for _, name := range append(slices.Sorted(maps.Keys(found.Files)), filepath.Base(out)) {
		text, isPolicy := found.Files[name]
		if !isPolicy {
			text = found.YAML()
		}
		if err := s.place(folder, dir, filepath.FromSlash(name), text); err != nil {
			return err
		}
		written = append(written, name)
	}
	return nil
}

// surveyed holds what was written to the language, and says what is in it.
func (s *session) surveyed(out string, found *survey.Survey) error {
	org, err := schema.Load(out)
	if err != nil {
		return failed(fmt.Errorf("%s was written and is not valid: %w", out, err)).hint("correct the lines by hand, then run orgwright validate")
	}
	if problems := kind.Check(&kind.Wish{Org: org, Today: s.today(), Names: cloud.NewNames("aws", org.Master.ID, kind.Declared(org))}); len(problems) > 0 {
		return failed(fmt.Errorf("%s was written and is not valid: %w", out, problems)).hint("correct the lines by hand, then run orgwright validate")
	}
	_, err = fmt.Fprintf(s.Out, `
%s, %s, %s, %s, %s
marked REVIEW: %s; not in the file and listed at its end: %s

Next:
  1. look at the lines marked REVIEW
  2. orgwright -f %s validate
  3. orgwright -f %[8]s plan
     it changes nothing for apply
`, count(len(org.Accounts), "account"), count(len(org.Classifications), "classification"), count(len(org.Guardrails), "guardrail"),
		count(len(org.Functions), "function"), count(len(org.Users), "user"), count(found.Reviews(), "line"), count(len(found.Unsaid), "thing"), shellWord(out))
	return err
}

// anyConfig is where AWS is when there is no document yet: the organization is
// whosever the credentials are, or that of the sandbox.
func (s *session) anyConfig(c *cli.Context) (aws.Config, func() error, error) {
	org := &schema.Org{}
	if state := c.String("sandbox"); state != "" {
		if _, err := os.Stat(state); err != nil {
			return aws.Config{}, nil, fmt.Errorf("open the sandbox: %w", err)
		}
		world, err := s.world(state)
		if err != nil {
			return aws.Config{}, nil, err
		}
		if world.Organization == nil {
			return aws.Config{}, nil, errors.Join(fmt.Errorf("the sandbox in %s has no organization: there is nothing to import", state), world.Close())
		}
		org.Master = schema.Master{ID: world.Organization.Master, Email: world.Accounts[world.Organization.Master].Email}
		org.Organization.HomeRegion = s.Getenv("AWS_REGION")
		if err := world.Close(); err != nil {
			return aws.Config{}, nil, err
		}
	}
	cfg, done, err := s.config(c, org)
	if cfg.Region == "" {
		cfg.Region = "us-east-1" // where Organizations and IAM are (AWS: endpoints)
	}
	return cfg, done, err
}
