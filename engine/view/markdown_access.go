package view

import (
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// manyRows is how many rows a table has before it is folded, and aPiece how
// many a folded one has before another begins.
const (
	manyRows    = 25
	aPiece      = 150
	manyEffects = 10 // shown above what is folded
)

// matrixBlock shows at a glance which function goes where and with what, as
// the text does.
func (b briefing) matrixBlock(s *sheet) {
	const mostAccounts = 12
	r := newReach(b.r.Plan.Changes())
	if len(r.names) < 2 || len(r.accounts) < 2 || len(r.accounts) > mostAccounts || len(r.names) > manyRows {
		return
	}
	s.add("role table", 1, func() string {
		head, align := []string{"new roles"}, "|---|"
		for _, a := range r.accounts {
			name := cell(a)
			if r.waits[a] {
				name += `\*`
			}
			head, align = append(head, name), align+"---|"
		}
		var rows [][]string
		for _, name := range r.names {
			line := []string{"**" + cell(name) + "**"}
			for _, a := range r.accounts {
				line = append(line, r.cell(name, a).text)
			}
			rows = append(rows, line)
		}
		text := "**What is made where**\n\n" + table(head, align, rows)
		if r.someWait() {
			text += "\n\\* waits for a person\n"
		}
		return text
	})
}

// accessBlocks tells who gains and who loses which function, and where.
func (b briefing) accessBlocks(s *sheet) {
	waits, starred := later(b.r.Plan), false
	var rows [][]string
	for _, side := range []struct {
		verb string
		ways []way
	}{{"gains", ways(b.r.Access.Gained)}, {"**loses**", ways(b.r.Access.Lost)}} {
		for _, w := range side.ways {
			var accounts []string
			for _, a := range w.accounts {
				name := cell(a)
				if waits[engine.Becoming{Account: a, Function: w.function}] {
					name, starred = name+`\*`, true
				}
				accounts = append(accounts, name)
			}
			rows = append(rows, []string{side.verb, cell(w.user), cell(w.function), strings.Join(accounts, " ")})
		}
	}
	note := ""
	if starred {
		note = "\n\\* after a person's step\n"
	}
	parts := pieces(rows, aPiece)
	for i, part := range parts {
		s.spread(i, 1)("access row", len(part), func() string {
			text := table([]string{"", "person", "function", "accounts"}, "|---|---|---|---|", part) + note
			if len(rows) <= manyRows {
				return "**Who gains and loses access**\n\n" + text
			}
			return details(fmt.Sprintf("<b>Who gains and loses access</b>: %s%s", count(len(rows), "row"), ofHowMany(i, len(parts))), text)
		})
	}
}

// effectBlocks tells, change by change, what people can do more and less.
func (b briefing) effectBlocks(s *sheet) {
	lines := b.lines()
	told := 0
	for _, address := range b.affected() {
		for _, e := range b.effects[address] {
			told++
			s.spread(told-1, manyEffects)("effect", 1, func() string { return e.markdown(b.h.linked(b.file, lines[address]), b.alsoIn(address)) })
		}
	}
}

// markdown is what a change lets people do: on what, and level by level.
func (e effect) markdown(at string, also []string) string {
	head := "**" + code(e.Address.String()) + "**"
	if at != "" {
		head += " " + at
	}
	if len(also) > 0 {
		head += "\\\nand the same: " + strings.Join(coded(also, manyPlaces, code), ", ")
	}
	people := "nobody today"
	if len(e.People) > 0 {
		people = strings.Join(coded(e.People, manyPeople, code), ", ")
	}
	if e.Function != "" {
		people += " (" + code(e.Function) + ")"
	}
	head += "\\\npeople: " + people + "\\\non: " + e.onCoded() + "\n\n"
	rows := append(e.rows("gains", e.Gained), e.rows("loses", e.Lost)...)
	places := strings.Join(coded(e.accounts, manyPlaces, cell), ", ")
	text := head + table([]string{"in " + places, ""}, "|---|---|", rows)
	if idle := e.idle(); idle != "" {
		text += "\n" + idle + "\n"
	}
	if lines := e.fenced(code); len(lines) > 0 {
		text += "\n" + strings.Join(lines, "\\\n") + "\n"
	}
	for _, line := range e.wild(code) {
		text += "\n**warning** " + line + "\n"
	}
	return text
}

func (e effect) onCoded() string {
	if on := e.on(); on == "everything" || on == "nothing" {
		return on
	}
	return strings.Join(coded(e.Resources, manyPlaces, code), ", ")
}

// rows is one side of an effect as rows of a table.
func (e effect) rows(verb string, powers []engine.Power) [][]string {
	if len(powers) == 0 {
		return [][]string{{verb + " nothing", ""}}
	}
	total := verb + " " + amount(powers)
	rows := [][]string{{"**" + total + "**", ""}}
	if service := e.service(); service != "" {
		rows[0][1] = "service " + cell(service)
	}
	for _, t := range tiers(powers, e.short()) {
		names, more := t.named()
		list := codes(names, cell)
		if more > 0 {
			list += fmt.Sprintf(" and %s more", thousands(more))
		}
		rows = append(rows, []string{fmt.Sprintf("%s %s", thousands(len(t.names)), t.level), list})
	}
	return rows
}

// everyAction lists, folded, all actions of each effect that names only some.
func (b briefing) everyAction(s *sheet) {
	for _, address := range b.affected() {
		for _, e := range b.effects[address] {
			all := len(e.Gained) + len(e.Lost) + len(e.Idle)
			if all > 0 && e.abridged() {
				s.add("action list", 1, func() string {
					return details(fmt.Sprintf("%s: all %s by name", tagged(address.String()), count(all, "action")), e.list())
				})
			}
		}
	}
}

// abridged reports whether the effect's table leaves names out.
func (e effect) abridged() bool {
	for _, t := range append(tiers(e.Gained, e.short()), tiers(e.Lost, e.short())...) {
		if _, more := t.named(); more > 0 {
			return true
		}
	}
	return len(e.Idle) > 0
}

func (e effect) list() string {
	whole := func(name string) string { return name }
	var lines []string
	for _, side := range []struct {
		word   string
		powers []engine.Power
	}{{"+ gained", e.Gained}, {"- lost", e.Lost}, {"  of no use here", e.Idle}} {
		for _, t := range tiers(side.powers, whole) {
			for _, name := range t.names {
				lines = append(lines, fmt.Sprintf("%s %-11s %s", side.word, t.level, name))
			}
		}
	}
	return fence("", "diff", lines)
}
