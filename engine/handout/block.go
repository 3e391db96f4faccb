package handout

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// marks are the lines between which a block of an organization stands.
func marks(organization string) (begin, end string) {
	return beginMark + organization, endMark + organization
}

const (
	beginMark = "# BEGIN orgwright "
	endMark   = "# END orgwright "
)

// A Misfit is something in a configuration file that a block cannot stand
// beside. Line counts from 1.
type Misfit struct {
	Line int
	What string
}

// Error is what is wrong, without the file and the line.
func (m *Misfit) Error() string { return m.What }

// A place is where in a file a block stands, marks and all, in bytes.
type place struct{ from, to int }

// Block is the block that a configuration file has of an organization, with
// lines that end in LF; empty when it has none.
func Block(file []byte, organization string) (string, error) {
	at, err := find(file, organization)
	if err != nil || at == nil {
		return "", err
	}
	return strings.ReplaceAll(string(file[at.from:at.to]), "\r\n", "\n"), nil
}

// Put puts a block into a configuration file: in the place of the one that is
// there, else at the end. Every byte outside of it stays. Its lines end as the
// file's first line does. Marks that do not belong together, and a profile of
// the same name elsewhere in the file, are a Misfit.
func Put(file []byte, organization, block string) ([]byte, error) {
	at, err := find(file, organization)
	if err != nil {
		return nil, err
	}
	if at == nil {
		at = &place{len(file), len(file)}
	}
	if err := clash(file, *at, block); err != nil {
		return nil, err
	}
	eol := "\n"
	if first, _, _ := bytes.Cut(file, []byte("\n")); bytes.HasSuffix(first, []byte("\r")) {
		eol = "\r\n"
	}
	between := ""
	if at.from == len(file) && at.from > 0 {
		between = eol
		if file[at.from-1] != '\n' {
			between += eol
		}
	}
	return slices.Concat(file[:at.from], []byte(between+strings.ReplaceAll(block, "\n", eol)), file[at.to:]), nil
}

// find looks for the marks of an organization, nil when there are none.
func find(file []byte, organization string) (*place, error) {
	begin, end := marks(organization)
	var at, open *place
	offset, number, began := 0, 0, 0
	for line := range bytes.Lines(file) {
		number++
		text := strings.TrimRight(string(line), " \t\r\n")
		switch {
		case text == begin && (at != nil || open != nil):
			return nil, misfit(number, "a second block begins here; one is at line %d", began)
		case text == begin:
			open, began = &place{from: offset}, number
		case open != nil && (strings.HasPrefix(text, beginMark) || strings.HasPrefix(text, endMark) && text != end):
			return nil, misfit(number, "this mark stands within the block that begins at line %d", began)
		case text == end && open == nil:
			return nil, misfit(number, "a block ends here that never began")
		case text == end:
			at, open = &place{open.from, offset + len(line)}, nil
		}
		offset += len(line)
	}
	if open != nil {
		return nil, misfit(began, "a block begins here that never ends")
	}
	return at, nil
}

func misfit(line int, format string, args ...any) error {
	return &Misfit{line, fmt.Sprintf(format, args...)}
}

// profileHead is the head of a profile, with its name bare or in quotes.
var profileHead = regexp.MustCompile(`^\s*\[\s*profile\s+["']?(.+?)["']?\s*\]`)

// clash finds a profile outside of the block that the block has too.
func clash(file []byte, at place, block string) error {
	ours := map[string]bool{}
	for line := range strings.Lines(block) {
		if m := profileHead.FindStringSubmatch(line); m != nil {
			ours[m[1]] = true
		}
	}
	offset, number := 0, 0
	for line := range bytes.Lines(file) {
		number++
		m := profileHead.FindSubmatch(line)
		if outside := offset < at.from || offset >= at.to; outside && m != nil && ours[string(m[1])] {
			return misfit(number, "there is a profile %s already, which is not ours", m[1])
		}
		offset += len(line)
	}
	return nil
}
