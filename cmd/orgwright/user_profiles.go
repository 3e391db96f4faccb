package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/view"
)

func userProfilesCommand() *command {
	return &command{
		name: "profiles", does: "profiles for the AWS CLI and SDKs", run: userProfiles,
		args: "NAME", min: 1, max: 1, names: completer{"": everybody, "source": func(s *session, _ line) []string { return s.profiles() }},
		examples: []string{
			"orgwright user profiles alice           # prints them",
			"orgwright user profiles alice --write   # into ~/.aws/config, after asking",
		},
		about: "One profile for each function in each account, in a block between two marks. In\n" +
			"AWS's configuration file (AWS_CONFIG_FILE, else ~/.aws/config) that block alone\n" +
			"is written; every other byte stays, and a copy of the file as it was is kept.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: handout.Formats()[0], Usage: "print the profiles as `FORMAT`: " + strings.Join(handout.Formats(), ", ")},
			&cli.StringFlag{Name: "source", Usage: "the profile `NAME` that has the person's access key (default: the organization's name)"},
			&cli.BoolFlag{Name: "write", Usage: "put them into AWS's configuration file, after showing what changes"},
			&cli.BoolFlag{Name: "yes", Usage: "with --write: do not ask"},
		},
		choices: map[string][]string{"format": handout.Formats()},
	}
}

func userProfiles(s *session, c *cli.Context) (err error) {
	format := handout.Format(c.String("format"))
	if err := s.mayWrite(c, format); err != nil {
		return err
	}
	p, err := s.person(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	who, err := p.handout(s, c)
	if err != nil {
		return err
	}
	if format.InConfig() {
		if who.Devices, err = p.devices(s, c); err != nil {
			return err
		}
	}
	source := cmp.Or(c.String("source"), who.Organization)
	text, err := who.Config(format, source)
	if err != nil {
		return err
	}
	if !c.Bool("write") {
		_, err = fmt.Fprint(s.Out, text)
		return err
	}
	if err := s.writeBlock(c, who, text); err != nil {
		return err
	}
	s.missing(source, format)
	return nil
}

// mayWrite refuses what cannot be written, before anything else is done.
func (s *session) mayWrite(c *cli.Context, f handout.Format) error {
	switch source := c.String("source"); {
	case strings.ContainsAny(source, " \t\r\n[]\"'#;=") || c.IsSet("source") && source == "":
		return usageError("--source: %q cannot be the name of a profile", source)
	case !c.Bool("write"):
		return nil
	case !f.InConfig():
		return usageError("--write: %s is pasted into the browser extension, not written to AWS's configuration file", f)
	}
	return s.mayAsk(c)
}

// writeBlock puts a person's block into AWS's configuration file, once
// somebody has seen what changes.
func (s *session) writeBlock(c *cli.Context, who handout.Person, block string) error {
	path, err := s.awsFile("AWS_CONFIG_FILE", "config")
	if err != nil {
		return err
	}
	file, err := lookAt(path)
	if err != nil {
		return err
	}
	text, err := handout.Put(file.before, who.Organization, block)
	if err != nil {
		return beside(path, who.Organization, err)
	}
	if slices.Equal(text, file.before) {
		_, err := fmt.Fprintf(s.Out, "%s is as it should be: %s.\n", view.Escape(path), count(len(who.Ways), "profile"))
		return err
	}
	old, err := handout.Block(file.before, who.Organization)
	if err != nil {
		return err
	}
	if err := view.BlockDiff(s.Out, old, block, s.style(s.Out, c)); err != nil {
		return err
	}
	if !c.Bool("yes") {
		if err := s.confirm(c.Context, fmt.Sprintf("\nWrite this to %s? The rest of it stays as it is.", view.Escape(path))); err != nil {
			return err
		}
	}
	if err := file.put(text); err != nil {
		return err
	}
	fmt.Fprintf(s.Out, "Wrote %s to %s.\n", count(len(who.Ways), "profile"), view.Escape(path))
	if file.before != nil {
		fmt.Fprintf(s.Out, "As it was before: %s\n", view.Escape(file.backup()))
	}
	return nil
}

// beside refuses to write a block beside what is in the file.
func beside(path, organization string, err error) error {
	odd := new(handout.Misfit)
	if !errors.As(err, &odd) {
		return err
	}
	return refused("ORG332", "%s:%d: %w; nothing was written", path, odd.Line, err).
		hint("take it out by hand, or correct the lines that begin with # BEGIN orgwright %s and # END orgwright %[1]s", organization)
}

// missing says how the profile comes to be that the others begin from.
func (s *session) missing(source string, f handout.Format) {
	switch {
	case f == handout.AWSVault:
		fmt.Fprintf(s.Err, "the access key goes into the vault: aws-vault add %s\n", source)
	case !slices.Contains(s.profiles(), source):
		fmt.Fprintf(s.Err, "there is no profile %s yet: once you have an access key, aws configure --profile %[1]s\n", source)
	}
}

// awsFile is where one of AWS's two files is: where the variable says, else
// under its name in ~/.aws (AWS CLI: configuration and credential files).
func (s *session) awsFile(variable, name string) (string, error) {
	path, home := s.Getenv(variable), s.Getenv("HOME")
	rest, athome := strings.CutPrefix(path, "~/")
	switch {
	case path != "" && !athome:
		return path, nil
	case home == "":
		return "", failed(fmt.Errorf("find AWS's file %s: HOME is not set", name)).hint("name the file by %s", variable)
	case athome:
		return filepath.Join(home, rest), nil
	}
	return filepath.Join(home, ".aws", name), nil
}
