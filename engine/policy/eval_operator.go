package policy

import "strings"

// An operator is a condition operator, taken apart (AWS: IAM policy elements,
// condition operators; multivalued context keys).
type operator struct {
	comparison
	set      string // forallvalues, foranyvalue or ""
	ifExists bool
}

// A comparison is how one value of a request is held against one of a policy.
type comparison struct {
	compare func(have, want string) belief
	negated bool // holds when no value compares
	fills   bool // its values may hold policy variables
	null    bool // asks whether the key is there
}

// readOperator takes an operator apart. False is one that does not exist, or
// whose meaning AWS does not document (a Null with IfExists or for a set).
func readOperator(name string) (o operator, ok bool) {
	name = lower(name)
	if set, rest, cut := strings.Cut(name, ":"); cut {
		if set != "forallvalues" && set != "foranyvalue" {
			return o, false
		}
		o.set, name = set, rest
	}
	name, o.ifExists = strings.CutSuffix(name, "ifexists")
	o.comparison, ok = comparisons[name]
	return o, ok && !(o.null && (o.ifExists || o.set != ""))
}

// ofNothing is what the operator says of a key that is not in the request:
// no value compares, which is what a negated one wants. For a set, all of no
// values do and any of none does not, negated or not.
func (o operator) ofNothing() bool {
	switch {
	case o.ifExists || o.set == "forallvalues":
		return true
	case o.set == "foranyvalue":
		return false
	}
	return o.negated
}

// comparisons are the operators by name in lower case.
var comparisons = map[string]comparison{
	"stringequals":              {compare: equals, fills: true},
	"stringnotequals":           {compare: equals, fills: true, negated: true},
	"stringequalsignorecase":    {compare: equalsFold, fills: true},
	"stringnotequalsignorecase": {compare: equalsFold, fills: true, negated: true},
	"stringlike":                {compare: like, fills: true},
	"stringnotlike":             {compare: like, fills: true, negated: true},
	"arnequals":                 {compare: arnLike, fills: true},
	"arnlike":                   {compare: arnLike, fills: true},
	"arnnotequals":              {compare: arnLike, fills: true, negated: true},
	"arnnotlike":                {compare: arnLike, fills: true, negated: true},
	"bool":                      {compare: bools.in(isSame)},
	"numericequals":             {compare: numbers.in(isSame)},
	"numericnotequals":          {compare: numbers.in(isSame), negated: true},
	"numericlessthan":           {compare: numbers.in(isLess)},
	"numericlessthanequals":     {compare: numbers.in(isLess, isSame)},
	"numericgreaterthan":        {compare: numbers.in(isMore)},
	"numericgreaterthanequals":  {compare: numbers.in(isMore, isSame)},
	"dateequals":                {compare: dates.in(isSame)},
	"datenotequals":             {compare: dates.in(isSame), negated: true},
	"datelessthan":              {compare: dates.in(isLess)},
	"datelessthanequals":        {compare: dates.in(isLess, isSame)},
	"dategreaterthan":           {compare: dates.in(isMore)},
	"dategreaterthanequals":     {compare: dates.in(isMore, isSame)},
	"ipaddress":                 {compare: within},
	"notipaddress":              {compare: within, negated: true},
	"binaryequals":              {compare: binary},
	"null":                      {null: true},
}

func equals(have, want string) belief     { return certain(have == plain(want)) }
func equalsFold(have, want string) belief { return certain(strings.EqualFold(have, plain(want))) }
func like(have, want string) belief       { return certain(glob(want, have)) }

// binary is open: how a request's bytes would be handed in is not agreed.
func binary(_, _ string) belief { return unsure("BinaryEquals is not evaluated") }
