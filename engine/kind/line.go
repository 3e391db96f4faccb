package kind

import (
	"strings"

	"github.com/orgwright/orgwright/engine"
	"github.com/orgwright/orgwright/engine/cloud"
)

// line is the line of org.yaml that asks for a fact, or that is to blame for
// its going: 0 when the document says nothing of the kind.
func (w *Wish) line(c engine.Change) int {
	path := w.source(c.Address)
	if path == nil {
		return 0
	}
	line, _ := w.Org.At(path...)
	return line
}

// source is where the document speaks of a fact. Facts in an account, such as
// roles, are what functions are about.
func (w *Wish) source(a engine.Address) []string {
	first, rest, _ := strings.Cut(a.Name, "/")
	switch a.Kind {
	case rootaccess.name:
		return []string{"organization", "root_access"}
	case organization.name, policytype.name, service.name:
		return []string{"organization"}
	case unit.name:
		return w.classificationOf(a.Name)
	case guardrail.name:
		return w.guardrailSource(a.Name)
	case attachment.name:
		_, target, _ := strings.Cut(a.Name, "@")
		if w.Names.Declares(target) {
			return []string{"accounts", target, "guardrails"}
		}
		return append(w.classificationOf(strings.TrimPrefix(target, "/")), "guardrails")
	case account.name, invitation.name, placement.name, protection.name:
		return []string{"accounts", a.Name}
	case accessrole.name:
		return []string{"accounts", a.Account}
	case alias.name:
		return []string{"master", "alias"}
	case passwordpolicy.name:
		return []string{"master", "password_policy"}
	case contact.name:
		return []string{"organization", "contacts", a.Name}
	case identityprovider.name, cirole.name:
		return []string{"ci"}
	case role.name, group.name, assume.name:
		return []string{"functions", a.Name}
	case grant.name:
		return []string{"functions", first, "grants"}
	case user.name, mfa.name:
		return []string{"users", a.Name}
	case suspension.name:
		return []string{"users", a.Name, "state"}
	case member.name:
		return []string{"users", rest, "functions"}
	case selfservice.name:
		return []string{"users"} // of which everybody gets it
	case custody.name:
		return w.custodySource(a.Name)
	}
	return nil
}

// classificationOf is the classification whose unit it is, or is below it.
func (w *Wish) classificationOf(unit string) []string {
	if unit == root {
		unit = ""
	}
	for _, class := range sortedKeys(w.Org.Classifications) {
		if ou := w.Org.Unit(class); ou == unit || unit != "" && strings.HasPrefix(ou, unit+"/") {
			return []string{"classifications", class}
		}
	}
	return []string{"classifications"}
}

// guardrailSource is where a guardrail is declared, or, of a built-in one,
// where it is first used.
func (w *Wish) guardrailSource(name string) []string {
	if _, own := w.Org.Guardrails[name]; own {
		return []string{"guardrails", name}
	}
	for _, a := range w.attachments() {
		if a.guardrail == name {
			return w.source(at(attachment.name, a.name()))
		}
	}
	return nil
}

func (w *Wish) custodySource(name string) []string {
	if name == cloud.Master {
		return []string{"master", "root"}
	}
	return []string{"accounts", name, "root"}
}

// Line is the line of org.yaml that asks for a fact, from 1; 0 when none does, as
// for roles of others.
func (w *Wish) Line(a engine.Address) int {
	if path := w.source(a); len(path) > 1 && path[0] == "functions" {
		if _, ours := w.Org.Functions[path[1]]; !ours {
			return 0
		}
	}
	return w.line(engine.Change{Address: a})
}
