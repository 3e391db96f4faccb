package policy

import "fmt"

// A truth is what is known of a question. What is not known stays open through
// everything it bears on (Kleene's logic): no and maybe is no, yes or maybe is
// yes, all else with a maybe in it is a maybe. So to know less can make an
// answer open, and can never turn it round.
type truth uint8

const (
	no truth = iota
	maybe
	yes
)

// A belief is a truth and why: for a maybe always, what is not known; for a no
// sometimes, what was missing.
type belief struct {
	is  truth
	why string
}

// certain is a belief without doubt.
func certain(b bool) belief {
	if b {
		return belief{is: yes}
	}
	return belief{is: no}
}

// unsure is a maybe because of something.
func unsure(format string, args ...any) belief {
	return belief{is: maybe, why: fmt.Sprintf(format, args...)}
}

// and is the less true of two; of two maybes the first.
func (b belief) and(c belief) belief {
	if c.is < b.is {
		return c
	}
	return b
}

// or is the truer of two; of two maybes the first.
func (b belief) or(c belief) belief {
	if c.is > b.is {
		return c
	}
	return b
}

func (b belief) not() belief {
	b.is = yes - b.is
	return b
}
