package sandbox

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// A ruleField is one key of a rule's text.
type ruleField struct {
	name string
	text func(*Rule) string // "" where it is not said
	set  func(*Rule, string) error
}

// ruleFields are in the order of a rule's text.
var ruleFields = []ruleField{
	word("service", func(r *Rule) *string { return &r.Service }, isService),
	word("op", func(r *Rule) *string { return &r.Op }, isPattern),
	word("account", func(r *Rule) *string { return &r.Account }, isAccount),
	number("nth", func(r *Rule) *int { return &r.Nth }),
	number("every", func(r *Rule) *int { return &r.Every }),
	number("at", func(r *Rule) *int { return &r.At }),
	{"probability", (*Rule).chance, (*Rule).setChance},
	word("do", func(r *Rule) *string { return &r.Do }, isEffect),
	word("reason", func(r *Rule) *string { return &r.Reason }, nil),
	word("message", func(r *Rule) *string { return &r.Message }, nil),
}

func word(name string, at func(*Rule) *string, check func(string) error) ruleField {
	return ruleField{name, func(r *Rule) string { return *at(r) }, func(r *Rule, value string) error {
		*at(r) = value
		if value == "" {
			return fmt.Errorf("%s= is empty", name)
		}
		if check == nil {
			return nil
		}
		return check(value)
	}}
}

func number(name string, at func(*Rule) *int) ruleField {
	tell := func(r *Rule) string {
		if *at(r) == 0 {
			return ""
		}
		return strconv.Itoa(*at(r))
	}
	return ruleField{name, tell, func(r *Rule, value string) (err error) {
		*at(r), err = positive(value)
		if err != nil {
			return fmt.Errorf("%s=%s: it is a number from 1 on", name, value)
		}
		return nil
	}}
}

// positive is a whole number from 1 to a thousand million, in plain digits.
func positive(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1e9 || strconv.Itoa(n) != text {
		return 0, fmt.Errorf("%q is no number from 1 on", text)
	}
	return n, nil
}

func (r *Rule) chance() string {
	if r.Probability == 0 {
		return ""
	}
	return strconv.FormatFloat(r.Probability, 'g', -1, 64)
}

func (r *Rule) setChance(text string) error {
	p, err := strconv.ParseFloat(text, 64)
	if err != nil || !(p > 0 && p <= 1) {
		return fmt.Errorf("probability=%s: it is above 0 and at most 1", text)
	}
	r.Probability = p
	return nil
}

func isService(name string) error {
	if services[name] == nil {
		return fmt.Errorf("unknown service %q%s", name, meant(name, keys(services)))
	}
	return nil
}

func isPattern(op string) error {
	if _, err := path.Match(op, ""); err != nil || strings.ContainsAny(op, `?[\`) {
		return fmt.Errorf("op=%s: it is an operation, in which a * stands for any letters", op)
	}
	return nil
}

func isAccount(id string) error {
	if !isAccountID(id) {
		return fmt.Errorf("account=%s: an account id has 12 digits", id)
	}
	return nil
}

func isEffect(do string) error {
	name, _, _ := strings.Cut(do, ":")
	if _, known := findHarm(name); !known {
		return fmt.Errorf("unknown effect %q%s", name, meant(name, harmNames()))
	}
	return nil
}

// ParseRule reads a rule: key=value words, in any order, with a value in double
// quotes where it has spaces. Its errors say what may have been meant.
func ParseRule(text string) (Rule, error) {
	var r Rule
	said := map[string]bool{}
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimLeft(rest, " \t") {
		name, value, after, err := cutWord(rest)
		if err != nil {
			return Rule{}, err
		}
		i := slices.IndexFunc(ruleFields, func(f ruleField) bool { return f.name == name })
		switch {
		case i < 0:
			return Rule{}, fmt.Errorf("unknown key %q%s", name, meant(name, ruleKeys()))
		case said[name]:
			return Rule{}, fmt.Errorf("%s is said twice", name)
		}
		if err := ruleFields[i].set(&r, value); err != nil {
			return Rule{}, err
		}
		said[name], rest = true, after
	}
	if err := r.check(); err != nil {
		return Rule{}, err
	}
	return r, nil
}

// cutWord takes the first key=value off a rule.
func cutWord(text string) (name, value, rest string, err error) {
	end := strings.IndexAny(text, " \t")
	name, value, is := strings.Cut(text, "=")
	if !is || end >= 0 && end < len(name) {
		first, _, _ := strings.Cut(strings.ReplaceAll(text, "\t", " "), " ")
		return "", "", "", fmt.Errorf("%q is not of the form key=value", first)
	}
	if !strings.HasPrefix(value, `"`) {
		if end := strings.IndexAny(value, " \t"); end >= 0 {
			return name, value[:end], value[end:], nil
		}
		return name, value, "", nil
	}
	quoted, err := strconv.QuotedPrefix(value)
	if err != nil {
		return "", "", "", fmt.Errorf("%s=: the quotes do not end", name)
	}
	rest = value[len(quoted):]
	if value, err = strconv.Unquote(quoted); err != nil {
		return "", "", "", fmt.Errorf("%s=: %w", name, err)
	}
	return name, value, rest, nil
}

func ruleKeys() []string { return each(ruleFields, func(f ruleField) string { return f.name }) }

// RuleWords are words to begin with when a rule is typed: its keys, and the
// values that are few.
func RuleWords() []string {
	words := each(ruleKeys(), func(key string) string { return key + "=" })
	for _, s := range keys(services) {
		words = append(words, "service="+s)
	}
	for _, e := range harms {
		words = append(words, "do="+e.begin())
	}
	return words
}

// meant is ", did you mean X?" for the nearest of the names, or nothing.
func meant(word string, names []string) string {
	best, least := "", max(1, min(3, len(word)/2))+1
	for _, name := range names {
		if d := distance(strings.ToLower(word), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean " + best + "?"
}

// distance is how many letters are put in, taken out or changed to make a word another.
func distance(from, to string) int {
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(from) {
		before := row[0]
		row[0] = i + 1
		for j := range len(to) {
			cost := 1
			if from[i] == to[j] {
				cost = 0
			}
			before, row[j+1] = row[j+1], min(before+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(to)]
}
