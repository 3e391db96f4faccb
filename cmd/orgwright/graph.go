package main

import (
	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/view"
)

func graphCommand() *command {
	return &command{
		name: "graph", does: "draw the organization", run: drawGraph,
		examples: []string{
			"orgwright graph                        # Mermaid, which GitHub draws",
			"orgwright graph --format svg > organization.svg",
			"orgwright graph --format dot | dot -Tpdf > organization.pdf",
		},
		about: "The master account with people and functions, the organizational units with\n" +
			"their accounts, and what leads where: the same facts as those of access. With\n" +
			"more than 30 accounts, those of a unit are drawn as one.",
		flags:   []cli.Flag{&cli.StringFlag{Name: "format", Value: "mermaid", Usage: "draw as `FORMAT`: mermaid, dot, svg or html"}, liveFlag(), accessRoleFlag()},
		choices: map[string][]string{"format": {"mermaid", "dot", "svg", "html"}},
	}
}

func drawGraph(s *session, c *cli.Context) error {
	f, err := s.facts(c)
	if err != nil {
		return err
	}
	m := f.matrix()
	switch c.String("format") {
	case "dot":
		return view.GraphDOT(s.Out, m)
	case "svg":
		return view.GraphSVG(s.Out, m)
	case "html":
		return view.GraphHTML(s.Out, m)
	default:
		return view.GraphMermaid(s.Out, m)
	}
}
