package view

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
)

// pages are the HTML documents, with their style and scripts: all that a page
// needs is in it, so that it works from a mail and without a network.
//
//go:embed pages
var pages embed.FS

// A sealed page is what each of them has: its style, and the script that its
// own policy lets run, by hash and no other.
type sealed struct {
	Style     template.CSS
	Script    template.JS
	ScriptSum string
}

// seal takes the style and, where it has one, the script of a page.
func seal(script string) (sealed, error) {
	style, err := pages.ReadFile("pages/style.css")
	if err != nil {
		return sealed{}, fmt.Errorf("read the style of pages: %w", err)
	}
	s := sealed{Style: template.CSS(style), ScriptSum: "none"}
	if script == "" {
		return s, nil
	}
	text, err := pages.ReadFile("pages/" + script)
	if err != nil {
		return sealed{}, fmt.Errorf("read the script of a page: %w", err)
	}
	sum := sha256.Sum256(text)
	s.Script, s.ScriptSum = template.JS(text), "sha256-"+base64.StdEncoding.EncodeToString(sum[:])
	return s, nil
}

// fill writes a page of HTML, in one write.
func fill(w io.Writer, name string, data any) error {
	t, err := template.New(name).Funcs(template.FuncMap{"text": Escape}).ParseFS(pages, "pages/"+name)
	if err != nil {
		return fmt.Errorf("read the page %s: %w", name, err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, data); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	if _, err := w.Write(out.Bytes()); err != nil {
		return fmt.Errorf("write HTML: %w", err)
	}
	return nil
}
