package view

import (
	"fmt"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// refusedBlocks names the safety rules that the plan breaks.
func (b briefing) refusedBlocks(s *sheet) {
	parts := pieces(b.r.Refusals, manyRows)
	for i, part := range parts {
		s.add("refusal", len(part), func() string {
			text := "> [!CAUTION]\n> **REFUSED: apply does not run this plan" + ofHowMany(i, len(parts)) + "**\n"
			for _, r := range part {
				text += "> - " + code(strings.TrimSpace(r.Code+" "+r.Number))
				if r.Address != "" {
					text += " " + code(r.Address)
				}
				text += ": " + said(r.Message, code) + "\n"
				if r.Hint != "" {
					text += ">   - hint: " + said(r.Hint, code) + "\n"
				}
			}
			return text
		})
	}
}

// unseenBlocks lists what could not be read.
func unseenBlocks(s *sheet, means string, unread []engine.Unknown) {
	parts := pieces(unread, manyRows)
	for i, part := range parts {
		s.add("unseen thing", len(part), func() string {
			text := "> [!WARNING]\n> **NOT SEEN" + ofHowMany(i, len(parts)) + ":** " + means + "\n"
			for _, u := range part {
				text += "> - " + code(place(u)) + ": " + said(u.Why, code) + "\n"
				if u.Hint != "" {
					text += ">   - hint: " + said(u.Hint, code) + "\n"
				}
			}
			return text
		})
	}
}

// waitBlocks tells how much cannot be done before a person has done something.
func (b briefing) waitBlocks(s *sheet) {
	order, waiting := b.waiting()
	for _, part := range pieces(order, manyRows) {
		s.add("wait", len(part), func() string {
			text := "**Waits**, and is made by an apply after the person's step\n\n"
			for _, a := range part {
				text += fmt.Sprintf("- %s for %s: %s\n", thousands(len(waiting[a])), code(a.String()), said(byKind(waiting[a]), code))
			}
			return text
		})
	}
}

// taskBlocks lists, folded, what only people can do.
func taskBlocks(s *sheet, tasks []task) {
	tasks = together(tasks)
	labels, _ := numbers(tasks)
	total := 0
	for _, t := range tasks {
		total += len(t.of)
	}
	const few = 15
	parts := pieces(tasks, few)
	for i, part := range parts {
		s.add("person's step", len(part), func() string {
			var text strings.Builder
			for j, t := range part {
				text.WriteString(t.markdown(labels[i*few+j]))
			}
			return details(fmt.Sprintf("<b>A person must</b>: %s, with the commands%s", count(total, "thing"), ofHowMany(i, len(parts))), text.String())
		})
	}
}

// markdown is a task as an item of a list, its commands fenced.
func (t task) markdown(label string) string {
	var names []string
	for _, a := range t.of {
		names = append(names, code(a.String()))
	}
	text := "- **" + label + "** " + strings.Join(names, ", ") + "\n"
	for _, line := range []string{t.why, t.each()} {
		if line = said(line, code); line != "" {
			text += "  - " + line + "\n"
		}
	}
	for _, step := range t.steps {
		text += stepMarkdown(step)
	}
	return text
}

// stepMarkdown is one thing to do; its commands begin with a space.
func stepMarkdown(step string) string {
	var text strings.Builder
	var commands []string
	flush := func() {
		if len(commands) > 0 {
			text.WriteString(fence("    ", "", commands))
			commands = nil
		}
	}
	for line := range strings.Lines(step) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, " ") && strings.TrimSpace(line) != "" {
			if text.Len() == 0 { // a fence needs an item to stand in
				text.WriteString("  - run:\n")
			}
			commands = append(commands, strings.TrimSpace(line))
			continue
		}
		flush()
		if line = said(line, code); line != "" {
			text.WriteString("  - " + line + "\n")
		}
	}
	flush()
	return text.String()
}

// limitBlocks shows the quotas that are nearly used up, or over.
func limitBlocks(s *sheet, budget []engine.Quota) {
	var rows [][]string
	for _, q := range budget {
		if !nearlyUsed(q) {
			continue
		}
		share := fmt.Sprintf("%d %%", q.Used*100/q.Limit)
		if q.Used > q.Limit {
			share = "**OVER**"
		}
		rows = append(rows, []string{said(q.What, cell), fraction(q), share})
	}
	for _, part := range pieces(rows, manyRows) {
		s.add("limit", len(part), func() string {
			return table([]string{"close to a limit", "", ""}, "|---|--:|--:|", part)
		})
	}
}

func noteBlocks(s *sheet, notes []string) {
	for _, part := range pieces(notes, manyRows) {
		s.add("note", len(part), func() string {
			text := "**Notes**\n\n"
			for _, n := range part {
				text += "- " + said(n, code) + "\n"
			}
			return text
		})
	}
}
