package view

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What stands for the name and the account of an address in a task that is
// told once for several.
const (
	anyName    = "NAME"
	anyAccount = "ACCOUNT"
)

// together makes one task of those of a kind that are the same but for the
// name or the account, each where its first one was. Nothing is lost: with its
// own name and account in their places, the one task says of each address what
// its own one said.
func together(tasks []task) []task {
	var out []task
	at := map[string]int{}
	for _, t := range tasks {
		alike := t.alike()
		i, known := at[alike]
		if known && !t.ambiguous() {
			out[i].of = append(slices.Clone(out[i].of), t.of...)
			continue
		}
		if !t.ambiguous() {
			at[alike] = len(out)
		}
		out = append(out, t)
	}
	for i, t := range out {
		out[i] = t.forAll()
	}
	return out
}

// alike is the same for tasks that differ in name and account alone.
func (t task) alike() string {
	g := t.general()
	return fmt.Sprintf("%q %q %q", g.of[0].Kind, g.why, g.steps)
}

// ambiguous reports whether a task says NAME or ACCOUNT of itself: that could
// not be told from what stands for another word.
func (t task) ambiguous() bool {
	a := t.of[0]
	own := task{t.of, t.why, append([]string{a.Name, a.Account}, t.steps...)}
	return own.says(anyName) || own.says(anyAccount)
}

// says reports whether a word stands in the task.
func (t task) says(word string) bool {
	return slices.ContainsFunc(append([]string{t.why}, t.steps...), func(s string) bool { return replaced(s, word, "") != s })
}

// general is the task with NAME for its first address's name, and ACCOUNT for
// its account.
func (t task) general() task {
	return t.with(t.of[0].Name, anyName).with(t.of[0].Account, anyAccount)
}

// with is the task with one word for another.
func (t task) with(word, by string) task {
	steps := slices.Clone(t.steps)
	for i := range steps {
		steps[i] = replaced(steps[i], word, by)
	}
	return task{t.of, replaced(t.why, word, by), steps}
}

// forAll is the task with NAME and ACCOUNT where its addresses differ in them.
func (t task) forAll() task {
	if len(t.of) == 1 {
		return t
	}
	names, accounts := t.various()
	t = t.general()
	if len(names) == 1 {
		t = t.with(anyName, names[0])
	}
	if len(accounts) == 1 {
		t = t.with(anyAccount, accounts[0])
	}
	return t
}

// various lists the different names and accounts of the addresses.
func (t task) various() (names, accounts []string) {
	for _, a := range t.of {
		names = append(names, a.Name)
		accounts = append(accounts, a.Account)
	}
	slices.Sort(names)
	slices.Sort(accounts)
	return slices.Compact(names), slices.Compact(accounts)
}

// each says what NAME and ACCOUNT stand for.
func (t task) each() string {
	if len(t.of) == 1 {
		return ""
	}
	names, accounts := t.various()
	switch name, account := t.says(anyName), t.says(anyAccount); {
	case name && account:
		return "for each " + anyAccount + " and " + anyName + " above"
	case name:
		return "for each " + anyName + " of: " + strings.Join(names, ", ")
	case account:
		return "for each " + anyAccount + " of: " + strings.Join(accounts, ", ")
	default:
		return ""
	}
}

// replaced is s with by for word, where word stands by itself.
func replaced(s, word, by string) string {
	if word == "" {
		return s
	}
	var out strings.Builder
	for from := 0; ; {
		i := strings.Index(s[from:], word)
		if i < 0 {
			return out.String() + s[from:]
		}
		i += from
		end := i + len(word)
		if alone(s, i, end) {
			out.WriteString(s[from:i] + by)
			from = end
			continue
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		out.WriteString(s[from : i+n])
		from = i + n
	}
}

// alone reports whether s[from:to] has nothing beside it that would make it
// part of a longer word.
func alone(s string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	return !inWord(before) && !inWord(after)
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_", r))
}
