package view

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// footnotes tell what goes beyond the names of policies, once for everybody who
// has the function, and which credentials want attention.
func footnotes(m access.Matrix) []string {
	var out []string
	for _, c := range m.Cells {
		if f := c.Footnote(); f != "" {
			out = append(out, "+ "+f+cited(m, c))
		}
	}
	out = distinct(out)
	for _, p := range m.People {
		if c := p.Credentials; c != nil && !c.MFA {
			out = append(out, fmt.Sprintf("! %s has no MFA device: roles that ask for MFA stay closed", p.User))
		}
		if c := p.Credentials; c != nil {
			for _, k := range c.Keys {
				if k.AgeDays > oldKey {
					out = append(out, fmt.Sprintf("! %s has a key that is %d days old", p.User, k.AgeDays))
				}
			}
		}
	}
	return out
}

// cited is where org.yaml grants what a cell is about: " (org.yaml:52)".
func cited(m access.Matrix, c access.Cell) string {
	var at []string
	for _, line := range c.Lines() {
		at = append(at, m.File.Path+":"+strconv.Itoa(line))
	}
	if len(at) == 0 || m.File.Path == "" {
		return ""
	}
	return " (" + strings.Join(at, ", ") + ")"
}

// crossings tells who crosses, those with the same reach together.
func crossings(m access.Matrix) []string {
	who := map[string][]string{}
	var order []string
	for _, x := range m.Crossings {
		reach := crossed(x)
		if who[reach] == nil {
			order = append(order, reach)
		}
		who[reach] = append(who[reach], x.User)
	}
	for i, reach := range order {
		order[i] = some(who[reach], 10) + ": " + reach
	}
	return order
}

func crossed(x access.Crossing) string {
	var parts []string
	for _, r := range x.Reach {
		parts = append(parts, fmt.Sprintf("%s (%s, as %s)", r.Classification, some(r.Accounts, 3), heard(r.Functions)))
	}
	return strings.Join(parts, " and ")
}

// counted is the sum of a matrix, in one sentence.
func counted(m access.Matrix) string {
	from := "as " + edition(m.Edition()) + " has it on " + m.AsOf
	if m.Live {
		from = "in AWS at " + m.AsOf
	}
	people := map[string]bool{}
	for _, c := range m.Cells {
		people[c.User] = true
	}
	return fmt.Sprintf("%s, %s, %s into %s, %s.", count(len(m.People), "user"),
		thousands(len(people))+" of them with access", count(len(m.Cells), "way"), count(len(m.Accounts), "account"), from)
}
