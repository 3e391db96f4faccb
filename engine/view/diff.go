package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"github.com/orgwright/orgwright/engine"
)

const (
	diffContext = 2    // lines shown around a change
	diffLines   = 4000 // bodies longer than this are not compared: it would take long
)

// inside shows what changed between two bodies, as a unified diff.
func inside(before, after engine.Body) []span {
	a, b := pretty(before), pretty(after)
	if max(len(a), len(b)) > diffLines {
		note := fmt.Sprintf("%s become %s: too long to compare here", count(len(a), "line"), thousands(len(b)))
		return []span{{faint, note}}
	}
	if slices.Equal(a, b) { // a difference of spelling alone
		a, b = []string{string(before)}, []string{string(after)}
	}
	return excerpt(compared(a, b))
}

// A diffLine is a line that was kept, taken away or added.
type diffLine struct {
	mark byte // ' ', '-' or '+'
	text string
}

var diffMarks = map[diffmatchpatch.Operation]byte{
	diffmatchpatch.DiffEqual:  ' ',
	diffmatchpatch.DiffDelete: '-',
	diffmatchpatch.DiffInsert: '+',
}

// compared finds the lines of a and b that differ. It never stops early: a
// comparison that ran out of time would not be the same twice.
func compared(a, b []string) []diffLine {
	d := diffmatchpatch.New()
	d.DiffTimeout = 0
	old, now, dictionary := d.DiffLinesToRunes(joined(a), joined(b))
	var out []diffLine
	for _, x := range d.DiffCharsToLines(d.DiffMainRunes(old, now, false), dictionary) {
		for line := range strings.Lines(x.Text) {
			out = append(out, diffLine{diffMarks[x.Type], strings.TrimSuffix(line, "\n")})
		}
	}
	return inOrder(out)
}

func joined(lines []string) string {
	var out strings.Builder
	for _, line := range lines {
		out.WriteString(strings.ReplaceAll(line, "\n", `\n`) + "\n")
	}
	return out.String()
}

// inOrder puts, in each run of changed lines, what went before what came; where
// only values changed, each beside its own.
func inOrder(lines []diffLine) []diffLine {
	rank := map[byte]int{'-': 0, '+': 1}
	for i := 0; i < len(lines); i++ {
		j := i
		for j < len(lines) && lines[j].mark != ' ' {
			j++
		}
		slices.SortStableFunc(lines[i:j], func(a, b diffLine) int { return rank[a.mark] - rank[b.mark] })
		pair(lines[i:j])
		i = j
	}
	return lines
}

// pair puts deletions and additions of the same keys side by side.
func pair(run []diffLine) {
	n := len(run) / 2
	if len(run) != 2*n {
		return
	}
	for i := range n {
		if key := keyOf(run[i].text); key == "" || run[i].mark != '-' || run[n+i].mark != '+' || key != keyOf(run[n+i].text) {
			return
		}
	}
	old := slices.Clone(run)
	for i := range n {
		run[2*i], run[2*i+1] = old[i], old[n+i]
	}
}

// keyOf is the indented key of a line that says key: value; else it is empty.
func keyOf(line string) string {
	key, _, found := strings.Cut(line, `": `)
	if !found {
		return ""
	}
	return key
}

// excerpt keeps the changed lines, a little around them, and the lines that
// say what they are part of.
func excerpt(lines []diffLine) []span {
	keep := kept(lines)
	var out []span
	last := -1
	for i, line := range lines {
		if !keep[i] {
			continue
		}
		if last >= 0 && i > last+1 {
			out = append(out, span{faint, "  " + strings.Repeat(" ", depth(line.text)) + "..."})
		}
		out = append(out, span{diffInks[line.mark], string(line.mark) + " " + line.text})
		last = i
	}
	return out
}

func kept(lines []diffLine) []bool {
	keep := make([]bool, len(lines))
	for i, line := range lines {
		if line.mark == ' ' {
			continue
		}
		for j := max(0, i-diffContext); j < min(len(lines), i+diffContext+1); j++ {
			keep[j] = true
		}
		for _, j := range around(lines, i) {
			keep[j] = true
		}
	}
	for i := 1; i < len(lines)-1; i++ { // dots would be as long as the line itself
		keep[i] = keep[i] || keep[i-1] && keep[i+1]
	}
	return keep
}

// around finds the lines that open the groups line i stands in.
func around(lines []diffLine, i int) (opening []int) {
	at, mark := depth(lines[i].text), lines[i].mark
	for j := i - 1; j >= 0 && at > 0; j-- {
		if d := depth(lines[j].text); d < at && (lines[j].mark == ' ' || lines[j].mark == mark) {
			opening = append(opening, j)
			at = d
		}
	}
	return opening
}

func depth(s string) int { return len(s) - len(strings.TrimLeft(s, " ")) }

var diffInks = map[byte]ink{' ': faint, '-': red, '+': green}
