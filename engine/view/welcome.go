package view

import (
	"bytes"
	_ "embed" // the letter
	"fmt"
	"io"
	"text/template"

	"github.com/orgwright/orgwright/engine/handout"
)

// A Letter is what goes with the things that a person is handed.
type Letter struct {
	handout.Person
	Config, Links string // the names of the files beside it
	Key           string // the file with the encrypted access key; "" is none
	Open          string // the command that opens it
}

//go:embed pages/welcome.md
var welcome string

// Welcome writes the letter as Markdown in plain words.
func Welcome(w io.Writer, l Letter) error {
	plain := func(s string) string { return said(s, code) }
	t, err := template.New("welcome").Funcs(template.FuncMap{"said": plain, "code": code, "cell": cell, "plain": Escape}).Parse(welcome)
	if err != nil {
		return fmt.Errorf("read the letter: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, struct {
		Letter
		First, Write string
	}{l, l.Profiles()[0].Name, "orgwright user profiles " + l.Name + " --write"}); err != nil {
		return fmt.Errorf("write the letter: %w", err)
	}
	_, err = w.Write(out.Bytes())
	return err
}
