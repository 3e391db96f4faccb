package view

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Markdown of what others wrote: names, paths, messages. Whatever they hold,
// they are read as themselves: no markup, no HTML, nobody mentioned, no issue
// referred to, no link.

// code is a code span of a text, for running text.
func code(s string) string {
	s = Escape(s)
	if s == "" {
		return "(empty)"
	}
	ticks := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		s = " " + s + " "
	}
	return ticks + s + ticks
}

// cell is a code span for a table, where a | would end the cell even in code.
func cell(s string) string {
	if strings.Contains(s, "|") {
		return tagged(s)
	}
	return code(s)
}

// tagged is code as HTML, for tables and for what Markdown leaves alone, such
// as a summary. What could be a sign is written as a number.
func tagged(s string) string {
	if s == "" {
		return "(empty)"
	}
	var out strings.Builder
	for _, r := range Escape(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(" -/", r) {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "&#%d;", r)
		}
	}
	return "<code>" + out.String() + "</code>"
}

// longestRun is how many of a character stand side by side at most.
func longestRun(s string, of byte) (longest int) {
	run := 0
	for i := range len(s) {
		if s[i] != of {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

// said is text for people: plain words stay as they are, and every word that
// Markdown or GitHub would make something of (an address, a path, a mention)
// becomes code, in the form given.
func said(s string, code func(string) string) string {
	words := strings.Fields(prose(s))
	for i, w := range words {
		before, core, after := peeled(w)
		if i == 0 && listed.MatchString(w) {
			words[i] = code(w)
			continue
		}
		if core != "" && !plainWord(core) {
			core = code(core)
		}
		words[i] = before + core + after
	}
	return strings.Join(words, " ")
}

// listed is what would begin a list at the head of a line.
var listed = regexp.MustCompile(`^([0-9]+[.)]|-+)$`)

// peeled takes the punctuation of a sentence off a word.
func peeled(w string) (before, core, after string) {
	core = strings.TrimLeft(w, `("'`)
	before = w[:len(w)-len(core)]
	core = strings.TrimRight(core, `.,;:!?)"'`)
	return before, core, w[len(before)+len(core):]
}

// reference is what GitHub makes a link of without further signs.
var reference = regexp.MustCompile(`(?i)gh-[0-9]|www\.|^[0-9a-f]{7,40}$`)

// plainWord reports whether nothing makes more of a word than a word.
func plainWord(w string) bool {
	if w == "-" {
		return true
	}
	first, _ := utf8.DecodeRuneInString(w)
	odd := strings.ContainsFunc(w, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune(`-.,'%`, r)
	})
	return !odd && (unicode.IsLetter(first) || unicode.IsDigit(first)) && (!reference.MatchString(w) || digits.MatchString(w))
}

var digits = regexp.MustCompile(`^[0-9]+$`)

// fence puts lines into a fenced block that none of them can end, indented as
// part of a list.
func fence(indent, language string, lines []string) string {
	ticks := 3
	for i, line := range lines {
		lines[i] = Escape(line)
		ticks = max(ticks, longestRun(line, '`')+1)
	}
	bar := strings.Repeat("`", ticks)
	var out strings.Builder
	out.WriteString(indent + bar + language + "\n")
	for _, line := range lines {
		out.WriteString(strings.TrimRight(indent+line, " ") + "\n")
	}
	out.WriteString(indent + bar + "\n")
	return out.String()
}

// details is what stands folded below a summary, which is HTML.
func details(summary, inside string) string {
	return "<details><summary>" + summary + "</summary>\n\n" + strings.TrimRight(inside, "\n") + "\n\n</details>\n"
}

// marker is the comment by which a later run finds its page again, to change
// it in place of writing another. It is not shown.
func marker(what, organization, config string) string {
	return fmt.Sprintf("<!-- orgwright:%s org=%s config=%s -->\n", what, spelled(organization), spelled(config))
}

// spelled is a value of a marker: what could end it is written as in a URL.
func spelled(s string) string {
	var out strings.Builder
	for _, b := range []byte(clipped(s)) {
		if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || strings.IndexByte("-._/:", b) >= 0 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}

// longName is longer than names are. What stands in the lines that are never
// left out is cut there, so that they fit.
const longName = 300

func clipped(s string) string {
	if len(s) <= longName {
		return s
	}
	return strings.ToValidUTF8(s[:longName], "") + "..."
}

// webAddress is an address that may stand in a link as it is.
var webAddress = regexp.MustCompile(`^https?://[A-Za-z0-9:/._~%?=&+-]{1,500}$`)

// linked is where the document asks for something, as a link to that line when
// the document has an address; empty where no line asks for it.
func (h Header) linked(file string, line int) string {
	at := placed(file, line)
	if at == "" || !webAddress.MatchString(h.Source) {
		return codeUnlessEmpty(at)
	}
	return fmt.Sprintf("[%s](%s#L%d)", cell(at), h.Source, line)
}

func codeUnlessEmpty(s string) string {
	if s == "" {
		return ""
	}
	return cell(s)
}

// codes is names side by side, each as code.
func codes(names []string, code func(string) string) string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = code(name)
	}
	return strings.Join(out, " ")
}

// heard is a list in a sentence: "a, b and c".
func heard(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
