package view

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/orgwright/orgwright/engine/access"
)

// palette are the colours of classifications: pairs that dark ink is read on,
// and that people who see few colours tell apart by lightness. A classification
// stands by name wherever its colour does.
var palette = []struct{ fill, line string }{
	{"#ffd8a8", "#8a4b00"}, {"#b9ddff", "#0b4f8a"}, {"#c6efce", "#1e6b34"}, {"#e7d3ff", "#5b2a91"}, {"#fff3a3", "#6b5c00"}, {"#ffd0dc", "#8f1d43"},
}

// plain is the colour of what has no classification.
var plainPaint = struct{ fill, line string }{"#e9edf1", "#4a5561"}

// GraphMermaid writes the organization as a flowchart of Mermaid, which GitHub
// draws.
func GraphMermaid(w io.Writer, m access.Matrix) error {
	g := newGraph(m)
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	fmt.Fprintf(&b, "  subgraph M[\"%s\"]\n", mermaid("master "+g.master+": people and groups"))
	g.mermaidPeople(&b)
	b.WriteString("  end\n")
	for i, u := range g.units {
		g.mermaidUnit(&b, i, u)
	}
	g.mermaidWays(&b)
	for i := range g.classes {
		p := palette[i%len(palette)]
		fmt.Fprintf(&b, "  classDef c%d fill:%s,stroke:%s,color:#111\n", i, p.fill, p.line)
	}
	return written(w, b.String(), "Mermaid")
}

func (g graph) mermaidPeople(b *strings.Builder) {
	ids := map[string]string{}
	var people []string
	for _, f := range g.functions {
		people = append(people, f.people...)
	}
	people = distinct(append(people, g.idle...))
	for i, f := range g.functions {
		label := f.name
		if len(people) > few {
			label += ": " + count(len(f.people), "person")
			label = strings.Replace(label, "persons", "people", 1)
		}
		fmt.Fprintf(b, "    f%d([\"%s\"])\n", i, mermaid(label))
	}
	if len(people) > few {
		return
	}
	for i, name := range people {
		ids[name] = fmt.Sprintf("p%d", i)
		fmt.Fprintf(b, "    p%d[\"%s\"]\n", i, mermaid(name))
	}
	for i, f := range g.functions {
		for _, name := range f.people {
			fmt.Fprintf(b, "    %s --> f%d\n", ids[name], i)
		}
	}
}

func (g graph) mermaidUnit(b *strings.Builder, i int, u unitBox) {
	if g.collapsed {
		fmt.Fprintf(b, "  u%d[\"%s\"]%s\n", i, mermaid(u.path+": "+count(len(u.accounts), "account")+u.classNote()), g.mermaidClass(u.classesOf()))
		return
	}
	fmt.Fprintf(b, "  subgraph u%d[\"%s\"]\n", i, mermaid(u.path))
	for j, a := range u.accounts {
		fmt.Fprintf(b, "    u%da%d[\"%s\"]%s\n", i, j, mermaid(a.label()), g.mermaidClass([]string{a.class}))
	}
	b.WriteString("  end\n")
}

// label is an account with the sort of data it holds.
func (a accountBox) label() string {
	if a.class == "" {
		return a.name
	}
	return a.name + ": " + a.class
}

// classNote is what sort of data a unit's accounts hold, after its name.
func (u unitBox) classNote() string {
	if all := strings.Join(u.classesOf(), ", "); all != "" {
		return ", " + all
	}
	return ""
}

func (g graph) mermaidClass(of []string) string {
	for i, class := range g.classes {
		if len(of) == 1 && class == of[0] {
			return fmt.Sprintf(":::c%d", i)
		}
	}
	return ""
}

func (g graph) mermaidWays(b *strings.Builder) {
	g.eachWay(func(f, u, a int, w wayIn) {
		to := fmt.Sprintf("u%d", u)
		if a >= 0 {
			to += fmt.Sprintf("a%d", a)
		}
		fmt.Fprintf(b, "  f%d -- \"%s\" --> %s\n", f, mermaid(w.word+w.note), to)
	})
}

// eachWay tells every way: the numbers of the function, the unit and the
// account, which is -1 for the unit as a whole.
func (g graph) eachWay(tell func(f, u, a int, w wayIn)) {
	number := map[string]int{}
	for i, f := range g.functions {
		number[f.name] = i
	}
	for i, u := range g.units {
		for _, w := range u.ways {
			tell(number[w.function], i, -1, w)
		}
		for j, a := range u.accounts {
			for _, w := range a.ways {
				tell(number[w.function], i, j, w)
			}
		}
	}
}

// mermaid is a text as a label: what could be syntax or HTML is written as a
// number (Mermaid: entity codes).
func mermaid(s string) string {
	var out strings.Builder
	for _, r := range Escape(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -_./,:()+?", r) {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "#%d;", r)
		}
	}
	return out.String()
}

// GraphDOT writes the organization in the language of Graphviz.
func GraphDOT(w io.Writer, m access.Matrix) error {
	g := newGraph(m)
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n  rankdir=LR; compound=true; fontname=\"Helvetica\";\n", dot(g.organization))
	b.WriteString("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"Helvetica\"];\n  edge [fontname=\"Helvetica\", fontsize=10];\n")
	fmt.Fprintf(&b, "  subgraph cluster_master {\n    label=%s;\n", dot("master "+g.master+": people and groups"))
	for i, f := range g.functions {
		fmt.Fprintf(&b, "    f%d [label=%s];\n", i, dot(f.name+"\n"+f.who(few)))
	}
	b.WriteString("  }\n")
	for i, u := range g.units {
		g.dotUnit(&b, i, u)
	}
	g.eachWay(func(f, u, a int, w wayIn) {
		if a < 0 && !g.collapsed { // Graphviz draws edges between nodes alone, cut off where the unit begins
			fmt.Fprintf(&b, "  f%d -> u%da0 [label=%s, lhead=cluster_u%d];\n", f, u, dot(w.word+w.note), u)
			return
		}
		fmt.Fprintf(&b, "  f%d -> u%da%d [label=%s];\n", f, u, max(a, 0), dot(w.word+w.note))
	})
	b.WriteString("}\n")
	return written(w, b.String(), "DOT")
}

func (g graph) dotUnit(b *strings.Builder, i int, u unitBox) {
	if g.collapsed {
		fmt.Fprintf(b, "  u%da0 [label=%s, fillcolor=%q];\n", i, dot(u.path+"\n"+count(len(u.accounts), "account")+u.classNote()), g.paint(u.classesOf()...).fill)
		return
	}
	fmt.Fprintf(b, "  subgraph cluster_u%d {\n    label=%s;\n", i, dot(u.path))
	for j, a := range u.accounts {
		fmt.Fprintf(b, "    u%da%d [label=%s, fillcolor=%q];\n", i, j, dot(a.name+"\n"+a.class), g.paint(a.class).fill)
	}
	b.WriteString("  }\n")
}

// paint is the colour of a classification; of several, none.
func (g graph) paint(of ...string) struct{ fill, line string } {
	for i, class := range g.classes {
		if len(of) == 1 && class == of[0] {
			return palette[i%len(palette)]
		}
	}
	return plainPaint
}

// dot is a text as a string of DOT; a line break stays one.
func dot(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(Escape(l))
	}
	return `"` + strings.Join(lines, `\n`) + `"`
}

func written(w io.Writer, text, what string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}
