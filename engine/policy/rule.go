package policy

import "maps"

// A Rule is a statement as org.yaml writes it. Without resources it is about
// all of them.
type Rule struct {
	Actions, NotActions     []string
	Resources, NotResources []string
	Conditions              map[string]map[string][]string // values by operator and key
}

// FromStatements is the identity document of what org.yaml allows and denies.
func FromStatements(allow, deny []Rule) Document {
	var all []Statement
	for _, r := range allow {
		all = append(all, r.statement(Allow))
	}
	for _, r := range deny {
		all = append(all, r.statement(Deny))
	}
	return document(all...)
}

func (r Rule) statement(effect string) Statement {
	s := Statement{
		Effect: effect,
		Action: r.Actions, NotAction: r.NotActions,
		Resource: r.Resources, NotResource: r.NotResources,
		Condition: Conditions{},
	}
	if len(r.Resources)+len(r.NotResources) == 0 {
		s.Resource = List{"*"}
	}
	for operator, keys := range maps.All(r.Conditions) {
		s.Condition[operator] = map[string]List{}
		for key, values := range maps.All(keys) {
			s.Condition[operator][key] = values
		}
	}
	return s
}
