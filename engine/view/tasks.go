package view

import (
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// A task is what a person must do: for one address, or for several alike.
type task struct {
	of    []engine.Address
	why   string
	steps []string
}

// todo joins the by-hand changes of a plan with their steps, in the plan's
// order, and adds what is pending beside the plan.
func todo(plan engine.Plan, pending []engine.Pending) []task {
	steps := map[engine.Address][]string{}
	for _, x := range pending {
		steps[x.Address] = x.Steps
	}
	var tasks []task
	planned := map[engine.Address]bool{}
	for _, s := range plan.Steps {
		for _, c := range s.Changes {
			if s.ByHand {
				tasks = append(tasks, task{[]engine.Address{c.Address}, c.Why, steps[c.Address]})
				planned[c.Address] = true
			}
		}
	}
	for _, x := range pending {
		if !planned[x.Address] {
			tasks = append(tasks, task{[]engine.Address{x.Address}, "", x.Steps})
		}
	}
	return tasks
}

// mustDo lists what only people can do, numbered; what is the same for several
// but for the name is told once.
func (p *page) mustDo(tasks []task) {
	if len(tasks) == 0 {
		return
	}
	p.heading(bold, "A PERSON MUST")
	tasks = together(tasks)
	labels, widest := numbers(tasks)
	for i, t := range tasks {
		p.tell(labels[i], widest, t)
	}
}

// tell writes one task beside its number, in a column of such a width.
func (p *page) tell(number string, widest int, t task) {
	beside := 2 + widest + 2
	label := span{cyan, pad(number, widest)}
	for _, line := range flow(t.names(), " ", p.style.width()-beside) {
		p.line(2, label, text("  "+line))
		label.text = pad("", widest)
	}
	p.prose(beside, faint, t.why)
	p.prose(beside, cyan, t.each())
	for _, step := range t.steps {
		p.step(beside, step)
	}
}

// numbers counts the tasks, those of several as "3-5".
func numbers(tasks []task) (labels []string, widest int) {
	next := 1
	for _, t := range tasks {
		label := fmt.Sprint(next)
		next += len(t.of)
		if len(t.of) > 1 {
			label += fmt.Sprintf("-%d", next-1)
		}
		labels = append(labels, label)
		widest = max(widest, len(label))
	}
	return labels, widest
}

// names lists the addresses of a task, with commas between them.
func (t task) names() []string {
	var names []string
	for i, a := range t.of {
		comma := ","
		if i == len(t.of)-1 {
			comma = ""
		}
		names = append(names, a.String()+comma)
	}
	return names
}

// step writes one thing to do; its commands, which begin with a space, stand
// as they are.
func (p *page) step(indent int, s string) {
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, " ") {
			p.line(indent, text(line+p.style.place(line)))
			continue
		}
		for i, part := range wrap(line, p.style.width()-indent-2) {
			bullet := "* "
			if i > 0 {
				bullet = "  "
			}
			p.line(indent, span{faint, bullet}, text(part))
		}
	}
}

// place is what a command of ours needs besides to find what this one found:
// nothing where it says itself which organization it is about.
func (s Style) place(command string) string {
	if strings.HasPrefix(strings.TrimSpace(command), "orgwright ") && !strings.Contains(command, " --master ") {
		return s.Place
	}
	return ""
}
