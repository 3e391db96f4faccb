package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/view"
)

func userLinksCommand() *command {
	return &command{
		name: "links", does: "links to the accounts in AWS's console", run: userLinks,
		args: "NAME", min: 1, max: 1, names: completer{"": everybody},
		examples: []string{"orgwright user links alice"},
		about: "Each link switches to one of the person's functions in one account. The person\n" +
			"signs in first, to the master account and with MFA. Only reads.",
	}
}

func userLinks(s *session, c *cli.Context) (err error) {
	p, err := s.person(c, opening{readOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	ways, err := p.ways(s, c)
	if err != nil {
		return err
	}
	links, err := handout.Links(ways)
	if err != nil {
		return err
	}
	return view.LinksText(s.Out, links, s.style(s.Out, c))
}
