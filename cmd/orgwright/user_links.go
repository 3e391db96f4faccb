package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/view"
)

func userLinksCommand() *command {
	return &command{
		name: "links", does: "links to the accounts in AWS's console", run: userLinks,
		args: "NAME", min: 1, max: 1, names: completer{"": everybody},
		examples: []string{"orgwright user links alice", "orgwright user links alice --format html -o alice.html"},
		about: "Each link switches to one of the person's functions in one account. The person\n" +
			"signs in first, to the master account and with MFA. Only reads.",
		flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: "text", Usage: "print the links as `FORMAT`: text, markdown or html"},
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "write them to a new `FILE` that only you can read"},
		},
		choices: map[string][]string{"format": {"text", "markdown", "html"}},
	}
}

func userLinks(s *session, c *cli.Context) (err error) {
	p, err := s.person(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	who, err := p.handout(s, c)
	if err != nil {
		return err
	}
	path := c.String("out")
	if path == "" {
		return drawLinks(s.Out, who, c.String("format"), s.style(s.Out, c))
	}
	var text bytes.Buffer
	if err := drawLinks(&text, who, c.String("format"), view.Style{}); err != nil {
		return err
	}
	if err := writePrivate(path, text.Bytes()); err != nil {
		return err
	}
	fmt.Fprintln(s.Err, "wrote", view.Escape(path))
	return nil
}

func drawLinks(w io.Writer, who handout.Person, format string, style view.Style) error {
	links, err := who.Links()
	switch {
	case err != nil:
		return err
	case format == "html":
		return view.LinksHTML(w, who, links)
	case format == "markdown":
		return view.LinksMarkdown(w, who, links)
	}
	return view.LinksText(w, who, links, style)
}
