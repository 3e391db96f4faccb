package view

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// AnswerText writes an answer for people: yes or no in the first word, then
// each way with what opens it, or the first that shuts it.
func AnswerText(w io.Writer, a access.Answer, file string, s Style) error {
	p := &page{style: s}
	i := map[string]ink{"yes": green, "no": red, "unknown": yellow}[a.Verdict]
	p.blank()
	head := a.Verdict + ": " + verdictWords(a)
	for n, line := range wrap(head, s.width()) {
		if n == 0 {
			word, rest, _ := strings.Cut(line, " ")
			p.line(0, span{i, word}, text(" "+rest))
			continue
		}
		p.line(2, text(line))
	}
	shown, rest := a.Ways, 0
	if a.Verdict == "yes" { // what else leads there is a number
		shown = slices.DeleteFunc(slices.Clone(a.Ways), func(w access.Way) bool { return w.Verdict != "yes" })
		rest = len(a.Ways) - len(shown)
	}
	for _, way := range shown {
		p.way(way, a, file)
	}
	if len(a.Ways) == 0 {
		p.line(2, text("no role there lets "+a.User+" in"))
	}
	p.blank()
	if rest > 0 {
		p.prose(0, faint, count(rest, "other way")+" of "+a.User+" into "+a.Account+" does not do it.")
	}
	p.prose(0, faint, answered(a)+" Not counted: policies of resources, such as buckets and keys; session policies; "+furtherWays+".")
	return p.to(w)
}

// furtherWays is what no answer follows.
const furtherWays = "ways through two other roles, or through one of a leaf account"

func answered(a access.Answer) string {
	if a.Live {
		return "As AWS has it at " + a.AsOf + "."
	}
	return "As org.yaml has it on " + a.AsOf + "."
}

// verdictWords is what was asked, as a sentence.
func verdictWords(a access.Answer) string {
	can := map[string]string{"yes": "can", "no": "cannot", "unknown": "can perhaps"}[a.Verdict]
	on := ""
	switch {
	case a.Resource != "":
		on = " on " + a.Resource
	case len(a.Ways) > 0 && a.Verdict != "no":
		on = " on " + a.Ways[0].Resource
	}
	without := ""
	if !a.MFA {
		without = " without MFA"
	}
	return fmt.Sprintf("%s %s %s%s in %s%s", a.User, can, a.Action, on, a.Account, without)
}

// way writes one way.
func (p *page) way(w access.Way, a access.Answer, file string) {
	p.blank()
	if w.Function == "" {
		p.line(2, span{bold, "as " + a.User}, text(", the user itself"))
	} else {
		p.line(2, span{bold, "as " + w.Function}, text("  "+w.Role))
	}
	beside := func(label string, steps []access.Step) {
		for _, s := range steps {
			if s.Policy == "FullAWSAccess" && s.Text == "allows it" {
				continue // it does so everywhere
			}
			for i, l := range wrap(stepWords(s, file, a.Live), p.style.width()-canBeside) {
				if i > 0 {
					label = ""
				}
				p.line(4, span{faint, pad(label, canBeside-4)}, text(l))
			}
			label = ""
		}
	}
	if w.Through != "" {
		p.line(4, span{faint, pad("through", canBeside-4)}, text(Escape(w.Through)))
	}
	if w.Function != "" {
		beside("becomes it", w.Becoming)
	}
	if becomes := len(w.Becoming) == 0 || w.Verdict != "no" || opens(w.Becoming); becomes {
		beside("does it", w.Doing)
	}
	if len(w.Fences) > 0 {
		all := strings.Join(w.Fences, ", ")
		if w.Verdict == "yes" {
			all += ": none denies it"
		}
		for i, l := range wrap(all, p.style.width()-canBeside) {
			label := "guardrails"
			if i > 0 {
				label = ""
			}
			p.line(4, span{faint, pad(label, canBeside-4)}, text(l))
		}
	}
}

// canBeside is where the reasons of an answer begin.
const canBeside = 16

// opens reports whether steps say that something is allowed.
func opens(steps []access.Step) bool {
	return slices.ContainsFunc(steps, func(s access.Step) bool { return s.Text == "allows it" })
}

// stepWords is a step as a clause: where, and what.
func stepWords(s access.Step, file string, live bool) string {
	where := s.Layer
	if s.Policy != "" {
		where += " " + s.Policy
	}
	if s.Statement != "" && !s.NotRead() {
		where += ", statement " + s.Statement
	}
	if s.Line > 0 {
		where += fmt.Sprintf(" (%s:%d)", file, s.Line)
	}
	said := s.Text
	if s.NotRead() {
		said = "its text is not in the file: ask AWS with --live"
		if live {
			said = "its text could not be read"
		}
	}
	return where + ": " + said
}

// AbleText writes who can do something, a line for each person and way.
func AbleText(w io.Writer, a access.Able, s Style) error {
	p := &page{style: s}
	var table [][]span
	people := map[string]bool{}
	for _, d := range a.People {
		people[d.User] = true
		needs, as := "", d.Function
		if d.NeedsMFA {
			needs = "needs MFA"
		}
		if as == "" {
			as = "itself"
		}
		if d.Through != "" {
			as += " through " + d.Through[strings.LastIndexByte(d.Through, '/')+1:]
		}
		sure := span{green, "yes"}
		if d.Verdict != "yes" {
			sure = span{yellow, "perhaps"}
		}
		table = append(table, []span{{bold, Escape(d.User)}, text(Escape(as)), sure, text(Escape(anything(d.Resource))), text(needs)})
	}
	if len(table) > 0 {
		newRoster(p, access.Matrix{}).draw(table)
	}
	if len(a.Others) > 0 {
		p.prose(0, noInk, "others: the roles "+heard(a.Others)+", which no person can become")
	}
	p.blank()
	words := count(len(people), "person")
	if len(people) != 1 {
		words = thousands(len(people)) + " people"
	}
	p.prose(0, bold, words+", "+count(len(a.Others), "other")+". "+answered(access.Answer{Live: a.Live, AsOf: a.AsOf}))
	p.prose(0, faint, "Not counted: "+strings.Join(access.NotAsked(), "; ")+"; "+furtherWays+".")
	return p.to(w)
}

// anything is a resource in words.
func anything(resource string) string {
	if resource == "*" {
		return "anything"
	}
	return resource
}
