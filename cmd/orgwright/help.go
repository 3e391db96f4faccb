package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// exitCodes is the end of every help.
const exitCodes = `Exit codes:
  0  done, nothing differs             4    credentials or MFA missing
  1  error                             5    stopped half-way, run again
  2  differences (see drift, plan)     64   wrong usage
  3  refused, nothing was changed      130  interrupted
`

// usage is the line that says how to call the command.
func (c *command) usage(path []string) string {
	words := append([]string{program}, path...)
	if c.sub != nil {
		words = append(words, "COMMAND")
	}
	if c.args != "" {
		words = append(words, c.args)
	}
	return strings.Join(append(words, "[flags]"), " ")
}

// help writes the command's help: examples first, exit codes last.
func (c *command) help(w io.Writer, path []string) error {
	var b strings.Builder
	title := strings.Join(append([]string{program}, path...), " ") + ": " + c.does
	fmt.Fprintf(&b, "%s\n\nExamples:\n  %s\n", strings.Join(wrap(title, helpWidth), "\n"), strings.Join(c.examples, "\n  "))
	fmt.Fprintf(&b, "\nUsage: %s\n", c.usage(path))
	if c.about != "" {
		fmt.Fprintf(&b, "\n%s\n", c.about)
	}
	all, own := c.allFlags(), len(c.flags)
	table(&b, "Commands", c.subRows())
	table(&b, "Flags", flagRows(all[:own]))
	if len(path) == 0 {
		table(&b, "Flags of every command", flagRows(all[own:]))
	} else {
		fmt.Fprintf(&b, "\nFlags of every command, explained by %s --help:\n  %s\n", program, strings.Join(wrap(spelledOut(all[own:]), helpWidth-2), "\n  "))
	}
	fmt.Fprintf(&b, "\n%s", exitCodes)
	_, err := io.WriteString(w, b.String())
	return err
}

func (c *command) subRows() [][2]string {
	var rows [][2]string
	var minor []string
	for _, sub := range c.sub {
		if sub.minor {
			minor = append(minor, sub.name)
			continue
		}
		rows = append(rows, [2]string{sub.name, sub.does})
	}
	if len(minor) > 0 {
		rows = append(rows, [2]string{"and", strings.Join(minor, ", ")})
	}
	return rows
}

func flagRows(flags []flag) [][2]string {
	var rows [][2]string
	for _, f := range flags {
		rows = append(rows, f.row())
	}
	return rows
}

// row is a flag in two columns: how it is typed, and what it does.
func (f flag) row() [2]string {
	typed := strings.Join(append(f.short(), "--"+f.name), ", ")
	if len(f.short()) == 0 {
		typed = "    " + typed
	}
	if f.byself == "" {
		return [2]string{strings.TrimRight(typed+" "+f.value, " "), f.usage}
	}
	return [2]string{typed + " " + f.value, f.usage + " (default: " + f.byself + ")"}
}

// spelledOut lists flags as they are typed.
func spelledOut(flags []flag) string {
	var all []string
	for _, f := range flags {
		typed := strings.Join(append(f.short(), "--"+f.name), ", ")
		all = append(all, strings.TrimRight(typed+" "+f.value, " "))
	}
	return strings.Join(all, "; ")
}

// helpWidth is the width that a help fits in, whatever the terminal.
const helpWidth = 80

// table writes rows in two columns under a heading; nothing when there are none.
func table(w io.Writer, heading string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", heading)
	wide := len(slices.MaxFunc(rows, func(a, b [2]string) int { return len(a[0]) - len(b[0]) })[0])
	for _, r := range rows {
		left := r[0]
		for _, right := range wrap(r[1], helpWidth-wide-4) {
			fmt.Fprintf(w, "  %-*s  %s\n", wide, left, right)
			left = ""
		}
	}
}

// wrap breaks a text between words into lines of at most width columns.
func wrap(text string, width int) []string {
	var lines []string
	for word := range strings.FieldsSeq(text) {
		last := len(lines) - 1
		if last >= 0 && len(lines[last])+1+len(word) <= width {
			lines[last] += " " + word
		} else {
			lines = append(lines, word)
		}
	}
	return lines
}
