package view

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Limits of GitHub: a comment may have 65,536 characters, a step's summary
// 1,024 KiB. Bytes are counted, which are never fewer than characters.
const (
	commentLimit = 60_000
	summaryLimit = 1_000_000
)

// A block is a part of a page that is written whole or not at all.
type block struct {
	what  string        // what is in it, as it is counted when it is left out: "change"
	n     int           // how many of that
	write func() string // "" when there is nothing to say
}

// A sheet is a page of Markdown of a limited length: a head and an end that
// always stand there, and between them blocks, of which those at the bottom
// are left out when they do not fit.
type sheet struct {
	head   string
	blocks []block
	below  []block // what comes at the very bottom: the rest of what is long
	end    string
}

// add puts a block at the bottom.
func (s *sheet) add(what string, n int, write func() string) {
	if n > 0 {
		s.blocks = append(s.blocks, block{what, n, write})
	}
}

// addBelow puts a block at the bottom of the page, below all that is added.
func (s *sheet) addBelow(what string, n int, write func() string) {
	s.below = append(s.below, block{what, n, write})
}

// spread puts the first few of many blocks where they belong and the others at
// the bottom, so that one long list does not push everything else off the page.
func (s *sheet) spread(i, few int) func(what string, n int, write func() string) {
	if i < few {
		return s.add
	}
	return s.addBelow
}

// Of the limit, so much is kept for telling what was left out; and a block that
// would take so large a part of it is left out by itself.
const (
	roomForLeftOut = 1000
	hugeShare      = 2
)

// within is the page in at most limit bytes. No block is ever cut: a fence or a
// table that was would take the rest of the page with it.
func (s sheet) within(limit int) string {
	var out strings.Builder
	out.WriteString(s.head)
	room := limit - len(s.head) - len(s.end) - roomForLeftOut
	var left []block
	full := false
	for _, b := range slices.Concat(s.blocks, s.below) {
		if full {
			left = append(left, b)
			continue
		}
		text := b.write()
		switch {
		case text == "":
		case len(text)+1 <= room:
			out.WriteString("\n" + text)
			room -= len(text) + 1
		default:
			left = append(left, b)
			full = len(text) < limit/hugeShare
		}
	}
	if len(left) > 0 {
		out.WriteString("\n" + leftOut(left))
	}
	return out.String() + "\n" + s.end
}

// leftOut tells how much of what is not on the page.
func leftOut(left []block) string {
	var order []string
	n := map[string]int{}
	for _, b := range left {
		if !slices.Contains(order, b.what) {
			order = append(order, b.what)
		}
		n[b.what] += b.n
	}
	for i, what := range order {
		order[i] = count(n[what], what)
	}
	return fmt.Sprintf("**Left out, because this page would be too long: %s (%s).** They are in the text and in the JSON of this run.\n",
		heard(order), count(len(left), "section"))
}

// to hands the page over, in one write.
func (s sheet) to(w io.Writer, limit int) error {
	if _, err := io.WriteString(w, s.within(limit)); err != nil {
		return fmt.Errorf("write Markdown: %w", err)
	}
	return nil
}

// table is a table with its head; cells are Markdown already.
func table(head []string, align string, rows [][]string) string {
	var out strings.Builder
	for _, r := range append([][]string{head}, rows...) {
		out.WriteString("| " + strings.Join(r, " | ") + " |\n")
		if align != "" {
			out.WriteString(align + "\n")
			align = ""
		}
	}
	return out.String()
}

// pieces cuts a list into parts of at most size, so that a page that is too
// long loses some of them and not all.
func pieces[T any](all []T, size int) [][]T { return slices.Collect(slices.Chunk(all, size)) }

// ofHowMany says which piece of several this is: ", 2 of 5".
func ofHowMany(i, n int) string {
	if n < 2 {
		return ""
	}
	return fmt.Sprintf(", part %d of %d", i+1, n)
}
