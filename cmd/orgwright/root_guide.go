package main

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/handout"
	"github.com/orgwright/orgwright/engine/view"
)

func rootGuideCommand() *command {
	return &command{
		name: "guide", does: "what two people do with an account's root user, step by step",
		args: "ACCOUNT", min: 1, max: 1,
		examples: []string{"orgwright root guide master", "orgwright root guide legacy"},
		about:    "Reads org.yaml alone: who keeps the password and who the one-time codes, under\nmaster.root and an account's root, and whether central root access is asked for.",
		names:    completer{"": accountsAndMaster},
		run:      rootGuide,
	}
}

func rootGuide(s *session, c *cli.Context) error {
	org, err := s.load(c)
	if err != nil {
		return err
	}
	account := c.Args().First()
	if err := knownAccount(org, account); err != nil {
		return err
	}
	g := handout.Root(org, account)
	var b strings.Builder
	fmt.Fprintf(&b, "The root user of %s", view.Escape(g.Account))
	if g.ID != "" {
		fmt.Fprintf(&b, " (%s)", view.Escape(g.ID))
	}
	fmt.Fprintf(&b, ", %s\n\nWHO HOLDS WHAT\n", view.Escape(g.Email))
	for _, h := range g.Holds {
		fmt.Fprintf(&b, "  %-15s %s\n", h[0], strings.Join(wrap(view.Escape(h[1]), 61), "\n"+strings.Repeat(" ", 18)))
	}
	for _, p := range g.Parts {
		fmt.Fprintf(&b, "\n%s\n", strings.ToUpper(view.Escape(p.Title)))
		for i, step := range p.Steps {
			fmt.Fprintf(&b, "  %d. %s\n", i+1, guideStep(step))
		}
	}
	_, err = fmt.Fprint(s.Out, b.String())
	return err
}

// guideStep sets a step in under its number: prose is wrapped, a command is
// kept as it is, to be copied.
func guideStep(step string) string {
	var lines []string
	for line := range strings.Lines(step) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "  ") {
			lines = append(lines, view.Escape(line))
		} else {
			lines = append(lines, wrap(view.Escape(line), 74)...)
		}
	}
	return strings.Join(lines, "\n     ")
}
