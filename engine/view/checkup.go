package view

import "io"

// The states of a check: as it should be, not so, and what is only to be known.
const (
	CheckOK      = "ok"
	CheckMissing = "MISSING"
	CheckNote    = "note"
)

// A Check is one thing that was looked at before anything is done.
type Check struct {
	State string   // one of the Check constants
	What  string   // in a word or two
	Said  string   // what was found
	Hints []string // what to do about it
}

var checkInks = map[string]ink{CheckOK: green, CheckMissing: alarm, CheckNote: yellow}

// Checkup writes checks, a row each, and last how many are not as they should
// be.
func Checkup(w io.Writer, checks []Check, s Style) error {
	p := &page{style: s}
	what, bad := 0, 0
	for _, c := range checks {
		what = max(what, columns(prose(c.What)))
		if c.State == CheckMissing {
			bad++
		}
	}
	state := columns(CheckMissing)
	beside := state + 2 + what + 2
	for _, c := range checks {
		label, name := span{checkInks[c.State], pad(c.State, state)}, pad(prose(c.What), what)
		for _, line := range wrap(c.Said, p.style.width()-beside) {
			p.line(0, label, text("  "+name+"  "+line))
			label.text, name = pad("", state), pad("", what)
		}
		for _, hint := range c.Hints {
			for i, line := range wrap(hint, p.style.width()-beside-len(hintMark)) {
				p.line(beside, span{faint, pad(hintMark[:len(hintMark)*max(0, 1-i)], len(hintMark))}, text(line))
			}
		}
	}
	p.blank()
	p.line(0, span{bold, verdictOf(bad)})
	return p.to(w)
}

const hintMark = "hint: "

func verdictOf(bad int) string {
	if bad == 0 {
		return "Nothing is missing."
	}
	return count(bad, "thing") + " " + are(bad) + " missing."
}
