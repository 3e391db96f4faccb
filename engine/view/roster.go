package view

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/orgwright/orgwright/engine/access"
)

// AccessText writes for people who can do what where: a line for each function
// of each person and a column for each account, or, where that is too wide,
// the accounts behind each word; then what surprises, who crosses
// classifications, and what is not counted.
func AccessText(w io.Writer, m access.Matrix, s Style) error {
	r := newRoster(&page{style: s}, m)
	if table := r.table(); len(m.People) > 0 && across(table) <= s.width() {
		r.draw(table)
	} else {
		r.lists()
	}
	r.below()
	return r.to(w)
}

// A roster is a matrix on its way to a page.
type roster struct {
	*page
	m     access.Matrix
	cells map[[2]string]map[string]access.Cell // by user and function, then by account
	ways  map[string][]string                  // the functions of a user that lead anywhere, in order
}

func newRoster(p *page, m access.Matrix) roster {
	r := roster{p, m, map[[2]string]map[string]access.Cell{}, map[string][]string{}}
	for _, c := range m.Cells {
		key := [2]string{c.User, c.Function}
		if r.cells[key] == nil {
			r.cells[key] = map[string]access.Cell{}
			r.ways[c.User] = append(r.ways[c.User], c.Function)
		}
		r.cells[key][c.Account] = c
	}
	for _, functions := range r.ways {
		slices.Sort(functions)
	}
	return r
}

// wordInk is the colour of a cell, which says no more than its word.
func wordInk(c access.Cell) ink {
	switch {
	case strings.Contains(c.Word, "ADMIN"):
		return yellow
	case c.Surprise != "":
		return red
	}
	return noInk
}

// word is what a table shows of a cell that may not be there.
func (r roster) word(user, function, account string) span {
	c, ok := r.cells[[2]string{user, function}][account]
	if !ok {
		return span{faint, "-"}
	}
	return span{wordInk(c), Escape(c.Word)}
}

// table is the matrix cell by cell, escaped: its first lines are the accounts
// and their classifications, a person's line has the name and the credentials.
func (r roster) table() [][]span {
	head, classes := []span{text("")}, []span{text("")}
	for _, p := range r.m.Accounts {
		head, classes = append(head, span{bold, Escape(p.Account)}), append(classes, span{faint, Escape(p.Classification)})
	}
	if r.m.Live {
		head, classes = append(head, span{bold, "MFA"}, span{bold, "key"}), append(classes, text(""), text(""))
	}
	table := [][]span{head, classes}
	for _, p := range r.m.People {
		table = append(table, r.personLine(p, len(head)))
		for _, function := range r.ways[p.User] {
			line := []span{text(" " + Escape(function))}
			for _, a := range r.m.Accounts {
				line = append(line, r.word(p.User, function, a.Account))
			}
			for len(line) < len(head) {
				line = append(line, text(""))
			}
			table = append(table, line)
		}
	}
	return table
}

func (r roster) personLine(p access.Person, columns int) []span {
	line := []span{{bold, Escape(p.User)}}
	if !r.m.Live {
		columns += 2
	}
	for len(line) < columns-2 {
		line = append(line, text(""))
	}
	if r.m.Live {
		line = append(line, mfaWord(p.Credentials), keyWord(p.Credentials))
	}
	return line
}

func mfaWord(c *access.Credentials) span {
	switch {
	case c == nil:
		return span{faint, "?"}
	case c.MFA:
		return text("yes")
	}
	return span{alarm, "NO!"}
}

// oldKey is after how many days a key is called old (AWS: IAM user guide, best
// practices for access keys).
const oldKey = 90

func keyWord(c *access.Credentials) span {
	if c == nil {
		return span{faint, "?"}
	}
	var ages []string
	old := false
	for _, k := range c.Keys {
		age := strconv.Itoa(k.AgeDays) + "d"
		if k.AgeDays > oldKey {
			age, old = age+"!", true
		}
		ages = append(ages, age)
	}
	switch {
	case len(ages) == 0:
		return span{faint, "none"}
	case old || len(ages) > 1:
		return span{red, strings.Join(ages, ", ")}
	}
	return text(ages[0])
}

func (r roster) draw(table [][]span) {
	widths := widthsOf(table)
	for _, line := range table {
		var spans []span
		for i, cell := range line {
			spans = append(spans, span{cell.ink, cell.text}, text(pad("", widths[i]-columns(cell.text)+rowGap)))
		}
		r.line(0, spans...)
	}
}

// lists writes what is too wide for a table: behind each word the accounts.
func (r roster) lists() {
	widest := 0
	for _, functions := range r.ways {
		for _, f := range functions {
			widest = max(widest, columns(Escape(f)))
		}
	}
	for _, p := range r.m.People {
		line := []span{{bold, Escape(p.User)}}
		if r.m.Live {
			line = append(line, text("  MFA "), mfaWord(p.Credentials), text("  key "), keyWord(p.Credentials))
		}
		r.line(0, line...)
		for _, function := range r.ways[p.User] {
			head := pad(Escape(function), widest+rowGap)
			for _, g := range r.grouped(p.User, function, len(r.m.Accounts)) {
				for _, l := range wrap(g, r.style.width()-columns(head)-1) {
					r.line(1, text(head), text(l))
					head = pad("", columns(head))
				}
			}
		}
	}
}

// grouped is "WORD in ACCOUNT, ACCOUNT" for each word of a function, the word
// that most accounts have first; at most so many accounts by name.
func (r roster) grouped(user, function string, most int) []string {
	where := map[string][]string{}
	var words []string
	for _, a := range r.m.Accounts {
		if c, ok := r.cells[[2]string{user, function}][a.Account]; ok {
			if where[c.Word] == nil {
				words = append(words, c.Word)
			}
			where[c.Word] = append(where[c.Word], a.Account)
		}
	}
	slices.SortStableFunc(words, func(a, b string) int { return len(where[b]) - len(where[a]) })
	var out []string
	for _, word := range words {
		out = append(out, word+" in "+some(where[word], most))
	}
	return out
}

// below is all that stands under the table.
func (r roster) below() {
	r.blank()
	for _, l := range flow(access.Legend(r.m.Cells), "   ", r.style.width()) {
		r.line(0, span{faint, l})
	}
	for i, note := range footnotes(r.m) {
		if i == 0 {
			r.blank()
		}
		r.prose(0, noInk, note)
	}
	if len(r.m.Crossings) > 0 {
		r.heading(bold, "CROSSING: who can change things in accounts of more than one classification")
		for _, x := range crossings(r.m) {
			r.prose(2, noInk, x)
		}
	}
	if len(r.m.Unreadable) > 0 {
		r.heading(alarm, "NOT SEEN: nobody is counted here")
		for _, u := range r.m.Unreadable {
			r.prose(2, noInk, place(u)+": "+u.Why)
		}
	}
	r.blank()
	r.prose(0, bold, counted(r.m))
	r.prose(0, faint, "Not counted: "+strings.Join(r.m.NotCounted, "; ")+".")
}
