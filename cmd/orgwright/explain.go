package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/orgwright/orgwright/docs"
	"github.com/orgwright/orgwright/engine"
)

func explainCommand() *command {
	return &command{
		name: "explain", minor: true, does: "say what a code means, and how to mend it", args: "[CODE]", max: 1, run: explain,
		examples: []string{
			"orgwright explain ORG101",
			"orgwright explain own-access   # a refusal, by its name",
			"orgwright explain              # all codes there are",
		},
		about: "Codes stand in brackets after problems of org.yaml and refusals. Reads neither\n" +
			"a document nor AWS.",
		names: completer{"": func(*session, line) []string { return codes() }},
	}
}

func explain(s *session, c *cli.Context) error {
	all := explanations()
	if c.Args().Len() == 0 {
		for _, e := range all {
			fmt.Fprintf(s.Out, "%s  %s\n", e.code, e.name)
		}
		return nil
	}
	asked := c.Args().First()
	for _, e := range all {
		if strings.EqualFold(e.code, asked) || strings.EqualFold(e.name, asked) {
			_, err := fmt.Fprint(s.Out, e.text())
			return err
		}
	}
	return usageError("there is no code %q%s", asked, meant(strings.ToUpper(asked), codes())).hint("orgwright explain lists all")
}

// An explanation is a section of the page of codes.
type explanation struct {
	code, name string
	lines      []string // as the page has them
}

// codes lists all codes, in order.
func codes() []string {
	var all []string
	for _, e := range explanations() {
		all = append(all, e.code)
	}
	return all
}

// codeRules are the codes of documents as rules.
func codeRules() []engine.Rule {
	var all []engine.Rule
	for _, e := range explanations() {
		severity := engine.Error
		switch {
		case ofPlan(e.code):
			continue
		case strings.HasPrefix(e.code, "ORG2"):
			severity = engine.Warning
		}
		all = append(all, engine.Rule{Name: e.code, Severity: severity, About: e.name, Fix: "orgwright explain " + e.code})
	}
	return all
}

// ofPlan reports whether a code is told by a plan or a command, and not of the
// document.
func ofPlan(code string) bool {
	return strings.HasPrefix(code, "ORG3") || code == engine.WildcardCode
}

// explanations reads the page of codes.
func explanations() []explanation {
	var all []explanation
	inside := false
	for text := range strings.Lines(docs.Codes) {
		text = strings.TrimSuffix(text, "\n")
		heading, ok := strings.CutPrefix(text, "### ORG")
		switch {
		case ok:
			code, name, _ := strings.Cut("ORG"+heading, ": ")
			all, inside = append(all, explanation{code: code, name: name}), true
		case strings.HasPrefix(text, "## "):
			inside = false
		case inside:
			e := &all[len(all)-1]
			e.lines = append(e.lines, text)
		}
	}
	return all
}

// text is an explanation for a terminal: examples are set in, and what makes
// the page a page is taken off.
func (e explanation) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n", e.code, e.name)
	example := false
	var prose []string
	flush := func() {
		for _, line := range wrap(strings.ReplaceAll(strings.Join(prose, " "), "`", ""), helpWidth) {
			b.WriteString(line + "\n")
		}
		prose = nil
	}
	for _, line := range slices.Concat(trimBlank(e.lines), []string{""}) {
		switch fence := strings.HasPrefix(line, "```"); {
		case fence:
			example = !example
		case example:
			b.WriteString("    " + line + "\n")
		case line == "":
			flush()
			b.WriteString("\n")
		default:
			prose = append(prose, line)
		}
	}
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// trimBlank takes empty lines off the end.
func trimBlank(lines []string) []string {
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
