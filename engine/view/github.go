package view

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine"
)

// mostAnnotations is how many annotations of a kind GitHub shows of one step.
const mostAnnotations = 10

// PlanGitHub writes a plan as workflow commands, which GitHub shows on the
// lines of org.yaml that ask for each change: errors for what is refused or was
// not seen, warnings for what people gain, lose or cannot take back, notices
// for the rest; the worst first, at most ten of a kind, the last of them saying
// how many there are. A plan is never without one: the summary is a notice.
func PlanGitHub(w io.Writer, r engine.Review, h Header) error {
	b := newBriefing(&page{}, r, h)
	var out strings.Builder
	for _, level := range []struct {
		command string
		notes   []annotation
	}{{"error", b.errors()}, {"warning", b.warnings()}, {"notice", b.notices()}} {
		for _, a := range atMostTen(level.command, level.notes) {
			out.WriteString(a.command(level.command, b.file))
		}
	}
	if _, err := io.WriteString(w, out.String()); err != nil {
		return fmt.Errorf("write workflow commands: %w", err)
	}
	return nil
}

// An annotation is a remark on a line of the document; line 0 is the document
// as a whole.
type annotation struct {
	file  string // empty is the document
	line  int
	col   int // 0 is 1
	title string
	text  []string // lines
}

// command is the workflow command of an annotation, on one line.
func (a annotation) command(level, file string) string {
	properties := "file=" + property(cmp.Or(a.file, file))
	if a.line > 0 {
		properties += fmt.Sprintf(",line=%d,col=%d", a.line, max(a.col, 1))
	}
	lines := make([]string, len(a.text))
	for i, line := range a.text {
		lines[i] = message(line)
	}
	return fmt.Sprintf("::%s %s,title=%s::%s\n", level, properties, property("orgwright "+a.title), strings.Join(lines, "%0A"))
}

// message is text in a workflow command. What would end it is visible already,
// so only the sign of its own escapes is left.
func message(s string) string { return percents(prose(s)) }

// property is the value of a property of a workflow command.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(percents(Escape(s)))
}

func percents(s string) string { return strings.ReplaceAll(s, "%", "%25") }

// atMostTen keeps the first annotations and says how many there are.
func atMostTen(level string, all []annotation) []annotation {
	if len(all) <= mostAnnotations {
		return all
	}
	kept := mostAnnotations - 1
	more := fmt.Sprintf("%s of %s are not shown here: the summary of this run has all of them", thousands(len(all)-kept), count(len(all), level))
	return append(slices.Clone(all[:kept]), annotation{title: "and more", text: []string{more}})
}

// errors are what keeps the plan from being applied or from being whole.
func (b briefing) errors() (all []annotation) {
	lines := b.lines()
	for _, r := range b.r.Refusals {
		address, _ := engine.ParseAddress(r.Address) // none when it is the plan as a whole
		text := []string{strings.TrimSpace(r.Address + " " + r.Message)}
		if r.Hint != "" {
			text = append(text, "hint: "+r.Hint)
		}
		all = append(all, annotation{line: lines[address], title: strings.TrimSpace("REFUSED " + r.Code + " " + r.Number), text: text})
	}
	for _, u := range b.r.Unreadable {
		text := []string{place(u) + ": " + u.Why}
		if u.Hint != "" {
			text = append(text, "hint: "+u.Hint)
		}
		all = append(all, annotation{title: "NOT SEEN", text: text})
	}
	return all
}

// warnings are what people should not overlook: what is destroyed or for ever,
// who can do what from now on, what is revoked and granted, limits.
func (b briefing) warnings() (all []annotation) {
	for _, risk := range graveRisks[:2] {
		all = append(all, byLine(words[risk].text, b.withRisk(risk))...)
	}
	all = append(all, b.gains()...)
	for _, risk := range []engine.Risk{engine.Revokes, engine.Grants} {
		all = append(all, byLine(words[risk].text, b.withRisk(risk))...)
	}
	for _, q := range b.r.Budget {
		if nearlyUsed(q) {
			all = append(all, annotation{title: "close to a limit", text: []string{q.What + " " + fraction(q)}})
		}
	}
	return all
}

// gains are the effects that let people do more, those on permissions first.
func (b briefing) gains() []annotation {
	lines := b.lines()
	var grave, other []annotation
	for _, address := range b.affected() {
		for _, e := range b.effects[address] {
			a := annotation{line: lines[address], title: words[engine.Grants].text, text: e.annotated(b.alsoIn(address))}
			switch {
			case e.alert() != "":
				grave = append(grave, a)
			case len(e.Gained) > 0:
				other = append(other, a)
			}
		}
	}
	return append(grave, other...)
}

// annotated says in a few lines what an effect lets people do.
func (e effect) annotated(also []string) []string {
	text := []string{e.Address.String() + ": " + e.who() + " on " + e.on(), e.gains("GAINS", e.Gained)}
	if len(also) > 0 {
		text[0] += "; the same in " + some(also, manyPlaces)
	}
	for _, t := range tiers(e.Gained, e.short()) {
		names, more := t.named()
		line := thousands(len(t.names)) + " " + t.level + ": " + strings.Join(names, " ")
		if more > 0 {
			line += " and " + thousands(more) + " more"
		}
		text = append(text, line)
	}
	return slices.Concat(text, e.fenced(bare), e.wild(bare))
}

// withRisk lists the changes of a risk that are made now and have not been
// told with what they let people do.
func (b briefing) withRisk(risk engine.Risk) (changes []engine.Change) {
	for _, c := range b.r.Plan.Changes() {
		told := slices.ContainsFunc(b.effects[c.Address], func(e effect) bool { return len(e.Gained) > 0 })
		if c.Risk == risk && c.Waits == nil && (risk != engine.Grants || !told) {
			changes = append(changes, c)
		}
	}
	return changes
}

// notices are the summary and all that is done without a risk, waits, or is
// for a person.
func (b briefing) notices() []annotation {
	summary := b.sentence()
	if b.n.Todo() == 0 && len(b.r.Refusals) == 0 {
		summary = b.nothing()
	}
	all := []annotation{{title: "plan", text: []string{summary}}}
	all = append(all, byLine(words[engine.Person].text, b.withRisk(engine.Person))...)
	var quiet, waits []engine.Change
	for _, c := range b.r.Plan.Changes() {
		switch _, risky := words[c.Risk]; {
		case c.Waits != nil:
			waits = append(waits, c)
		case !risky:
			quiet = append(quiet, c)
		}
	}
	return slices.Concat(all, byLine(waiting.text, waits), byLine("", quiet))
}

// byLine makes one annotation of the changes that a line asks for: those of a
// function in forty accounts are one.
func byLine(risk string, changes []engine.Change) (all []annotation) {
	const most = 5
	at := map[int][]engine.Change{}
	var lines []int
	for _, c := range changes {
		if len(at[c.Line]) == 0 {
			lines = append(lines, c.Line)
		}
		at[c.Line] = append(at[c.Line], c)
	}
	for _, line := range lines {
		a := annotation{line: line, title: cmp.Or(risk, acts(at[line]))}
		for _, c := range at[line][:min(most, len(at[line]))] {
			a.text = append(a.text, string(rune(c.Action()))+" "+c.Address.String()+" "+c.Why)
		}
		if more := len(at[line]) - most; more > 0 {
			a.text = append(a.text, fmt.Sprintf("and %s more: %s", thousands(more), acts(at[line])))
		}
		all = append(all, a)
	}
	return all
}
