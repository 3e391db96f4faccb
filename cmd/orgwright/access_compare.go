package main

import (
	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/engine/view"
)

func atFlag() cli.Flag {
	return &cli.StringFlag{Name: "at", Usage: "read org.yaml as it was at the `COMMIT`, branch or tag"}
}

// sides refuses questions about a document of the past that are not about
// documents, or not of such a format.
func sides(c *cli.Context) error {
	at, compare, format := c.String("at"), c.String("compare"), c.String("format")
	switch {
	case c.Bool("live") && at != "":
		return usageError("--live reads AWS as it is now, --at org.yaml as it was: choose one")
	case c.Bool("live") && compare != "":
		return usageError("--compare is about org.yaml alone").hint("what AWS has beside it is told by: orgwright drift")
	case compare != "" && (format == "csv" || format == "html"):
		return usageError("a comparison prints a table, markdown or json, not %s", format)
	}
	return nil
}

// compareAccess tells what is different from the document at a commit.
func (s *session) compareAccess(c *cli.Context, f *ledger, revision string) error {
	earlier, err := s.factsAt(c, revision)
	if err != nil {
		return err
	}
	before, wasNone := earlier.matrix().Only(c.String("who"), c.String("user"))
	after, none := f.matrix().Only(c.String("who"), c.String("user"))
	if none != "" && wasNone != "" {
		return f.nobody(c, none)
	}
	d := after.Since(before)
	switch c.String("format") {
	case "json":
		return view.JSON(s.Out, d)
	case "markdown":
		return view.DifferenceMarkdown(s.Out, d)
	default:
		return view.DifferenceText(s.Out, d, s.style(s.Out, c))
	}
}
