package main

import (
	"errors"
	"fmt"
)

// unmeant makes a refusal of a document that nobody can have meant: an empty
// one, or one in which a template's marks are left. To apply it is an accident,
// as one that lost its users is, and not a slip of the pen. The flags say where
// it is.
func unmeant(err error, flags string) error {
	e := new(exit)
	if !errors.As(err, &e) {
		return err
	}
	for _, p := range e.problems {
		like, hint := "", ""
		switch mark := p.Unrendered(); {
		case p.Code == "ORG117":
			like, hint = "has nothing in it, as one that was cut off", "whatever writes it did not; put back the one of before"
		case mark != "":
			like, hint = fmt.Sprintf("has %s in line %d, as a template that was half rendered", mark, p.Line), "render it whole, and look at what came of it: orgwright validate"+flags
		default:
			continue
		}
		r := refused("ORG330", "%s %s: nothing was changed", p.File, like).hint("%s", hint)
		r.problems = e.problems
		return r
	}
	return err
}
