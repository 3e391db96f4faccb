// Package kind holds what the tool knows about each sort of fact, one sort to
// a file: what org.yaml asks for, what AWS has, and the calls that turn the
// one into the other.
package kind

import (
	"github.com/orgwright/orgwright/engine"
)

// All is every kind, in the order in which a company is built. Guardrails
// stand before accounts move under them, and an account's own guardrails are
// attached before it leaves the root.
var All = []Kind{
	organization, policytype, service, rootaccess, unit, guardrail, account, invitation, accessrole, protection, attachment, placement,
	alias, passwordpolicy, contact, identityprovider, cirole, role, grant, group, assume, selfservice, user, member, suspension, mfa, custody,
}

// Kinds is All as the engine sees it, for one document.
func Kinds(w *Wish) []engine.Kind {
	kinds := make([]engine.Kind, len(All))
	for i, k := range All {
		kinds[i] = k.engine(w)
	}
	return kinds
}

// byName finds a kind.
func byName(name string) (Kind, bool) {
	for _, k := range All {
		if k.name == name {
			return k, true
		}
	}
	return Kind{}, false
}
