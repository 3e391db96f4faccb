package view

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// PlanMarkdown writes a plan as one comment on a pull request, of at most
// 60,000 characters: the verdict, the risks, who gains and loses what, and
// folded below it everything else. It begins with a hidden marker that is the
// same for every plan of an organization and a document, so that the comment is
// changed and not written again. What is too long loses whole sections, from
// the bottom, and says how much is gone.
func PlanMarkdown(w io.Writer, r engine.Review, h Header) error {
	return planSheet(r, h).to(w, commentLimit)
}

// PlanSummary writes the same page as the summary of a step of a workflow,
// which may have 1,000,000 characters.
func PlanSummary(w io.Writer, r engine.Review, h Header) error {
	return planSheet(r, h).to(w, summaryLimit)
}

func planSheet(r engine.Review, h Header) sheet {
	b := newBriefing(&page{}, r, h)
	s := sheet{head: marker("plan", r.Organization, b.file) + b.title(), end: b.decision()}
	b.refusedBlocks(&s)
	unseenBlocks(&s, "nothing is planned here, and nothing is known to be as written", r.Unreadable)
	b.alerts(&s)
	s.add("risk", min(1, len(r.Steps)), b.riskTable)
	if b.worthAHeader() {
		s.add("origin", 1, func() string { return b.origin(len(r.Unreadable)) + fmt.Sprintf(" · %d unchanged\n", r.Unchanged) })
	}
	b.onceMore(&s)
	b.matrixBlock(&s)
	b.accessBlocks(&s)
	b.effectBlocks(&s)
	b.waitBlocks(&s)
	taskBlocks(&s, todo(r.Plan, r.Pending))
	limitBlocks(&s, r.Budget)
	noteBlocks(&s, r.Notes)
	b.changeBlocks(&s)
	b.diffBlocks(&s)
	b.everyAction(&s)
	return s
}

// title is the verdict: what a reviewer sees of a folded comment.
func (b briefing) title() string {
	s := "### orgwright plan"
	if b.n.Todo() == 0 && len(b.r.Refusals) == 0 {
		return s + ": " + b.idleVerdict() + "\n"
	}
	s += fmt.Sprintf(" %s: %d to create, %d to change, %d to destroy", code(short(b.r.Sum)), b.n.Create, b.n.Update, b.n.Delete)
	if n := len(b.r.Refusals); n > 0 {
		s += ", **REFUSED**"
	}
	if n := len(b.r.Unreadable); n > 0 {
		s += ", " + count(n, "thing") + " not seen"
	}
	return s + "\n"
}

// idleVerdict is that of a plan without anything for apply to do. What was not
// seen is never called unchanged.
func (b briefing) idleVerdict() string {
	switch n := len(b.r.Unreadable); {
	case n > 0:
		return "nothing to do in what was seen, " + count(n, "thing") + " not seen"
	case b.n.Waiting+b.n.ByHand > 0:
		return "no changes for apply"
	default:
		return "no changes"
	}
}

// decision is the end of the page: the summary sentence and what comes next.
func (b briefing) decision() string {
	switch {
	case b.n.Todo() == 0 && len(b.r.Refusals) == 0:
		return said(b.nothing(), code) + "\n"
	case len(b.r.Refusals) > 0:
		return "**" + b.plainSentence() + "** Apply refuses this plan.\n"
	default:
		return "**" + b.plainSentence() + "** Next: " + code(clipped(b.h.next())) + "\n"
	}
}

// plainSentence is the summary sentence, without a sum that is none.
func (b briefing) plainSentence() string {
	if !realSum.MatchString(short(b.r.Sum)) {
		b.r.Sum = ""
	}
	return b.sentence()
}

var realSum = regexp.MustCompile(`^[0-9a-f]{8}$`)

// riskTable counts the changes by what they do to people.
func (b briefing) riskTable() string {
	var rows [][]string
	var none []string
	for _, m := range meanings {
		n, kinds := b.counted(m.risk)
		if n == 0 {
			none = append(none, words[m.risk].text)
			continue
		}
		meaning := cmp.Or(b.touched(m.risk), m.meaning) + ": " + kinds
		rows = append(rows, []string{"**" + words[m.risk].text + "**", thousands(n), said(clipped(meaning), cell)})
	}
	if len(none) > 0 {
		rows = append(rows, []string{strings.Join(none, ", "), "0", ""})
	}
	return table([]string{"risk", "", ""}, "|---|--:|---|", rows)
}

