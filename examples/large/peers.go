package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/orgwright/orgwright/engine/policy"
)

// A page is one file of a format: its name with slashes, and its text.
type page struct{ name, text string }

// pages are the formats that the organization can be written in, each with all
// its files.
func pages(format string, s size) ([]page, error) {
	switch format {
	case "orgwright":
		var text strings.Builder
		err := write(&text, s)
		return []page{{"org.yaml", text.String()}}, err
	case "terraform":
		return s.terraform()
	case "org-formation":
		return s.orgFormation()
	case "aws-orgs":
		return s.awsOrgs(), nil
	}
	return nil, fmt.Errorf("there is no format %q: orgwright, terraform, org-formation or aws-orgs", format)
}

// lay writes the files into a folder. A file that is there already is an
// error, and is left as it is.
func lay(folder string, all []page) error {
	for _, p := range all {
		path := filepath.Join(folder, filepath.FromSlash(p.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return err
		}
		_, err = io.WriteString(f, p.text)
		if err := errors.Join(err, f.Close()); err != nil {
			return fmt.Errorf("writing %s: %w", path, err)
		}
	}
	return nil
}

const (
	masterID    = "111111111111"
	masterEmail = "aws+master@large.example"
	home        = "/orgwright/" // the path that orgwright's own things are under
)

func account(i int) string { return fmt.Sprintf("leaf-%04d", i+1) }
func email(i int) string   { return fmt.Sprintf("aws+%s@large.example", account(i)) }
func person(i int) string  { return fmt.Sprintf("user-%04d", i+1) }

// all is how many functions there are, over all areas.
func (s size) all() int { return s.functions * s.areas() }

// of is the function of a person.
func (s size) of(person int) string { return function(person % s.all()) }

// units are the units of an area.
func units(i int) []string { return []string{"NonProduction" + area(i), "Production" + area(i)} }

// unit is where an account is.
func unit(account int) string {
	all := units(account / most)
	if account%3 == 2 {
		return all[0]
	}
	return all[1]
}

// managed is the AWS-managed policy of a function.
func managed(function int) string {
	if function%2 == 1 {
		return "ReadOnlyAccess"
	}
	return "AdministratorAccess"
}

// own is what a function may do by a policy of its own.
func own(i int) policy.Document {
	return policy.FromStatements([]policy.Rule{{Actions: []string{"s3:GetObject"}, Resources: []string{"arn:aws:s3:::large-" + function(i) + "/*"}}}, nil)
}

func noLeaving() policy.Document {
	document, _ := policy.Builtin("no-leaving", policy.Exempt{}, home)
	return document
}

// indented is a value as JSON. What is written here is maps, lists and strings.
func indented(v any) (string, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	return string(text) + "\n", err
}