// alerts puts what changes permissions above everything that has to be
// unfolded.
func (b briefing) alerts(s *sheet) {
	const most = 5
	var lines []string
	for _, address := range b.affected() {
		for _, e := range b.effects[address] {
			if line := e.alert(); line != "" && !slices.Contains(lines, line) {
				lines = append(lines, line)
			}
		}
	}
	s.add("warning", len(lines), func() string {
		text := "> [!WARNING]\n> " + strings.Join(lines[:min(most, len(lines))], "\n>\n> ") + "\n"
		if more := len(lines) - most; more > 0 {
			text += fmt.Sprintf(">\n> and %s more of this kind\n", thousands(more))
		}
		return text
	})
}

// alert says who can change permissions from now on; it is empty when nobody
// can who could not before.
func (e effect) alert() string {
	grave := graveOf(e.Gained)
	if grave == 0 || len(e.People) == 0 {
		return ""
	}
	verb := "gain"
	if len(e.People) == 1 {
		verb = "gains"
	}
	share := thousands(grave) + " of them can"
	if grave == len(e.Gained) {
		share = "That can"
	}
	return fmt.Sprintf("**GRANTS:** %s %s %s in %s. %s change permissions.",
		heard(coded(e.People, manyPeople, code)), verb, amount(e.Gained), heard(coded(e.accounts, manyPlaces, code)), share)
}

// coded is the first names as code, and how many others there are.
func coded(names []string, most int, code func(string) string) []string {
	if more := len(names) - most; more > 1 {
		return append(coded(names[:most], most, code), thousands(more)+" more")
	}
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = code(name)
	}
	return out
}

// affected lists the addresses of changes that let people do more or less, in
// the order in which they are told: of twins the first.
func (b briefing) affected() (addresses []engine.Address) {
	told := map[engine.Address]bool{}
	for _, p := range b.r.Access.Powers {
		if _, another := b.twins.first[p.Address]; !another && !told[p.Address] {
			addresses = append(addresses, p.Address)
		}
		told[p.Address] = true
	}
	return addresses
}

// origin says where the page comes from and what stands behind it.
func (b briefing) origin(unread int) string { return origin(b.h, b.file, unread) }

func origin(h Header, file string, unread int) string {
	parts := []string{code(clipped(file))}
	if h.Commit != "" {
		parts[0] += " at commit " + code(clipped(h.Commit))
	}
	account := "account " + code(clipped(h.Account))
	if h.AccountName != "" && h.AccountName != h.Account {
		account += " (" + code(clipped(h.AccountName)) + ")"
	}
	parts = append(parts, account)
	if h.OrganizationID == "" {
		parts = append(parts, "not in an organization yet")
	} else {
		parts = append(parts, "organization "+code(clipped(h.OrganizationID)))
	}
	return strings.Join(append(parts, "read "+h.read(unread)), " · ")
}

// deeds are the words of actions in a sentence, as the summary has them.
var deeds = map[engine.Action]string{engine.Create: "create", engine.Update: "change", engine.Delete: "destroy"}

// onceMore names what is hard to take back, above everything that is folded.
func (b briefing) onceMore(s *sheet) {
	var rows [][]string
	all := b.grave()
	for _, c := range all[:min(len(all), againAtMost)] {
		rows = append(rows, []string{"**" + word(c).text + "**", deeds[c.Action()] + " " + cell(c.Address.String()), b.h.linked(b.file, c.Line)})
	}
	s.add("risky change", len(all), func() string {
		text := "**Destroyed, permanent or revoked**\n\n" + table([]string{"risk", "what", "asked for"}, "|---|---|---|", rows)
		if more := len(all) - againAtMost; more > 0 {
			text += fmt.Sprintf("\nand %s more, below\n", thousands(more))
		}
		return text
	})
}
